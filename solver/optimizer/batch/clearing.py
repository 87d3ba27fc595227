"""One price a token at which every order of a batch trades, and nothing is left.

Order j fills q_j of the token whose amount it names, and at prices p its other leg is worth the same. Of token t the
markets deliver y_t net. Nothing is left when for every token

    r_t = sum_{sells for t} p_sell q - sum_{spends t to buy} p_buy q - p_t (y_t + sum_{sells t} q - sum_{buys t} q)

is zero: r = M p. Prices follow from the optimum's v along the graph that leads from an order's named token to its
other one. A token that no order has as its other one keeps v; one that does not depend on itself has the price that
makes its r zero. Within a cycle of opposite orders prices are v, but for the tokens that markets deliver, which are
cheaper by one factor, so that r sums to zero: the markets' deliveries pay for what they take, at the average price,
while v is marginal. Then every r_t is zero only if surplus is spread right between the cycle's tokens: spreading.py.
"""

from dataclasses import dataclass

import numpy as np

from solver.optimizer.batch.statement import Stated
from solver.optimizer.program.back import moves
from solver.optimizer.program.network import Flags, Floats, Optimum, Places

SOLVED = 1e-7
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
        done[number] = order.at_least / float(program.unit[place]) + float(np.abs(amount[mine]).sum())
    return Filled(done, net)


def cleared(stated: Stated, done: Filled, prices: Floats) -> Cleared:
    """Prices near the optimum's, in scaled units, and what is left at them."""
    places = order_tokens(stated)
    system, near = _system(stated, done, places), prices[places].copy()
    classes, of = cycles(stated, places)
    for number in classes:
        within = of == number
        if _named_only(stated, places, within):
            continue
        moving = within & (done.net[places] > 0) if within.sum() > 1 else within
        moving = moving if moving.any() else within
        weight = system[within].sum(axis=0)
        gain = float(weight[moving] @ near[moving])
        factor = -float(weight[~moving] @ near[~moving]) / gain if gain else 1.0
        near[moving] *= factor if factor > 0 else 1.0
    traded = np.abs(system) @ near
    found, rest = prices.copy(), np.zeros(prices.size)
    found[places] = near
    rest[places] = system @ near
    rest[places] *= [not _named_only(stated, places, of == number) for number in of]
    solved = bool((np.abs(rest[places]) <= SOLVED * max(float(traded.max(initial=0.0)), 1e-300)).all())
    return Cleared(found, rest, solved)


def order_tokens(stated: Stated) -> list[int]:
    """Places of the tokens that some order names."""
    names = {t for order in stated.orders.values() for t in (order.sell_token, order.buy_token)}
    return sorted(stated.program.place(token) for token in names)


def cycles(stated: Stated, places: list[int]) -> tuple[list[int], Places]:
    """Strongly connected classes in the order in which prices follow, and the class of each place."""
    at = {place: number for number, place in enumerate(places)}
    edges = {
        (at[stated.program.place(order.fixed_token)], at[stated.program.place(order.surplus_token)])
        for order in stated.orders.values()
    }
    reach = np.eye(len(places), dtype=np.bool_)
    for begin, end in edges:
        reach[begin, end] = True
    for middle in range(len(places)):
        reach |= np.outer(reach[:, middle], reach[middle])
    both = reach & reach.T
    of = both.argmax(axis=1)
    return sorted({int(n) for n in of}, key=lambda n: int(reach[:, n].sum())), of


def _named_only(stated: Stated, places: list[int], within: Flags) -> bool:
    """Whether no order has one of these tokens as its other leg."""
    tokens = {stated.program.tokens[place] for place, inside in zip(places, within, strict=True) if inside}
    return not any(order.surplus_token in tokens for order in stated.orders.values())


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
