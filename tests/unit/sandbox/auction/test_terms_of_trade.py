"""Which side of an intent is fixed, and which intents the house cannot auction."""

from dataclasses import replace

import pytest

from solver.domain.auction import Side
from solver.domain.intent import HedgeIntent, Standard
from solver.intents.build import Trade
from solver.sandbox.auction.refusal import Code, Refusal
from solver.sandbox.auction.terms_of_trade import trade_of
from solver.testing.intents import BUY_ETH, SELL_ETH, USDC, WETH, hedge, standing_hedge

SEESAW = Trade(WETH, USDC, 5, 6, 10, 9)
FIXED = Trade(WETH, USDC, 5, 5, 9, 9)


def test_a_fixed_spend_is_exact_in_and_its_limit_the_least_receive() -> None:
    trade = trade_of(hedge(SELL_ETH))
    assert (trade.side, trade.sell_token, trade.buy_token) == (Side.EXACT_IN, WETH, USDC)
    assert (trade.fixed, trade.limit) == (SELL_ETH.start_spend, SELL_ETH.end_receive)
    assert trade.allows(trade.limit)
    assert not trade.allows(trade.limit - 1)


def test_a_fixed_receive_is_exact_out_and_its_limit_the_most_spend() -> None:
    trade = trade_of(hedge(BUY_ETH))
    assert (trade.side, trade.fixed, trade.limit) == (Side.EXACT_OUT, BUY_ETH.start_receive, BUY_ETH.end_spend)
    assert trade.allows(trade.limit)
    assert not trade.allows(trade.limit + 1)


def test_a_plain_limit_order_counts_as_exact_in() -> None:
    assert trade_of(hedge(FIXED)).side is Side.EXACT_IN


def shapes() -> list[HedgeIntent]:
    good = hedge()
    return [
        hedge(SEESAW),
        standing_hedge(),
        replace(good, spends=good.spends * 2),
        replace(good, receives=()),
        replace(good, receives=(replace(good.receives[0], standard=Standard.ERC721_POSITION),)),
        replace(good, receives=(replace(good.receives[0], token=WETH),)),
        replace(good, info=replace(good.info, max_fills=2)),
        replace(good, info=replace(good.info, authorization=9)),
        replace(good, resolution=replace(good.resolution, data=b"")),
        replace(good, resolution=replace(good.resolution, data=good.resolution.data[:-1])),
        replace(good, resolution=replace(good.resolution, data=good.resolution.data + bytes(32))),
        replace(good, resolution=replace(good.resolution, data=b"\xff" * len(good.resolution.data))),
    ]


@pytest.mark.parametrize("intent", shapes())
def test_any_other_shape_is_refused(intent: HedgeIntent) -> None:
    with pytest.raises(Refusal) as refused:
        trade_of(intent)
    assert refused.value.code is Code.UNSUPPORTED_SHAPE
