"""Balancer's composable stable pools: the contract's numbers, rates, fees, and what cannot be."""

from dataclasses import replace
from math import log1p

import pytest

from solver.domain.primitives import Address, Hash
from solver.domain.route import Family
from solver.markets.composable_stable import convex as form
from solver.markets.composable_stable import invariant as arithmetic
from solver.markets.composable_stable.invariant import balance_after, invariant
from solver.markets.fixed_point import ONE, WordOverflow, mul
from solver.markets.market import InsufficientLiquidity, TokenNotTraded
from solver.testing.markets import DAI, USDC, USDT, WETH, composable_stable

E18 = 10**18
POOL = replace(
    composable_stable(),
    tokens=(DAI, USDC, USDT),
    balances=(4_300_000 * E18, 4_000_000 * 10**6, 4_100_000 * 10**6),
    scales_e18=(E18, 10**30, 10**30),
)

LAST_UNITS = 2_000
"""Scaled units that the contract's three decimals of amplification round away in a balance."""

# Token in, token out, units in and what queryBatchSwap of the published Vault pays; units out and what it asks.
FROM_THE_CONTRACT = [
    (DAI, USDC, 4300000000000000, 4299, 4000, 4000760595789302),
    (DAI, USDC, 1246999999999999775604736, 1246223244627, 1160000000000, 1160680539702999313216674),
    (DAI, USDT, 214999999999999993708544, 214952222196, 205000000000, 205044955925014453247000),
    (USDC, DAI, 4000, 3999360429588221, 4300000000000000, 4301),
    (USDC, DAI, 1160000000000, 1159566086921352827151620, 1246999999999999775604736, 1247505744015),
    (USDC, USDT, 400000000, 399972551, 410000000, 410028139),
    (USDT, DAI, 205000000000, 204979200829289140418030, 214999999999999993708544, 215022447687),
    (USDT, USDC, 1189000000000, 1188348959757, 1160000000000, 1160621717092),
]


@pytest.mark.parametrize("row", FROM_THE_CONTRACT)
def test_the_contracts_own_numbers(row: tuple[Address, Address, int, int, int, int]) -> None:
    token_in, token_out, spent, paid, wanted, asked = row
    assert POOL.quote_in(token_in, token_out, spent) == paid
    assert POOL.exact_output(token_in, token_out, wanted) == asked


def test_the_least_input_pays_enough_and_a_unit_less_does_not() -> None:
    for token_in, token_out, _, _, wanted, asked in FROM_THE_CONTRACT:
        least = POOL.quote_out(token_in, token_out, wanted)
        assert abs(least - asked) <= max(2, 2 * LAST_UNITS * ONE // POOL.scales_e18[POOL.index(token_in)])
        assert POOL.quote_in(token_in, token_out, least) >= wanted > POOL.quote_in(token_in, token_out, least - 1)


def test_the_invariant_of_equal_balances_is_their_sum() -> None:
    assert invariant((5 * E18, 5 * E18, 5 * E18), 2_000_000) == 15 * E18


def test_solving_for_a_token_finds_its_own_balance() -> None:
    scaled = (21_000_000 * E18, 20_000_000 * E18, 24_000_000 * E18)
    d = invariant(scaled, 800_000)
    assert all(0 <= balance_after(d, scaled, k, 800_000) - scaled[k] <= LAST_UNITS for k in range(3))


def test_a_token_worth_more_by_its_rate_buys_more_in_proportion() -> None:
    plain = composable_stable((10**7, 10**7), amplification=5_000_000)
    dearer = composable_stable((10**7, 8 * 10**6), rates_e18=(E18, 125 * E18 // 100), amplification=5_000_000)
    assert dearer.quote_in(DAI, USDC, 10**4 * E18) == pytest.approx(1.25 * plain.quote_in(DAI, USDC, 10**4 * E18), 1e-6)
    assert dearer.scaled == plain.scaled


def test_the_fee_is_taken_from_the_input_and_stays_in_the_pool() -> None:
    market = composable_stable((10**7, 10**7, 10**7), fee_e18=4 * 10**14)
    free = replace(market, fee_e18=0)
    paid, after = market.swap(USDC, USDT, 10**9)
    assert paid == free.quote_in(USDC, USDT, 10**9 - 4 * 10**5)
    assert after.balances == (market.balances[0] + 10**9, market.balances[1], market.balances[2] - paid)
    assert market.quote_with_gas(USDC, USDT, 10**9) == (paid, market.gas(USDC, USDT, 10**9))
    assert market.quote_out_with_gas(USDC, USDT, paid)[0] == market.quote_out(USDC, USDT, paid)


def test_more_than_the_balance_cannot_be_bought() -> None:
    for wanted in (POOL.balances[1], POOL.balances[1] + 1, 1 << 200):
        with pytest.raises(InsufficientLiquidity):
            POOL.quote_out(DAI, USDC, wanted)
        with pytest.raises(InsufficientLiquidity):
            POOL.exact_output(DAI, USDC, wanted)


def test_dust_on_which_the_contract_would_revert_is_refused() -> None:
    with pytest.raises(InsufficientLiquidity):
        POOL.quote_in(DAI, USDC, 1)


def test_a_pool_that_lacks_a_token_trades_nothing_and_has_no_shape() -> None:
    market = replace(POOL, balances=(0, 10**12, 10**12))
    with pytest.raises(InsufficientLiquidity):
        market.quote_in(USDC, USDT, 10**6)
    with pytest.raises(InsufficientLiquidity):
        market.quote_out(USDC, USDT, 10**6)
    assert form.shapes(market) == ()


def test_a_balance_that_the_vault_cannot_count_is_refused() -> None:
    with pytest.raises(InsufficientLiquidity):
        POOL.quote_in(USDC, USDT, 1 << 112)
    with pytest.raises(InsufficientLiquidity):
        POOL.quote_in(USDC, USDT, 1 << 300)


def test_products_beyond_a_word_are_refused_as_the_contract_refuses_them() -> None:
    scales = (10**40, 1, 10**40)
    lopsided = replace(POOL, balances=((1 << 111), 1, (1 << 111)), scales_e18=scales, amplification=1_000)
    with pytest.raises(WordOverflow):
        invariant(replace(lopsided, balances=((1 << 111), 10**18, (1 << 111))).scaled, 1_000)
    for market in (lopsided, replace(lopsided, balances=((1 << 111), 10**18, (1 << 111)))):
        with pytest.raises(InsufficientLiquidity):
            market.quote_in(USDC, USDT, 10**18)
        assert form.shapes(market) == ()


def test_nothing_for_nothing() -> None:
    for amount in (0, -1):
        assert POOL.quote_in(DAI, USDC, amount) == POOL.quote_out(DAI, USDC, amount) == 0
        assert POOL.exact_output(DAI, USDC, amount) == 0
        assert POOL.swap(DAI, USDC, amount) == (0, POOL)


@pytest.mark.parametrize("spent", [10**9, 10**11, 10**12])
def test_the_shape_accepts_what_the_pool_pays_and_no_more(spent: int) -> None:
    (shape,) = form.shapes(POOL)
    paid = POOL.quote_in(USDC, USDT, spent)
    changes = [0.0, spent * shape.keep_in / shape.balances[1], -paid / shape.balances[2]]

    def room(scale: float) -> float:
        moved = [changes[0], changes[1], changes[2] * scale]
        return sum(map(log1p, moved)) + log1p(sum(s * c for s, c in zip(shape.shares, moved, strict=True)))

    assert shape.keep_out == 1.0
    assert room(1 - 1e-6) > 0 > room(1 + 1e-6)


def test_the_executor_is_told_the_vaults_name_of_the_pool() -> None:
    market = replace(POOL, pool_id=Hash("0x" + "cd" * 32))
    assert market.hop_param(DAI, USDC) == int("cd" * 32, 16)
    assert market.family is Family.BALANCER_STABLE


def test_strangers_a_token_for_itself_and_the_pools_own_shares_are_refused() -> None:
    for token_in, token_out in ((WETH, DAI), (DAI, WETH), (DAI, DAI), (Address(POOL.pool), DAI), (DAI, POOL.pool)):
        with pytest.raises(TokenNotTraded):
            POOL.quote_in(token_in, token_out, 1)


@pytest.mark.parametrize(
    "broken",
    [
        {"tokens": (DAI, USDC, USDC)},
        {"tokens": (DAI, USDC, POOL.pool)},
        {"balances": (1, 2)},
        {"amplification": 999},
        {"amplification": 5_000_001},
        {"fee_e18": ONE},
        {"scales_e18": (0, 1, 1)},
    ],
)
def test_states_that_cannot_be_are_refused(broken: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="0x"):
        replace(POOL, **broken)  # type: ignore[arg-type]  # some of them on purpose


def test_what_the_contract_cannot_compute_is_tried_once_and_not_at_every_quote(monkeypatch: pytest.MonkeyPatch) -> None:
    market = replace(
        composable_stable((1, 1), amplification=5_000_000),
        balances=(4_239_373_977_932, 1 << 96),
        scales_e18=(10**30, 10**30),
    )
    rounds: list[int] = []

    def counted(a: int, b: int) -> int:
        rounds.append(a)
        return mul(a, b)

    monkeypatch.setattr(arithmetic, "mul", counted)
    for tries in range(3):
        with pytest.raises(InsufficientLiquidity):
            market.quote_in(USDC, DAI, 10**6 + tries)
    first = len(rounds)
    for tries in range(50):
        with pytest.raises(InsufficientLiquidity):
            market.quote_in(DAI, USDC, 10**18 + tries)
    assert len(rounds) == first > 0
