"""The public's swaps: a few a block, sized as people's are, each with a quote and a tolerance as a wallet sets them."""

from dataclasses import dataclass
from random import Random

from solver.domain.primitives import Address
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata
from solver.sandbox.chain.background.multicall import Read
from solver.sandbox.chain.background.reference import USD_E8, Reference
from solver.sandbox.chain.background.swaps import PairSwap
from solver.sandbox.chain.background.venues import PairPool, PairState, StableProbe, VenueStates

_SWAPS_A_BLOCK = (0, 1, 1, 1, 2, 2, 3)
_MEDIAN_USD, _LOG_SIGMA = 12_000, 1.3
_MAX_SHARE_OF_POOL_PPM = 10_000
_STABLE_SWAP_PERCENT = 8
_TOLERANCE_PPM = (3_000, 15_000)
_QUOTE_V3 = "quoteExactInputSingle((address,address,uint256,uint24,uint160))"


@dataclass(frozen=True, slots=True)
class Wish:
    """A swap somebody wants before anyone has quoted it; tolerance_ppm is what the quote may be missed by."""

    swap: PairSwap | StableProbe
    tolerance_ppm: int


def wishes(rng: Random, states: VenueStates, reference: Reference) -> list[Wish]:
    """The wishes of one block, drawn from rng alone; deeper pools get more of them."""
    weights = [_depth_usd_e8(state, reference) for state in states.pairs]
    drawn = []
    for _ in range(rng.choice(_SWAPS_A_BLOCK)):
        usd_e8 = round(rng.lognormvariate(0, _LOG_SIGMA) * _MEDIAN_USD) * USD_E8
        tolerance = rng.randint(*_TOLERANCE_PPM)
        if rng.randrange(100) < _STABLE_SWAP_PERCENT:
            drawn.append(Wish(rng.choice(states.stable), tolerance))
            continue
        (state,) = rng.choices(states.pairs, weights)
        swap = _pair_wish(state, reference, usd_e8, zero_for_one=rng.random() < 1 / 2)
        drawn.append(Wish(swap, tolerance))
    return drawn


def quote_read(wish: Wish) -> Read:
    """The read that quotes a wish."""
    swap = wish.swap
    if isinstance(swap, StableProbe):
        return at.THREE_POOL, calldata("get_dy(int128,int128,uint256)", swap.sold, swap.bought, swap.amount_in)
    sold, bought = swap.tokens
    if swap.pool.concentrated:
        return at.V3_QUOTER, calldata(_QUOTE_V3, (sold, bought, swap.amount_in, swap.pool.fee_pips, 0))
    return swap.pool.router, calldata("getAmountsOut(uint256,address[])", swap.amount_in, [sold, bought])


def quoted_out(wish: Wish, answer: bytes | None) -> int | None:
    """The quote in units of the bought token; None where the venue would not quote."""
    if answer is None:
        return None
    is_v2 = isinstance(wish.swap, PairSwap) and not wish.swap.pool.concentrated
    return int.from_bytes(answer[-32:] if is_v2 else answer[:32], "big")


def tolerated(wish: Wish, quote: int) -> int:
    """The least the wisher accepts, rounded down."""
    return quote * (10**6 - wish.tolerance_ppm) // 10**6


def _pair_wish(state: PairState, reference: Reference, usd_e8: int, *, zero_for_one: bool) -> PairSwap:
    """As many dollars as wanted, at most a hundredth of what the pool holds of the sold token."""
    token, reserve = _sold(state.pool, state, zero_for_one=zero_for_one)
    held_usd_e8 = reference.value_usd_e8(token, reserve)
    spent = min(usd_e8, held_usd_e8 * _MAX_SHARE_OF_POOL_PPM // 10**6)
    amount_in = max(1, reserve * spent // max(held_usd_e8, 1))
    return PairSwap(state.pool, zero_for_one, amount_in, min_out=0, limit_x96=0)


def _sold(pool: PairPool, state: PairState, *, zero_for_one: bool) -> tuple[Address, int]:
    return (pool.token0, state.reserve0) if zero_for_one else (pool.token1, state.reserve1)


def _depth_usd_e8(state: PairState, reference: Reference) -> int:
    pool = state.pool
    return reference.value_usd_e8(pool.token0, state.reserve0) + reference.value_usd_e8(pool.token1, state.reserve1)
