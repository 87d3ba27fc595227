"""Exact amounts out where legs do not run backward: how much must be sold is searched by running them forward."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from solver.domain.primitives import Address
from solver.optimizer.integer.course import Course, Filled
from solver.optimizer.integer.forward import forward
from solver.optimizer.integer.leftovers import Ends, spared
from solver.optimizer.integer.legs import Leg
from solver.optimizer.integer.outcome import Reason

_ROUNDS, _HALVINGS = 6, 10
_NEAR, _ROUGHLY = 1e-12, 1e-9
"""How little, of what is sold, is left alone: in the end, and while shares are plain."""

_GENEROUS = 1e-10
_TELLING = 1 << 20
"""Fewer units between two runs tell more of rounding than of prices."""

_TRUSTED = 0.5
_BITS = 60
_FINE = 1 << _BITS


def searched(course: Course, legs: Sequence[Leg]) -> Filled | Reason:
    """The least sale found that pays all that is wanted; where it leaves something on the way, also with that sold."""
    first = _searched(course, legs, Ends.CUT)
    if isinstance(first, Filled) and not first.left:
        return first
    found = (first, _searched(course, legs, Ends.CUT_AND_SELL))
    filled = [one for one in found if isinstance(one, Filled)]
    return min(filled, key=lambda one: (sum(one.sold), bool(one.left)), default=first)


def _searched(course: Course, legs: Sequence[Leg], ends: Ends) -> Filled | Reason:
    """First with plain shares, then with every unit polished."""
    search = _Search(course, legs, [trade.about_sold for trade in course.trades], ends)
    roughly = _sufficient_roughly(search)
    best: Filled | None = None
    short: tuple[int, ...] = ()
    for number in range(_ROUNDS):
        filled = search.run(search.sold, polished=True)
        if isinstance(filled, Reason):
            return spared(course, best) if best else filled
        if not _suffices(course, filled.end):
            short = filled.sold
        elif best is None or sum(filled.sold) < sum(best.sold):
            best = filled
        spare = _GENEROUS * 100**number if best is None and number else 0.0
        if not search.adjust(filled.end, near=_NEAR, spare=spare):
            break
    if best is None and roughly is not None:
        last = search.run(roughly, polished=True)
        best = last if isinstance(last, Filled) and _suffices(course, last.end) else None
    return _sold_off(search, _tightened(search, short, best)) if best else Reason.INSUFFICIENT_LIQUIDITY


def _sufficient_roughly(search: "_Search") -> list[int] | None:
    """The last sale met on the way to about the least one that pays enough with plain shares."""
    found = None
    for _ in range(_ROUNDS):
        filled = search.run(search.sold, polished=False)
        if isinstance(filled, Reason):
            break
        found = list(filled.sold) if _suffices(search.course, filled.end) else found
        if not search.adjust(filled.end, near=_ROUGHLY):
            break
    return found


def _tightened(search: "_Search", short: Sequence[int], best: Filled) -> Filled:
    """Halve what one order sells between too little and enough, where coarse units in between leave them far apart."""
    if len(best.sold) > 1 or len(short) != 1:
        return best
    low = short[0]
    for _ in range(_HALVINGS):
        if best.sold[0] - low <= _ROUGHLY * low:
            break
        middle = (low + best.sold[0]) // 2
        filled = search.run([middle], polished=True)
        if isinstance(filled, Filled) and _suffices(search.course, filled.end):
            best = filled
        else:
            low = middle
    return best


def _sold_off(search: "_Search", best: Filled) -> Filled:
    """No more sold than hops need, and what even so is left on the way sold for more of what is bought."""
    least = spared(search.course, best)
    if not least.left or search.ends is not Ends.CUT:
        return least
    search.ends = Ends.CUT_AND_SELL
    more = search.run(least.sold, polished=True, as_for=best.sold)
    return more if isinstance(more, Filled) and _suffices(search.course, more.end) else least


def _suffices(course: Course, end: Mapping[Address, int]) -> bool:
    return all(end.get(token, 0) >= least for token, least in course.wanted().items())


@dataclass(slots=True)
class _Search:
    """Units each order sells at present, and units sold for one more bought: first by worth, then by the last runs."""

    course: Course
    legs: Sequence[Leg]
    sold: list[int]
    ends: Ends
    rates: dict[int, float] = field(default_factory=dict)
    before: dict[int, tuple[int, float]] = field(default_factory=dict)

    def run(self, sold: Sequence[int], *, polished: bool, as_for: Sequence[int] = ()) -> Filled | Reason:
        """Forward, with legs grown as what is sold has grown, by worth: on circles they spend no more than they say.

        as_for: what is taken as sold for that, where it is not sold
        """
        worths = [self.course.of_one(trade.sell_token) for trade in self.course.trades]
        now = sum(amount * worth for amount, worth in zip(as_for or sold, worths, strict=True))
        expected = sum(t.about_sold * worth for t, worth in zip(self.course.trades, worths, strict=True))
        grown = int(now / expected * _FINE)
        legs = [replace(leg, spent=max(1, leg.spent * grown >> _BITS)) for leg in self.legs]
        return forward(self.course, legs, sold, polished=polished, ends=self.ends)

    def adjust(self, end: Mapping[Address, int], *, near: float, spare: float = 0.0) -> bool:
        """Let each order for an exact amount sell what is missing, or is too much, at its rate; False if none need.

        spare: how much more than what is missing to sell, as a share of what is sold
        """
        changed = False
        for place, trade in enumerate(self.course.trades):
            if trade.exact_in:
                continue
            missing, sold = self._missing(place, end), self.sold[place]
            move = missing * self._rate(place, missing) + spare * sold
            if missing > 0 and (near < _ROUGHLY or move > near * sold):
                self.sold[place] += max(1, -int(-move // 1))
            elif -move > max(2.0, near * sold):
                self.sold[place] = max(1, sold - int(-move))
            else:
                continue
            changed = True
        return changed

    def _missing(self, place: int, end: Mapping[Address, int]) -> float:
        """An order's part, by amount, of what is missing of its buy token; orders to sell get what they expect."""
        token = self.course.trades[place].buy_token
        buyers = [trade for trade in self.course.trades if trade.buy_token == token]
        exact = sum(trade.amount for trade in buyers if not trade.exact_in)
        others = sum(max(trade.least_bought, int(trade.expected)) for trade in buyers if trade.exact_in)
        missing = exact + others - end.get(token, 0)
        return missing * (self.course.trades[place].amount / exact)

    def _rate(self, place: int, missing: float) -> float:
        trade = self.course.trades[place]
        rate = self.rates.get(place, self.course.of_one(trade.buy_token) / self.course.of_one(trade.sell_token))
        if place in self.before:
            run, rise = self.sold[place] - self.before[place][0], self.before[place][1] - missing
            if run * rise > 0 and abs(rise) > _TELLING and abs(run - rise * rate) < _TRUSTED * abs(run):
                rate = run / rise
        self.rates[place], self.before[place] = rate, (self.sold[place], missing)
        return rate
