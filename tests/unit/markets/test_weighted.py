"""Balancer's weighted pools: the contract's numbers, the power function, limits and what a swap leaves behind."""

from dataclasses import replace
from math import exp, log

import pytest

from solver.domain.primitives import Address, Hash
from solver.domain.route import Family
from solver.markets.fixed_point import ONE, WordOverflow, mul
from solver.markets.market import InsufficientLiquidity, TokenNotTraded
from solver.markets.weighted import WeightedPool
from solver.markets.weighted import convex as form
from solver.markets.weighted.inverse import greatest_base
from solver.markets.weighted.powers import ExponentOutOfBounds, pow_down, pow_up, power
from solver.testing.markets import DAI, USDC, USDT, WBTC, WETH, weighted

E18 = 10**18
EIGHTY_TWENTY = weighted(
    {DAI: 1_200_015_600_000_000_000_000_000, WETH: 1_920_581_760_000_000_000_000}, decimals=(18, 18)
)
THREE = weighted(
    {WBTC: 3_198_252_800, USDC: 2_000_200_000_000, WETH: 1_120_557_760_000_000_000_000},
    (40, 25, 35),
    decimals=(8, 6, 18),
    fee_e18=2 * 10**15,
)

# Pool, token in, token out, units in and what queryBatchSwap of the published Vault pays; units out and what it asks.
FROM_THE_CONTRACT = [
    (EIGHTY_TWENTY, DAI, WETH, 1200015600000000, 478685794021, 1920581760000, 4814505938214911),
    (EIGHTY_TWENTY, DAI, WETH, 60000780000000003276800, 23216315205384068417, 96029088000000000000,
     274111081738551346916960),
    (EIGHTY_TWENTY, WETH, DAI, 556968710399999934464, 765505344809741359558207, 348004523999999977062400,
     172207197422418193125),
    (EIGHTY_TWENTY, WETH, DAI, 1920581760000, 4785662200799844, 1200015600000000, 481609478094),
    (THREE, WBTC, USDC, 3, 2001, 2000, 3),
    (THREE, WBTC, USDC, 927493311, 668389668366, 580058000000, 764929035),
    (THREE, WBTC, WETH, 159912640, 60657061908600273443, 56027888000000000000, 147106976),
    (THREE, USDC, WETH, 2000, 798706523304, 1120557760000, 2807),
    (THREE, USDC, WBTC, 580058000000, 469800991, 927493311, 1462597454417),
    (THREE, WETH, WBTC, 1120557760000, 2, 3, 1203672037403),
    (THREE, WETH, USDC, 324961750400000000000, 598931820981, 580058000000, 311191982527273338987),
]  # fmt: skip


@pytest.mark.parametrize("row", FROM_THE_CONTRACT)
def test_the_contracts_own_numbers(row: tuple[WeightedPool, Address, Address, int, int, int, int]) -> None:
    market, token_in, token_out, spent, paid, wanted, asked = row
    assert market.quote_in(token_in, token_out, spent) == paid
    assert market.exact_output(token_in, token_out, wanted) == asked


@pytest.mark.parametrize("y", [10**16, ONE // 3, ONE * 4 // 7, ONE, 2 * ONE, 3 * ONE, 4 * ONE, 99 * ONE])
@pytest.mark.parametrize("x", [7 * 10**17, 9 * 10**17, 9 * 10**17 + 1, ONE - 1, ONE, ONE + 10**17, 14 * 10**17])
def test_a_power_lies_between_its_two_roundings(x: int, y: int) -> None:
    true = exp(y / ONE * log(x / ONE)) * ONE
    assert pow_down(x, y) <= pow_up(x, y)
    assert pow_down(x, y) / ONE <= true / ONE * (1 + 1e-12)
    assert pow_up(x, y) == pytest.approx(true, rel=1e-12, abs=100)


def test_powers_of_nothing_and_to_nothing() -> None:
    assert power(0, ONE // 2) == 0
    assert power(0, 0) == power(7 * ONE, 0) == ONE


def test_a_power_beyond_what_the_contract_computes_is_refused() -> None:
    for x, y in ((10**15, 10 * ONE), (10 * ONE, 60 * ONE)):
        with pytest.raises(ExponentOutOfBounds):
            power(x, y)
    with pytest.raises(WordOverflow):
        mul(1 << 128, 1 << 128)


@pytest.mark.parametrize("exponent", [ONE // 4, ONE // 3, ONE, 3 * ONE // 2, 2 * ONE, 4 * ONE, 99 * ONE])
@pytest.mark.parametrize("direct", [True, False])
def test_the_greatest_base_is_small_enough_and_the_next_is_not(exponent: int, direct: bool) -> None:
    for most in (ONE - 10**10, 99 * 10**16, 9 * 10**17, 77 * 10**16):
        base = greatest_base(most, exponent, direct=direct)
        if base is not None:
            assert pow_up(base, exponent, direct=direct) <= most < pow_up(base + 1, exponent, direct=direct)


def test_most_of_nothing_has_no_base() -> None:
    assert greatest_base(1, ONE // 100) is None
    for exponent in (ONE // 4, ONE, 2 * ONE, 3 * ONE, 4 * ONE):
        for direct in (True, False):
            assert greatest_base(0, exponent, direct=direct) is None


@pytest.mark.parametrize("percents", [(20, 80), (80, 20), (50, 50), (30, 70), (67, 33)])
def test_all_but_a_few_units_of_a_balance_are_refused_whatever_the_weights(percents: tuple[int, int]) -> None:
    for market in (weighted(percents=percents), replace(weighted(percents=percents), direct=False)):
        for token_in, token_out in ((USDC, WETH), (WETH, USDC)):
            balance = market.balances[market.index(token_out)]
            for wanted in (balance - 2, balance - 1, balance, balance + 1, 1 << 256):
                with pytest.raises(InsufficientLiquidity):
                    market.quote_out(token_in, token_out, wanted)
                with pytest.raises(InsufficientLiquidity):
                    market.exact_output(token_in, token_out, wanted)


def test_equal_weights_are_a_constant_product() -> None:
    market = weighted({USDC: 10**13, WETH: 5_000 * E18}, (50, 50))
    amount = 10**11
    kept = amount * 997 // 1000
    assert market.quote_in(USDC, WETH, amount) == pytest.approx(5_000 * E18 * kept / (10**13 + kept), rel=1e-12)


def test_the_least_input_pays_enough_and_a_unit_less_does_not() -> None:
    for market, token_in, token_out, spent, _, _, _ in FROM_THE_CONTRACT:
        paid = market.quote_in(token_in, token_out, spent)
        least = market.quote_out(token_in, token_out, paid)
        assert market.quote_in(token_in, token_out, least) >= paid > market.quote_in(token_in, token_out, least - 1)


def test_three_tenths_of_a_balance_go_in_or_out_and_not_a_unit_more() -> None:
    free = replace(EIGHTY_TWENTY, fee_e18=0)
    most = free.balances[0] * 3 // 10
    free.quote_in(DAI, WETH, most)
    with pytest.raises(InsufficientLiquidity):
        free.quote_in(DAI, WETH, most + 1)
    out = free.balances[0] * 3 // 10
    free.exact_output(WETH, DAI, out)
    with pytest.raises(InsufficientLiquidity):
        free.exact_output(WETH, DAI, out + 1)
    with pytest.raises(InsufficientLiquidity):
        free.quote_out(DAI, WETH, free.balances[1] // 2)
    with pytest.raises(InsufficientLiquidity):
        free.quote_out(DAI, WETH, free.balances[1])


def test_nothing_for_nothing() -> None:
    for amount in (0, -1):
        assert THREE.quote_in(WBTC, USDC, amount) == THREE.quote_out(WBTC, USDC, amount) == 0
        assert THREE.exact_output(WBTC, USDC, amount) == 0
        assert THREE.swap(WBTC, USDC, amount) == (0, THREE)


def test_a_swap_leaves_all_of_the_input_in_the_pool() -> None:
    paid, after = THREE.swap(WBTC, WETH, 10**7)
    assert paid == THREE.quote_in(WBTC, WETH, 10**7)
    assert after.balances == (THREE.balances[0] + 10**7, THREE.balances[1], THREE.balances[2] - paid)
    assert THREE.quote_with_gas(WBTC, WETH, 10**7) == (paid, THREE.gas(WBTC, WETH, 10**7))
    assert THREE.quote_out_with_gas(WBTC, WETH, paid)[0] == THREE.quote_out(WBTC, WETH, paid)


def test_a_balance_that_the_vault_cannot_count_is_refused() -> None:
    market = weighted({USDC: (1 << 112) - 10, WETH: E18})
    with pytest.raises(InsufficientLiquidity):
        market.quote_in(USDC, WETH, 10)
    with pytest.raises(InsufficientLiquidity):
        market.quote_in(USDC, WETH, 1 << 300)


def test_a_pool_that_lacks_a_token_trades_nothing_and_has_no_shape() -> None:
    market = weighted({USDC: 0, WETH: E18})
    for pair in ((USDC, WETH), (WETH, USDC)):
        with pytest.raises(InsufficientLiquidity):
            market.quote_out(*pair, 1)
    with pytest.raises(InsufficientLiquidity):
        market.quote_in(USDC, WETH, 1)
    assert form.shapes(market) == ()


def test_the_shape_is_the_pool_in_floats() -> None:
    (shape,) = form.shapes(THREE)
    assert shape.tokens == THREE.tokens
    assert shape.balances == tuple(map(float, THREE.balances))
    assert shape.weights == (0.4, 0.25, 0.35)
    added = 10**7 * shape.keep
    left = (shape.balances[0] / (shape.balances[0] + added)) ** (shape.weights[0] / shape.weights[2])
    assert THREE.quote_in(WBTC, WETH, 10**7) == pytest.approx(shape.balances[2] * (1 - left), rel=1e-11)


def test_the_executor_is_told_the_vaults_name_of_the_pool() -> None:
    market = replace(THREE, pool_id=Hash("0x" + "ab" * 32))
    assert market.hop_param(WBTC, USDC) == int("ab" * 32, 16)
    assert market.family is Family.BALANCER_WEIGHTED


def test_strangers_and_a_token_for_itself_are_refused() -> None:
    for token_in, token_out in ((USDT, WBTC), (WBTC, USDT), (WBTC, WBTC)):
        with pytest.raises(TokenNotTraded):
            THREE.quote_in(token_in, token_out, 1)


@pytest.mark.parametrize(
    "broken",
    [
        {"tokens": (WBTC, USDC, USDC)},
        {"balances": (1, 2)},
        {"weights_e18": (ONE // 2, ONE // 4, ONE // 3)},
        {"weights_e18": (ONE - 2, 1, 1)},
        {"scales_e18": (ONE, ONE, 1)},
        {"fee_e18": ONE},
    ],
)
def test_states_that_cannot_be_are_refused(broken: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="0x"):
        replace(THREE, **broken)  # type: ignore[arg-type]  # some of them on purpose


def test_a_balance_beyond_112_bits_is_refused() -> None:
    with pytest.raises(ValueError, match="balance"):
        replace(THREE, balances=(1 << 112, 1, 1))
