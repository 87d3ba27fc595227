"""A ladder made of a recorded book quotes what the venue's own rules come to, and what it did to others' orders."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from functools import partial

import pytest

from solver.markets.book import Ladder
from solver.markets.market import InsufficientLiquidity
from solver.testing.markets import USDC, WBTC, WETH
from tests.replay.books import exact
from tests.replay.books.captures import (
    FUTURES,
    HYPERLIQUID,
    RECORDED_BOOKS,
    SPOT,
    Best,
    Binance,
    Sides,
    Sweep,
    Synced,
    Ticker,
    hyperliquid_books,
)
from tests.replay.books.exact import EXACT, Rules, size_of, value_of

pytestmark = pytest.mark.skipif(not RECORDED_BOOKS.is_dir(), reason="the recorded books are not here")

ETHER_SPOT = Rules(Decimal("0.01"), Decimal("0.0001"), 1_000, WETH, 18, USDC, 6)
ETHER_FUTURES = Rules(Decimal("0.01"), Decimal("0.001"), 500, WETH, 18, USDC, 6)
BITCOIN = Rules(Decimal(1), Decimal("0.00001"), 450, WBTC, 8, USDC, 6)
MOMENTS, CHANGES = 12, 5_000
SWEPT = 2


@dataclass
class Replayed:
    """What one pass over a capture of Binance finds."""

    books: list[Sides] = field(default_factory=list)
    best: dict[int, Best] = field(default_factory=dict)
    tickers: dict[int, Best] = field(default_factory=dict)
    sweeps: list[tuple[Sides, Sweep]] = field(default_factory=list)


def replayed(capture: Binance, seed: int) -> Replayed:
    """Books at some moments, the best of each, and what took more than one level."""
    chance, found = random.Random(seed), Replayed()
    for event in capture.events():
        match event:
            case Synced(depth, update):
                if update in found.tickers:
                    found.best[update] = depth.best()
                if not found.books or chance.random() < MOMENTS / CHANGES:
                    found.books.append(depth.sides())
            case Ticker(update, best):
                found.tickers[update] = best
            case Sweep(depth, _, fills) if len({price for price, _ in fills}) >= SWEPT:
                found.sweeps.append((depth.sides(), event))
    return found


@pytest.fixture(scope="module")
def spot() -> Replayed:
    return replayed(SPOT, 1)


@pytest.fixture(scope="module")
def futures() -> Replayed:
    return replayed(FUTURES, 1)


@pytest.fixture(params=["spot", "futures", "hyperliquid"])
def recorded(request: pytest.FixtureRequest) -> tuple[Rules, Sequence[Sides]]:
    """The rules of a venue's market, and books it had."""
    if request.param == "hyperliquid":
        return BITCOIN, tuple(hyperliquid_books(HYPERLIQUID))
    found: Replayed = request.getfixturevalue(request.param)
    return (ETHER_SPOT if request.param == "spot" else ETHER_FUTURES), found.books


@pytest.mark.scaled(quick=200, soak=5_000)
def test_orders_come_to_what_the_venues_rules_say(
    recorded: tuple[Rules, Sequence[Sides]], scale: int, seed: int
) -> None:
    (rules, books), chance = recorded, random.Random(seed)
    known = [(sides, rules.ladder(sides)) for sides in books]
    for _ in range(scale):
        sides, ladder = chance.choice(known)
        with localcontext(EXACT):
            _check_sale(rules, ladder, sides, _some(chance, rules.base_units(size_of(sides.bids))))
            _check_purchase(rules, ladder, sides, _some(chance, rules.quote_units(value_of(sides.asks))))
            _check_proceeds(rules, ladder, sides, _some(chance, rules.quote_units(value_of(sides.bids))))
            _check_size(rules, ladder, sides, _some(chance, rules.base_units(size_of(sides.asks))))


def _check_sale(rules: Rules, ladder: Ladder, sides: Sides, units: int) -> None:
    """What is paid and left; lots are whole, and what is left over of the input is less than one."""
    done, way = exact.sold(rules, sides.bids, units), (ladder.base, ladder.quote)
    if done is None:
        assert _or_none(partial(ladder.quote_in, *way, units)) is None
        return
    paid, after = ladder.swap(*way, units)
    assert paid == done.units == ladder.quote_in(*way, units)
    assert after == replace(ladder, bids=rules.levels(done.left))
    gone = sum(level.lots for level in ladder.bids) - sum(level.lots for level in after.bids)
    assert 0 <= units - gone * ladder.lot_units < ladder.lot_units


def _check_purchase(rules: Rules, ladder: Ladder, sides: Sides, units: int) -> None:
    """What is bought and left; it costs no more than was given, and one lot more would."""
    done, way = exact.bought(rules, sides.asks, units), (ladder.quote, ladder.base)
    if done is None:
        assert _or_none(partial(ladder.quote_in, *way, units)) is None
        return
    bought, after = ladder.swap(*way, units)
    assert bought == done.units == ladder.quote_in(*way, units)
    assert after == replace(ladder, asks=rules.levels(done.left))
    cost = exact.to_be_paid(rules, sides.asks, bought)
    more = exact.to_be_paid(rules, sides.asks, bought + 1)
    assert cost is not None
    assert cost <= units
    assert more is None or more > units


def _check_proceeds(rules: Rules, ladder: Ladder, sides: Sides, units: int) -> None:
    """What must be sold for so much of the quote token."""
    asked = partial(ladder.quote_out, ladder.base, ladder.quote, units)
    assert _or_none(asked) == exact.to_be_sold(rules, sides.bids, units)


def _check_size(rules: Rules, ladder: Ladder, sides: Sides, units: int) -> None:
    """What must be paid for so much of the base token."""
    asked = partial(ladder.quote_out, ladder.quote, ladder.base, units)
    assert _or_none(asked) == exact.to_be_paid(rules, sides.asks, units)


@pytest.mark.parametrize("name", ["spot", "futures"])
def test_the_book_is_what_the_venues_own_ticker_says_wherever_both_name_one_change(
    name: str, request: pytest.FixtureRequest
) -> None:
    found: Replayed = request.getfixturevalue(name)
    assert len(found.best) > 400
    assert found.best == {update: found.tickers[update] for update in found.best}


def test_the_venue_filled_orders_over_several_levels_for_what_the_ladder_pays(futures: Replayed) -> None:
    """Where the book had not moved since it was last told: a fill of every level but the last takes all of it."""
    told = [(sides, sweep) for sides, sweep in futures.sweeps if _takes_whole_levels(sides, sweep)]
    assert len(told) > 100
    rules = Rules(ETHER_FUTURES.tick, ETHER_FUTURES.lot, 0, WETH, 18, USDC, 6)
    for sides, sweep in told:
        ladder = rules.ladder(sides)
        size = rules.base_units(size_of(sweep.fills))
        value = rules.quote_units(value_of(sweep.fills))
        if sweep.sold:
            assert ladder.quote_in(ladder.base, ladder.quote, size) == value
        else:
            assert ladder.quote_out(ladder.quote, ladder.base, size) == value


def _takes_whole_levels(sides: Sides, sweep: Sweep) -> bool:
    """Whether what was filled at each price from the best on, but for the last, is what the book offered there."""
    filled: dict[Decimal, Decimal] = {}
    for price, size in sweep.fills:
        filled[price] = filled.get(price, Decimal(0)) + size
    offered = dict(sides.bids if sweep.sold else sides.asks)
    *whole, last = filled
    best = list(offered)[: len(filled)] == list(filled)
    return best and all(offered[price] == filled[price] for price in whole) and offered[last] >= filled[last]


def _some(chance: random.Random, everything: int) -> int:
    """From next to nothing to twice all."""
    return max(1, int(everything * 10 ** chance.uniform(-9, 0.3)))


def _or_none(quote: Callable[[], int]) -> int | None:
    """None where the book has not as much."""
    try:
        return quote()
    except InsufficientLiquidity:
        return None
