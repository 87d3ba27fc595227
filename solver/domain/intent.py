"""The signed hedge intent, field for field as contracts/src/types/Intent.sol; the field order is canonical."""

from dataclasses import dataclass
from enum import IntEnum

from solver.domain.primitives import Address, Hash, sint, uint


class Authorization(IntEnum):
    """Which signature path may settle an intent."""

    ONE_SHOT = 0
    STANDING = 1


class Rule(IntEnum):
    """How much of an intent moves in one fill."""

    ALL = 0
    PAIRED = 1


class Standard(IntEnum):
    """What kind of token a spend or receive is."""

    ERC20 = 0
    ERC721_POSITION = 1


@dataclass(frozen=True, slots=True)
class OrderInfo:
    """Who, where, when and how often; times in unix seconds, inclusive."""

    reactor: Address
    swapper: Address
    nonce: int
    issued_at: int
    not_before: int
    deadline: int
    authorization: int
    rule: int
    max_fills: int

    def __post_init__(self) -> None:
        uint("nonce", self.nonce, 256)
        for name in ("issued_at", "not_before", "deadline"):
            uint(name, getattr(self, name), 64)
        uint("authorization", self.authorization, 8)
        uint("rule", self.rule, 8)
        uint("max_fills", self.max_fills, 32)


@dataclass(frozen=True, slots=True)
class ResolverCall:
    """The resolver that chooses amounts and the ABI-encoded parameters it was signed with."""

    resolver: Address
    data: bytes


@dataclass(frozen=True, slots=True)
class CosignPolicy:
    """Who may cosign; the zero address means nobody does."""

    cosigner: Address
    max_exclusive_seconds: int
    max_override_bps: int

    def __post_init__(self) -> None:
        uint("max_exclusive_seconds", self.max_exclusive_seconds, 32)
        uint("max_override_bps", self.max_override_bps, 16)


@dataclass(frozen=True, slots=True)
class Spend:
    """What the trader gives, at most; amounts in units of the token."""

    standard: int
    token: Address
    id: int
    max_per_fill: int
    max_total: int

    def __post_init__(self) -> None:
        uint("standard", self.standard, 8)
        for name in ("id", "max_per_fill", "max_total"):
            uint(name, getattr(self, name), 256)


@dataclass(frozen=True, slots=True)
class Receive:
    """What the recipient gets, at least; amount in units of the token."""

    standard: int
    token: Address
    min_total: int
    recipient: Address
    position_hash: Hash

    def __post_init__(self) -> None:
        uint("standard", self.standard, 8)
        uint("min_total", self.min_total, 256)


@dataclass(frozen=True, slots=True)
class OptionLeg:
    """One option of the trader's position; size in 1e8 contracts, positive when long."""

    instrument: str
    style: int
    is_call: bool
    strike_e8: int
    expiry: int
    vol_e8: int
    size_e8: int

    def __post_init__(self) -> None:
        uint("style", self.style, 8)
        uint("strike_e8", self.strike_e8, 128)
        uint("expiry", self.expiry, 64)
        uint("vol_e8", self.vol_e8, 64)
        sint("size_e8", self.size_e8, 128)


@dataclass(frozen=True, slots=True)
class GreekBand:
    """Target and allowed width of one greek, 1e8 of its unit."""

    target_e8: int
    lower_width_e8: int
    upper_width_e8: int
    unit: int

    def __post_init__(self) -> None:
        sint("target_e8", self.target_e8, 128)
        uint("lower_width_e8", self.lower_width_e8, 128)
        uint("upper_width_e8", self.upper_width_e8, 128)
        uint("unit", self.unit, 8)


@dataclass(frozen=True, slots=True)
class HedgeTerms:
    """What the trade is for; signed, hashed on chain, executed off chain."""

    base_token: Address
    quote_token: Address
    underlying: str
    legs: tuple[OptionLeg, ...]
    delta: GreekBand
    gamma: GreekBand
    vega: GreekBand
    spot_ref_e8: int
    carry_e8: int
    initial_hedge_e8: int
    max_cost_bps: int
    urgency: int
    max_participation_bps: int
    venue_policy: Hash
    benchmark: Hash

    def __post_init__(self) -> None:
        uint("spot_ref_e8", self.spot_ref_e8, 128)
        sint("carry_e8", self.carry_e8, 64)
        sint("initial_hedge_e8", self.initial_hedge_e8, 128)
        uint("max_cost_bps", self.max_cost_bps, 16)
        uint("urgency", self.urgency, 32)
        uint("max_participation_bps", self.max_participation_bps, 16)


@dataclass(frozen=True, slots=True)
class HedgeIntent:
    """The one signed type; its struct hash is the intent's id."""

    info: OrderInfo
    resolution: ResolverCall
    cosign: CosignPolicy
    spends: tuple[Spend, ...]
    receives: tuple[Receive, ...]
    terms: HedgeTerms


@dataclass(frozen=True, slots=True)
class SignedIntent:
    """An intent with the bytes that authorise it, as an auction hands it over: nothing checked yet."""

    intent: HedgeIntent
    signature: bytes
