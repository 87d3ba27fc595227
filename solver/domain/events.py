"""What the journal records: one frozen event for each thing that matters, written before the effect it announces.

Every event of an intent carries its auction id; database tables are projections of these.
"""

from dataclasses import dataclass

from solver.domain.auction import AuctionedIntent, AuctionResult, Award, Bid, Listing
from solver.domain.bundle import Bundle
from solver.domain.chain import BlockRef, Receipt
from solver.domain.ending import Ending
from solver.domain.hedge import HedgePlan
from solver.domain.primitives import Address, Hash
from solver.domain.route import Route


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A solver process began; config_hash is of the configuration without secrets."""

    run_id: str
    version: str
    config_hash: Hash
    block: BlockRef


@dataclass(frozen=True, slots=True)
class BalanceOpened:
    """Balance of a tracked account at the block where its tracking began; token zero is ETH, in wei."""

    account: Address
    role: str
    token: Address
    units: int
    block_number: int


@dataclass(frozen=True, slots=True)
class AuctionSeen:
    """A listing reached us."""

    listing: Listing


@dataclass(frozen=True, slots=True)
class IntentReceived:
    """The full intent reached us, unverified; intent_hash is recomputed by us."""

    auctioned: AuctionedIntent
    intent_hash: Hash


@dataclass(frozen=True, slots=True)
class Planned:
    """What the hedge needs."""

    auction_id: Hash
    plan: HedgePlan


@dataclass(frozen=True, slots=True)
class Solved:
    """The route found on one block, and the best single path on the same block as the yardstick (None: no path).

    state_hash identifies the market states solved on; the benchmark is net of its gas, in units of the objective token.
    """

    auction_id: Hash
    block: BlockRef
    state_hash: Hash
    route: Route
    single_path: Route | None


@dataclass(frozen=True, slots=True)
class BidPlaced:
    """Written before the bid is sent."""

    auction_id: Hash
    bid: Bid


@dataclass(frozen=True, slots=True)
class AuctionClosed:
    """The house's result."""

    result: AuctionResult


@dataclass(frozen=True, slots=True)
class Awarded:
    """We won."""

    award: Award


@dataclass(frozen=True, slots=True)
class BundleSubmitted:
    """Written before the bundle is sent to a relay; tx_hash is the transaction of it that settles this auction."""

    auction_id: Hash
    relay: str
    bundle: Bundle
    bundle_hash: Hash
    tx_hash: Hash


@dataclass(frozen=True, slots=True)
class RelayAnswered:
    """What the relay said: its bundle hash, or an error."""

    auction_id: Hash
    relay: str
    bundle_hash: Hash
    error: str | None


@dataclass(frozen=True, slots=True)
class Mined:
    """Our transaction is in a block."""

    auction_id: Hash
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class TransferSeen:
    """A movement between accounts, one of them tracked; token zero is ETH (fees and builder income), in wei.

    log_index is the log's; ETH movements of a transaction have -1 (fee burnt), -2 (fee to the builder) and
    -3 - i (value moved by call i of its trace).
    """

    block_number: int
    block_hash: Hash
    tx_hash: Hash
    log_index: int
    token: Address
    sender: Address
    recipient: Address
    units: int


@dataclass(frozen=True, slots=True)
class BlockScanned:
    """All movements of a block that touch tracked accounts are recorded."""

    block: BlockRef


@dataclass(frozen=True, slots=True)
class Ended:
    """The one ending of an intent."""

    auction_id: Hash
    intent_hash: Hash | None
    ending: Ending


@dataclass(frozen=True, slots=True)
class StageTimed:
    """How long one stage took for one intent."""

    auction_id: Hash
    stage: str
    started_at_ns: int
    elapsed_ns: int


@dataclass(frozen=True, slots=True)
class Incident:
    """Something an operator should look at; detail holds no secret."""

    kind: str
    detail: str


Event = (
    RunStarted
    | BalanceOpened
    | AuctionSeen
    | IntentReceived
    | Planned
    | Solved
    | BidPlaced
    | AuctionClosed
    | Awarded
    | BundleSubmitted
    | RelayAnswered
    | Mined
    | TransferSeen
    | BlockScanned
    | Ended
    | StageTimed
    | Incident
)


def auction_of(event: Event) -> Hash | None:
    """The auction an event belongs to; None for events of the process or of the chain."""
    match event:
        case AuctionSeen(listing):
            return listing.auction_id
        case IntentReceived(auctioned):
            return auctioned.listing.auction_id
        case AuctionClosed(result):
            return result.auction_id
        case Awarded(award):
            return award.auction_id
        case RunStarted() | BalanceOpened() | TransferSeen() | BlockScanned() | Incident():
            return None
        case _:
            return event.auction_id
