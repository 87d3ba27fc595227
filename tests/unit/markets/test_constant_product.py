"""Uniswap v2's arithmetic, at numbers that can be checked by hand."""

import pytest

from solver.domain.route import Family
from solver.markets.constant_product import ConstantProduct
from solver.markets.market import InsufficientLiquidity, TokenNotTraded
from solver.testing.markets import DAI, USDC, WETH, numbered, pair


def test_a_hundred_into_a_pool_of_thousands_pays_what_the_library_pays() -> None:
    market = pair({USDC: 1_000, WETH: 5_000})
    assert market.quote_in(USDC, WETH, 100) == 100 * 997 * 5_000 // (1_000 * 1_000 + 100 * 997)


def test_the_least_input_is_one_below_the_librarys_where_the_division_is_exact() -> None:
    market = pair({USDC: 1_000, WETH: 2_000}, fee_pips=0)
    assert market.quote_out(USDC, WETH, 1_000) == 1_000
    assert market.quote_in(USDC, WETH, 1_000) == 1_000


def test_a_swap_leaves_the_fee_in_the_pool() -> None:
    market = pair({USDC: 10**6, WETH: 10**6})
    paid, after = market.swap(USDC, WETH, 1_000)
    assert (after.reserve0, after.reserve1) == (10**6 + 1_000, 10**6 - paid)
    assert paid < 1_000


def test_nothing_in_pays_nothing() -> None:
    assert pair().quote_in(USDC, WETH, 0) == 0
    assert pair().swap(USDC, WETH, 0)[1] == pair()


def test_the_whole_reserve_cannot_be_bought() -> None:
    market = pair({USDC: 1_000, WETH: 1_000})
    with pytest.raises(InsufficientLiquidity) as caught:
        market.quote_out(USDC, WETH, 1_000)
    assert (caught.value.token, caught.value.amount) == (WETH, 1_000)


def test_a_reserve_that_no_longer_fits_its_112_bits_cannot_be_swapped_into() -> None:
    market = pair({USDC: 2**112 - 2, WETH: 10**9})
    assert market.quote_in(USDC, WETH, 1) == 0
    with pytest.raises(InsufficientLiquidity):
        market.quote_in(USDC, WETH, 2)


def test_an_output_for_which_a_reserve_would_no_longer_fit_is_refused() -> None:
    market = pair({USDC: 2**112 - 10, WETH: 10**9})
    assert market.quote_out(USDC, WETH, 0) == 0
    with pytest.raises(InsufficientLiquidity) as caught:
        market.quote_out(USDC, WETH, 10**6)
    assert (caught.value.token, caught.value.amount) == (WETH, 10**6)
    full = pair({USDC: 2**111, WETH: 10**9}, fee_pips=0)
    assert full.quote_out(USDC, WETH, 10**9 // 2 - 1) + 2**111 < 2**112
    with pytest.raises(InsufficientLiquidity):
        full.quote_out(USDC, WETH, 10**9 // 2)


def test_an_empty_pair_quotes_nothing() -> None:
    with pytest.raises(InsufficientLiquidity):
        pair({USDC: 0, WETH: 0}).quote_in(USDC, WETH, 1)


def test_a_token_that_is_not_there_is_named() -> None:
    with pytest.raises(TokenNotTraded) as caught:
        pair().quote_in(USDC, DAI, 1)
    assert caught.value.token == DAI


def test_the_executor_is_told_the_fee_in_pips() -> None:
    assert pair(fee_pips=2_500).hop_param(WETH, USDC) == 2_500
    assert pair().family is Family.UNISWAP_V2


@pytest.mark.parametrize("fee_pips", [-1, 1_000_000])
def test_a_fee_outside_the_whole_is_refused(fee_pips: int) -> None:
    with pytest.raises(ValueError, match="fee"):
        ConstantProduct(numbered(1), USDC, WETH, 1, 1, fee_pips)
