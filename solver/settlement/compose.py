"""From a route and awards to the plan that settles them, or to why it would lose money.

A hop on our own stock is no swap: the vault lends what it gives, and what it takes stays in the vault.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from solver.domain.auction import Award
from solver.domain.primitives import ZERO_HASH, Address, Hash, PoolId, address
from solver.domain.route import Family, Hop, Route
from solver.domain.verified import Verified
from solver.settlement.plan import Draw, Fill, Floor, IntentCore, Plan, Swap

_WHOLE_BPS = 10_000
_SWAPPED: Final = frozenset(family for family in Family if family < Family.LIMIT_ORDER)


@dataclass(eq=False)
class NotExecutable(ValueError):
    """A hop that no plan can hold: a market off the chain, or a pool whose contract is not told."""

    family: Family
    pool: PoolId


@dataclass(frozen=True, slots=True)
class Window:
    """Where a plan may land: blocks, inclusive, and the hash of the block before, where it is bound."""

    first_block: int
    last_block: int
    parent_hash: Hash = ZERO_HASH


@dataclass(frozen=True, slots=True)
class Moved:
    """What a fill moves at worst for us inside the window: units of the sell token in, of the buy token owed."""

    spend: int
    receive: int


@dataclass(frozen=True, slots=True)
class Part:
    """One intent of a plan, its award where it names a cosigner, and what its fill moves."""

    verified: Verified
    award: Award | None
    moved: Moved

    @property
    def sell_token(self) -> Address:
        """What the trader spends."""
        return self.verified.signed.intent.spends[0].token

    @property
    def buy_token(self) -> Address:
        """What the trader receives."""
        return self.verified.signed.intent.receives[0].token


@dataclass(frozen=True, slots=True)
class BuilderPayment:
    """WETH paid to the block's builder: that share of the WETH gained, below the cap."""

    max_wei: int = 0
    share_bps: int = 0


@dataclass(frozen=True, slots=True)
class Unprofitable:
    """The hops do not cover what the fills owe: so many units of the token are missing."""

    token: Address
    missing: int


NO_PAYMENT = BuilderPayment()
NO_TARGETS: Final[Mapping[PoolId, Address]] = MappingProxyType({})


def compose(
    verified: Verified,
    award: Award | None,
    route: Route,
    moved: Moved,
    window: Window,
    *,
    tolerance_bps: int,
    loss_bps: int = 0,
    payment: BuilderPayment = NO_PAYMENT,
    weth: Address,
    targets: Mapping[PoolId, Address] = NO_TARGETS,
) -> Plan | Unprofitable:
    """The plan of one intent, as compose_joint makes it."""
    return compose_joint(
        (Part(verified, award, moved),),
        route.hops,
        window,
        tolerance_bps=tolerance_bps,
        loss_bps=loss_bps,
        payment=payment,
        weth=weth,
        targets=targets,
    )


def compose_joint(
    parts: Sequence[Part],
    hops: Sequence[Hop],
    window: Window,
    *,
    tolerance_bps: int,
    loss_bps: int = 0,
    payment: BuilderPayment = NO_PAYMENT,
    weth: Address,
    targets: Mapping[PoolId, Address] = NO_TARGETS,
) -> Plan | Unprofitable:
    """The plan that settles all intents at once, each paid out of what the others and the hops bring.

    Every token is floored at what is left over of it; exact at tolerance 0. The hops may be none where intents meet.
    tolerance_bps: how far below its quote each hop may fill; floors give way with it, yet never below what is drawn.
    loss_bps: how much of what the fills move of a token the vault may add where hops and fills fall short of it.
    targets: the contract of each pool that is named by 32 bytes. Raises NotExecutable.
    The deadline ends with the first award's exclusivity, on which our price relies.
    """
    swapped = [hop for hop in hops if hop.family is not Family.INVENTORY]
    lent = [hop for hop in hops if hop.family is Family.INVENTORY]
    swaps = tuple(_swap(hop, tolerance_bps, targets) for hop in swapped)
    gains = _gains(parts, ((swap.token_in, swap.amount_in, swap.token_out, swap.min_out) for swap in swaps))
    quoted = _gains(parts, ((hop.token_in, hop.amount_in, hop.token_out, hop.amount_out) for hop in swapped))
    draws = {token: -units for token, units in quoted.items() if units < 0}
    for token, missing in draws.items():
        if missing > _bearable(parts, lent, token, loss_bps):
            return Unprofitable(token, missing)
    ends = {token for part in parts for token in (part.sell_token, part.buy_token)}
    ends |= {token for hop in lent for token in (hop.token_in, hop.token_out)}
    return Plan(
        first_block=window.first_block,
        last_block=window.last_block,
        deadline=min(_deadline(part.verified, part.award) for part in parts),
        parent_hash=window.parent_hash,
        fills=tuple(_fill(part.verified, part.award) for part in parts),
        draws=tuple(Draw(token, units) for token, units in draws.items()),
        hops=swaps,
        floors=_floors(ends, gains, draws, payment, weth),
        max_builder_payment_wei=payment.max_wei,
        builder_share_bps=payment.share_bps,
    )


def _swap(hop: Hop, tolerance_bps: int, targets: Mapping[PoolId, Address]) -> Swap:
    target = targets.get(hop.pool, hop.pool)
    if hop.family not in _SWAPPED or len(target) != len("0x") + 40:
        raise NotExecutable(hop.family, hop.pool)
    least = hop.amount_out * (_WHOLE_BPS - tolerance_bps) // _WHOLE_BPS
    return Swap(hop.family, address(target), hop.token_in, hop.token_out, hop.amount_in, least, hop.param)


def _gains(parts: Sequence[Part], swaps: Iterable[tuple[Address, int, Address, int]]) -> Counter[Address]:
    """Net units of each token touched, in order of first touch: sell, buy of each intent, then what lies between."""
    gains: Counter[Address] = Counter()
    for part in parts:
        gains[part.sell_token] += part.moved.spend
        gains[part.buy_token] -= part.moved.receive
    for token_in, amount_in, token_out, amount_out in swaps:
        gains[token_in] -= amount_in
        gains[token_out] += amount_out
    return gains


def _bearable(parts: Sequence[Part], lent: Sequence[Hop], token: Address, loss_bps: int) -> int:
    """Units of a token that the vault may give: what hops on its stock say, and a part of what fills move of it.

    That part is rounded down; it is nothing of a token between the fills' ends.
    """
    size = sum(part.moved.spend for part in parts if part.sell_token == token)
    size += sum(part.moved.receive for part in parts if part.buy_token == token)
    return sum(hop.amount_out for hop in lent if hop.token_out == token) + size * loss_bps // _WHOLE_BPS


def _floors(
    ends: set[Address],
    gains: Counter[Address],
    draws: Mapping[Address, int],
    payment: BuilderPayment,
    weth: Address,
) -> tuple[Floor, ...]:
    least = {token: gain if token in ends else 0 for token, gain in gains.items()}
    if payment.max_wei:
        gained = max(least.setdefault(weth, 0), 0)
        least[weth] -= min(payment.max_wei, gained * payment.share_bps // _WHOLE_BPS)
    return tuple(Floor(token, max(units, -draws.get(token, 0))) for token, units in least.items())


def _deadline(verified: Verified, award: Award | None) -> int:
    deadline = verified.signed.intent.info.deadline
    return deadline if award is None else min(deadline, award.cosigned.exclusive_until, award.cosigned.valid_until)


def _fill(verified: Verified, award: Award | None) -> Fill:
    intent = verified.signed.intent
    return Fill(
        intent=IntentCore(intent.info, intent.resolution, intent.cosign, intent.spends, intent.receives),
        terms_hash=verified.terms_hash,
        terms=(),
        signature=verified.signed.signature,
        cosigned=() if award is None else (award.cosigned,),
        cosignature=b"" if award is None else award.cosignature,
        expected_fill=0,
        position_ids=(),
        filler_data=b"",
    )
