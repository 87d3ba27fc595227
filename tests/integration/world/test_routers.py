"""On every problem that a running solver posed: our router against the same program in cvxpy, and against the grid."""

from pathlib import Path

import pytest

from solver.app.demo.run import DemoResult, run_demo
from solver.app.demo.world import Cast
from solver.domain.route import Family, Route
from solver.optimizer.answer import NoRoute
from solver.optimizer.answered import Answered
from solver.optimizer.executing import SPARES
from solver.optimizer.problem import RouteProblem
from solver.optimizer.route import Kind, answered
from tests.integration.world.commands import ROOT
from tests.integration.world.posed import Posed, problems_posed

pytestmark = pytest.mark.anvil

LONGEST = 24
UNPROVEN = 1e-6
"""Of an order's worth: which markets are worth their gas is proven but for the certificate's bound, where that is above
nothing, and another start may end with others; a hundredth of a basis point is all that it may find.
"""

LATEST = {Family.UNISWAP_V4, Family.BALANCER_WEIGHTED, Family.BALANCER_STABLE}


@pytest.mark.scaled(quick=4, soak=120)
def test_over_the_stream_neither_cvxpy_nor_the_grid_beats_our_router(scale: int, seed: int, tmp_path: Path) -> None:
    """Net of gas; sums are in shares of each order's worth. cvxpy may find what is not proven, and lucky units."""
    over_cvxpy, over_grid, families = 0.0, 0.0, set[Family]()
    for number, begin in enumerate(range(0, scale, LONGEST)):
        intents = min(LONGEST, scale - begin)
        posed = stream(tmp_path / f"world {number}", seed + number, intents)
        assert len(posed) >= intents * 5 // 6
        for one in posed:
            problem, ours = one.problem, again(one)
            cvxpy, grid = (score(problem, asked(problem, kind).route) for kind in ("reference", "grid"))
            reached = score(problem, ours.route)
            assert reached >= grid
            assert reached > cvxpy - rounded_away(problem, ours) - unproven(ours) * abs(reached)
            over_cvxpy += (reached - cvxpy) / abs(reached)
            over_grid += (reached - grid) / abs(reached)
            families |= {hop.family for hop in ours.route.hops}
    assert over_grid > 0
    if scale >= LONGEST:
        assert over_cvxpy > 0
        assert families & LATEST


def stream(folder: Path, seed: int, intents: int) -> tuple[Posed, ...]:
    """The problems of a demo, read while its chain is still there."""
    found: list[Posed] = []

    def read(_: DemoResult) -> None:
        found.extend(problems_posed(folder))

    run_demo(ROOT, folder, Cast(seed, intents), say=print, progress=lambda *_: None, patient=False, finish=read)
    return tuple(found)


def again(posed: Posed) -> Answered:
    """Our router's answer to it, which is the one that the solver had."""
    found = asked(posed.problem, "convex")
    assert found.route.hops == posed.route.hops
    return found


def asked(problem: RouteProblem, kind: Kind) -> Answered:
    found = answered(problem, kind)
    assert not isinstance(found, NoRoute)
    return found


def score(problem: RouteProblem, route: Route) -> int:
    """What is left of the price after gas, in units; the limit, which makes it a surplus, is the same for all."""
    return problem.score(route.amount_in, route.amount_out, route.gas)


def rounded_away(problem: RouteProblem, ours: Answered) -> float:
    """Worth of a whole unit that each hop takes, and of one that it pays; and what the integer step may spend too much.

    It does where an exact amount out comes round a circle.
    """
    assert ours.proof is not None
    worth = dict(ours.proof.prices)
    spare = 0.0 if problem.exact_in else SPARES[0] * ours.route.amount_in
    return spare + sum(worth[hop.token_in] + worth[hop.token_out] for hop in ours.route.hops)


def unproven(ours: Answered) -> float:
    """What another choice of markets may gain, as a share."""
    gas_bound = ours.route.certificate.gas_bound
    assert gas_bound is not None
    return min(gas_bound, UNPROVEN)
