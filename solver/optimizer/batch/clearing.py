"""One price a token at which every order of a batch trades, and nothing is left.

Order j fills q_j of the token whose amount it names, and at prices p its other leg is worth the same. Of token t the
markets deliver y_t net. Nothing is left when for every token

    sum_{j sells for t} p_sell q_j - sum_{j spends t to buy} p_buy q_j = p_t (y_t + sum_{j sells t} q_j - sum_{j buys t} q_j),

a homogeneous system M p = 0. Summed over tokens it says p y = 0: the markets' deliveries pay for what they take, at the
average price, while the optimum's prices v are marginal and v y > 0 is what the markets' curves give beyond them. Where
orders do not oppose each other, some p close to v solves the system. Where they do, it is solvable only if surplus is
spread right between their tokens, which the values of these tokens steer.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.optimizer.batch.statement import Stated
from solver.optimizer.program.back import moves
from solver.optimizer.program.network import Floats, Optimum

_SOLVED = 1e-9
"""Of the worth that changes hands: what may be left at the prices."""


@dataclass(frozen=True, slots=True, eq=False)
class Filled:
    """In scaled units. amount: by order, of the token it names; net: what markets deliver of each token."""

    amount: dict[int, float]
    net: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Cleared:
    """prices: by place, in scaled units; left: by token, worth left over (below zero: missing) at these prices."""

    prices: Floats
    left: Floats
    uniform: bool


def filled(stated: Stated, found: Optimum) -> Filled:
    """What the optimum does with each order."""
    program = stated.program
    owner, token, amount = moves(program, found)
    of_markets = owner >= 0
    net = np.bincount(token[of_markets], amount[of_markets], program.unit.size)
    done = {}
    for number, order in stated.orders.items():
        place = program.place(order.fixed_token)
        mine = (owner == ~number) & (token == place)
        done[number] = order.at_least / float(program.unit[place]) + float(np.abs(amount[mine]).sum())
    return Filled(done, net)


def cleared(stated: Stated, done: Filled, prices: Floats) -> Cleared:
    """The prices that leave least, near the optimum's; only tokens of orders are looked at."""
    places = order_tokens(stated)
    system = _system(stated, done, places)
    near = prices[places]
    scaled = system * near
    worth = max(float(np.abs(scaled).max(initial=0.0)), 1e-300)
    factors = _near_one(scaled / worth)
    left = -(scaled @ factors)
    found = prices.copy()
    found[places] = near * factors
    rest = np.zeros(prices.size)
    rest[places] = left
    return Cleared(found, rest, bool(np.abs(left).max(initial=0.0) <= _SOLVED * worth and factors.min() > 0))


def order_tokens(stated: Stated) -> list[int]:
    """Places of the tokens that some order names."""
    names = {t for order in stated.orders.values() for t in (order.sell_token, order.buy_token)}
    return sorted(stated.program.place(token) for token in names)


def _system(stated: Stated, done: Filled, places: list[int]) -> Floats:
    """M, row and column by place in `places`."""
    at = {place: number for number, place in enumerate(places)}
    matrix, own = np.zeros((len(places), len(places))), done.net[places].copy()
    for number, order in stated.orders.items():
        sell, buy = (at[stated.program.place(token)] for token in (order.sell_token, order.buy_token))
        amount = done.amount[number]
        if order.exact_in:
            matrix[buy, sell] += amount
            own[sell] += amount
        else:
            matrix[sell, buy] -= amount
            own[buy] -= amount
    matrix[np.diag_indices(len(places))] -= own
    return matrix


def _near_one(system: Floats) -> Floats:
    """The factors nearest to one in the space that the system sends to zero, or in the direction it shrinks most."""
    _, sizes, rows = np.linalg.svd(system)
    null: NDArray[np.float64] = rows[sizes <= max(1e-12, 10 * float(sizes.min()))]
    factors: Floats = null.T @ (null @ np.ones(system.shape[0]))
    return factors / factors.mean() if factors.mean() else np.ones(factors.size)
