"""An option position whose delta calls for a given trade: Black-Scholes in floats, the signed result in integers."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from solver.domain.intent import OptionLeg
from solver.sandbox.traders.draw import LegDraft

E8 = 10**8
_DAY_S = 86_400
_YEAR_S = 365 * _DAY_S
_EXPIRY_HOUR_S = 8 * 3600
_STRIKE_STEP = {"ETH": 50, "BTC": 1000}


@dataclass(frozen=True, slots=True)
class Position:
    """Legs in the canonical order of expiry, strike and type (puts first), and their delta in 1e8 of the underlying."""

    legs: tuple[OptionLeg, ...]
    delta_e8: int


def position_for(underlying: str, drafts: Sequence[LegDraft], hedge_e8: int, spot_e8: int, now: int) -> Position:
    """A position whose delta is about -hedge_e8; delta_e8 is what it really is at spot_e8 and now (unix seconds)."""
    book = _merged(_leg(underlying, draft, spot_e8, now) for draft in drafts)
    # Legs that nearly cancel may lean the other way at this spot: then every one of them is turned round.
    scale = -hedge_e8 / E8 / _book_delta(book, spot_e8, now)
    legs = tuple(
        replace(leg, size_e8=round(leg.size_e8 * scale))
        for leg in sorted(book, key=lambda leg: (leg.expiry, leg.strike_e8, leg.is_call))
    )
    return Position(legs, round(_book_delta(legs, spot_e8, now) * E8))


def _merged(legs: Iterable[OptionLeg]) -> list[OptionLeg]:
    """Two legs that came out as the same option are one."""
    by_name: dict[str, OptionLeg] = {}
    for leg in legs:
        known = by_name.get(leg.instrument)
        by_name[leg.instrument] = leg if known is None else replace(known, size_e8=known.size_e8 + leg.size_e8)
    return list(by_name.values())


def _leg(underlying: str, draft: LegDraft, spot_e8: int, now: int) -> OptionLeg:
    """The leg of a position of size one."""
    step = _STRIKE_STEP[underlying]
    strike = max(1, round(spot_e8 / E8 * draft.moneyness / step)) * step
    expiry = (now // _DAY_S + draft.days) * _DAY_S + _EXPIRY_HOUR_S
    day = datetime.fromtimestamp(expiry, UTC)
    name = f"{underlying}-{day.day}{day:%b%y}".upper() + f"-{strike}-{'C' if draft.is_call else 'P'}"
    return OptionLeg(name, 0, draft.is_call, strike * E8, expiry, round(draft.vol * E8), round(draft.weight * E8))


def _book_delta(legs: Iterable[OptionLeg], spot_e8: int, now: int) -> float:
    return sum(leg.size_e8 / E8 * _delta(leg, spot_e8, now) for leg in legs)


def _delta(leg: OptionLeg, spot_e8: int, now: int) -> float:
    """Of one option held long, without carry."""
    years, vol = (leg.expiry - now) / _YEAR_S, leg.vol_e8 / E8
    d1 = (math.log(spot_e8 / leg.strike_e8) + vol * vol / 2 * years) / (vol * math.sqrt(years))
    call = (1 + math.erf(d1 / math.sqrt(2))) / 2
    return call if leg.is_call else call - 1
