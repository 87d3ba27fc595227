"""Markets and orders as a program in scaled units, with the way back to them.

1.0 of every token is what the order (or the whole batch) is worth in it, so prices are near one and amounts of the
order's size, whatever the decimals. Tokens that no way of at most most_hops swaps between an order's tokens passes are
left out, and with them the markets that trade fewer than two of the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver.domain.primitives import Address, PoolId
from solver.optimizer.orders import Order
from solver.optimizer.problem import RouteProblem
from solver.optimizer.program.left_out import LeftOut, Reason
from solver.optimizer.program.network import Flags, Floats, Network, Places
from solver.optimizer.program.pruning import split_off
from solver.optimizer.program.reference import reference_prices
from solver.optimizer.program.rows import Owners, Rows
from solver.optimizer.program.selection import directed, in_units, over_tokens


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """network: what to solve; owners: the market of each of its rows, by place in `markets`, or ~j for order j's limit.

    pools: of each place in `markets`
    tokens, unit: of each place in the network, and the units that make 1.0 of it
    aside, aside_owners: rows left out as dust or as insane, in the same units; they still count in the bound
    """

    network: Network
    owners: Owners
    pools: tuple[PoolId, ...]
    tokens: tuple[Address, ...]
    unit: Floats
    aside: Network
    aside_owners: Owners
    left_out: tuple[LeftOut, ...]

    def place(self, token: Address) -> int:
        """Of a token in the network; raises ValueError."""
        return self.tokens.index(token)


def program_of(
    rows: Rows, orders: Sequence[Order], prices: Floats, most_hops: int, *, whole: bool = False
) -> Program | None:
    """The markets in the batch's units, nothing supplied yet; None where no order's tokens are joined.

    prices: worth of a unit of each of the rows' tokens as the markets say, 0 where they do not
    whole: with dust and insane prices
    """
    joined = [order for order in orders if order.sell_token in rows.place and order.buy_token in rows.place]
    ends = [(rows.place[order.sell_token], rows.place[order.buy_token]) for order in joined]
    kept = _on_the_way(rows, ends, most_hops) & (prices > 0)
    worth = sum(_worth(rows, order, prices) for order in joined if _both(rows, order, kept))
    if not worth:
        return None
    network, owners = over_tokens(rows.network, rows.owners, kept)
    unit = worth / prices[kept]
    chosen, chosen_owners, aside, aside_owners, why = split_off(in_units(network, unit), owners, whole=whole)
    return Program(
        network=chosen,
        owners=chosen_owners,
        pools=tuple(market.pool for market in rows.markets),
        tokens=tuple(token for token, keep in zip(rows.tokens, kept, strict=True) if keep),
        unit=unit,
        aside=aside,
        aside_owners=aside_owners,
        left_out=_left_out(rows, chosen_owners, why),
    )


def _both(rows: Rows, order: Order, kept: Flags) -> bool:
    return bool(kept[rows.place[order.sell_token]] and kept[rows.place[order.buy_token]])


def _worth(rows: Rows, order: Order, prices: Floats) -> float:
    return order.amount * float(prices[rows.place[order.fixed_token]])


def _on_the_way(rows: Rows, ends: Sequence[tuple[int, int]], most_hops: int) -> Flags:
    """Tokens on a way of at most most_hops swaps from the first to the second of one of the pairs.

    Another order is a way too, from what it buys to what it sells.
    """
    back = np.array([(buy, sell) for sell, buy in ends], np.int64).reshape(-1, 2)
    edges = np.concatenate([directed(rows.network), back])
    found = np.zeros(len(rows.tokens), np.bool_)
    for sell, buy in sorted(set(ends)):
        ahead = _hops(edges[:, 0], edges[:, 1], sell, len(rows.tokens), most_hops)
        behind = _hops(edges[:, 1], edges[:, 0], buy, len(rows.tokens), most_hops)
        if ahead[buy] <= most_hops:
            found |= ahead + behind <= most_hops
    return found


def _hops(begin: Places, end: Places, start: int, tokens: int, most: int) -> Places:
    """Least number of hops from start to each token, `most` + 1 where it is more."""
    distance = np.full(tokens, most + 1, np.int64)
    distance[start] = 0
    for step in range(1, most + 1):
        reached = end[distance[begin] == step - 1]
        distance[reached] = np.minimum(distance[reached], step)
    return distance


def _left_out(rows: Rows, chosen: Owners, why: dict[int, Reason]) -> tuple[LeftOut, ...]:
    """Markets without a single row in the program."""
    reasons = dict.fromkeys(range(len(rows.markets)), Reason.UNREACHABLE)
    reasons |= dict.fromkeys(rows.empty, Reason.EMPTY) | why
    used = chosen.markets()
    return tuple(LeftOut(rows.markets[n].pool, reason) for n, reason in reasons.items() if n not in used)


def single(rows: Rows, problem: RouteProblem, prices: Floats | None = None, *, whole: bool = False) -> Program | None:
    """One order at any price: the whole amount is spent (or received) for as much (or as little) as can be.

    prices: worth of a unit of each of the rows' tokens; None: as the markets say. whole: as in program_of
    """
    order = Order(problem.sell_token, problem.buy_token, problem.side, problem.amount)
    said = reference_prices(rows.network) if prices is None else prices
    program = program_of(rows, (order,), said, problem.most_hops, whole=whole)
    if program is None:
        return None
    fixed, objective = program.place(order.fixed_token), program.place(order.surplus_token)
    supply, value = np.zeros(program.unit.size), np.zeros(program.unit.size)
    supply[fixed] = order.amount / program.unit[fixed] * (1 if order.exact_in else -1)
    value[objective] = 1.0
    return replace(program, network=replace(program.network, supply=supply, value=value, fixed=value > 0))
