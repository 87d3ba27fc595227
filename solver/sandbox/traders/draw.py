"""What the traders will want, as a function of the seed alone: who, which option position, which side, how much.

Prices, times and signatures come later, from the chain's state in the slot in which an intent is posted.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from solver.domain.auction import Side

UNDERLYINGS = ("ETH", "BTC")
QUOTES = ("USDC", "USDT", "DAI")
_SMALLEST_USD, _LARGEST_USD = 2_000, 2_000_000
_MEDIAN_USD, _SPREAD = 350_000, 1.2
_SAFE_SHARE = 0.25
_FIRST_HOSTILE_SHARE = 3
_QUOTE_WEIGHTS = {"ETH": (5, 3, 2), "BTC": (5, 3, 2)}


class Kind(StrEnum):
    """Honest, or hostile in one way."""

    HONEST = "honest"
    EXPIRED = "expired"
    FORGED = "forged"
    UNREACHABLE = "unreachable_limit"
    REPLAYED = "replayed_nonce"


HOSTILE = (Kind.EXPIRED, Kind.FORGED, Kind.UNREACHABLE, Kind.REPLAYED)


@dataclass(frozen=True, slots=True)
class LegDraft:
    """One option: strike as a multiple of spot, size as a multiple of the position's, long where positive."""

    is_call: bool
    weight: float
    moneyness: float
    days: int
    vol: float


@dataclass(frozen=True, slots=True)
class Draft:
    """One intent to come.

    trader: which of the EOA traders or, where is_safe, of the Safes
    start_bps, end_bps: how far behind the best single path the decay begins and ends
    """

    index: int
    kind: Kind
    underlying: str
    quote: str
    buys_base: bool
    side: Side
    notional_usd: int
    is_safe: bool
    trader: int
    legs: tuple[LegDraft, ...]
    start_bps: int
    end_bps: int
    lifetime_s: int
    decay_s: int
    nonce: int


def draw(seed: int, intents: int, hostile: int, *, traders: int, safes: int) -> tuple[Draft, ...]:
    """The drafts of one seed; hostile ones are among the later, the replay of a nonce the last of them.

    Raises ValueError where there is no honest intent before the hostile ones.
    """
    kinds = _kinds(Random(f"kinds:{seed}"), intents, hostile)
    eoas, wallets = _deal(Random(f"traders:{seed}"), traders), _deal(Random(f"safes:{seed}"), safes)
    return tuple(_draft(Random(f"intent:{seed}:{i}"), i, kind, eoas, wallets) for i, kind in enumerate(kinds))


def default_hostile(intents: int) -> int:
    """Four of 24; fewer in a shorter stream."""
    return min(len(HOSTILE), intents // 6)


def _kinds(rng: Random, intents: int, hostile: int) -> list[Kind]:
    wanted = [HOSTILE[i % len(HOSTILE)] for i in range(hostile)]
    first = max(1, intents // _FIRST_HOSTILE_SHARE)
    if hostile > intents - first:
        raise ValueError(f"{hostile} hostile intents do not fit behind the first {first} of {intents}")
    kinds = [Kind.HONEST] * intents
    places = sorted(rng.sample(range(first, intents), hostile))
    rng.shuffle(wanted)
    wanted.sort(key=lambda kind: kind is Kind.REPLAYED)
    for place, kind in zip(places, wanted, strict=True):
        kinds[place] = kind
    return kinds


def _deal(rng: Random, count: int) -> list[int]:
    order = list(range(count))
    rng.shuffle(order)
    return order


def _draft(rng: Random, index: int, kind: Kind, eoas: list[int], safes: list[int]) -> Draft:
    is_safe = rng.random() < _SAFE_SHARE and bool(safes) and kind in {Kind.HONEST, Kind.UNREACHABLE}
    deck = safes if is_safe else eoas
    underlying = rng.choices(UNDERLYINGS, (3, 2))[0]
    buys_base = rng.random() < 1 / 2
    start_bps = rng.randint(15, 40)
    return Draft(
        index=index,
        kind=kind,
        underlying=underlying,
        quote=rng.choices(QUOTES, _QUOTE_WEIGHTS[underlying])[0],
        buys_base=buys_base,
        side=rng.choice((Side.EXACT_IN, Side.EXACT_OUT)),
        notional_usd=_notional(rng),
        is_safe=is_safe,
        trader=deck[index % len(deck)],
        legs=_legs(rng, buys_base=buys_base),
        start_bps=start_bps,
        end_bps=start_bps + rng.randint(30, 80),
        lifetime_s=12 * rng.randint(15, 50),
        decay_s=12 * rng.randint(3, 8),
        nonce=rng.getrandbits(256),
    )


def _notional(rng: Random) -> int:
    while True:
        dollars = rng.lognormvariate(math.log(_MEDIAN_USD), _SPREAD)
        if _SMALLEST_USD <= dollars <= _LARGEST_USD:
            return round(dollars)


def _legs(rng: Random, *, buys_base: bool) -> tuple[LegDraft, ...]:
    """One leg that needs the trade, at times with a smaller one against it: a spread or a collar."""
    first_is_call = rng.random() < 1 / 2
    sign = -1 if first_is_call == buys_base else 1  # short calls and long puts are hedged by buying
    first = LegDraft(first_is_call, sign, _moneyness(rng), rng.choice((7, 14, 30, 60, 90)), rng.uniform(0.4, 0.9))
    if rng.random() < 1 / 2:
        return (first,)
    weight = -sign * rng.uniform(0.2, 0.5)
    second = LegDraft(first_is_call, weight, _moneyness(rng), first.days, first.vol + rng.uniform(-0.05, 0.05))
    return (first, second)


def _moneyness(rng: Random) -> float:
    return rng.uniform(0.92, 1.08)
