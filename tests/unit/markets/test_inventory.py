"""Our own stock as a market."""

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from solver.markets.inventory import Inventory, inventory
from solver.markets.inventory.convex import shapes
from solver.markets.market import InsufficientLiquidity, TokenNotTraded
from solver.optimizer.certificate.trading_sets import pays
from solver.testing.markets import DAI, USDC, WETH, numbered

MID = Fraction(3000 * 10**6, 10**18)
RISK = Fraction(1, 10**22)
"""The price moves by a hundredth of a percent for each whole WETH."""


def _stock(held: tuple[int, int] = (10**20, 10**11), fee_pips: int = 0) -> Inventory:
    return inventory(numbered(1), WETH, USDC, mid=MID, held=held, risk=RISK, fee_pips=fee_pips)


def test_a_small_trade_gets_the_mid_price_and_each_unit_moves_it_by_the_price_of_risk() -> None:
    stock = _stock()
    assert stock.quote_in(WETH, USDC, 10**15) == 2_999_999
    paid, after = stock.swap(WETH, USDC, 10**19)
    assert paid == pytest.approx(float(MID) * 1e19 * (1 - 10 * 1e-4 / 2), rel=1e-6)
    assert after.quote_in(WETH, USDC, 10**15) == pytest.approx(3_000_000 * (1 - 10 * 1e-4), rel=1e-5)


def test_nothing_is_sold_that_is_not_held() -> None:
    stock = _stock(held=(0, 3000 * 10**6))
    with pytest.raises(InsufficientLiquidity):
        stock.quote_in(USDC, WETH, 10**9)
    with pytest.raises(InsufficientLiquidity):
        stock.quote_out(WETH, USDC, 3000 * 10**6 + 1)
    assert stock.quote_out(WETH, USDC, 3000 * 10**6) > 10**18
    assert [(c.token_in, c.token_out) for c in shapes(stock)] == [(WETH, USDC)]
    with pytest.raises(TokenNotTraded):
        stock.quote_in(DAI, USDC, 1)


def test_there_and_back_ends_where_it_began_less_rounding() -> None:
    stock = _stock()
    paid, after = stock.swap(WETH, USDC, 10**18)
    back, again = after.swap(USDC, WETH, paid)
    assert back <= 10**18
    assert again.held_quote == stock.held_quote
    assert again.held_base >= stock.held_base


def test_the_least_input_pays_enough_and_one_less_does_not() -> None:
    chance = random.Random(5)
    stock = _stock(fee_pips=500)
    for _ in range(200):
        wanted = chance.randrange(1, stock.held_quote)
        least = stock.quote_out(WETH, USDC, wanted)
        assert stock.quote_in(WETH, USDC, least) >= wanted
        assert stock.quote_in(WETH, USDC, least - 1) < wanted


def test_an_output_for_which_the_least_input_is_worth_more_than_is_held_is_refused() -> None:
    stock = _stock(held=(10**20, 3000 * 10**6 + 7))
    asked = stock.quote_out(USDC, WETH, 10**18)
    assert stock.quote_in(USDC, WETH, asked) > 10**18
    coarse = replace(stock, held_base=10**18)
    with pytest.raises(InsufficientLiquidity):
        coarse.quote_out(USDC, WETH, 10**18)


def test_the_convex_form_pays_what_the_stock_pays_before_rounding() -> None:
    chance = random.Random(6)
    stock = _stock(fee_pips=3000)
    for _ in range(200):
        amount = chance.randrange(1, 3 * 10**19)
        assert 0 <= pays(shapes(stock), WETH, USDC, float(amount)) - stock.quote_in(WETH, USDC, amount) < 1.001


def test_stocks_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="mid price"):
        inventory(numbered(1), WETH, USDC, mid=Fraction(0), held=(1, 1), risk=RISK)
    with pytest.raises(ValueError, match="against itself"):
        inventory(numbered(1), WETH, WETH, mid=MID, held=(1, 1), risk=RISK)
    with pytest.raises(ValueError, match="stock of"):
        _stock(held=(-1, 0))
