"""Markets that cost gas: against every subset where there are few, and by our own certificate where there are many."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from solver.optimizer.costing import Trials
from solver.optimizer.dual.solve import prepare, solve
from solver.optimizer.fixed_costs.choice import choose
from solver.optimizer.fixed_costs.gas_split import split_with_costs
from solver.optimizer.fixed_costs.parallel import from_reserves
from solver.optimizer.program.build import Program
from solver.optimizer.program.network import Network
from solver.optimizer.program.rows import Owners
from solver.testing.markets import numbered
from solver.testing.networks import Priced, small_network, two_asset_gas
from solver.testing.networks.parts import assemble
from tests.bench.clock import Run, medians_ms, once_ms
from tests.bench.peers.subsets import best_subset
from tests.bench.peers.two_asset import side_of
from tests.bench.rows import Case, Claim, Kind, Peer, Row, Seen, row
from tests.unit.optimizer.fixed_costs.small_networks import best_of_all_subsets

FEW, MANY, SMALL = 12, 1000, (10, 4)
INSTANCES = {FEW: 1000, MANY: 200, SMALL[0]: 200}
_EXACT = 1e-11
_BPS = 1e4


@dataclass(frozen=True, slots=True)
class Outcome:
    """One instance. off: what brute force (or our bound) gains on us, by the order; certified: by ourselves."""

    seen: Seen
    off: float
    certified: bool


def two_asset_few() -> list[Outcome]:
    """Twelve pools."""
    return [_against_subsets(two_asset_gas(FEW, seed), timed=seed < 40) for seed in range(INSTANCES[FEW])]


def two_asset_many() -> list[Outcome]:
    """A thousand pools, beyond brute force: off is our bound's distance."""
    found = []
    for seed in range(INSTANCES[MANY]):
        priced = two_asset_gas(MANY, seed)
        side, order = side_of(priced.network), float(priced.network.supply[0])
        given = from_reserves(side.reserve_in, side.reserve_out, side.keep, costs=priced.gas)
        ours_ms = once_ms(partial(split_with_costs, given, order))
        answer = split_with_costs(given, order)
        off = answer.gap / order
        found.append(Outcome(Seen(ours_ms, None, off, 0.0), off, answer.certified))
    return found


def _against_subsets(priced: Priced, *, timed: bool) -> Outcome:
    side, order = side_of(priced.network), float(priced.network.supply[0])
    given = from_reserves(side.reserve_in, side.reserve_out, side.keep, costs=priced.gas)
    answer, brute = split_with_costs(given, order), best_subset(side, priced.gas, order)
    runs: list[Run] = [partial(split_with_costs, given, order), partial(best_subset, side, priced.gas, order)]
    ours_ms, peer_ms = medians_ms(runs, budget_ms=10.0) if timed else [once_ms(run) for run in runs]
    off = (brute - answer.value) / order
    return Outcome(Seen(ours_ms, peer_ms, answer.gap / order, 0.0, 0.0, 0.0), off, answer.certified)


def small_networks() -> list[Outcome]:
    """Ten pools of four tokens, on our own engine."""
    return [_small(small_network(*SMALL, seed)) for seed in range(INSTANCES[SMALL[0]])]


def _small(priced: Priced) -> Outcome:
    program, order = _program(priced.network), float(priced.network.supply.max())
    ours = partial(_chosen, program, priced)
    ours()
    ours_ms, peer_ms = once_ms(ours), once_ms(partial(best_of_all_subsets, priced))
    value, gap, certified = ours()
    brute = best_of_all_subsets(priced)
    return Outcome(Seen(ours_ms, peer_ms, gap / order, 0.0, 0.0, 0.0), (brute - value) / order, certified)


def _chosen(program: Program, priced: Priced) -> tuple[float, float, bool]:
    whole = prepare(program.network)
    found = choose(Trials.of(program, whole, solve(whole)), priced.gas)
    return found.value, found.gap, found.certified


def _program(network: Network) -> Program:
    """A network of pairs as a program, each pair a market of its own."""
    count, none = network.products.keep.size, np.zeros(0, np.int64)
    return Program(
        network=network,
        owners=Owners(np.arange(count), none, none, none, none),
        pools=tuple(numbered(0x7000 + place) for place in range(count)),
        tokens=tuple(numbered(0x100 + place) for place in range(network.tokens)),
        unit=np.ones(network.tokens),
        aside=assemble(network.tokens),
        aside_owners=Owners(none, none, none, none, none),
        left_out=(),
    )


def measured() -> Iterator[tuple[Row, Claim]]:
    """Each family's row, and what it claims."""
    few, many, small = two_asset_few(), two_asset_many(), small_networks()
    yield _row(FEW, few, Peer.BRUTE_FORCE, "two tokens"), _equal("gas-aware split, 12 pools", few, 1.0)
    yield _row(MANY, many, None, "two tokens; gap is our bound's"), _certified(many)
    yield _row(SMALL[0], small, Peer.BRUTE_FORCE, "network of 4 tokens"), _equal("gas-aware network", small, 0.95)


def _row(size: int, found: list[Outcome], peer: Peer | None, note: str) -> Row:
    return row(Case.GAS, size, peer, [one.seen for one in found], note=note)


def _equal(measure: str, found: list[Outcome], least: float) -> Claim:
    equal = sum(one.off <= _EXACT for one in found)
    worst = max(one.off for one in found) * _BPS
    seen = f"{equal} of {len(found)}, worst {worst:.2g} bps, {sum(one.certified for one in found)} certified"
    wanted = f"equal to brute force on {least:.0%} of {len(found)}"
    return Claim(measure, Kind.QUALITY, wanted, seen, equal >= least * len(found))


def _certified(found: list[Outcome]) -> Claim:
    sure = sum(one.certified for one in found)
    rest = max((one.off * _BPS for one in found if not one.certified), default=0.0)
    wanted = f"certified on 95% of {len(found)}, gap under 0.01 bps on the rest"
    holds = sure >= 0.95 * len(found) and rest < 0.01
    return Claim("gas-aware split, 1,000 pools", Kind.QUALITY, wanted, f"{sure} certified, rest {rest:.2g} bps", holds)
