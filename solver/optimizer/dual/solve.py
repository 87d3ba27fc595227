"""The one entry from Python: a network in, its optimum out."""

from dataclasses import dataclass
from time import perf_counter_ns

import numpy as np

from solver.optimizer.dual.answer import account, flows_at
from solver.optimizer.dual.arrays import ITERATIONS, Order, Program, State
from solver.optimizer.dual.newton import advance
from solver.optimizer.dual.products import solve as products
from solver.optimizer.dual.setup import DENSE, depths_of, make_markets, make_state, start_at
from solver.optimizer.dual.spanning import Depths, spanning_prices
from solver.optimizer.program.network import Flags, Floats, Network, Optimum

_TOLERANCE = 1e-12
_GOOD = 1e-9
_STATUS = ("iterations", "optimal", "stalled", "unbounded")
_CHUNK = 2_000_000
_MS = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A network in the form the machine code reads; search after search may start from it."""

    network: Network
    program: Program
    depths: Depths


def prepare(network: Network) -> Prepared:
    """Once for each network."""
    p, c = network.products, network.curves
    b, s = network.baskets, network.stables
    book = (network.books.tokens, network.books.start, network.books.size, network.books.price)
    basket = (b.start, b.token, b.balance, b.weight, b.keep)
    stable = (s.start, s.token, s.balance, s.share, s.keep_in, s.keep_out)
    product = (p.tokens, p.reserves, p.keep)
    curve = (c.tokens, c.keep, c.start, c.reserve_in, c.reserve_out, c.capacity)
    markets, graph = make_markets(network.tokens, (product, curve, book), (basket, stable))
    order = Order(network.supply, network.value, network.fixed)
    return Prepared(network, Program(markets, order, graph), depths_of(markets, graph, product))


def reference_prices(network: Network) -> tuple[Floats, Flags]:
    """Prices by a spanning tree of the deepest markets from the valued tokens; which tokens it reaches, 0 elsewhere."""
    prices = _first_prices(prepare(network))
    return prices, prices > 0


def _first_prices(prepared: Prepared) -> Floats:
    prices = prepared.program.order.value.copy()
    spanning_prices(prepared.program.graph, prepared.depths, prices)
    return prices


def solve(
    network: Network | Prepared,
    warm: Optimum | None = None,
    *,
    most_iterations: int = 200,
    budget_ms: float = 10_000.0,
) -> Optimum:
    """The optimum, or the best found: status says which.

    optimal; stalled: rounding allowed no more; iterations, late: a budget ran out; unbounded: the markets cannot
    deliver what is demanded

    A network of constant products alone goes the fast way, whose few iterations are not cut short by budget_ms.
    """
    plain = network.network if isinstance(network, Prepared) else network
    if products.knows(plain):
        prices = None if warm is None else warm.prices
        found = products.optimum(plain, prices, _TOLERANCE, most_iterations)
        if found is not None:
            return found
    return solve_any(network, warm, most_iterations=most_iterations, budget_ms=budget_ms)


def solve_any(
    network: Network | Prepared,
    warm: Optimum | None = None,
    *,
    most_iterations: int = 200,
    budget_ms: float = 10_000.0,
) -> Optimum:
    """The same by the search that knows every kind of market."""
    end = perf_counter_ns() + round(budget_ms * _MS)
    prepared = network if isinstance(network, Prepared) else prepare(network)
    first = _first_prices(prepared)
    if warm is not None:
        first = np.where(first > 0, np.where(warm.prices > 0, warm.prices, first), 0.0)
    state = make_state(prepared.program.graph, first.size, DENSE)
    start_at(prepared.program.order, first, state)
    return _result(prepared, state, _search(prepared, state, most_iterations, end))


def _search(prepared: Prepared, state: State, most: int, end_ns: int) -> str:
    """In stretches, so that the clock is looked at; how it ended."""
    markets = prepared.program.markets
    chunk = max(1, _CHUNK // max(1, markets.pairs.drag.size + markets.ladders.keep.size))
    while True:
        left = most - int(state.counts[ITERATIONS])
        status = advance(prepared.program, state, _TOLERANCE, min(chunk, left))
        if status:
            return _STATUS[status]
        if state.counts[ITERATIONS] >= most:
            return _STATUS[0]
        if perf_counter_ns() > end_ns:
            return "late"


def _result(prepared: Prepared, state: State, status: str) -> Optimum:
    point, markets, network = state.point, prepared.program.markets, prepared.network
    prices = (point.root * (1.0 + point.shift)) ** 2
    prices[network.fixed] = network.value[network.fixed]
    flows = flows_at(markets, point)
    found = account(markets, prepared.program.order, prices, flows)
    scale = found.scale if found.scale > 0 else 1.0
    gap, shortfall = (found.dual - found.primal) / scale, found.short / scale
    if status == "stalled" and abs(gap) <= _GOOD and shortfall <= _GOOD:
        status = "optimal"
    return Optimum(
        status=status,
        iterations=int(state.counts[ITERATIONS]),
        prices=prices,
        dual=found.dual,
        primal=found.primal,
        gap=gap,
        shortfall=shortfall,
        product_in=flows.product_in,
        product_out=flows.product_out,
        curve_in=flows.curve_in,
        curve_out=flows.curve_out,
        book_in=flows.book_in,
        book_out=flows.book_out,
        basket_net=flows.basket_net,
        stable_net=flows.stable_net,
    )
