"""Whole networks: constant product as in the published benchmark, mixed, and recorded from mainnet."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from solver.optimizer.dual.solve import solve
from solver.optimizer.program.network import Network
from solver.testing.networks import constant_product, mixed, moved, recorded
from tests.bench.clock import medians_ms
from tests.bench.rivals import RIVALS, Rival
from tests.bench.rows import Case, Row, Seen, not_run, row

SIZES = (10, 100, 1000, 10_000, 100_000)
SEEDS = (1, 2, 3)
_LARGE = 10_000
_ETHER = (1, 100, 3000)


@dataclass(frozen=True, slots=True)
class Instances:
    """One case at one size, an instance a seed."""

    case: Case
    size: int
    networks: tuple[Network, ...]


def instances() -> Iterator[Instances]:
    """All, smallest first; the recorded pools by the size of the order in ether."""
    makers: tuple[tuple[Case, Callable[[int, int], Network]], ...] = (
        (Case.CONSTANT_PRODUCT, constant_product),
        (Case.MIXED, mixed),
    )
    for case, make in makers:
        for size in SIZES:
            yield Instances(case, size, tuple(make(size, seed) for seed in SEEDS))
    for ether in _ETHER:
        network = recorded(ether)
        if network is not None:
            yield Instances(Case.RECORDED, ether, (network,))


def rows(given: Instances, *, full: bool) -> list[Row]:
    """Ours cold and warm, and against every rival that can be run at this size."""
    found = [_cold(given)] if given.case is Case.RECORDED else [_cold(given), _warm(given)]
    for rival in RIVALS:
        most = rival.most.get(given.case, (0, 0))[full]
        if most >= given.size:
            found.append(_against(given, rival))
        elif rival.most.get(given.case):
            found.append(not_run(given.case, given.size, rival.peer, f"{rival.note}; takes too long at this size"))
    return found


def _budget(given: Instances) -> float:
    return 1000.0 if given.size >= _LARGE else 250.0


def _cold(given: Instances) -> Row:
    return row(given.case, given.size, None, [_alone(network, given) for network in given.networks])


def _alone(network: Network, given: Instances) -> Seen:
    (ours_ms,) = medians_ms([partial(solve, network)], budget_ms=_budget(given))
    found = solve(network)
    return Seen(ours_ms, None, found.gap, found.shortfall)


def _warm(given: Instances) -> Row:
    """From the last block's prices, two percent of the pools having moved."""
    seen = []
    for seed, network in enumerate(given.networks):
        last, then = solve(network), moved(network, seed)
        (ours_ms,) = medians_ms([partial(solve, then, last)], budget_ms=_budget(given))
        found = solve(then, last)
        seen.append(Seen(ours_ms, None, found.gap, found.shortfall))
    return row(given.case, given.size, None, seen, start="warm", note="2 % of the pairs and weighted pools moved")


def _against(given: Instances, rival: Rival) -> Row:
    seen, statuses = [], []
    for network in given.networks:
        ready = rival.ready(network)
        ours_ms, peer_ms = medians_ms([partial(solve, network), ready.run], budget_ms=_budget(given))
        found = solve(network)
        quality = ready.quality(found.primal)
        seen.append(Seen(ours_ms, peer_ms, found.gap, found.shortfall, quality.gap, quality.shortfall))
        statuses.append(quality.status)
    return row(given.case, given.size, rival.peer, seen, note="; ".join([rival.note, *_told(statuses)]))


def _told(statuses: Sequence[str]) -> list[str]:
    """What a peer says of its own answers, where that is not success."""
    return sorted({status for status in statuses if status not in {"", "optimal", "stopped"}})
