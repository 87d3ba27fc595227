"""Pulling venues to the reference where they are off by more than their fee."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isqrt

from solver.sandbox.chain.background.balancer import BalancerPool, vault_swaps
from solver.sandbox.chain.background.reference import USD_E8, Reference
from solver.sandbox.chain.background.swaps import KeyedSwap, PairSwap, VaultSwap
from solver.sandbox.chain.background.venues import PairState, StableProbe

PPM = 10**6
MIN_PROFIT_USD_E8 = USD_E8
_CONCENTRATION = 20


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A swap and about what it earns at the reference price, in 1e-8 dollars; gas is not in it."""

    swap: PairSwap | StableProbe | VaultSwap | KeyedSwap
    profit_usd_e8: int


def pair_opportunity(state: PairState, reference: Reference) -> Opportunity | None:
    """The swap that takes the pool's marginal price after fees to the reference; None where it is not worth its gas.

    With f the fee, p the pool's price of token0 in token1 and r the reference: token0 is worth selling while
    p (1 - f) > r, and worth buying while p < r (1 - f).
    """
    swap = _concentrated(state, reference) if state.pool.concentrated else _constant_product(state, reference)
    if swap is None:
        return None
    profit = _profit_usd_e8(state, swap, reference)
    return Opportunity(swap, profit) if profit >= MIN_PROFIT_USD_E8 else None


def stable_opportunity(probes: tuple[StableProbe, ...], reference: Reference) -> Opportunity | None:
    """The probe of 3pool that earns most with every stablecoin at a dollar."""
    return _best(probes, reference)


def vault_opportunity(pool: BalancerPool, reference: Reference) -> Opportunity | None:
    """The swap on one of Balancer's pools that earns most."""
    return _best(vault_swaps(pool, reference), reference)


def keyed_opportunity(swaps: Iterable[KeyedSwap], reference: Reference) -> Opportunity | None:
    """The swap on one of Uniswap v4's pools that earns most."""
    return _best(swaps, reference)


def _best(swaps: Iterable[StableProbe | VaultSwap | KeyedSwap], reference: Reference) -> Opportunity | None:
    profits = [Opportunity(swap, _gain_usd_e8(swap, reference)) for swap in swaps]
    best = max(profits, key=lambda o: o.profit_usd_e8, default=None)
    return best if best is not None and best.profit_usd_e8 >= MIN_PROFIT_USD_E8 else None


def _concentrated(state: PairState, reference: Reference) -> PairSwap | None:
    """Anything up to what the pool holds of the sold token, ended by the price limit."""
    pool, kept = state.pool, PPM - state.pool.fee_pips
    numerator, denominator = reference.ratio(pool.token0, pool.token1)
    ceiling = isqrt((numerator * PPM << 192) // (denominator * kept))
    floor = isqrt((numerator * kept << 192) // (denominator * PPM))
    if state.sqrt_price_x96 > ceiling:
        return PairSwap(pool, zero_for_one=True, amount_in=state.reserve0, min_out=0, limit_x96=ceiling)
    if state.sqrt_price_x96 < floor:
        return PairSwap(pool, zero_for_one=False, amount_in=state.reserve1, min_out=0, limit_x96=floor)
    return None


def _constant_product(state: PairState, reference: Reference) -> PairSwap | None:
    """The amount x that solves (1 - f) R0 R1 / (R0 + (1 - f) x)^2 = r, with r turned round for the other side."""
    pool, kept = state.pool, PPM - state.pool.fee_pips
    numerator, denominator = reference.ratio(pool.token0, pool.token1)
    product = state.reserve0 * state.reserve1
    for zero_for_one, reserve, n, d in (
        (True, state.reserve0, numerator, denominator),
        (False, state.reserve1, denominator, numerator),
    ):
        after = isqrt(product * kept * d // (PPM * n))
        if after > reserve:
            amount_in = (after - reserve) * PPM // kept
            return PairSwap(pool, zero_for_one, amount_in, min_out=amount_in * n // d, limit_x96=0)
    return None


def _profit_usd_e8(state: PairState, swap: PairSwap, reference: Reference) -> int:
    """Exact for a constant product; an estimate for a concentrated pool, as ranking needs an order and no forecast.

    The estimate is V g^2 / 4, the value of closing a price gap g with V on each side of a constant product, times what
    concentrating the liquidity makes of it.
    """
    sold, bought = swap.tokens
    if not swap.pool.concentrated:
        reserve_in, reserve_out = _oriented(state, swap)
        amount_out = _amount_out(swap.amount_in, reserve_in, reserve_out, state.pool.fee_pips)
        return reference.value_usd_e8(bought, amount_out) - reference.value_usd_e8(sold, swap.amount_in)
    gap_ppm = 2 * abs(state.sqrt_price_x96 - swap.limit_x96) * PPM // swap.limit_x96
    held = min(
        reference.value_usd_e8(state.pool.token0, state.reserve0),
        reference.value_usd_e8(state.pool.token1, state.reserve1),
    )
    return held * gap_ppm * gap_ppm // (4 * PPM * PPM) * _CONCENTRATION


def _gain_usd_e8(probe: StableProbe | VaultSwap | KeyedSwap, reference: Reference) -> int:
    received = reference.value_usd_e8(probe.token_out, probe.amount_out)
    return received - reference.value_usd_e8(probe.token_in, probe.amount_in)


def _oriented(state: PairState, swap: PairSwap) -> tuple[int, int]:
    return (state.reserve0, state.reserve1) if swap.zero_for_one else (state.reserve1, state.reserve0)


def _amount_out(amount_in: int, reserve_in: int, reserve_out: int, fee_pips: int) -> int:
    taken = amount_in * (PPM - fee_pips)
    return taken * reserve_out // (reserve_in * PPM + taken)
