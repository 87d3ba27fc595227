"""Uniswap v4's pools as arbitrageurs see them: where they are, and the swaps that pull them to the reference."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import isqrt

from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata
from solver.sandbox.chain.background.multicall import Read, read_all, uint
from solver.sandbox.chain.background.reference import Reference
from solver.sandbox.chain.background.swaps import KeyedSwap
from solver.sandbox.chain.building.v4 import KEY, key_fields
from solver.sandbox.chain.worldfile import PoolEntry, World
from solver.wire.rpc import AsyncJsonRpc

PPM = 10**6
_Q96_BITS = 96
_PARTS = (1, 2, 4)
_PROTOCOL_FEE_BITS = 12
_QUOTE = f"quoteExactInputSingle(({KEY},bool,uint128,bytes))"


@dataclass(frozen=True, slots=True)
class KeyedState:
    """A pool at one block; fees_pips: all that is taken of token0 for token1, and of the other way."""

    entry: PoolEntry
    sqrt_price_x96: int
    liquidity: int
    fees_pips: tuple[int, int]


def v4_pools(world: World) -> tuple[PoolEntry, ...]:
    """Those that the world lists."""
    return tuple(pool for pool in world.pools if pool.family == "uniswap-v4")


async def observe_v4(
    rpc: AsyncJsonRpc, pools: Sequence[PoolEntry], reference: Reference, block: int
) -> tuple[tuple[KeyedSwap, ...], ...]:
    """For each pool the swaps towards the reference that its quoter answers at that block, with what they pay."""
    answers = await read_all(rpc, [read for pool in pools for read in _state_reads(pool)], block)
    states = [_state(pool, *answers[2 * k : 2 * k + 2]) for k, pool in enumerate(pools)]
    drafts = [tuple(towards(state, reference)) for state in states]
    quotes = iter(await read_all(rpc, [_quote_read(swap) for swaps in drafts for swap in swaps], block))
    return tuple(tuple(_priced(swaps, quotes)) for swaps in drafts)


def towards(state: KeyedState, reference: Reference) -> Iterator[KeyedSwap]:
    """What takes the price, after the fee, to the reference if the liquidity at the price goes on; and parts of it.

    Where liquidity thins out on the way the whole goes too far, and a part earns more.
    """
    token0, token1 = state.entry.tokens
    numerator, denominator = reference.ratio(token0, token1)
    price, liquidity, (down, up) = state.sqrt_price_x96, state.liquidity, state.fees_pips
    ceiling = isqrt((numerator * PPM << 2 * _Q96_BITS) // (denominator * (PPM - down)))
    floor = isqrt((numerator * (PPM - up) << 2 * _Q96_BITS) // (denominator * PPM))
    if price > ceiling:
        net, fee, zero_for_one = (liquidity << _Q96_BITS) * (price - ceiling) // (price * ceiling), down, True
    elif price < floor:
        net, fee, zero_for_one = liquidity * (floor - price) >> _Q96_BITS, up, False
    else:
        return
    for part in _PARTS:
        amount = net * PPM // (PPM - fee) // part
        if amount:
            yield KeyedSwap(state.entry, zero_for_one, amount, amount_out=0)


def _state_reads(pool: PoolEntry) -> Iterator[Read]:
    pool_id = bytes.fromhex(pool.id[2:])
    yield at.V4_STATE_VIEW, calldata("getSlot0(bytes32)", pool_id)
    yield at.V4_STATE_VIEW, calldata("getLiquidity(bytes32)", pool_id)


def _state(pool: PoolEntry, slot0: bytes | None, liquidity: bytes | None) -> KeyedState:
    protocol, providers = uint(slot0, 2), uint(slot0, 3)
    ways = protocol % (1 << _PROTOCOL_FEE_BITS), protocol >> _PROTOCOL_FEE_BITS
    down, up = (own + providers - own * providers // PPM for own in ways)
    return KeyedState(pool, uint(slot0), uint(liquidity), (down, up))


def _quote_read(swap: KeyedSwap) -> Read:
    return at.V4_QUOTER, calldata(_QUOTE, (key_fields(swap.key), swap.zero_for_one, swap.amount_in, b""))


def _priced(swaps: Sequence[KeyedSwap], quotes: Iterator[bytes | None]) -> Iterator[KeyedSwap]:
    for swap, quote in zip(swaps, quotes, strict=False):
        if quote is not None:
            yield replace(swap, amount_out=uint(quote))
