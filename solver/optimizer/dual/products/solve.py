"""The fast way: a network of constant products alone, from its arrays to the optimum in one call of machine code."""

import math

import numpy as np

from solver.optimizer.dual.arrays import Order
from solver.optimizer.dual.compiled import compiled
from solver.optimizer.dual.graph import by_degree
from solver.optimizer.dual.judged import judged
from solver.optimizer.dual.products.arrays import Ask, Place
from solver.optimizer.dual.products.begin import bind, first_prices, make_hinges
from solver.optimizer.dual.products.flows import flows_at
from solver.optimizer.dual.products.search import search
from solver.optimizer.dual.setup import DENSE
from solver.optimizer.program.network import Flags, Floats, Network, Optimum, Places

MOST_PAIRS = 50_000
"""And no more tokens than the full matrix is used for."""

_MOST_ITERATIONS = 40

Products = tuple[Places, Floats, Floats]
Asked = tuple[Floats, Floats, Flags]
Figures = tuple[bool, int, float, float, float, float]
"""Whether the optimum was found; iterations; and as in Account: dual, primal, what is missing, scale."""


def knows(network: Network) -> bool:
    """Whether this is a network of constant products alone, and small enough."""
    others = network.curves.keep.size + network.books.tokens.size + network.baskets.keep.size
    small = network.tokens <= DENSE and 0 < network.products.keep.size <= MOST_PAIRS
    return small and others + network.stables.keep_in.size == 0


def optimum(network: Network, warm: Floats | None, tolerance: float, most_iterations: int) -> Optimum | None:
    """None where the search did not end at the optimum: nothing is known then. warm: prices, 0 where unknown."""
    products = network.products
    figures, prices, takes, pays = _run(
        (products.tokens, products.reserves, products.keep),
        (network.supply, network.value, network.fixed),
        np.empty(0) if warm is None else warm,
        tolerance,
        min(most_iterations, _MOST_ITERATIONS),
    )
    found, iterations, dual, primal, short, scale = figures
    if not found or not math.isfinite(dual + primal + short):
        return None
    scale = scale if scale > 0 else 1.0
    return Optimum(
        status="optimal",
        iterations=iterations,
        prices=prices,
        dual=dual,
        primal=primal,
        gap=(dual - primal) / scale,
        shortfall=short / scale,
        product_in=takes,
        product_out=pays,
        curve_in=np.empty(0),
        curve_out=np.empty(0),
        book_in=np.empty(0),
        book_out=np.empty(0),
        basket_net=np.empty(0),
        stable_net=np.empty(0),
    )


@compiled
def _run(
    products: Products, order: Asked, warm: Floats, tolerance: float, most: int
) -> tuple[Figures, Floats, Floats, Floats]:
    """Figures, prices, and what each pair takes and pays."""
    tokens, reserves, keep = products
    supply, value, fixed = order
    hinges = make_hinges(tokens, reserves, keep)
    prices = first_prices(tokens, reserves, value, warm)
    root, known = _start(value, fixed, prices)
    size, pairs = supply.size, keep.size
    worth, least = np.zeros(size), np.zeros(size)
    ask = Ask(supply, value, fixed, _from_the_edge(tokens, size), worth, least, not (supply < 0.0).any())
    bind(ask, root)
    shift = np.zeros(size)
    at = Place(root, shift, known, np.empty(size), np.empty(size), np.empty(pairs))
    found, iterations = search(hinges, ask, at, tolerance, most)
    takes, pays, psi = np.empty((pairs, 2)), np.empty((pairs, 2)), supply.copy()
    for t in range(size):
        prices[t] = value[t] if fixed[t] else (root[t] * (1.0 + shift[t])) ** 2
    earned = flows_at(hinges, at, takes, pays, psi)
    dual, primal, short, scale = judged(Order(ask.supply, ask.value, ask.fixed), prices, psi, earned)
    return (found, iterations, dual, primal, short, scale), prices, takes, pays


@compiled
def _start(value: Floats, fixed: Flags, prices: Floats) -> tuple[Floats, Flags]:
    """Roots of the prices, no lower than values, and which of them are known."""
    root, known = np.zeros(prices.size), prices > 0.0
    for t in range(prices.size):
        if known[t]:
            near = fixed[t] or prices[t] <= value[t] * (1.0 + 1e-15)
            root[t] = np.sqrt(value[t] if near else prices[t])
    return root, known


@compiled
def _from_the_edge(tokens: Places, count: int) -> Places:
    """Tokens from the least to the most connected."""
    degree = np.zeros(count, np.int64)
    for token in tokens.ravel():
        degree[token] += 1
    return by_degree(degree)
