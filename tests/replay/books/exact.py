"""What an order on a book comes to, level by level in decimals of whole tokens, by the venue's rules alone.

Use it in the context EXACT, where decimals keep sixty digits and whatever would not be exact raises.
"""

from dataclasses import dataclass
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation

from solver.domain.primitives import Address
from solver.markets.book import Ladder, Level
from solver.testing.markets import numbered
from tests.replay.books.captures import Levels, Sides

EXACT = Context(prec=60, traps=[Inexact, InvalidOperation, DivisionByZero])


@dataclass(frozen=True)
class Rules:
    """Step of a price in whole quote tokens, step of a size in whole base tokens, and a taker's fee."""

    tick: Decimal
    lot: Decimal
    fee_pips: int
    base: Address
    base_decimals: int
    quote: Address
    quote_decimals: int

    @property
    def fee(self) -> Decimal:
        return Decimal(self.fee_pips).scaleb(-6)

    def ladder(self, sides: Sides) -> Ladder:
        """The market that the product makes of such a book."""
        lot_units, tick_units = self.base_units(self.lot), self.quote_units(self.tick * self.lot)
        bids, asks = self.levels(sides.bids), self.levels(sides.asks)
        return Ladder(numbered(7), self.base, self.quote, lot_units, tick_units, self.fee_pips, bids, asks)

    def levels(self, side: Levels) -> tuple[Level, ...]:
        """Every price and size must be whole steps."""
        assert all(not price % self.tick and not size % self.lot for price, size in side)
        return tuple(Level(int(price / self.tick), int(size / self.lot)) for price, size in side)

    def base_units(self, whole: Decimal) -> int:
        return _whole_number(whole.scaleb(self.base_decimals))

    def quote_units(self, whole: Decimal) -> int:
        return _whole_number(whole.scaleb(self.quote_decimals))


@dataclass(frozen=True)
class Done:
    """Units that came out, and the levels that are left."""

    units: int
    left: Levels


def sold(rules: Rules, bids: Levels, units: int) -> Done | None:
    """Proceeds of all whole lots in so many units of the base token; None where there are not as many to be had."""
    amount = Decimal(units).scaleb(-rules.base_decimals)
    if amount > size_of(bids):
        return None
    value, left = _taken(bids, amount // rules.lot * rules.lot)
    return Done(int((value * (1 - rules.fee)).scaleb(rules.quote_decimals)), left)


def bought(rules: Rules, asks: Levels, units: int) -> Done | None:
    """Units of the base token in the lots that so many units of the quote token pay for; None where more than all."""
    budget, size = Decimal(units).scaleb(-rules.quote_decimals), Decimal(0)
    everything = value_of(asks) * (1 + rules.fee)
    if units > _upwards(everything.scaleb(rules.quote_decimals), Decimal(1)):
        return None
    for price, offered in asks:
        a_lot = price * rules.lot * (1 + rules.fee)
        lots = min(budget // a_lot, offered / rules.lot)
        size, budget = size + lots * rules.lot, budget - lots * a_lot
        if lots * rules.lot < offered:
            break
    return Done(rules.base_units(size), _taken(asks, size)[1])


def to_be_sold(rules: Rules, bids: Levels, units: int) -> int | None:
    """Units of the base token in the fewest lots whose proceeds are so many units of the quote token."""
    wanted, size = Decimal(units).scaleb(-rules.quote_decimals), Decimal(0)
    for price, offered in bids:
        a_lot = price * rules.lot * (1 - rules.fee)
        lots = min(Decimal(_upwards(wanted, a_lot)), offered / rules.lot)
        size, wanted = size + lots * rules.lot, wanted - lots * a_lot
        if wanted <= 0:
            return rules.base_units(size)
    return None


def to_be_paid(rules: Rules, asks: Levels, units: int) -> int | None:
    """Cost in units of the quote token of the fewest lots that hold so many units of the base token."""
    size = _upwards(Decimal(units).scaleb(-rules.base_decimals), rules.lot) * rules.lot
    if size > size_of(asks):
        return None
    value, _ = _taken(asks, size)
    return _upwards((value * (1 + rules.fee)).scaleb(rules.quote_decimals), Decimal(1))


def size_of(levels: Levels) -> Decimal:
    """In whole base tokens."""
    return sum((size for _, size in levels), Decimal(0))


def value_of(levels: Levels) -> Decimal:
    """In whole quote tokens, fees apart."""
    return sum((price * size for price, size in levels), Decimal(0))


def _taken(levels: Levels, size: Decimal) -> tuple[Decimal, Levels]:
    """Value in whole quote tokens of so much from the best level on, and what is left of the levels."""
    value = Decimal(0)
    for place, (price, offered) in enumerate(levels):
        if size < offered:
            return value + size * price, ((price, offered - size), *levels[place + 1 :])
        value, size = value + offered * price, size - offered
    return value, ()


def _upwards(amount: Decimal, step: Decimal) -> int:
    """How many steps hold a positive amount."""
    steps, rest = divmod(amount, step)
    return int(steps) + bool(rest)


def _whole_number(units: Decimal) -> int:
    assert units == int(units)
    return int(units)
