"""What an auction house and a bidder say to each other."""

from dataclasses import dataclass
from enum import StrEnum

from solver.domain.intent import SignedIntent
from solver.domain.primitives import Address, Hash, uint


class Side(StrEnum):
    """Which leg of the intent is fixed."""

    EXACT_IN = "exact_in"
    EXACT_OUT = "exact_out"


@dataclass(frozen=True, slots=True)
class Listing:
    """All that is public before award: pair, side and a size bucket.

    size_bucket is the power of ten (floor of log10) of the notional in whole US dollars.
    """

    auction_id: Hash
    sell_token: Address
    buy_token: Address
    side: Side
    size_bucket: int
    opens_at_block: int
    bids_close_at_block: int


@dataclass(frozen=True, slots=True)
class AuctionedIntent:
    """A listing with the full intent, as an allow-listed bidder receives it."""

    listing: Listing
    signed: SignedIntent


@dataclass(frozen=True, slots=True)
class Bid:
    """A sealed offer: the receive of an EXACT_IN auction (more wins), the spend of an EXACT_OUT one (less wins).

    executor is the contract that will call the reactor; amount is in units of the buy (EXACT_IN) or sell token.
    """

    auction_id: Hash
    executor: Address
    amount: int

    def __post_init__(self) -> None:
        uint("amount", self.amount, 256)


@dataclass(frozen=True, slots=True)
class Cosignature:
    """The award, field for field as contracts/src/types/Settlement.sol."""

    intent_hash: Hash
    fill_index: int
    valid_until: int
    decay_start: int
    exclusive_until: int
    exclusive_filler: Address
    override_bps: int
    spend_caps: tuple[int, ...]
    receive_floors: tuple[int, ...]

    def __post_init__(self) -> None:
        uint("fill_index", self.fill_index, 32)
        for name in ("valid_until", "decay_start", "exclusive_until"):
            uint(name, getattr(self, name), 64)
        uint("override_bps", self.override_bps, 16)
        for amount in (*self.spend_caps, *self.receive_floors):
            uint("amount", amount, 256)


@dataclass(frozen=True, slots=True)
class Award:
    """What only the winner gets."""

    auction_id: Hash
    cosigned: Cosignature
    cosignature: bytes


@dataclass(frozen=True, slots=True)
class RevealedBid:
    """One line of a closed auction's result; amount is None where the bidder passed."""

    bidder: Address
    executor: Address | None
    amount: int | None


@dataclass(frozen=True, slots=True)
class AuctionResult:
    """What everybody may read after the close; winner is None when nobody bid."""

    auction_id: Hash
    closed_at_block: int
    winner: Address | None
    bids: tuple[RevealedBid, ...]
