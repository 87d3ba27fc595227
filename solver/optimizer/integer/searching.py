"""Exact amounts out where legs do not run backward: how much must be sold is searched by running them forward."""

from collections.abc import Mapping, Sequence

from solver.domain.primitives import Address
from solver.optimizer.integer.course import Course, Filled
from solver.optimizer.integer.forward import forward
from solver.optimizer.integer.legs import Leg
from solver.optimizer.integer.outcome import Reason

_ROUNDS = 6
_ROUGH_ROUNDS = 6
_NEAR, _ROUGHLY = 1e-12, 1e-9
_GENEROUS = 1e-10
_TELLING = 1 << 20
"""Fewer units between two runs tell more of rounding than of prices."""

_TRUSTED = 0.5


def searched(course: Course, legs: Sequence[Leg]) -> Filled | Reason:
    """The least sale found that pays all that is wanted: first with plain shares, then with every unit polished."""
    sold = [trade.about_sold for trade in course.trades]
    steps = {place: _Slope(_at_worth(course, place)) for place, t in enumerate(course.trades) if not t.exact_in}
    for _ in range(_ROUGH_ROUNDS):
        filled = forward(course, legs, sold, polished=False)
        if isinstance(filled, Reason) or not _adjust(course, steps, sold, filled.end, near=_ROUGHLY):
            break
    best: Filled | None = None
    last: Reason = Reason.INSUFFICIENT_LIQUIDITY
    for number in range(_ROUNDS):
        filled = forward(course, legs, sold, polished=True)
        if isinstance(filled, Reason):
            last = filled
            break
        if _suffices(course, filled.end) and (best is None or sum(filled.sold) < sum(best.sold)):
            best = filled
        spare = _GENEROUS * 10**number if best is None and number else 0.0
        if not _adjust(course, steps, sold, filled.end, near=_NEAR, spare=spare):
            break
    return best or last


class _Slope:
    """Units sold for one more unit bought: at first by worth, then by the last two runs."""

    def __init__(self, by_worth: float) -> None:
        self.rate = by_worth
        self._before: tuple[int, int] | None = None

    def see(self, sold: int, missing: int) -> None:
        """Take a run into account."""
        if self._before is not None:
            run, rise = sold - self._before[0], self._before[1] - missing
            if run * rise > 0 and abs(rise) > _TELLING and abs(run - rise * self.rate) < _TRUSTED * abs(run):
                self.rate = run / rise
        self._before = (sold, missing)


def _at_worth(course: Course, place: int) -> float:
    trade = course.trades[place]
    return course.of_one(trade.buy_token) / course.of_one(trade.sell_token)


def _suffices(course: Course, end: Mapping[Address, int]) -> bool:
    return all(end.get(token, 0) >= least for token, least in course.wanted().items())


def _adjust(
    course: Course,
    steps: Mapping[int, _Slope],
    sold: list[int],
    end: Mapping[Address, int],
    *,
    near: float,
    spare: float = 0.0,
) -> bool:
    """Let each order for an exact amount sell what is missing, or is too much, at its slope; False where none need.

    near, spare: how little need not be given back, and how much more than is missing to sell, as shares of what is sold
    """
    wanted, changed = course.wanted(), False
    for place, slope in steps.items():
        trade = course.trades[place]
        missing = wanted[trade.buy_token] - end.get(trade.buy_token, 0)
        slope.see(sold[place], missing)
        move = missing * slope.rate + spare * sold[place]
        if missing > 0 and (near < _ROUGHLY or move > near * sold[place]):
            sold[place] += max(1, -int(-move // 1))
        elif -move > max(2.0, near * sold[place]):
            sold[place] = max(1, sold[place] - int(-move))
        else:
            continue
        changed = True
    return changed
