"""Reading every pool of the universe at one block through MarketLens; what cannot be read is listed, not fatal."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
_COUNT_AT = 96
"""Bytes of an answer before the count of its results."""

_MOST_BYTES = 1 << 20
"""Of an answer, for each pool."""

_POOLS_PER_CALL = 12

_FIXED_GAS = 300_000
_GAS_PER_WORD = 60_000
"""Reading a tick bitmap word and the few ticks that most words hold."""

_GAS_PER_TICK = 14_000
_BYTES_PER_TICK = 64
"""Of an answer: where a tick is, and its net liquidity."""

_GAS_PER_CALL = 25_000_000
_MOST_GAS = 28_000_000
"""For one pool: nine words full of ticks, and below what a node with blocks of 30 million lends a call."""

PoolReading = Market | tuple[PoolId, str]
"""A market, or the pool with the reason why there is none."""


Request = tuple[int, Address, int, int, int, bytes]
"""Fields of IMarketLens.Request."""


def request(pool: PoolRef, words_each_side: int, gas: int | None = None) -> Request:
    """What the lens is asked about a pool; gas: the most that reading it may cost, unless it is one of few ticks."""
    spacing = pool.key.tick_spacing if pool.key else 0
    return (
        int(pool.family),
        pool.address,
        sparse_gas(words_each_side) if gas is None else gas,
        words_each_side,
        spacing,
        bytes.fromhex((pool.key_hash or ZERO_HASH)[2:]),
    )


def sparse_gas(words_each_side: int) -> int:
    """What reading a pool with few ticks costs at most."""
    return _FIXED_GAS + (2 * words_each_side + 1) * _GAS_PER_WORD


def _results(answer: bytes) -> int:
    """How many an answer lists, told before it is decoded: many that lie at the same bytes would fill memory."""
    return int.from_bytes(answer[_COUNT_AT : _COUNT_AT + 32]) if answer[64:96] == _COUNT_AT.to_bytes(32) else 0


@dataclass(frozen=True, slots=True)
class _Starved:
    """A pool whose reading stopped without a reason: it ran out of its gas, or it is no pool."""

    pool: PoolRef


class LensSnapshots:
    """The Snapshots port: chunks of pools are read side by side, each at the block's hash.

    The time is that of the next block, in which swaps are to run: rates and ramps of pools move with it.

    A pool with more ticks than its gas reads is asked again, alone, with all that a call has; what it then took is
    kept in mind for the blocks that follow.
    """

    def __init__(self, chain: Chain, lens: Address, pools: Sequence[PoolRef], venues: Mapping[Family, Venue]) -> None:
        self._chain = chain
        self._lens = lens
        self._pools = tuple(pools)
        self._venues = venues
        self._gas = {pool.id: sparse_gas(venues[pool.family].words_each_side) for pool in pools}

    async def at(self, block: BlockRef) -> Snapshot:
        read = await self._read(self._pools, block)
        starved = [found.pool for found in read if isinstance(found, _Starved)]
        for pool in starved:
            self._gas[pool.id] = _MOST_GAS
        again = iter(await self._read(starved, block))
        readings = [self._final(next(again) if isinstance(found, _Starved) else found) for found in read]
        markets = tuple(reading for reading in readings if not isinstance(reading, tuple))
        unread = tuple(reading for reading in readings if isinstance(reading, tuple))
        return Snapshot(block, markets, unread)

    async def _read(self, pools: Sequence[PoolRef], block: BlockRef) -> list[PoolReading | _Starved]:
        chunks = await asyncio.gather(*(self._chunk(chunk, block) for chunk in self._chunks(pools)))
        return list(chained.from_iterable(chunks))

    @staticmethod
    def _final(found: PoolReading | _Starved) -> PoolReading:
        return (found.pool.id, "reverted: 0x") if isinstance(found, _Starved) else found

    def _chunks(self, pools: Iterable[PoolRef]) -> Iterator[tuple[PoolRef, ...]]:
        """In order, as many together as one call has gas for."""
        chunk: list[PoolRef] = []
        gas = 0
        for pool in pools:
            needed = self._gas[pool.id]
            if chunk and (len(chunk) == _POOLS_PER_CALL or gas + needed > _GAS_PER_CALL):
                yield tuple(chunk)
                chunk, gas = [], 0
            chunk.append(pool)
            gas += needed
        if chunk:
            yield tuple(chunk)

    async def _chunk(self, pools: tuple[PoolRef, ...], block: BlockRef) -> list[PoolReading | _Starved]:
        """One call; when the node refuses it, halves, so that one pool's trouble stays its own."""
        try:
            asked = READ + encode([_REQUESTS], [self._requests(pools)])
            answer = await self._chain.call(self._lens, asked, block.hash, time_s=block.next_timestamp)
            return self._decode(pools, answer, block)
        except Refused as error:
            if len(pools) == 1:
                return [(pools[0].id, f"{error.code}: {error.detail}"[:200])]
            half = len(pools) // 2
            return await self._chunk(pools[:half], block) + await self._chunk(pools[half:], block)

    def _requests(self, pools: tuple[PoolRef, ...]) -> list[Request]:
        return [request(pool, self._venues[pool.family].words_each_side, self._gas[pool.id]) for pool in pools]

    def _decode(self, pools: tuple[PoolRef, ...], answer: bytes, block: BlockRef) -> list[PoolReading | _Starved]:
        if (named := _results(answer)) != len(pools) or len(answer) > _MOST_BYTES * len(pools):
            raise Refused("lens", "malformed", f"{named} results of {len(pools)} pools in {len(answer)} bytes")
        try:
            number, timestamp, results = decode(_ANSWER, answer)
        except (DecodingError, OverflowError) as error:
            raise Refused("lens", "malformed", str(error)[:200]) from error
        if (number, timestamp) != (block.number, block.next_timestamp):
            raise Refused("lens", "malformed", f"of block {number} at {timestamp}")
        return [self._market(pool, ok, data) for pool, (ok, data) in zip(pools, results, strict=True)]

    def _market(self, pool: PoolRef, ok: bool, data: bytes) -> PoolReading | _Starved:
        if not ok and not data and self._gas[pool.id] < _MOST_GAS:
            return _Starved(pool)
        if not ok:
            return (pool.id, f"reverted: 0x{data[:36].hex()}")
        venue = self._venues[pool.family]
        sparse = sparse_gas(venue.words_each_side)
        self._gas[pool.id] = max(sparse, min(sparse + len(data) // _BYTES_PER_TICK * _GAS_PER_TICK, _MOST_GAS))
        try:
            return venue.read(pool, data)
        except ValueError as error:
            return (pool.id, f"unreadable: {error}"[:200])
