"""Limit orders, fixed rates and books, at numbers that can be checked by hand."""

import pytest

from solver.domain.primitives import Hash
from solver.domain.route import Family
from solver.markets.book import Ladder, Level
from solver.markets.book import convex as book_form
from solver.markets.constant_sum import ConstantSum
from solver.markets.constant_sum import convex as sum_form
from solver.markets.limit_order import LimitOrder
from solver.markets.limit_order import convex as order_form
from solver.markets.market import InsufficientLiquidity, TokenNotTraded
from solver.markets.shapes import Levels
from solver.testing.markets import DAI, USDC, WETH, numbered

ORDER = LimitOrder(Hash("0x" + "ab" * 32), USDC, WETH, taker_amount=3_000, maker_amount=1_000, taker_fee=30)
PEG = ConstantSum(numbered(1), DAI, USDC, 10**24, 10**12, 1, 10**12, fee_pips=1_000)
BOOK = Ladder(
    numbered(2),
    WETH,
    USDC,
    lot_units=10**15,
    tick_units=10,
    fee_pips=400,
    bids=(Level(299_900, 5), Level(299_800, 10)),
    asks=(Level(300_000, 2), Level(300_100, 7)),
)


def test_an_order_pays_in_proportion_and_takes_its_fee_besides() -> None:
    assert ORDER.quote_in(USDC, WETH, 303) == 100
    assert ORDER.quote_in(USDC, WETH, 302) == 99
    assert ORDER.quote_out(USDC, WETH, 100) == 303
    assert ORDER.open_cost == 3_030


def test_what_is_filled_cannot_be_filled_again() -> None:
    paid, rest = ORDER.swap(USDC, WETH, 2_020)
    assert (paid, rest.filled) == (666, 2_000)
    assert rest.open_cost == 1_010
    with pytest.raises(InsufficientLiquidity):
        rest.quote_in(USDC, WETH, 1_011)


def test_an_order_trades_one_way_only() -> None:
    with pytest.raises(TokenNotTraded):
        ORDER.quote_in(WETH, USDC, 1)


def test_a_fixed_rate_knows_the_decimals_of_both_sides() -> None:
    assert PEG.quote_in(USDC, DAI, 10**6) == 999 * 10**15
    assert PEG.quote_in(DAI, USDC, 10**18) == 999_000
    assert PEG.quote_in(DAI, USDC, 10**12) == 0
    assert PEG.quote_out(DAI, USDC, 999_000) == 10**18


def test_a_fixed_rate_ends_at_the_balance() -> None:
    with pytest.raises(InsufficientLiquidity):
        PEG.quote_out(DAI, USDC, 10**12 + 1)
    paid, after = PEG.swap(DAI, USDC, PEG.quote_out(DAI, USDC, 10**12))
    assert (paid, after.balance1) == (10**12, 0)


def test_a_seller_gets_the_bids_from_the_best_down_less_the_fee() -> None:
    value = 5 * 299_900 * 10 + 2 * 299_800 * 10
    assert BOOK.quote_in(WETH, USDC, 7 * 10**15) == value * 999_600 // 1_000_000


def test_only_whole_lots_trade_and_the_inverse_wastes_nothing() -> None:
    paid = BOOK.quote_in(WETH, USDC, 2 * 10**15 + 123)
    assert paid == BOOK.quote_in(WETH, USDC, 2 * 10**15)
    assert BOOK.quote_out(WETH, USDC, paid) == 2 * 10**15


def test_a_buyer_pays_the_asks_from_the_best_up_with_the_fee() -> None:
    cost = -(-(2 * 300_000 + 300_100) * 10 * 1_000_400 // 1_000_000)
    assert BOOK.quote_out(USDC, WETH, 3 * 10**15) == cost
    assert BOOK.quote_in(USDC, WETH, cost) == 3 * 10**15
    assert BOOK.quote_in(USDC, WETH, cost - 1) == 2 * 10**15


def test_a_swap_takes_its_lots_off_the_book() -> None:
    _, after = BOOK.swap(WETH, USDC, 6 * 10**15)
    assert after.bids == (Level(299_800, 9),)
    assert after.asks == BOOK.asks


def test_a_book_without_the_lots_refuses() -> None:
    with pytest.raises(InsufficientLiquidity):
        BOOK.quote_in(WETH, USDC, 16 * 10**15)
    with pytest.raises(InsufficientLiquidity):
        BOOK.quote_out(USDC, WETH, 10 * 10**15)


@pytest.mark.parametrize(
    ("bids", "asks"),
    [((Level(5, 1), Level(5, 1)), ()), ((), (Level(5, 1), Level(4, 1))), ((Level(5, 1),), (Level(5, 1),))],
)
def test_a_book_out_of_order_or_crossed_cannot_be_made(bids: tuple[Level, ...], asks: tuple[Level, ...]) -> None:
    with pytest.raises(ValueError, match="0x"):
        Ladder(numbered(2), WETH, USDC, 1, 1, 0, bids, asks)


def test_none_of_them_is_a_hop_of_a_plan() -> None:
    assert {ORDER.family, PEG.family, BOOK.family} == {Family.LIMIT_ORDER, Family.CONSTANT_SUM, Family.BOOK}


def test_their_convex_forms_are_levels_that_pay_what_the_integers_pay() -> None:
    (order,) = order_form.shapes(ORDER)
    assert order.sizes[0] * order.prices[0] == pytest.approx(1_000)
    bids, asks = book_form.shapes(BOOK)
    assert _all_of(bids) == pytest.approx(BOOK.received(15))
    assert sum(asks.sizes) == pytest.approx(BOOK.paid(9))
    assert _all_of(asks) == pytest.approx(9 * 10**15)
    for form in sum_form.shapes(PEG):
        assert _all_of(form) == pytest.approx(PEG.side(form.token_in, form.token_out)[2])


def _all_of(form: Levels) -> float:
    return sum(size * price for size, price in zip(form.sizes, form.prices, strict=True))


def test_an_empty_side_has_no_form() -> None:
    assert order_form.shapes(ORDER.swap(USDC, WETH, 3_030)[1]) == ()
    assert book_form.shapes(Ladder(numbered(2), WETH, USDC, 1, 1, 0, (), ())) == ()
    assert sum_form.shapes(ConstantSum(numbered(1), DAI, USDC, 0, 0, 1, 1, 0)) == ()
