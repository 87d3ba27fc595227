"""Following every tracked account through every block: opening balances plus movements are the chain's balances."""

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping

from solver.domain.chain import BlockRef
from solver.domain.events import BalanceOpened, BlockScanned, Event
from solver.domain.primitives import ZERO_ADDRESS, Address, Hash
from solver.domain.universe import Universe
from solver.pipeline.movements import fee_movements, token_movements, value_movements
from solver.pipeline.recorder import Recorder
from solver.ports import Chain, History, PortError, Refused

_DEEPEST_REORG = 64
_BALANCE_OF = bytes.fromhex("70a08231")


class Bookkeeper:
    """Stands after one block: everything up to it is recorded; accounts join there with their balance at it.

    Where the chain has replaced blocks, it steps back behind them and records what came instead.
    """

    def __init__(self, chain: Chain, recorder: Recorder, history: History, universe: Universe) -> None:
        self._chain = chain
        self._recorder = recorder
        self._history = history
        self._universe = universe
        self._tokens = frozenset(token.address for token in universe.tokens)
        self._pool_tokens = _pool_tokens(universe)
        self._opened: set[tuple[Address, Address]] = set()
        self._tracked: set[Address] = set()
        self._trail: deque[BlockRef] = deque(maxlen=_DEEPEST_REORG)
        self._joined: dict[Address, tuple[str, int]] = {}
        self._lock = asyncio.Lock()
        self._met: dict[Address, str] = {}

    async def start(self, head: BlockRef, accounts: Mapping[Address, str]) -> None:
        """Take up where the journal stands, or at head where it is empty, and open the accounts not yet opened."""
        self._opened = set(self._history.opened_balances())
        self._tracked = {account for account, _ in self._opened}
        self._trail.extend(reversed(self._history.trail(_DEEPEST_REORG)))
        if self._trail:
            await self._step_back()
        else:
            await self._stand_on(head)
        pools = {pool.address: "pool" for pool in self._universe.pools}
        await self.track(pools | dict(accounts))

    async def track(self, accounts: Mapping[Address, str]) -> None:
        """Follow these accounts (with their roles) from here on; those already followed are left as they are."""
        async with self._lock:
            if self._trail:
                events = await self._openings(accounts, self._trail[-1])
                await self._recorder.record(*events)
                self._join(events)

    def meet(self, accounts: Mapping[Address, str]) -> None:
        """Follow these accounts from the next step on."""
        self._met |= accounts

    async def step(self, head: BlockRef) -> None:
        """Open the accounts met since the last step, then record every block up to head."""
        met, self._met = self._met, {}
        try:
            await self.track(met)
        except PortError as error:
            self._met = met | self._met
            await self._recorder.trouble("bookkeeping", error)
        await self.advance(head)

    async def advance(self, head: BlockRef) -> None:
        """Record every block up to head. Where the node fails, the rest is left for the next head."""
        async with self._lock:
            while self._trail and self._trail[-1].number < head.number:
                try:
                    block = await self._chain.block(self._trail[-1].number + 1)
                    if block.parent_hash != self._trail[-1].hash:
                        await self._step_back()
                        continue
                    events = await self._scan(block)
                    builder = await self._openings({block.coinbase: "builder"}, block)
                except PortError as error:
                    await self._recorder.trouble("bookkeeping", error)
                    return
                await self._recorder.record(*events, BlockScanned(block), *builder)
                self._join(builder)
                self._trail.append(block)

    async def _stand_on(self, block: BlockRef) -> None:
        await self._recorder.record(BlockScanned(block))
        self._trail.append(block)

    async def _step_back(self) -> None:
        """To the newest block that the chain still has; accounts that joined after it join anew. Raises PortError."""
        replaced: list[BlockRef] = []
        while self._trail:
            if await self._still_there(self._trail[-1]):
                break
            replaced.append(self._trail.pop())
            if not self._trail:  # deeper than is remembered: what came before the head instead is not known
                await self._stand_on(await self._chain.head())
        if replaced:
            heights = f"blocks {replaced[-1].number} to {replaced[0].number} were replaced"
            await self._recorder.incident("reorg", heights)
            self._leave(self._trail[-1].number)

    async def _still_there(self, block: BlockRef) -> bool:
        try:
            return (await self._chain.block(block.number)).hash == block.hash
        except Refused as error:
            if error.code != "unknown_block":
                raise
            return False

    def _leave(self, number: int) -> None:
        """Forget the accounts that joined after that block, and meet them again."""
        left = {account: role for account, (role, joined) in self._joined.items() if joined > number}
        self._opened = {pair for pair in self._opened if pair[0] not in left}
        self._tracked -= left.keys()
        self._met = left | self._met

    async def _scan(self, block: BlockRef) -> list[Event]:
        tracked = frozenset(self._tracked)
        logs, receipts, values = await asyncio.gather(
            self._chain.transfers(tracked, block),
            self._chain.receipts(block.hash),
            self._chain.eth_transfers(tracked, block),
        )
        weth = self._universe.contracts.weth
        return [
            *token_movements(block, logs, tracked, self._tokens, weth),
            *fee_movements(block, receipts, tracked),
            *value_movements(block, values),
        ]

    async def _openings(self, accounts: Mapping[Address, str], block: BlockRef) -> tuple[BalanceOpened, ...]:
        """The zero address mints and burns and has no books."""
        wanted = [
            (account, role, token)
            for account, role in accounts.items()
            if account != ZERO_ADDRESS
            for token in self._held_by(account)
            if (account, token) not in self._opened
        ]
        units = await asyncio.gather(*(self._balance(account, token, block.hash) for account, _, token in wanted))
        return tuple(
            BalanceOpened(account, role, token, held, block.number)
            for (account, role, token), held in zip(wanted, units, strict=True)
        )

    def _held_by(self, account: Address) -> Iterable[Address]:
        """A pool's books are in its own tokens."""
        return self._pool_tokens.get(account) or (ZERO_ADDRESS, *sorted(self._tokens))

    def _join(self, events: Iterable[BalanceOpened]) -> None:
        for event in events:
            self._opened.add((event.account, event.token))
            self._tracked.add(event.account)
            self._joined[event.account] = (event.role, event.block_number)

    async def _balance(self, account: Address, token: Address, at: Hash) -> int:
        if token == ZERO_ADDRESS:
            return await self._chain.balance_wei(account, at)
        data = _BALANCE_OF + bytes.fromhex(account.removeprefix("0x")).rjust(32, b"\0")
        return int.from_bytes(await self._chain.call(token, data, at), "big")


def _pool_tokens(universe: Universe) -> dict[Address, tuple[Address, ...]]:
    """What each contract that is or holds pools holds: some of Uniswap v4 hold ether itself."""
    found: dict[Address, set[Address]] = {}
    for pool in universe.pools:
        ether = {ZERO_ADDRESS} if pool.key and pool.key.native else set()
        found.setdefault(pool.address, set()).update(pool.tokens, ether)
    return {holder: tuple(sorted(tokens)) for holder, tokens in found.items()}
