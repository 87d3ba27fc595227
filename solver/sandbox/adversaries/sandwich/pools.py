"""The pools a victim's swap may go through, read from the chain for one attack."""

from dataclasses import dataclass

from eth_abi.abi import decode

from solver.domain.primitives import Address
from solver.markets.concentrated_liquidity import ConcentratedLiquidity
from solver.markets.constant_product import ConstantProduct
from solver.markets.market import Market
from solver.sandbox.adversaries.sandwich.victims import Victim
from solver.sandbox.chain.abi import calldata
from solver.sandbox.chain.background.multicall import Read, read_all, uint
from solver.sandbox.chain.background.venues import PairPool
from solver.wire.rpc import AsyncJsonRpc

_WORDS_EACH_SIDE = 2
_TICK_BITS = 256


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a concentrated pool stands."""

    sqrt_price_x96: int
    tick: int
    liquidity: int
    tick_spacing: int


def pool_of(pools: tuple[PairPool, ...], victim: Victim) -> PairPool | None:
    """The pool that the victim's router would use."""
    wanted = {victim.token_in, victim.token_out}
    concentrated = victim.fee_pips is not None
    for pool in pools:
        of_router = pool.router == victim.router and pool.concentrated == concentrated
        if of_router and {pool.token0, pool.token1} == wanted and victim.fee_pips in (None, pool.fee_pips):
            return pool
    return None


async def read_market(rpc: AsyncJsonRpc, pool: PairPool, tick_lens: Address, block: int) -> Market:
    """The pool at a block, exact within a few bitmap words of its price."""
    if pool.concentrated:
        return await _read_concentrated(rpc, pool, tick_lens, block)
    (reserves,) = await read_all(rpc, [(pool.address, calldata("getReserves()"))], block)
    return ConstantProduct(pool.address, pool.token0, pool.token1, uint(reserves, 0), uint(reserves, 1), pool.fee_pips)


async def _read_concentrated(rpc: AsyncJsonRpc, pool: PairPool, tick_lens: Address, block: int) -> Market:
    slot = await _read_slot(rpc, pool, block)
    word = slot.tick // slot.tick_spacing // _TICK_BITS
    first, last = word - _WORDS_EACH_SIDE, word + _WORDS_EACH_SIDE
    signature = "getPopulatedTicksInWord(address,int16)"
    reads: list[Read] = [(tick_lens, calldata(signature, pool.address, w)) for w in range(first, last + 1)]
    answers = await read_all(rpc, reads, block)
    ticks = sorted(tick for answer in answers if answer for tick in decode(["(int24,int128,uint128)[]"], answer)[0])
    return ConcentratedLiquidity(
        pool=pool.address,
        token0=pool.token0,
        token1=pool.token1,
        fee_pips=pool.fee_pips,
        tick_spacing=slot.tick_spacing,
        sqrt_price_x96=slot.sqrt_price_x96,
        tick=slot.tick,
        liquidity=slot.liquidity,
        first_word=first,
        last_word=last,
        ticks=tuple(tick for tick, _, _ in ticks),
        liquidity_net=tuple(net for _, net, _ in ticks),
    )


async def _read_slot(rpc: AsyncJsonRpc, pool: PairPool, block: int) -> Slot:
    signatures = ("slot0()", "liquidity()", "tickSpacing()")
    slot0, liquidity, spacing = await read_all(rpc, [(pool.address, calldata(s)) for s in signatures], block)
    return Slot(uint(slot0), _signed(uint(slot0, 1)), uint(liquidity), _signed(uint(spacing)))


def _signed(word: int) -> int:
    return word - (1 << 256) if word >> 255 else word
