"""Every peer as the bench runs it: made ready, run under the clock, and then measured like any answer."""

from collections.abc import Callable
from dataclasses import dataclass

from solver.optimizer.program.network import Network, Optimum
from solver.optimizer.reference.solve import read
from solver.testing.networks import constant_product, mixed
from tests.bench.clock import Run
from tests.bench.peers import conic, published
from tests.bench.peers.paths import Graph
from tests.bench.rows import Case, Peer

FAILED = ("solver_error", "user_limit", "infeasible", "unbounded")


@dataclass(frozen=True, slots=True)
class Quality:
    """gap: of its dual to its primal, or of the best there is to what it brings; None where it found nothing."""

    gap: float | None
    shortfall: float | None
    status: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """run is timed; quality measures its last answer, best being the value of the best there is."""

    run: Run
    quality: Callable[[float], Quality]


@dataclass(frozen=True, slots=True, eq=False)
class Rival:
    """most: the largest size of each case that it is run at, without and with `full`."""

    peer: Peer
    note: str
    ready: Callable[[Network], Ready]
    most: dict[Case, tuple[int, int]]


class _Kept:
    """The last answer of a run."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self.answer: object = None

    def __call__(self) -> object:
        self.answer = self._run()
        return self.answer


def _of(found: Optimum) -> Quality:
    if found.status in FAILED:
        return Quality(None, None, found.status)
    return Quality(found.gap, found.shortfall, found.status)


def _published(settings: Callable[[Network], published.Tolerance]) -> Callable[[Network], Ready]:
    def ready(network: Network) -> Ready:
        kept = _Kept(lambda: published.solve(network, settings(network)))

        def quality(_best: float) -> Quality:
            assert isinstance(kept.answer, published.Found)
            return _of(published.optimum(kept.answer))

        return Ready(kept, quality)

    return ready


def _cvxpy(network: Network) -> Ready:
    kept = _Kept(lambda: conic.through_cvxpy(network))

    def quality(_best: float) -> Quality:
        assert isinstance(kept.answer, tuple)
        return _of(read(network, *kept.answer))

    return Ready(kept, quality)


def _clarabel(network: Network) -> Ready:
    direct = conic.Direct.of(network)
    kept = _Kept(direct.run)
    return Ready(kept, lambda _best: _of(direct.account(kept.answer)))


def _paths(chunks: int) -> Callable[[Network], Ready]:
    def ready(network: Network) -> Ready:
        graph = Graph.of(network)
        kept = _Kept(lambda: graph.route(chunks))

        def quality(best: float) -> Quality:
            assert isinstance(kept.answer, float)
            return Quality((best - kept.answer) / best, 0.0)

        return Ready(kept, quality)

    return ready


_MILLION = 1_000_000
_PATHS = {Case.MIXED: (1000, 1000), Case.RECORDED: (_MILLION, _MILLION)}
_CONIC = {Case.CONSTANT_PRODUCT: (10_000, 10_000), Case.MIXED: (1000, 1000), Case.RECORDED: (_MILLION, _MILLION)}
_PUBLISHED = {
    Case.CONSTANT_PRODUCT: (100_000, 100_000),
    Case.MIXED: (10_000, 100_000),
    Case.RECORDED: (_MILLION, _MILLION),
}

RIVALS = (
    Rival(Peer.PUBLISHED, "to its own tolerance", _published(lambda _: published.ITS_OWN), _PUBLISHED),
    Rival(Peer.PUBLISHED, "as far as it gets", _published(published.ours), _PUBLISHED | {Case.MIXED: (1000, 10_000)}),
    Rival(Peer.CVXPY, "stated, compiled and solved", _cvxpy, _CONIC),
    Rival(Peer.CLARABEL, "matrices ready, solver alone", _clarabel, _CONIC),
    Rival(Peer.SINGLE_PATH, "at most three swaps", _paths(1), _PATHS),
    Rival(Peer.GRID, "20 chunks, path by path", _paths(20), _PATHS),
    Rival(Peer.CHUNKS, "path by path", _paths(256), _PATHS),
)


def warm_up() -> None:
    """Machine code of every rival is made, or read, before any clock starts."""
    for network in (constant_product(10, 0), mixed(100, 0)):
        for rival in RIVALS:
            if network.supply.any() or Case.CONSTANT_PRODUCT in rival.most:
                rival.ready(network).run()
