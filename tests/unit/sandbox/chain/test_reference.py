"""The outside price and the rule by which feeds follow it."""

from itertools import pairwise
from math import log, sqrt

import pytest

from solver.domain.primitives import Address
from solver.sandbox.chain.background.feeds import HEARTBEAT_S, Round, update_due
from solver.sandbox.chain.background.reference import ANNUAL_VOLATILITY, STEP_S, USD_E8, ReferencePath
from solver.sandbox.chain.tokens import DAI, USDC, WBTC, WETH

FEED = Address("0x" + "11" * 20)
YEAR_S = 365.25 * 24 * 3600


def test_the_path_begins_at_genesis_prices() -> None:
    start = ReferencePath(1).at(0)
    assert (start.eth_usd_e8, start.btc_usd_e8) == (2_500 * USD_E8, 100_000 * USD_E8)


def test_one_seed_gives_one_path_in_whatever_order_it_is_read() -> None:
    forward, backward = ReferencePath(7), ReferencePath(7)
    last = backward.at(50)
    assert [forward.at(step) for step in range(51)] == [backward.at(step) for step in range(51)]
    assert forward.at(50) == last != ReferencePath(8).at(50)


def test_steps_have_sixty_percent_volatility_a_year_and_ether_and_bitcoin_move_together() -> None:
    path = ReferencePath(3)
    steps = [path.at(k) for k in range(5_001)]
    eth = [log(b.eth_usd_e8 / a.eth_usd_e8) for a, b in pairwise(steps)]
    btc = [log(b.btc_usd_e8 / a.btc_usd_e8) for a, b in pairwise(steps)]
    annual = sqrt(sum(x * x for x in eth) / len(eth) * YEAR_S / STEP_S)
    together = sum(x * y for x, y in zip(eth, btc, strict=True)) / sum(x * x for x in eth)
    assert annual == pytest.approx(ANNUAL_VOLATILITY, rel=0.05)
    assert together == pytest.approx(0.8, abs=0.06)


def test_ratios_are_in_units_of_the_tokens() -> None:
    start = ReferencePath(1).at(0)
    numerator, denominator = start.ratio(USDC.address, WETH.address)
    assert numerator * 2_500 * USDC.one == denominator * WETH.one
    assert start.value_usd_e8(WBTC.address, WBTC.one // 2) == 50_000 * USD_E8
    assert start.value_usd_e8(DAI.address, 3 * DAI.one) == 3 * USD_E8


@pytest.mark.parametrize(
    ("observed_e8", "age_s", "due"),
    [
        (100_000_000, 12, False),
        (100_499_999, 12, False),
        (100_500_000, 12, True),
        (99_500_000, 12, True),
        (99_500_001, 12, False),
        (100_000_000, HEARTBEAT_S - 1, False),
        (100_000_000, HEARTBEAT_S, True),
    ],
)
def test_a_feed_moves_at_half_a_percent_or_after_an_hour(observed_e8: int, age_s: int, due: bool) -> None:
    newest = Round(FEED, answer_e8=USD_E8, updated_at_s=1_000_000)
    assert update_due(newest, observed_e8, lands_at_s=1_000_000 + age_s) is due
