"""What the pipeline needs of the world, as protocols; adapters implement them, testing ships a fake of each.

PortError
├── Unreachable     no answer within its budget; trying later may work
└── Refused         an answer that says no, or that makes no sense; carries the other side's words, cut short
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from solver.domain.auction import AuctionedIntent, AuctionResult, Award, Bid, Listing
from solver.domain.bundle import Bundle, SignedTransaction, Transaction
from solver.domain.chain import BlockRef, EthTransfer, Log, Receipt, Simulated
from solver.domain.events import Event
from solver.domain.primitives import Address, Hash
from solver.domain.universe import PoolRef
from solver.markets.market import Market
from solver.markets.snapshot import Snapshot


class PortError(Exception):
    """The environment failed; never a business ending."""


@dataclass(eq=False)
class Unreachable(PortError):
    """No answer within the budget."""

    who: str
    detail: str


@dataclass(eq=False)
class Refused(PortError):
    """The other side said no."""

    who: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Opened:
    """An auction opened."""

    listing: Listing


@dataclass(frozen=True, slots=True)
class Closed:
    """An auction closed and its result may be read."""

    auction_id: Hash


AuctionEvent = Opened | Closed


class AuctionHouse(Protocol):
    """One order-flow auction."""

    def listen(self) -> AsyncIterator[AuctionEvent]:
        """Every event once, in order, across reconnects; falls back to polling. Ends only by cancellation."""
        ...

    async def intent(self, auction_id: Hash) -> AuctionedIntent:
        """The full intent, unverified."""
        ...

    async def bid(self, bid: Bid) -> None:
        """Place a sealed bid; repeating the same one changes nothing."""
        ...

    async def decline(self, auction_id: Hash) -> None:
        """Tell the house that no bid will come."""
        ...

    async def award(self, auction_id: Hash) -> Award | None:
        """Our award of a closed auction; None where we did not win."""
        ...

    async def result(self, auction_id: Hash) -> AuctionResult:
        """The result of a closed auction."""
        ...


class Chain(Protocol):
    """Our own node."""

    async def head(self) -> BlockRef: ...

    def heads(self) -> AsyncIterator[BlockRef]:
        """Each new head; may skip numbers when the node jumps. Ends only by cancellation."""
        ...

    async def block(self, number: int) -> BlockRef:
        """Raises Refused, code 'unknown_block', where the chain is not that long."""
        ...

    async def call(self, to: Address, data: bytes, at: Hash, time_s: int | None = None) -> bytes:
        """eth_call on the block with that hash. Raises Refused on revert, code 'reverted', detail decoded.

        time_s: what block.timestamp says instead of that block's.
        """
        ...

    async def code(self, account: Address, at: Hash) -> bytes: ...

    async def balance_wei(self, account: Address, at: Hash) -> int: ...

    async def nonce(self, account: Address) -> int:
        """Transactions mined from account, at the head."""
        ...

    async def simulate(
        self,
        sender: Address,
        transactions: Sequence[Transaction],
        at: Hash,
        codes: Mapping[Address, bytes] | None = None,
    ) -> tuple[Simulated, ...]:
        """Run transactions in order in one block on top of that block, with the next block's number, time and base fee.

        codes: runtime code that accounts are given for the simulation only.
        """
        ...

    async def receipt(self, tx_hash: Hash) -> Receipt | None: ...

    async def receipts(self, block_hash: Hash) -> tuple[Receipt, ...]:
        """All receipts of a block."""
        ...

    async def transfers(self, accounts: frozenset[Address], block: BlockRef) -> tuple[Log, ...]:
        """ERC-20 Transfer logs (and WETH Deposit and Withdrawal) of that block that touch one of the accounts."""
        ...

    async def eth_transfers(self, accounts: frozenset[Address], block: BlockRef) -> tuple[EthTransfer, ...]:
        """Ether that moved by value in that block, inside calls too, to or from one of the accounts; no fees."""
        ...


class Snapshots(Protocol):
    """Reads every market of the universe at one block."""

    async def at(self, block: BlockRef) -> Snapshot:
        """All markets as of that block, by its hash; what could not be read is listed, never fatal."""
        ...


class Venue(Protocol):
    """One market family on chain: a pool's state as the lens returns it becomes a market."""

    @property
    def words_each_side(self) -> int:
        """Tick bitmap words the lens reads on each side; 0 where the family has none."""
        ...

    def read(self, pool: PoolRef, data: bytes) -> Market:
        """Decode the lens's answer; raises ValueError on bytes that are no state of this family."""
        ...


class Relay(Protocol):
    """One private relay."""

    @property
    def name(self) -> str: ...

    async def send_bundle(self, bundle: Bundle) -> Hash:
        """Submit for its target block; the answer is the bundle hash and promises nothing."""
        ...


class Signer(Protocol):
    """One key, never shown."""

    @property
    def address(self) -> Address: ...

    def sign_digest(self, digest: bytes) -> bytes:
        """65-byte r, s, v (27 or 28) over a 32-byte digest."""
        ...

    def sign_transaction(self, transaction: Transaction) -> SignedTransaction: ...


class Journal(Protocol):
    """The append-only record."""

    def append(self, *events: Event) -> None:
        """Record the events in order and all or none; they are durable when this returns."""
        ...

    def seal(self, block_number: int) -> None:
        """Sign the journal's end outside of it, as of that block."""
        ...


class History(Protocol):
    """The journal read back, when a process starts."""

    def unfinished(self) -> tuple[tuple[Event, ...], ...]:
        """For each auction seen without an ending, its events in order of recording; oldest auction first."""
        ...

    def ended(self, auction_id: Hash) -> bool:
        """Whether this auction has its ending."""
        ...

    def opened_balances(self) -> frozenset[tuple[Address, Address]]:
        """(account, token) pairs whose opening balance is recorded."""
        ...

    def last_scanned(self) -> BlockRef | None:
        """The newest block whose movements are recorded; None before the first."""
        ...

    def trail(self, length: int) -> tuple[BlockRef, ...]:
        """That block and the scanned ones before it, each the parent of the one before; at most length."""
        ...


class Clock(Protocol):
    """The only source of time."""

    def now_ns(self) -> int:
        """Wall clock, unix nanoseconds."""
        ...

    def monotonic_ns(self) -> int:
        """For durations."""
        ...
