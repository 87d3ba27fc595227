"""From a route and an award to the plan that settles them, or to why it would lose money."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from solver.domain.auction import Award
from solver.domain.primitives import ZERO_HASH, Address, Hash, address
from solver.domain.route import Hop, Route
from solver.domain.verified import Verified
from solver.settlement.plan import Draw, Fill, Floor, IntentCore, Plan, Swap

_WHOLE_BPS = 10_000


@dataclass(frozen=True, slots=True)
class Window:
    """Where a plan may land: blocks, inclusive, and the hash of the block before, where it is bound."""

    first_block: int
    last_block: int
    parent_hash: Hash = ZERO_HASH


@dataclass(frozen=True, slots=True)
class Moved:
    """What the fill moves at worst for us inside the window: units of the sell token in, of the buy token owed."""

    spend: int
    receive: int


@dataclass(frozen=True, slots=True)
class BuilderPayment:
    """WETH paid to the block's builder: that share of the WETH gained, below the cap."""

    max_wei: int = 0
    share_bps: int = 0


@dataclass(frozen=True, slots=True)
class Unprofitable:
    """The route does not cover what the fill owes: so many units of the token are missing."""

    token: Address
    missing: int


NO_PAYMENT = BuilderPayment()


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
) -> Plan | Unprofitable:
    """The plan whose every token is floored at what the route leaves over; exact at tolerance 0.

    tolerance_bps: how far below its quote each hop may fill; floors give way with it, yet never below what is drawn.
    loss_bps: how much of what the fill moves of a token the vault may add where the route falls short of it.
    The deadline ends with the award's exclusivity, on which our price relies.
    """
    swaps = tuple(_swap(hop, tolerance_bps) for hop in route.hops)
    gains = _gains(route, moved, [(swap.token_in, swap.amount_in, swap.token_out, swap.min_out) for swap in swaps])
    quoted = _gains(route, moved, [(hop.token_in, hop.amount_in, hop.token_out, hop.amount_out) for hop in route.hops])
    draws = {token: -units for token, units in quoted.items() if units < 0}
    for token, missing in draws.items():
        if missing > _bearable(route, moved, token, loss_bps):
            return Unprofitable(token, missing)
    return Plan(
        first_block=window.first_block,
        last_block=window.last_block,
        deadline=_deadline(verified, award),
        parent_hash=window.parent_hash,
        fills=(_fill(verified, award),),
        draws=tuple(Draw(token, units) for token, units in draws.items()),
        hops=swaps,
        floors=_floors(route, gains, draws, payment, weth),
        max_builder_payment_wei=payment.max_wei,
        builder_share_bps=payment.share_bps,
    )


def _swap(hop: Hop, tolerance_bps: int) -> Swap:
    least = hop.amount_out * (_WHOLE_BPS - tolerance_bps) // _WHOLE_BPS
    return Swap(hop.family, address(hop.pool), hop.token_in, hop.token_out, hop.amount_in, least, hop.param)


def _gains(route: Route, moved: Moved, swaps: list[tuple[Address, int, Address, int]]) -> Counter[Address]:
    """Net units of each token touched, in order of first touch: sell, buy, then what lies between."""
    gains = Counter({route.sell_token: moved.spend, route.buy_token: -moved.receive})
    for token_in, amount_in, token_out, amount_out in swaps:
        gains[token_in] -= amount_in
        gains[token_out] += amount_out
    return gains


def _bearable(route: Route, moved: Moved, token: Address, loss_bps: int) -> int:
    """Units of a token that the vault may lose on this fill, rounded down; nothing of a token between the two ends."""
    size = {route.sell_token: moved.spend, route.buy_token: moved.receive}.get(token, 0)
    return size * loss_bps // _WHOLE_BPS


def _floors(
    route: Route, gains: Counter[Address], draws: Mapping[Address, int], payment: BuilderPayment, weth: Address
) -> tuple[Floor, ...]:
    least = {token: gain if token in (route.sell_token, route.buy_token) else 0 for token, gain in gains.items()}
    if payment.max_wei:
        gained = max(least.setdefault(weth, 0), 0)
        least[weth] = gained - min(payment.max_wei, gained * payment.share_bps // _WHOLE_BPS)
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
