"""From priced amounts to the intent a trader signs."""

from dataclasses import dataclass

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from solver.domain.intent import (
    Authorization,
    CosignPolicy,
    GreekBand,
    HedgeIntent,
    HedgeTerms,
    OrderInfo,
    Receive,
    ResolverCall,
    Rule,
    Spend,
    Standard,
)
from solver.domain.primitives import ZERO_HASH, Address, Hash
from solver.sandbox.chain.worldfile import World
from solver.sandbox.traders.draw import Draft, Kind
from solver.sandbox.traders.market import Head
from solver.sandbox.traders.pricing import Priced

_DUTCH = ["(uint64,uint64,uint256[],uint256[],uint256[],uint256[])"]
_BENCHMARK = Hash("0x" + keccak(text="arrival-mid").hex())
_DELTA_BAND_BPS = 200
_ANY_WIDTH = 2**127 - 1
_MAX_EXCLUSIVE_S = 36
_EXPIRED_SINCE_S = 60
_FREE = GreekBand(target_e8=0, lower_width_e8=_ANY_WIDTH, upper_width_e8=_ANY_WIDTH, unit=0)


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Unix seconds of chain time."""

    issued_at: int
    deadline: int


def lifetime_of(draft: Draft, head: Head) -> Lifetime:
    """From the head on; an expired intent's lies wholly before it."""
    shift = draft.lifetime_s + _EXPIRED_SINCE_S if draft.kind is Kind.EXPIRED else 0
    issued_at = head.timestamp - shift
    return Lifetime(issued_at, issued_at + draft.lifetime_s)


def build(draft: Draft, priced: Priced, world: World, head: Head, *, trader: Address, nonce: int) -> HedgeIntent:
    """One spend against one receive that brings the position's delta to zero."""
    life = lifetime_of(draft, head)
    times = (life.issued_at, life.issued_at + draft.decay_s)
    amounts = [[amount] for amount in (*priced.spend, *priced.receive)]
    limit_spend, limit_receive = priced.spend[1], priced.receive[1]
    return HedgeIntent(
        info=OrderInfo(
            reactor=world.contracts["reactor"],
            swapper=trader,
            nonce=nonce,
            issued_at=life.issued_at,
            not_before=life.issued_at,
            deadline=life.deadline,
            authorization=Authorization.ONE_SHOT,
            rule=Rule.ALL,
            max_fills=1,
        ),
        resolution=ResolverCall(world.contracts["dutch_resolver"], encode(_DUTCH, [(*times, *amounts)])),
        cosign=CosignPolicy(world.cosigner, _MAX_EXCLUSIVE_S, 0),
        spends=(Spend(Standard.ERC20, priced.sell.address, 0, limit_spend, limit_spend),),
        receives=(Receive(Standard.ERC20, priced.buy.address, limit_receive, trader, ZERO_HASH),),
        terms=_terms(draft, priced),
    )


def _terms(draft: Draft, priced: Priced) -> HedgeTerms:
    base, quote = (priced.buy, priced.sell) if draft.buys_base else (priced.sell, priced.buy)
    width = abs(priced.position.delta_e8) * _DELTA_BAND_BPS // 10_000
    return HedgeTerms(
        base_token=base.address,
        quote_token=quote.address,
        underlying=draft.underlying,
        legs=priced.position.legs,
        delta=GreekBand(target_e8=0, lower_width_e8=width, upper_width_e8=width, unit=0),
        gamma=_FREE,
        vega=_FREE,
        spot_ref_e8=priced.spot_e8,
        carry_e8=0,
        initial_hedge_e8=0,
        max_cost_bps=draft.end_bps,
        urgency=draft.lifetime_s,
        max_participation_bps=10_000,
        venue_policy=ZERO_HASH,
        benchmark=_BENCHMARK,
    )
