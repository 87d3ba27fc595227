"""One price a token at which every order of a batch trades, and nothing is left.

Order j fills q_j of the token whose amount it names, and at prices p its other leg is worth the same. Of token t the
markets deliver y_t net. Nothing is left when for every token

    r_t = sum_{sells for t} p_sell q - sum_{spends t to buy} p_buy q - p_t (y_t + sum_{sells t} q - sum_{buys t} q)

is zero: r = M p. Prices are the optimum's v, but for surplus tokens that markets deliver on balance, which are cheaper
by one factor, so that r sums to zero: then the markets' deliveries pay for what they take, at average prices, while v
is marginal. Every r_t is zero only if surplus is spread right between its tokens: see spreading.py.
"""

from dataclasses import dataclass

import numpy as np

from solver.optimizer.batch.statement import Stated
from solver.optimizer.program.back import moves
from solver.optimizer.program.network import Floats, Optimum

SOLVED = 1e-7
_NOTHING = 1e-14
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
    net = np.bincount(token[of_markets], amount[of_markets], program.unit.size).astype(np.float64)
    done = {}
    for number, order in stated.orders.items():
        place = program.place(order.fixed_token)
        mine = (owner == ~number) & (token == place)
        done[number] = stated.certain[number] / float(program.unit[place]) + float(np.abs(amount[mine]).sum())
    return Filled(done, net)


def cleared(stated: Stated, done: Filled, prices: Floats) -> Cleared:
    """Prices near the optimum's, in scaled units, and what is left of surplus tokens at them."""
    places = order_tokens(stated)
    system, near = system_of(stated, done, places), prices[places].copy()
    counts = np.isin(places, stated.surplus)
    moving = counts & (done.net[places] > 0)
    moving = moving if moving.any() else counts
    weight = system[counts].sum(axis=0)
    gain = float(weight[moving] @ near[moving])
    factor = -float(weight[~moving] @ near[~moving]) / gain if gain else 1.0
    near[moving] *= factor if factor > 0 else 1.0
    traded = np.abs(system) @ near
    found, rest = prices.copy(), np.zeros(prices.size)
    found[places] = near
    rest[places] = np.where(counts, system @ near, 0.0)
    return Cleared(found, rest, bool((np.abs(rest[places]) <= SOLVED * traded + _NOTHING).all()))


def order_tokens(stated: Stated) -> list[int]:
    """Places of the tokens that some order names."""
    names = {t for order in stated.orders.values() for t in (order.sell_token, order.buy_token)}
    return sorted(stated.program.place(token) for token in names)


def system_of(stated: Stated, done: Filled, places: list[int]) -> Floats:
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
