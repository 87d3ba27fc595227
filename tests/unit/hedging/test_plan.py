"""What trade an intent wants now, and the trades that would not hedge."""

from dataclasses import replace

import pytest

from solver.domain.auction import Side
from solver.domain.ending import Declined, Reason
from solver.domain.hedge import HedgePlan
from solver.domain.intent import CosignPolicy, HedgeIntent, HedgeTerms
from solver.domain.primitives import ZERO_ADDRESS
from solver.hedging.exposure import WORST_DEVIATION_BPS, Exposure, delta_e8
from solver.hedging.plan import plan
from solver.intents.build import Trade
from solver.testing import intents as make

SHORT_CALLS = make.terms(make.call_leg(size_e8=-10 * 10**8))


def planned(intent: HedgeIntent) -> HedgePlan:
    outcome = plan(make.verified(intent), make.UNIVERSE, make.NOW)
    assert isinstance(outcome, HedgePlan)
    return outcome


def reason(intent: HedgeIntent) -> Reason:
    outcome = plan(make.verified(intent), make.UNIVERSE, make.NOW)
    assert isinstance(outcome, Declined)
    return outcome.reason


def uncosigned(intent: HedgeIntent) -> HedgeIntent:
    return replace(intent, cosign=CosignPolicy(ZERO_ADDRESS, 0, 0))


def test_a_trader_long_calls_sells_the_underlying_exactly() -> None:
    wanted = planned(make.hedge(make.SELL_ETH))
    assert (wanted.side, wanted.sell_token, wanted.buy_token) == (Side.EXACT_IN, make.WETH, make.USDC)
    assert (wanted.amount, wanted.limit) == (5 * 10**18, 9_990 * 10**6)
    assert (wanted.spend_index, wanted.receive_index) == (0, 0)


def test_a_trader_short_calls_buys_the_underlying_exactly() -> None:
    wanted = planned(make.hedge(make.BUY_ETH, SHORT_CALLS))
    assert (wanted.side, wanted.sell_token, wanted.buy_token) == (Side.EXACT_OUT, make.USDC, make.WETH)
    assert (wanted.amount, wanted.limit) == (5 * 10**18, 10_010 * 10**6)


def test_delta_before_and_after_are_those_of_legs_and_hedge() -> None:
    book = make.terms(initial_hedge_e8=-(10**8))
    wanted = planned(make.hedge(make.SELL_ETH, book))
    assert wanted.delta_before_e8 == delta_e8(book, make.NOW) == delta_e8(make.terms(), make.NOW) - 10**8
    assert wanted.delta_after_e8 == wanted.delta_before_e8 - 5 * 10**8


@pytest.mark.parametrize(
    ("trade", "book"),
    [
        (make.SELL_ETH, SHORT_CALLS),
        (make.BUY_ETH, make.terms()),
        (make.BUY_ETH, make.terms(make.call_leg(is_call=True, size_e8=10**8))),
        (make.SELL_ETH, make.terms(make.call_leg(is_call=False))),
        (make.SELL_ETH, make.terms(target_e8=20 * 10**8)),
        (make.SELL_ETH, make.terms(initial_hedge_e8=-10 * 10**8)),
    ],
)
def test_a_trade_away_from_the_target_is_no_hedge(trade: Trade, book: HedgeTerms) -> None:
    assert reason(make.hedge(trade, book)) is Reason.WRONG_HEDGE_SIDE


def test_a_book_on_its_target_needs_no_trade() -> None:
    flat = make.terms(initial_hedge_e8=-delta_e8(make.terms(), make.NOW))
    assert reason(make.hedge(make.SELL_ETH, flat)) is Reason.WRONG_HEDGE_SIDE
    assert reason(make.hedge(make.BUY_ETH, flat)) is Reason.WRONG_HEDGE_SIDE


def test_a_size_far_from_the_legs_is_flagged_and_not_refused() -> None:
    exact = Trade(make.WETH, make.USDC, 5 * 10**18, 5 * 10**18, 10**9, 10**9)
    book = replace(make.terms(), legs=(), initial_hedge_e8=5 * 10**8)
    assert planned(make.hedge(exact, book)).size_deviation_bps == 0
    assert planned(make.hedge(exact, replace(book, initial_hedge_e8=4 * 10**8))).size_deviation_bps == 2_500
    assert planned(make.hedge(exact, replace(book, initial_hedge_e8=10 * 10**8))).size_deviation_bps == 5_000
    assert planned(make.hedge(exact, replace(book, initial_hedge_e8=1))).size_deviation_bps == WORST_DEVIATION_BPS


def test_without_a_cosigner_the_limit_is_the_decayed_amount_of_the_earliest_fill() -> None:
    started = make.lifetime(decay_seconds=120)
    assert planned(uncosigned(make.hedge(make.SELL_ETH, life=started))).limit == 9_981 * 10**6
    bought = uncosigned(make.hedge(make.BUY_ETH, SHORT_CALLS, life=started))
    assert planned(bought).limit == 10_019 * 10**6


def test_a_cosigned_step_owes_its_end_amount_at_once() -> None:
    assert planned(make.hedge(life=make.lifetime(decay_seconds=0))).limit == 9_900 * 10**6


def test_a_legs_expiry_ends_its_delta() -> None:
    intent = make.hedge(hedge_terms=make.terms(make.call_leg(days=1), initial_hedge_e8=10**8))
    before = plan(make.verified(intent), make.UNIVERSE, make.NOW)
    after = plan(make.verified(intent), make.UNIVERSE, make.NOW + make.DAY_S)
    assert isinstance(before, HedgePlan)
    assert isinstance(after, HedgePlan)
    assert before.delta_before_e8 > after.delta_before_e8 == 10**8


def test_what_is_not_one_spend_against_one_receive_is_declined() -> None:
    both = Trade(make.WETH, make.USDC, 4 * 10**18, 5 * 10**18, 10**9, 10**8)
    two = make.hedge()
    assert reason(make.standing_hedge()) is Reason.BAD_RULE
    assert reason(make.hedge(both)) is Reason.MALFORMED
    assert reason(replace(two, receives=two.receives * 2)) is Reason.MALFORMED


def test_a_trade_on_the_target_side_has_the_needed_sign() -> None:
    assert Exposure(-5, 0).moves_toward(1)
    assert not Exposure(-5, 0).moves_toward(-1)
    assert not Exposure(-5, 0).moves_toward(0)
    assert not Exposure(0, 0).moves_toward(1)
