"""One reading of the markets for each block, however many intents ask."""

import asyncio

from solver.domain.chain import BlockRef
from solver.domain.primitives import Hash
from solver.markets.snapshot import Snapshot
from solver.pipeline.recorder import Recorder
from solver.ports import Snapshots

_KEPT = 4


class SharedSnapshots:
    """The Snapshots port over another one; a reading that failed is tried again by the next who asks."""

    def __init__(self, source: Snapshots, recorder: Recorder) -> None:
        self._source = source
        self._recorder = recorder
        self._readings: dict[Hash, asyncio.Task[Snapshot]] = {}

    async def at(self, block: BlockRef) -> Snapshot:
        reading = self._readings.get(block.hash)
        if reading is None or (reading.done() and (reading.cancelled() or reading.exception() is not None)):
            reading = asyncio.create_task(self._read(block))
            self._readings[block.hash] = reading
            for old in list(self._readings)[:-_KEPT]:
                del self._readings[old]
        return await asyncio.shield(reading)

    async def _read(self, block: BlockRef) -> Snapshot:
        snapshot = await self._source.at(block)
        if snapshot.unread:
            pools = ", ".join(f"{pool} ({reason})" for pool, reason in snapshot.unread)
            await self._recorder.incident("unread_pools", f"block {block.number}: {pools}"[:2000])
        return snapshot
