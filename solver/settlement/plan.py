"""What the executor is asked to do, field for field as contracts/src/types/Plan.sol and Settlement.sol."""

from dataclasses import dataclass

from solver.domain.auction import Cosignature
from solver.domain.intent import CosignPolicy, HedgeTerms, OrderInfo, Receive, ResolverCall, Spend
from solver.domain.primitives import Address, Hash
from solver.domain.route import Family


@dataclass(frozen=True, slots=True)
class IntentCore:
    """What travels of a signed intent: all of it but its terms."""

    info: OrderInfo
    resolution: ResolverCall
    cosign: CosignPolicy
    spends: tuple[Spend, ...]
    receives: tuple[Receive, ...]


@dataclass(frozen=True, slots=True)
class Fill:
    """One intent with all that the reactor needs to settle it."""

    intent: IntentCore
    terms_hash: Hash
    terms: tuple[HedgeTerms, ...]
    signature: bytes
    cosigned: tuple[Cosignature, ...]
    cosignature: bytes
    expected_fill: int
    position_ids: tuple[int, ...]
    filler_data: bytes


@dataclass(frozen=True, slots=True)
class Draw:
    """What the vault lends before the first hop, in units of the token."""

    token: Address
    amount: int


@dataclass(frozen=True, slots=True)
class Swap:
    """One exact-in swap with the least it must give, in units of its tokens."""

    family: Family
    pool: Address
    token_in: Address
    token_out: Address
    amount_in: int
    min_out: int
    param: int


@dataclass(frozen=True, slots=True)
class Floor:
    """The least that executor and vault together gain of a token, in its units."""

    token: Address
    min_delta: int


@dataclass(frozen=True, slots=True)
class Plan:
    """One call of settle; blocks and deadline (unix seconds) are inclusive, parent_hash zero binds nothing."""

    first_block: int
    last_block: int
    deadline: int
    parent_hash: Hash
    fills: tuple[Fill, ...]
    draws: tuple[Draw, ...]
    hops: tuple[Swap, ...]
    floors: tuple[Floor, ...]
    max_builder_payment_wei: int
    builder_share_bps: int
