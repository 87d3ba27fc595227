"""Builders of well-formed intents: one-shot Dutch hedges and standing ones."""

from dataclasses import dataclass

from solver.domain.auction import Side
from solver.domain.intent import (
    Authorization,
    CosignPolicy,
    HedgeIntent,
    HedgeTerms,
    OrderInfo,
    Receive,
    ResolverCall,
    Rule,
    Spend,
    Standard,
)
from solver.domain.primitives import ZERO_HASH, Address
from solver.domain.verified import DutchParams
from solver.intents.dutch import encode_dutch


@dataclass(frozen=True, slots=True)
class Trade:
    """One spend against one receive, in units of its tokens, from the trader's best price to the worst.

    EXACT_IN: spend is fixed and the receive falls from start to end; EXACT_OUT: the spend rises and receive is fixed.
    """

    sell_token: Address
    buy_token: Address
    start_spend: int
    end_spend: int
    start_receive: int
    end_receive: int

    @property
    def side(self) -> Side:
        """Which leg is fixed."""
        return Side.EXACT_IN if self.start_spend == self.end_spend else Side.EXACT_OUT


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Unix seconds; the decay runs from decay_start for decay_seconds."""

    issued_at: int
    not_before: int
    deadline: int
    decay_start: int
    decay_seconds: int


def one_shot(
    trade: Trade,
    terms: HedgeTerms,
    lifetime: Lifetime,
    *,
    reactor: Address,
    resolver: Address,
    swapper: Address,
    recipient: Address,
    nonce: int,
    cosign: CosignPolicy,
) -> HedgeIntent:
    """Settled once through Permit2; the signed limits are the decay's end."""
    times = (lifetime.issued_at, lifetime.not_before, lifetime.deadline)
    info = OrderInfo(reactor, swapper, nonce, *times, Authorization.ONE_SHOT, Rule.ALL, 1)
    return _intent(info, (trade,), terms, lifetime, resolver=resolver, recipient=recipient, cosign=cosign)


def standing(
    pairs: tuple[Trade, ...],
    terms: HedgeTerms,
    lifetime: Lifetime,
    *,
    max_fills: int,
    reactor: Address,
    resolver: Address,
    swapper: Address,
    recipient: Address,
    nonce: int,
    cosign: CosignPolicy,
) -> HedgeIntent:
    """Settled up to max_fills times through the reactor; each pair's end amounts are budget and price floor."""
    times = (lifetime.issued_at, lifetime.not_before, lifetime.deadline)
    info = OrderInfo(reactor, swapper, nonce, *times, Authorization.STANDING, Rule.PAIRED, max_fills)
    return _intent(info, pairs, terms, lifetime, resolver=resolver, recipient=recipient, cosign=cosign)


def _intent(
    info: OrderInfo,
    pairs: tuple[Trade, ...],
    terms: HedgeTerms,
    lifetime: Lifetime,
    *,
    resolver: Address,
    recipient: Address,
    cosign: CosignPolicy,
) -> HedgeIntent:
    return HedgeIntent(
        info,
        ResolverCall(resolver, encode_dutch(_decay(pairs, lifetime))),
        cosign,
        tuple(Spend(Standard.ERC20, pair.sell_token, 0, pair.end_spend, pair.end_spend) for pair in pairs),
        tuple(Receive(Standard.ERC20, pair.buy_token, pair.end_receive, recipient, ZERO_HASH) for pair in pairs),
        terms,
    )


def _decay(trades: tuple[Trade, ...], lifetime: Lifetime) -> DutchParams:
    return DutchParams(
        lifetime.decay_start,
        lifetime.decay_start + lifetime.decay_seconds,
        tuple(trade.start_spend for trade in trades),
        tuple(trade.end_spend for trade in trades),
        tuple(trade.start_receive for trade in trades),
        tuple(trade.end_receive for trade in trades),
    )
