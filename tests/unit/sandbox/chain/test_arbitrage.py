"""Arbitrage takes a pool to the edge of its fee around the reference, and leaves it alone inside."""

from math import isqrt

import pytest

from solver.domain.primitives import Address
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.background.arbitrage import PPM, pair_opportunity, stable_opportunity
from solver.sandbox.chain.background.reference import ReferencePath
from solver.sandbox.chain.background.swaps import PairSwap
from solver.sandbox.chain.background.venues import PairPool, PairState, StableProbe
from solver.sandbox.chain.tokens import USDC, WETH

REFERENCE = ReferencePath(1).at(0)
ANY = Address("0x" + "22" * 20)
USDC_HELD, FEE = 10_000_000 * USDC.one, 3000


def constant_product(price_ppm: int) -> PairState:
    """A USDC/WETH pool whose WETH is that many millionths too cheap against the reference."""
    pool = PairPool(ANY, USDC.address, WETH.address, FEE, at.V2_ROUTER, concentrated=False)
    return PairState(pool, USDC_HELD, USDC_HELD * WETH.one * (PPM + price_ppm) // (2_500 * USDC.one * PPM), 0)


def concentrated(price_ppm: int) -> PairState:
    pool = PairPool(ANY, USDC.address, WETH.address, FEE, at.V3_ROUTER, concentrated=True)
    like = constant_product(price_ppm)
    return PairState(pool, like.reserve0, like.reserve1, isqrt((like.reserve1 << 192) // like.reserve0))


@pytest.mark.parametrize("make", [constant_product, concentrated])
@pytest.mark.parametrize("off_ppm", [0, 2_900, -2_900])
def test_a_pool_within_its_fee_is_left_alone(make: object, off_ppm: int) -> None:
    assert callable(make)
    assert pair_opportunity(make(off_ppm), REFERENCE) is None


@pytest.mark.parametrize(("off_ppm", "sells_usdc"), [(9_000, True), (-9_000, False)])
def test_a_constant_product_pool_ends_where_its_price_after_fee_is_the_reference(
    off_ppm: int, sells_usdc: bool
) -> None:
    state = constant_product(off_ppm)
    found = pair_opportunity(state, REFERENCE)
    assert found is not None
    swap = found.swap
    assert isinstance(swap, PairSwap)
    assert swap.zero_for_one is sells_usdc
    reserve_in, reserve_out = (state.reserve0, state.reserve1)[:: 1 if sells_usdc else -1]
    effective = reserve_in + swap.amount_in * (PPM - FEE) // PPM
    marginal_ppm = (reserve_in * reserve_out * (PPM - FEE)) * 10**6 // (effective * effective * PPM)
    numerator, denominator = REFERENCE.ratio(*swap.tokens)
    assert marginal_ppm / 10**6 == pytest.approx(numerator / denominator, rel=1e-5, abs=1e-6)
    assert found.profit_usd_e8 > 0


@pytest.mark.parametrize(("off_ppm", "sells_usdc"), [(9_000, True), (-9_000, False)])
def test_a_concentrated_pool_is_stopped_by_a_price_limit_at_the_edge_of_the_fee(off_ppm: int, sells_usdc: bool) -> None:
    found = pair_opportunity(concentrated(off_ppm), REFERENCE)
    assert found is not None
    swap = found.swap
    assert isinstance(swap, PairSwap)
    numerator, denominator = REFERENCE.ratio(USDC.address, WETH.address)
    edge = PPM / (PPM - FEE) if sells_usdc else (PPM - FEE) / PPM
    assert swap.zero_for_one is sells_usdc
    assert (swap.limit_x96 / 2**96) ** 2 == pytest.approx(numerator / denominator * edge, rel=1e-9)


def test_three_pool_is_traded_only_where_a_dollar_buys_more_than_a_dollar() -> None:
    def probe(amount_out_usd: float) -> StableProbe:
        return StableProbe(1, 2, at.USDC, at.USDT, 100_000 * 10**6, round(amount_out_usd * 10**6))

    fair, generous, better = probe(99_990), probe(100_050), probe(100_080)
    assert stable_opportunity((fair,), REFERENCE) is None
    found = stable_opportunity((fair, generous, better), REFERENCE)
    assert found is not None
    assert found.swap is better
