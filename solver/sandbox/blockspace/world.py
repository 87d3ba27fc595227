"""The block space itself: one chain, its public mempool, its private orders, its builder, and its head."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from solver.domain.primitives import Address, Hash
from solver.sandbox.blockspace.builder import Builder
from solver.sandbox.blockspace.bundles import PrivateOrders
from solver.sandbox.blockspace.lock import ReadersWriterLock
from solver.sandbox.blockspace.mempool import PublicMempool, Refusal
from solver.sandbox.blockspace.node import Head, HiddenNode
from solver.sandbox.blockspace.observe import Observer
from solver.sandbox.blockspace.pulse import Pulse
from solver.sandbox.blockspace.transactions import PoolTransaction, decode

RIVAL_BUILDER = Address("0x" + "f0" * 20)
"""The coinbase of blocks that replace ours in a reorg."""


class Blockspace:
    """Made by open(); sealing and reorganising exclude each other, and readers see only whole blocks."""

    def __init__(self, node: HiddenNode, head: Head, chain_id: int, observer: Observer) -> None:
        self.node = node
        self.chain_id = chain_id
        self.mempool = PublicMempool(chain_id, head.gas_limit)
        self.private = PrivateOrders()
        self.pulse = Pulse()
        self._head = head
        self._builder = Builder(node)
        self._observer = observer
        self._lock = ReadersWriterLock()
        self._changing = asyncio.Lock()

    @classmethod
    async def open(cls, node: HiddenNode, observer: Observer) -> "Blockspace":
        """Take over a running node."""
        await node.start()
        return cls(node, await node.head(), await node.chain_id(), observer)

    @property
    def head(self) -> Head:
        """The newest whole block."""
        return self._head

    async def read(self, method: str, params: Sequence[object]) -> Any:
        """A read of the chain; waits while a block is being sealed."""
        async with self._lock.read():
            return await self.node.read(method, params)

    async def publish(self, transaction: PoolTransaction) -> Refusal | None:
        """Offer a transaction to the public mempool."""
        async with self._lock.read():
            accounts = await self.node.accounts([transaction.sender])
            return self.mempool.add(transaction, accounts[transaction.sender])

    async def seal(self) -> Head:
        """Build and mine the next block from what is here now; what arrives meanwhile waits for the one after."""
        async with self._changing:
            started = time.monotonic_ns()
            block = self.node.next_block(self._head)
            bundles = self.private.for_block(block.number, block.timestamp)
            chains = [self.mempool.runnable(sender) for sender in self.mempool.senders()]
            draft = await self._builder.draft(block, bundles, [chain for chain in chains if chain])
            drafted = time.monotonic_ns()
            async with self._lock.write():
                sealed = await self._builder.seal(draft)
                await self._follow(frozenset(t.hash for t in sealed.transactions))
            self._observer.sealed(sealed, (drafted - started) // 10**6, (time.monotonic_ns() - drafted) // 10**6)
            await self.pulse.beat()
            return self._head

    async def reorg(self, depth: int) -> tuple[Hash, ...]:
        """Replace the newest blocks by a rival's empty ones of equal times.

        Every orphaned transaction returns to the public mempool, those that came privately too: as on mainnet, where
        the losing block was broadcast. Returns their hashes in the order they had. Raises ValueError on a bad depth.
        """
        async with self._changing:
            if not 0 < depth <= self._head.number:
                raise ValueError(f"depth {depth} at block {self._head.number}")
            async with self._lock.write():
                orphans = await self._replace(depth)
                self.mempool.readmit(orphans)
                await self._follow(frozenset())
            self._observer.reorganised(depth, len(orphans))
            await self.pulse.beat()
            return tuple(orphan.hash for orphan in orphans)

    async def _replace(self, depth: int) -> list[PoolTransaction]:
        fork = self._head.number - depth
        orphans = [decode(raw) for raw in await self.node.transactions_since(fork)]
        times = [await self._timestamp(number) for number in range(fork + 1, self._head.number + 1)]
        await self.node.unmine(depth)
        for timestamp in times:
            await self.node.mine_rival(timestamp, RIVAL_BUILDER)
        return orphans

    async def _timestamp(self, number: int) -> int:
        block = await self.node.read("eth_getBlockByNumber", [hex(number), False])
        return int(block["timestamp"], 16)

    async def _follow(self, included: frozenset[Hash]) -> None:
        self._head = await self.node.head()
        self.mempool.settle(await self.node.accounts(self.mempool.senders()))
        self.private.settle(self._head.number, included)
