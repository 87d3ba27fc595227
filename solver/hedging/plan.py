"""From a verified intent to the one trade it wants now."""

from dataclasses import dataclass

from solver.domain.auction import Side
from solver.domain.ending import Declined, Reason
from solver.domain.hedge import HedgePlan
from solver.domain.intent import Authorization
from solver.domain.primitives import ZERO_ADDRESS, Address
from solver.domain.universe import Universe
from solver.domain.verified import DecayRefused, Verified
from solver.hedging.exposure import Exposure, delta_e8

_SCALE_DECIMALS = 8


@dataclass(frozen=True, slots=True)
class _Leg:
    """What moves at the earliest fill: start amounts under an award, the decayed ones without."""

    side: Side
    spend: int
    receive: int


def plan(verified: Verified, universe: Universe, now: int) -> HedgePlan | Declined:
    """Side, size and limit of the trade as of the earliest fill; now is the chain head's timestamp.

    Under a cosigner the award restarts the decay, so the earliest fill owes the start amounts.
    Declines what is not one spend against one receive, and a trade that moves delta away from its target.
    """
    intent = verified.signed.intent
    if intent.info.authorization != Authorization.ONE_SHOT:
        return Declined(Reason.BAD_RULE, "standing intents are not taken from auctions")
    if len(intent.spends) != 1 or len(intent.receives) != 1:
        return Declined(Reason.MALFORMED, f"{len(intent.spends)} spends against {len(intent.receives)} receives")
    moving = _moving(verified)
    if isinstance(moving, Declined):
        return moving
    if moving.side is Side.EXACT_OUT and not moving.receive:
        return Declined(Reason.MALFORMED, "a receive of nothing")
    sell, buy = intent.spends[0].token, intent.receives[0].token
    terms = intent.terms
    traded = _traded_e8(moving, sell, terms.base_token, universe)
    exposure = Exposure(delta_e8(terms, now), terms.delta.target_e8)
    if not exposure.moves_toward(traded):
        detail = (
            f"delta {exposure.before_e8 / 1e8:.4f}, target {exposure.target_e8 / 1e8:.4f}, trade {traded / 1e8:.4f}"
        )
        return Declined(Reason.WRONG_HEDGE_SIDE, detail)
    exact_in = moving.side is Side.EXACT_IN
    return HedgePlan(
        side=moving.side,
        sell_token=sell,
        buy_token=buy,
        amount=moving.spend if exact_in else moving.receive,
        limit=moving.receive if exact_in else moving.spend,
        spend_index=0,
        receive_index=0,
        delta_before_e8=exposure.before_e8,
        delta_after_e8=exposure.before_e8 + traded,
        size_deviation_bps=exposure.deviation_bps(traded),
    )


def _moving(verified: Verified) -> _Leg | Declined:
    dutch = verified.dutch
    if dutch.start_spend == dutch.end_spend:
        side = Side.EXACT_IN
    elif dutch.start_receive == dutch.end_receive:
        side = Side.EXACT_OUT
    else:
        return Declined(Reason.MALFORMED, "spend and receive both decay")
    cosigned = verified.signed.intent.cosign.cosigner != ZERO_ADDRESS
    at = verified.earliest_fill_at
    start = max(at, verified.signed.intent.info.not_before) if cosigned else dutch.decay_start
    # A step shows its end amounts from the first second on, so those are what a cosigned step owes.
    try:
        spends, receives = dutch.amounts_at(start, at)
    except DecayRefused as refused:
        return Declined(Reason.MALFORMED, refused.detail)
    return _Leg(side, spends[0], receives[0])


def _traded_e8(moving: _Leg, sell: Address, base: Address, universe: Universe) -> int:
    """Base that the trader gains (negative: gives), in 1e8; of the leg that is not fixed the limit counts."""
    decimals = next(token.decimals for token in universe.tokens if token.address == base)
    units = -moving.spend if sell == base else moving.receive
    scale, one_token = 10**_SCALE_DECIMALS, pow(10, decimals)
    return int(units * scale // one_token)
