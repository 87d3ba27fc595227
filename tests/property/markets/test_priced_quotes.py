"""Laws of limit orders, fixed rates, books and our own stock, for all amounts."""

import itertools
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from solver.domain.primitives import Address
from solver.markets.book import Ladder, Level
from solver.markets.constant_sum import ConstantSum
from solver.markets.inventory import Inventory, inventory
from solver.markets.limit_order import LimitOrder
from solver.markets.market import InsufficientLiquidity, Market, TokenNotTraded
from solver.testing.markets import DAI, USDC, WETH, numbered

units = st.integers(1, 10**27)
fees = st.sampled_from([0, 1, 400, 3_000, 500_000])


@st.composite
def ladders(draw: st.DrawFn) -> Ladder:
    ticks = sorted(draw(st.sets(st.integers(1, 10**6), min_size=2, max_size=12)))
    cut = draw(st.integers(0, len(ticks)))
    lots = st.integers(1, 10**6)
    return Ladder(
        numbered(2),
        WETH,
        USDC,
        draw(st.integers(1, 10**18)),
        draw(st.integers(1, 10**6)),
        draw(fees),
        bids=tuple(Level(t, draw(lots)) for t in reversed(ticks[:cut])),
        asks=tuple(Level(t, draw(lots)) for t in ticks[cut:]),
    )


orders = st.builds(LimitOrder, st.just(numbered(1)), st.just(USDC), st.just(WETH), units, units, st.integers(0, 10**27))
pegs = st.builds(
    ConstantSum, st.just(numbered(3)), st.just(DAI), st.just(USDC), units, units, *[st.integers(1, 10**18)] * 2, fees
)
stocks = st.builds(
    inventory,
    st.just(numbered(4)),
    st.just(WETH),
    st.just(USDC),
    mid=st.builds(Fraction, st.integers(1, 10**18), st.integers(1, 10**18)),
    held=st.tuples(units, units),
    risk=st.builds(Fraction, st.integers(1, 10**6), st.integers(10**6, 10**30)),
    fee_pips=fees,
)
priced = st.one_of(ladders(), orders, pegs, stocks)


Way = tuple[Address, Address]
shares = st.integers(0, 1 << 40)


def _ways(market: Market) -> list[tuple[Way, int]]:
    """Directions that can pay something, with the largest input of each."""
    found = []
    for way in itertools.permutations(market.tokens, 2):
        try:
            found.append((way, market.quote_out(*way, _everything(market, way))))
        except (InsufficientLiquidity, TokenNotTraded):
            continue
    return found


def _everything(market: Market, way: Way) -> int:
    if isinstance(market, Ladder):
        lots = (sum(level.lots for level in market.bids), sum(level.lots for level in market.asks))
        return market.received(lots[0]) if way[0] == market.base else lots[1] * market.lot_units
    if isinstance(market, ConstantSum):
        return market.side(*way)[2]
    if isinstance(market, Inventory):
        return market.sides(*way)[2]
    assert isinstance(market, LimitOrder)
    return market.maker_amount


@given(priced, shares)
def test_the_input_quoted_for_an_output_is_the_least(market: Market, share: int) -> None:
    for way, most in _ways(market):
        amount = most * share >> 40
        paid = market.quote_in(*way, amount)
        least = market.quote_out(*way, paid)
        assert least <= amount
        assert market.quote_in(*way, least) == paid
        assert not paid or market.quote_in(*way, least - 1) < paid


@given(priced, shares, shares)
def test_two_swaps_pay_no_more_than_one_of_both_but_for_a_fee_rounded_twice(
    market: Market, share: int, part: int
) -> None:
    for way, most in _ways(market):
        both = most * share >> 40
        first = both * part >> 40
        paid, after = market.swap(*way, first)
        once = -(-market.maker_amount // market.taker_amount) if isinstance(market, LimitOrder) else 0
        assert paid + after.quote_in(*way, both - first) <= market.quote_in(*way, both) + once


@given(priced, shares)
def test_more_in_never_pays_less(market: Market, share: int) -> None:
    for way, most in _ways(market):
        amount = most * share >> 40
        assert market.quote_in(*way, amount // 2) <= market.quote_in(*way, amount) <= _everything(market, way)
