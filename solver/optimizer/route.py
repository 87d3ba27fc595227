"""The one entry: a problem and a kind of router in, a certified route or a reason out."""

import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Literal, assert_never

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.domain.route import Route
from solver.markets.constant_product import ConstantProduct
from solver.markets.limit_order import LimitOrder
from solver.markets.market import Market
from solver.optimizer.answer import Answer, NoRoute
from solver.optimizer.answered import Answered
from solver.optimizer.certificate.statuses import QUOTES_ALONE
from solver.optimizer.grid import best_grid_split
from solver.optimizer.problem import RouteProblem
from solver.optimizer.single_path import best_single_path

Kind = Literal["convex", "reference", "single-path", "grid"]
"""convex: the compiled dual; reference: the same program in cvxpy; the others quote paths and prove nothing."""


def route(problem: RouteProblem, kind: Kind, monotonic_ns: Callable[[], int] = time.monotonic_ns) -> Route | NoRoute:
    """Solve; every ending is a value. The same problem gives the same integers."""
    found = answered(problem, kind, monotonic_ns)
    return found.route if isinstance(found, Answered) else found


def answered(
    problem: RouteProblem, kind: Kind, monotonic_ns: Callable[[], int] = time.monotonic_ns
) -> Answered | NoRoute:
    """The route with its proof and what it leaves out; only "convex" has a proof that `verify` takes."""
    begin = monotonic_ns()
    match kind:
        case "convex":
            from solver.optimizer.optimal import optimal  # noqa: PLC0415 (rivals need no numba)

            return optimal(problem, lambda: monotonic_ns() - begin)
        case "reference":
            from solver.optimizer.referee import refereed  # noqa: PLC0415 (cvxpy takes seconds to import)

            return refereed(problem, lambda: monotonic_ns() - begin)
        case "single-path":
            return _exact(problem, kind, best_single_path(problem), monotonic_ns() - begin)
        case "grid":
            split = best_grid_split(problem, best_single_path(problem))
            return _exact(problem, kind, split, monotonic_ns() - begin)
        case _:
            assert_never(kind)


def prepare(kind: Kind) -> None:
    """Load what that kind needs, so that the first order does not wait for it: machine code, or seconds of cvxpy."""
    if kind == "convex":
        for problem in _samples():
            route(problem, kind)
    elif kind == "reference":
        import solver.optimizer.referee  # noqa: F401, PLC0415 (the point of this function)


def _exact(problem: RouteProblem, method: str, found: Answer | NoRoute, elapsed_ns: int) -> Answered | NoRoute:
    if isinstance(found, NoRoute):
        return found
    from solver.optimizer.certify import uncertified  # noqa: PLC0415 (numpy)

    return uncertified(problem, found, method, QUOTES_ALONE, elapsed_ns)


def _samples() -> Iterator[RouteProblem]:
    """Two ways, one of them not worth its gas, among pairs alone and with another kind of market: every kernel runs."""
    sell, between, buy = (Address(f"0x{n:040x}") for n in (1, 2, 3))
    ends = ((sell, buy), (sell, buy), (sell, between), (between, buy))
    pairs: tuple[Market, ...] = tuple(
        ConstantProduct(Address(f"0x{n:040x}"), *tokens, 10**20, 10**20, 3000) for n, tokens in enumerate(ends)
    )
    order = LimitOrder(Address(f"0x{len(ends):040x}"), sell, buy, 10**17, 10**17)
    for markets in (pairs, (*pairs, order)):
        for side in Side:
            yield RouteProblem(markets, sell, buy, side, 10**18, Fraction(10**8))
