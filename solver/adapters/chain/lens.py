"""Reading every pool of the universe at one block through MarketLens; what cannot be read is listed, not fatal."""

import asyncio
from collections.abc import Mapping, Sequence
from itertools import chain as chained

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError

from solver.domain.chain import BlockRef
from solver.domain.primitives import ZERO_HASH, Address, PoolId
from solver.domain.route import Family
from solver.domain.universe import PoolRef
from solver.markets.market import Market
from solver.markets.snapshot import Snapshot
from solver.ports import Chain, Refused, Venue

READ = bytes.fromhex("402131fc")
"""Selector of read((uint8,address,uint32,uint16,int24,bytes32)[])."""

_REQUESTS = "(uint8,address,uint32,uint16,int24,bytes32)[]"
_ANSWER = ("uint256", "uint256", "(bool,bytes)[]")
_POOLS_PER_CALL = 12

_FIXED_GAS = 300_000
_GAS_PER_WORD = 60_000
"""Reading a tick bitmap word and the ticks in it; a word holds few ticks in practice, the cap leaves room for many."""

PoolReading = Market | tuple[PoolId, str]
"""A market, or the pool with the reason why there is none."""


Request = tuple[int, Address, int, int, int, bytes]
"""Fields of IMarketLens.Request."""


def request(pool: PoolRef, words_each_side: int) -> Request:
    """What the lens is asked about a pool."""
    gas = _FIXED_GAS + (2 * words_each_side + 1) * _GAS_PER_WORD
    spacing = pool.key.tick_spacing if pool.key else 0
    return (
        int(pool.family),
        pool.address,
        gas,
        words_each_side,
        spacing,
        bytes.fromhex((pool.key_hash or ZERO_HASH)[2:]),
    )


class LensSnapshots:
    """The Snapshots port: chunks of pools are read side by side, each at the block's hash."""

    def __init__(self, chain: Chain, lens: Address, pools: Sequence[PoolRef], venues: Mapping[Family, Venue]) -> None:
        self._chain = chain
        self._lens = lens
        self._pools = tuple(pools)
        self._venues = venues

    async def at(self, block: BlockRef) -> Snapshot:
        chunks = [self._pools[i : i + _POOLS_PER_CALL] for i in range(0, len(self._pools), _POOLS_PER_CALL)]
        readings = list(chained.from_iterable(await asyncio.gather(*(self._chunk(chunk, block) for chunk in chunks))))
        markets = tuple(reading for reading in readings if not isinstance(reading, tuple))
        unread = tuple(reading for reading in readings if isinstance(reading, tuple))
        return Snapshot(block, markets, unread)

    async def _chunk(self, pools: tuple[PoolRef, ...], block: BlockRef) -> list[PoolReading]:
        """One call; when the node refuses it, halves, so that one pool's trouble stays its own."""
        try:
            answer = await self._chain.call(self._lens, READ + encode([_REQUESTS], [self._requests(pools)]), block.hash)
            return self._decode(pools, answer, block)
        except Refused as error:
            if len(pools) == 1:
                return [(pools[0].id, f"{error.code}: {error.detail}"[:200])]
            half = len(pools) // 2
            return await self._chunk(pools[:half], block) + await self._chunk(pools[half:], block)

    def _requests(self, pools: tuple[PoolRef, ...]) -> list[Request]:
        return [request(pool, self._venues[pool.family].words_each_side) for pool in pools]

    def _decode(self, pools: tuple[PoolRef, ...], answer: bytes, block: BlockRef) -> list[PoolReading]:
        try:
            number, timestamp, results = decode(_ANSWER, answer)
        except (DecodingError, OverflowError) as error:
            raise Refused("lens", "malformed", str(error)[:200]) from error
        if (number, timestamp) != (block.number, block.timestamp) or len(results) != len(pools):
            raise Refused("lens", "malformed", f"block {number}, {len(results)} of {len(pools)} pools")
        return [self._market(pool, ok, data) for pool, (ok, data) in zip(pools, results, strict=True)]

    def _market(self, pool: PoolRef, ok: bool, data: bytes) -> PoolReading:
        if not ok:
            return (pool.id, f"reverted: 0x{data[:36].hex()}")
        try:
            return self._venues[pool.family].read(pool, data)
        except ValueError as error:
            return (pool.id, f"unreadable: {error}"[:200])
