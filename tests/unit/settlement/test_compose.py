"""The plan of a route: exact hops, a floor for every token, and a deadline inside the exclusivity."""

from dataclasses import replace

import pytest

from solver.domain.auction import Award, Side
from solver.domain.primitives import ZERO_HASH, Hash
from solver.domain.route import Route
from solver.domain.verified import Verified
from solver.intents.build import Trade
from solver.settlement.compose import NO_PAYMENT, BuilderPayment, Moved, Unprofitable, Window, compose
from solver.settlement.plan import Draw, Floor, Plan
from solver.testing import intents as make
from solver.testing.routes import DAI, hop, route

SELL = make.verified(make.hedge())
BUY = make.verified(make.hedge(make.BUY_ETH))
TO_DAI = make.verified(make.hedge(Trade(make.USDC, DAI, 10, 10, 11, 11)))
AWARD = Award(ZERO_HASH, make.cosignature(SELL.intent_hash, floors=(9_000,)), b"\x05" * 65)
TWO_WAYS = route(
    hop(make.WETH, make.USDC, 600, 6_000, 1), hop(make.WETH, DAI, 400, 4_100, 2), hop(DAI, make.USDC, 4_100, 4_050, 3)
)


def composed(
    swaps: Route,
    moved: Moved,
    *,
    verified: Verified = SELL,
    tolerance_bps: int = 0,
    payment: BuilderPayment = NO_PAYMENT,
) -> Plan | Unprofitable:
    window = Window(101, 103)
    return compose(verified, AWARD, swaps, moved, window, tolerance_bps=tolerance_bps, payment=payment, weth=make.WETH)


def plan_of(
    swaps: Route,
    moved: Moved,
    *,
    verified: Verified = SELL,
    tolerance_bps: int = 0,
    payment: BuilderPayment = NO_PAYMENT,
) -> Plan:
    plan = composed(swaps, moved, verified=verified, tolerance_bps=tolerance_bps, payment=payment)
    assert isinstance(plan, Plan)
    return plan


def test_at_no_tolerance_every_hop_must_give_its_quote() -> None:
    plan = plan_of(TWO_WAYS, Moved(1_000, 10_000))
    assert [(one.amount_in, one.min_out) for one in plan.hops] == [(600, 6_000), (400, 4_100), (4_100, 4_050)]
    assert [(one.pool, one.param) for one in plan.hops] == [(one.pool, one.param) for one in TWO_WAYS.hops]


def test_every_token_touched_has_a_floor_at_what_is_left_over() -> None:
    plan = plan_of(TWO_WAYS, Moved(1_003, 10_000))
    assert plan.floors == (Floor(make.WETH, 3), Floor(make.USDC, 50), Floor(DAI, 0))


def test_an_exact_out_trade_keeps_its_surplus_in_the_sell_token() -> None:
    buys = route(hop(make.USDC, make.WETH, 9_900, 500), side=Side.EXACT_OUT, sell_token=make.USDC, buy_token=make.WETH)
    assert plan_of(buys, Moved(10_000, 500), verified=BUY).floors == (Floor(make.USDC, 100), Floor(make.WETH, 0))


def test_dust_between_hops_is_no_floor() -> None:
    dusty = replace(TWO_WAYS, hops=(*TWO_WAYS.hops[:2], replace(TWO_WAYS.hops[2], amount_in=4_099)))
    assert Floor(DAI, 0) in plan_of(dusty, Moved(1_000, 10_000)).floors


def test_a_tolerance_lowers_hops_and_floors_but_no_floor_below_zero() -> None:
    plan = plan_of(TWO_WAYS, Moved(1_000, 10_000), tolerance_bps=30)
    assert [one.min_out for one in plan.hops] == [5_982, 4_087, 4_037]
    assert plan.floors == (Floor(make.WETH, 0), Floor(make.USDC, 19), Floor(DAI, 0))
    loose = plan_of(TWO_WAYS, Moved(1_000, 10_000), tolerance_bps=500)
    assert min(floor.min_delta for floor in loose.floors) == 0


@pytest.mark.parametrize(
    ("swaps", "moved", "expected"),
    [
        (TWO_WAYS, Moved(1_000, 10_051), Unprofitable(make.USDC, 1)),
        (TWO_WAYS, Moved(999, 10_000), Unprofitable(make.WETH, 1)),
        (replace(TWO_WAYS, hops=TWO_WAYS.hops[::2]), Moved(1_000, 10_000), Unprofitable(DAI, 4_100)),
    ],
)
@pytest.mark.parametrize("tolerance_bps", [0, 100])
def test_a_route_that_does_not_cover_the_fill_gives_no_plan(
    swaps: Route, moved: Moved, expected: Unprofitable, tolerance_bps: int
) -> None:
    assert composed(swaps, moved, tolerance_bps=tolerance_bps) == expected


def test_the_builder_is_paid_out_of_the_weth_gained_alone() -> None:
    payment = BuilderPayment(max_wei=40, share_bps=5_000)
    plan = plan_of(TWO_WAYS, Moved(1_060, 10_000), payment=payment)
    assert (plan.max_builder_payment_wei, plan.builder_share_bps) == (40, 5_000)
    assert plan.floors[0] == Floor(make.WETH, 30)
    capped = plan_of(TWO_WAYS, Moved(1_200, 10_000), payment=payment)
    assert capped.floors[0] == Floor(make.WETH, 160)
    stable = route(hop(make.USDC, DAI, 10, 11), sell_token=make.USDC, buy_token=DAI)
    assert plan_of(stable, Moved(10, 11), verified=TO_DAI, payment=payment).floors[-1] == Floor(make.WETH, 0)


def test_window_and_parent_are_the_callers() -> None:
    parent = Hash("0x" + "ab" * 32)
    window = Window(5, 6, parent)
    plan = compose(SELL, AWARD, TWO_WAYS, Moved(1_000, 10_000), window, tolerance_bps=0, weth=make.WETH)
    assert isinstance(plan, Plan)
    assert (plan.first_block, plan.last_block, plan.parent_hash) == (5, 6, parent)


def test_the_deadline_ends_with_exclusivity_or_with_the_intent() -> None:
    def deadline(award: Award | None) -> int:
        plan = compose(SELL, award, TWO_WAYS, Moved(1_000, 10_000), Window(1, 2), tolerance_bps=0, weth=make.WETH)
        assert isinstance(plan, Plan)
        return plan.deadline

    long = replace(AWARD, cosigned=replace(AWARD.cosigned, exclusive_until=2**40, valid_until=2**41))
    assert deadline(AWARD) == AWARD.cosigned.exclusive_until
    assert deadline(long) == SELL.signed.intent.info.deadline
    assert deadline(None) == SELL.signed.intent.info.deadline


def test_the_fill_carries_intent_signature_and_award_and_no_terms() -> None:
    (fill,) = plan_of(TWO_WAYS, Moved(1_000, 10_000)).fills
    assert (fill.intent.info, fill.signature) == (SELL.signed.intent.info, SELL.signed.signature)
    assert (fill.terms, fill.terms_hash) == ((), SELL.terms_hash)
    assert (fill.cosigned, fill.cosignature) == ((AWARD.cosigned,), AWARD.cosignature)
    assert (fill.expected_fill, fill.position_ids, fill.filler_data) == (0, (), b"")


def bearing(swaps: Route, owed: int, loss_bps: int) -> Plan | Unprofitable:
    window = Window(101, 103)
    return compose(SELL, AWARD, swaps, Moved(1_000, owed), window, tolerance_bps=0, loss_bps=loss_bps, weth=make.WETH)


def test_a_shortfall_within_the_loss_allowed_is_drawn_from_the_vault_and_floored_there() -> None:
    plan = bearing(TWO_WAYS, 10_060, loss_bps=10)  # the route gives 10,050
    assert isinstance(plan, Plan)
    assert plan.draws == (Draw(make.USDC, 10),)
    assert plan.floors == (Floor(make.WETH, 0), Floor(make.USDC, -10), Floor(DAI, 0))


def test_a_shortfall_beyond_the_loss_allowed_is_unprofitable() -> None:
    assert bearing(TWO_WAYS, 10_061, loss_bps=10) == Unprofitable(make.USDC, 11)


def test_a_token_between_the_ends_is_never_drawn() -> None:
    dusty = replace(TWO_WAYS, hops=(*TWO_WAYS.hops[:2], replace(TWO_WAYS.hops[2], amount_in=4_101)))
    assert bearing(dusty, 10_000, loss_bps=500) == Unprofitable(DAI, 1)
