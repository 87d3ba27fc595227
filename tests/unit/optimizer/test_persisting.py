"""A search that stopped short is taken up again; one that found what there is, is not."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from solver.domain.auction import Side
from solver.optimizer import persisting
from solver.optimizer.dual.solve import solve
from solver.optimizer.persisting import persistent
from solver.optimizer.problem import RouteProblem
from solver.optimizer.program.build import single
from solver.optimizer.program.network import Network, Optimum
from solver.optimizer.program.rows import rows
from solver.testing.markets import USDC, WETH, numbered, pair, ranges
from solver.testing.worlds import world

MARKETS = world(3, pools=20)
DRY = (ranges(((-60, 60, 10**6),), tick_spacing=60), pair({WETH: 10**6, USDC: 10**6}, pool=numbered(1)))


def _network(side: Side = Side.EXACT_IN, markets: tuple[object, ...] = MARKETS, amount: int = 10**21) -> Network:
    problem = RouteProblem(markets, WETH, USDC, side, amount, Fraction(0))  # type: ignore[arg-type]
    program = single(rows(problem.markets), problem)
    assert program is not None
    return program.network


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Optimum]:
    """Every answer of the solver, whose first search is cut off after one iteration."""
    answers: list[Optimum] = []

    def cut(network: Network, near: Optimum | None, most_iterations: int = 200) -> Optimum:
        answers.append(solve(network, near, most_iterations=1 if not answers else most_iterations))
        return answers[-1]

    monkeypatch.setattr(persisting, "solve", cut)
    return answers


def test_a_search_that_stopped_short_is_taken_up_where_it_stopped(asked: list[Optimum]) -> None:
    network = _network()
    found = persistent(network, None)
    assert asked[0].shortfall > 1e-6
    assert found.dual == pytest.approx(solve(network, None).dual, rel=1e-12)
    assert found.shortfall < 1e-9
    assert len(asked) == 2


def test_what_no_markets_deliver_is_not_sought_for_ever(asked: list[Optimum]) -> None:
    persistent(_network(Side.EXACT_OUT, DRY, 10**30), None)
    assert 1 <= len(asked) <= 4


def test_a_good_optimum_is_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    count = _counted(monkeypatch)
    persistent(_network(), None)
    assert count() == 1


def _counted(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    calls: list[None] = []

    def counted(network: Network, near: Optimum | None) -> Optimum:
        calls.append(None)
        return solve(network, near)

    monkeypatch.setattr(persisting, "solve", counted)
    return lambda: len(calls)
