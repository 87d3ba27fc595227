"""StableSwap's arithmetic: near parity, fees, and what a swap leaves behind."""

from dataclasses import replace

import pytest

from solver.domain.route import Family
from solver.markets.market import InsufficientLiquidity, TokenNotTraded
from solver.markets.stable_swap import StableSwap
from solver.markets.stable_swap import convex as form
from solver.markets.stable_swap.invariant import balance_after, invariant
from solver.testing.markets import DAI, USDC, USDT, WETH, numbered, three_pool

E18 = 10**18


def test_the_invariant_of_equal_balances_is_their_sum() -> None:
    assert invariant((5 * E18, 5 * E18, 5 * E18), 2_000) == 15 * E18
    assert invariant((0, 0, 0), 2_000) == 0


def test_solving_for_a_coin_finds_its_own_balance() -> None:
    scaled = (21_000_000 * E18, 20_000_000 * E18, 24_000_000 * E18)
    assert abs(balance_after(invariant(scaled, 2_000), scaled[1:], 2_000) - scaled[0]) <= 2


def test_balanced_coins_trade_at_parity_less_the_fee() -> None:
    market = three_pool((10**8, 10**8, 10**8), fee_e10=4_000_000)
    assert market.quote_in(USDC, USDT, 10**6 * 10**6) == pytest.approx(10**6 * 10**6 * 0.9996, rel=1e-5)


def test_half_of_the_fee_stays_in_the_balances_and_half_leaves_them() -> None:
    market = three_pool((10**8, 10**8, 10**8), fee_e10=4_000_000, admin_fee_e10=5 * 10**9)
    paid, after = market.swap(USDC, USDT, 10**12)
    gone = market.balances[2] - after.balances[2] - paid
    assert after.balances[1] == market.balances[1] + 10**12
    assert gone == pytest.approx(10**12 * 0.0004 / 2, rel=1e-4)


def test_the_owner_may_take_all_of_the_fee_or_none() -> None:
    for share, kept in ((0, 1.0), (10**10, 0.0)):
        market = three_pool((10**8, 10**8, 10**8), fee_e10=4_000_000, admin_fee_e10=share)
        paid, after = market.swap(DAI, USDC, 10**6 * E18)
        assert market.balances[1] - after.balances[1] - paid == pytest.approx(
            10**12 * 4e-4 * (1 - kept), rel=1e-4, abs=2
        )


def test_dust_on_which_the_contract_would_revert_is_refused() -> None:
    market = three_pool((10**9, 10**9, 10**4), amplification=1)
    with pytest.raises(InsufficientLiquidity):
        market.quote_in(USDC, DAI, 0) or market.quote_in(DAI, USDT, 1)


def test_more_than_the_balance_cannot_be_bought() -> None:
    market = three_pool()
    with pytest.raises(InsufficientLiquidity):
        market.quote_out(DAI, USDC, market.balances[1])


def test_more_than_a_word_holds_is_refused_as_the_contract_refuses_it() -> None:
    market = three_pool()
    most = ((1 << 256) - 1) // E18
    assert market.quote_in(DAI, USDC, most) < market.balances[1]
    for amount in (most + 1, 1 << 256, 1 << 400):
        with pytest.raises(InsufficientLiquidity):
            market.quote_in(DAI, USDC, amount)
        with pytest.raises(InsufficientLiquidity):
            market.swap(DAI, USDC, amount)


def test_balances_whose_invariant_needs_more_than_a_word_trade_nothing_and_have_no_shape() -> None:
    market = replace(three_pool(), balances=(1 << 130, 1 << 90, 1 << 90))
    for question in (market.quote_in, market.quote_out, market.swap):
        with pytest.raises(InsufficientLiquidity):
            question(DAI, USDC, 10**18)
    assert form.shapes(market) == ()


def test_a_pool_that_lacks_a_coin_trades_nothing() -> None:
    market = replace(three_pool(), balances=(0, 10**12, 10**12))
    with pytest.raises(InsufficientLiquidity):
        market.quote_in(USDC, USDT, 10**6)


def test_the_executor_is_told_both_indices() -> None:
    market = three_pool()
    assert market.hop_param(USDT, DAI) == 2
    assert market.hop_param(DAI, USDT) == 2 << 8
    assert market.family is Family.STABLESWAP


# Whole coins and decimals, coin in and out, units in, and get_dy of the invariant solved by bisection over rationals.
SOLVED_EXACTLY = [
    ((17_000_000, 18_000_000), (18, 6), (0, 1), 3_456_789 * E18, 3_456_193_520_717),
    ((17_000_000, 18_000_000), (18, 6), (1, 0), 5_000_000 * 10**6, 4_998_549_001_157_817_449_823_382),
    ((170_000_000, 180_000_000, 150_000_000), (18, 6, 6), (0, 2), 10**6 * E18, 999_830_769_386),
    ((17_000_000, 18_000_000, 15_000_000, 12_000_000), (18, 6, 6, 18), (0, 2), 10**6 * E18, 999_803_385_126),
    ((17_000_000, 18_000_000, 15_000_000, 12_000_000), (18, 6, 6, 18), (1, 3), 5 * 10**12,
     4_996_730_255_225_412_312_036_869),
]  # fmt: skip


@pytest.mark.parametrize("row", SOLVED_EXACTLY)
def test_two_to_four_coins_pay_what_the_invariant_says_within_the_last_units(
    row: tuple[tuple[int, ...], tuple[int, ...], tuple[int, int], int, int],
) -> None:
    whole, decimals, (i, j), spent, paid = row
    market = StableSwap(
        pool=numbered(0x500),
        tokens=tuple(numbered(k + 1) for k in range(len(whole))),
        balances=tuple(w * 10**d for w, d in zip(whole, decimals, strict=True)),
        multipliers=tuple(10 ** (18 - d) for d in decimals),
        amplification=2_000,
        fee_e10=1_000_000,
        admin_fee_e10=5 * 10**9,
    )
    assert abs(market.quote_in(market.tokens[i], market.tokens[j], spent) - paid) <= 2
    least = market.quote_out(market.tokens[i], market.tokens[j], paid)
    assert market.quote_in(market.tokens[i], market.tokens[j], least) >= paid


def test_strangers_and_a_coin_for_itself_are_refused() -> None:
    for token_in, token_out in ((WETH, DAI), (DAI, WETH), (DAI, DAI)):
        with pytest.raises(TokenNotTraded):
            three_pool().quote_in(token_in, token_out, 1)


def test_states_that_cannot_be_are_refused() -> None:
    for broken in ({"balances": (1, 2)}, {"fee_e10": 10**10}, {"amplification": 0}, {"multipliers": (0, 1, 1)}):
        with pytest.raises(ValueError, match="0x"):
            replace(three_pool(), **broken)
