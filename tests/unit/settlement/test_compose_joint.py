"""One plan for several intents: netted, floored as a whole, each with its own award."""

from dataclasses import replace

import pytest

from solver.domain.auction import Award
from solver.domain.primitives import ZERO_HASH, Hash
from solver.domain.route import Family, Hop
from solver.domain.verified import Verified
from solver.intents.build import Trade
from solver.settlement.compose import BuilderPayment, Moved, NotExecutable, Part, Unprofitable, Window, compose_joint
from solver.settlement.encode import decode_settle, encode_settle
from solver.settlement.plan import Draw, Floor, Plan
from solver.testing import intents as make
from solver.testing.routes import DAI, hop

WINDOW = Window(101, 103)
MANAGER = make.account(0xE004)
POOL_ID = Hash("0x" + "4a" * 32)


def part(trade: Trade, moved: Moved, *, nonce: int, until: int | None = None) -> Part:
    """An intent of its own trader's number, with an award that may end at another second."""
    verified: Verified = make.verified(make.hedge(trade, nonce=nonce))
    cosigned = make.cosignature(verified.intent_hash)
    cosigned = cosigned if until is None else replace(cosigned, exclusive_until=until)
    return Part(verified, Award(ZERO_HASH, cosigned, b"\x05" * 65), moved)


SELLS = part(make.SELL_ETH, Moved(1_000, 2_000), nonce=1)
BUYS = part(make.BUY_ETH, Moved(2_010, 1_000), nonce=2)
TO_DAI = part(Trade(make.WETH, DAI, 10, 10, 10, 10), Moved(500, 1_000), nonce=3)


def joint(parts: tuple[Part, ...], *hops: Hop, loss_bps: int = 0, payment: BuilderPayment | None = None) -> Plan:
    plan = compose_joint(
        parts,
        hops,
        WINDOW,
        tolerance_bps=0,
        loss_bps=loss_bps,
        payment=payment or BuilderPayment(),
        weth=make.WETH,
        targets={POOL_ID: MANAGER},
    )
    assert isinstance(plan, Plan)
    return plan


def test_opposite_intents_need_no_hop_and_leave_their_difference() -> None:
    plan = joint((SELLS, BUYS))
    assert (plan.hops, plan.draws) == ((), ())
    assert plan.floors == (Floor(make.WETH, 0), Floor(make.USDC, 10))
    assert decode_settle(encode_settle(plan)) == plan


def test_hops_move_the_net_and_floors_hold_what_all_leave() -> None:
    plan = joint((SELLS, BUYS, TO_DAI), hop(make.WETH, DAI, 500, 1_003))
    assert [one.amount_in for one in plan.hops] == [500]
    assert plan.floors == (Floor(make.WETH, 0), Floor(make.USDC, 10), Floor(DAI, 3))


def test_every_intent_is_filled_with_its_own_award_and_signature() -> None:
    fills = joint((SELLS, BUYS)).fills
    assert [fill.intent.info.nonce for fill in fills] == [1, 2]
    for fill, one in zip(fills, (SELLS, BUYS), strict=True):
        assert one.award is not None
        assert fill.cosigned == (one.award.cosigned,)
        assert (fill.signature, fill.terms_hash) == (one.verified.signed.signature, one.verified.terms_hash)


def test_the_deadline_is_the_first_that_any_intent_or_award_sets() -> None:
    early = part(make.BUY_ETH, Moved(2_010, 1_000), nonce=2, until=make.NOW + 13)
    assert joint((SELLS, early)).deadline == make.NOW + 13
    assert joint((early, SELLS)).deadline == make.NOW + 13


def test_what_is_owed_of_one_token_is_summed_over_the_intents() -> None:
    twice = (SELLS, part(make.SELL_ETH, Moved(700, 1_400), nonce=4))
    assert joint(twice, hop(make.WETH, make.USDC, 1_700, 3_401)).floors == (Floor(make.WETH, 0), Floor(make.USDC, 1))
    short = compose_joint(twice, (hop(make.WETH, make.USDC, 1_700, 3_399),), WINDOW, tolerance_bps=0, weth=make.WETH)
    assert short == Unprofitable(make.USDC, 1)


def test_the_loss_allowed_is_a_part_of_what_all_fills_move() -> None:
    twice = (SELLS, part(make.SELL_ETH, Moved(700, 1_400), nonce=4))
    plan = joint(twice, hop(make.WETH, make.USDC, 1_700, 3_397), loss_bps=10)  # 3,400 owed: 3 may be lost
    assert plan.draws == (Draw(make.USDC, 3),)
    assert plan.floors[1] == Floor(make.USDC, -3)
    swap = hop(make.WETH, make.USDC, 1_700, 3_396)
    lost = compose_joint(twice, (swap,), WINDOW, tolerance_bps=0, loss_bps=10, weth=make.WETH)
    assert lost == Unprofitable(make.USDC, 4)


def test_the_builder_is_paid_once_out_of_the_weth_that_all_leave() -> None:
    generous = part(make.SELL_ETH, Moved(1_100, 2_000), nonce=1)
    plan = joint((generous, BUYS), payment=BuilderPayment(max_wei=80, share_bps=5_000))
    assert plan.floors == (Floor(make.WETH, 50), Floor(make.USDC, 10))


def test_a_v4_hop_calls_the_contract_of_its_pool() -> None:
    swap = Hop(Family.UNISWAP_V4, POOL_ID, make.WETH, make.USDC, 1_000, 2_000, 10 << 24 | 500)
    (one,) = joint((SELLS,), swap).hops
    assert (one.family, one.pool, one.param) == (Family.UNISWAP_V4, MANAGER, 10 << 24 | 500)


def test_a_pool_whose_contract_is_not_told_is_refused_by_name() -> None:
    swap = Hop(Family.UNISWAP_V4, Hash("0x" + "4b" * 32), make.WETH, make.USDC, 1_000, 2_000, 0)
    with pytest.raises(NotExecutable) as refused:
        joint((SELLS,), swap)
    assert refused.value.pool == swap.pool


@pytest.mark.parametrize("family", [Family.LIMIT_ORDER, Family.BOOK, Family.CONSTANT_SUM])
def test_a_market_off_the_chain_is_refused_by_name(family: Family) -> None:
    with pytest.raises(NotExecutable) as refused:
        joint((SELLS,), replace(hop(make.WETH, make.USDC, 1_000, 2_000), family=family))
    assert refused.value.family is family


def test_a_hop_on_our_own_stock_is_lent_by_the_vault_and_no_swap() -> None:
    stock = replace(hop(make.WETH, make.USDC, 400, 795), family=Family.INVENTORY)
    plan = joint((SELLS,), hop(make.WETH, make.USDC, 600, 1_206), stock)
    assert [one.family for one in plan.hops] == [Family.UNISWAP_V2]
    assert plan.draws == (Draw(make.USDC, 794),)
    assert plan.floors == (Floor(make.WETH, 400), Floor(make.USDC, -794))


def test_a_builder_who_may_be_paid_takes_nothing_of_weth_that_our_stock_gives() -> None:
    stock = replace(hop(make.USDC, make.WETH, 2_010, 1_000), family=Family.INVENTORY)
    plan = joint((BUYS,), stock, payment=BuilderPayment(max_wei=80, share_bps=5_000))
    assert plan.draws == (Draw(make.WETH, 1_000),)
    assert plan.floors == (Floor(make.USDC, 2_010), Floor(make.WETH, -1_000))


def test_our_own_stock_lends_no_more_than_its_hops_say() -> None:
    stock = replace(hop(make.WETH, make.USDC, 400, 793), family=Family.INVENTORY)
    short = compose_joint(
        (SELLS,), (hop(make.WETH, make.USDC, 600, 1_206), stock), WINDOW, tolerance_bps=0, weth=make.WETH
    )
    assert short == Unprofitable(make.USDC, 794)


def test_what_our_stock_takes_between_the_ends_is_floored_too() -> None:
    stock = replace(hop(DAI, make.USDC, 900, 890), family=Family.INVENTORY)
    plan = joint((SELLS,), hop(make.WETH, DAI, 500, 1_000), hop(make.WETH, make.USDC, 500, 1_110), stock)
    assert Floor(DAI, 1_000) in plan.floors
    assert plan.draws == (Draw(make.USDC, 890),)
