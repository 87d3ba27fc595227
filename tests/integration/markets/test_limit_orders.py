"""Our arithmetic of limit orders is the 0x exchange's, to the unit: what a fill costs with its fee, and pays."""

import random
from dataclasses import replace
from typing import Any

import pytest

from solver.markets.market import InsufficientLiquidity
from solver.sandbox.chain.tokens import ASSETS
from tests.integration.markets.zero_ex import FILLABLE, FILLED, SignedOrder, ZeroEx

pytestmark = pytest.mark.anvil

EVERY = 8
A_TENTH = 10


@pytest.fixture
def zero_ex(twin: Any) -> ZeroEx:
    return ZeroEx(twin)


@pytest.mark.scaled(quick=200, soak=5000)
def test_the_exchange_takes_and_pays_what_we_predict_and_the_least_input_is_least(
    zero_ex: ZeroEx, scale: int, seed: int
) -> None:
    chance = random.Random(seed)
    order = _some_order(zero_ex, chance)
    for number in range(scale):
        if number % EVERY == 0 or order.market.filled == order.market.taker_amount:
            order = _some_order(zero_ex, chance)
        market = order.market
        amount_in = chance.randrange(1, market.open_cost // chance.choice((1, 10, 10**4)) + 2)
        amount_in = min(amount_in, market.open_cost)
        _check_exact_in(zero_ex, order, amount_in)
        _check_exact_out(zero_ex, order, chance.randrange(1, market.maker_amount + 1))
        order = _mined(zero_ex, order, amount_in // chance.randrange(1, A_TENTH) + 1)


def test_the_last_unit_fills_the_order_and_one_more_is_refused(zero_ex: ZeroEx, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(A_TENTH):
        order = _some_order(zero_ex, chance)
        order = _mined(zero_ex, order, order.market.open_cost // 3 + 1)
        rest, market = order.market.open_cost, order.market
        with pytest.raises(InsufficientLiquidity):
            market.quote_in(*order.pair, rest + 1)
        assert zero_ex.filled(order, 2**128 - 1) == (rest, market.quote_in(*order.pair, rest))
        order = _mined(zero_ex, order, rest)
        assert zero_ex.state(order) == (FILLED, market.taker_amount)
        assert zero_ex.twin.reverts(zero_ex.exchange, zero_ex.fill_call(order, 1))


def test_a_fill_that_would_pay_nothing_does_not_happen(zero_ex: ZeroEx) -> None:
    usdc, dai = (asset.address for asset in ASSETS if asset.symbol in ("USDC", "DAI"))
    order = zero_ex.order((dai, usdc), 10**18, 10**6, 10**15)
    dust = 10**12 - 1
    assert zero_ex.filled(order, dust) == (0, 0)
    assert order.market.swap(dai, usdc, dust) == (0, order.market)


def _check_exact_in(zero_ex: ZeroEx, order: SignedOrder, amount_in: int) -> None:
    """The fill we choose pays what we quote and costs no more than the input; one unit more would."""
    market = order.market
    pays, after = market.swap(*order.pair, amount_in)
    fill = after.filled - market.filled
    if not fill:
        assert pays == 0
        return
    paid, got = zero_ex.filled(order, fill)
    assert got == pays == market.quote_in(*order.pair, amount_in)
    assert paid <= amount_in
    if fill < market.taker_amount - market.filled:
        more_paid, more_got = zero_ex.filled(order, fill + 1)
        assert more_paid > amount_in
        assert more_got >= got


def _check_exact_out(zero_ex: ZeroEx, order: SignedOrder, wanted: int) -> None:
    """The input we ask for is what the smallest fill that pays so much costs."""
    market = order.market
    try:
        asked = market.quote_out(*order.pair, wanted)
    except InsufficientLiquidity:
        assert zero_ex.filled(order, 2**128 - 1)[1] < wanted
        return
    pays, after = market.swap(*order.pair, asked)
    fill = after.filled - market.filled
    assert zero_ex.filled(order, fill) == (asked, pays)
    assert pays >= wanted
    assert fill == 1 or zero_ex.filled(order, fill - 1)[1] < wanted


def _mined(zero_ex: ZeroEx, order: SignedOrder, amount_in: int) -> SignedOrder:
    """A mined fill leaves as much of the order as we say it does."""
    market = order.market
    _, after = market.swap(*order.pair, min(amount_in, market.open_cost))
    if after.filled > market.filled:
        zero_ex.twin.send(zero_ex.exchange, zero_ex.fill_call(order, after.filled - market.filled))
    status = FILLED if after.filled == after.taker_amount else FILLABLE
    assert zero_ex.state(order) == (status, after.filled)
    return replace(order, market=after)


def _some_order(zero_ex: ZeroEx, chance: random.Random) -> SignedOrder:
    """Of any pair and any price, from a few units to what both sides hold, with a fee or without."""
    taken, made = chance.sample(ASSETS, 2)
    taker_amount = int(taken.one * 10 ** chance.uniform(-taken.decimals + 1, 1))
    maker_amount = int(made.one * 10 ** chance.uniform(-made.decimals + 1, 1))
    taker_fee = int(taker_amount * chance.choice((0, 0, 10 ** chance.uniform(-5, 0))))
    return zero_ex.order((taken.address, made.address), taker_amount, maker_amount, taker_fee)
