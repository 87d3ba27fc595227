"""The one way in: wishes become legs, legs a plan that can run, the plan exact hops."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from solver.domain.primitives import Address
from solver.markets.market import Market
from solver.optimizer.integer.backward import backward, runs_backward
from solver.optimizer.integer.bound import bound
from solver.optimizer.integer.course import Course, Filled, rank
from solver.optimizer.integer.forward import forward
from solver.optimizer.integer.leftovers import Ends
from solver.optimizer.integer.legs import Leg, legs_of
from solver.optimizer.integer.ordering import topological, uncircled
from solver.optimizer.integer.outcome import Dropped, Integers, NoIntegers, Reason, Why
from solver.optimizer.integer.pruning import reaching, without_unprofitable
from solver.optimizer.integer.request import Rules, Trade, Wish
from solver.optimizer.integer.searching import searched
from solver.optimizer.integer.sharing import bought, left

_PLAIN = Rules()
_TRIES = 3


def integers(
    markets: Sequence[Market],
    trades: Sequence[Trade],
    wishes: Iterable[Wish],
    worth: Mapping[Address, float],
    rules: Rules = _PLAIN,
) -> Integers | NoIntegers:
    """The best exact hops that carry out the wishes and fill every order; see the package."""
    course = Course(markets, trades, worth, rules)
    legs, dropped = legs_of(wishes)
    found = [tried for plan in _plans(course, legs) for tried in _tried(course, plan)]
    filled = [(one, plan) for one, plan in found if isinstance(one, Filled) and _fills(course, one)]
    if not filled:
        return _refusal(course, [one for one, _ in found])
    best, plan = max(filled, key=lambda pair: rank(course, pair[0]))
    return _answer(course, best, (*dropped, *_left_out(course, legs, plan, best)))


def _plans(course: Course, legs: tuple[Leg, ...]) -> list[tuple[Leg, ...]]:
    """What to try: all that leads anywhere, and the same without circles, each without what does not earn its gas."""
    whole = reaching(course, legs)
    plans = [whole]
    if topological(whole) is None:
        plans.append(reaching(course, uncircled(whole, course.worth)))
    return [without_unprofitable(course, plan) for plan in plans]


def _tried(course: Course, legs: tuple[Leg, ...]) -> Iterator[tuple[Filled | Reason, tuple[Leg, ...]]]:
    """What a plan comes to; where something finds no taker on the way, also without the legs that pay it."""
    for _ in range(_TRIES):
        filled = _filled(course, legs)
        yield filled, legs
        loose = filled.loose if isinstance(filled, Filled) else ()
        lesser = reaching(course, [leg for leg in legs if leg.token_out not in loose])
        if not lesser or len(lesser) == len(legs):
            return
        legs = lesser


def _filled(course: Course, legs: tuple[Leg, ...]) -> Filled | Reason:
    if all(trade.exact_in for trade in course.trades):
        return _forward(course, legs)
    if not runs_backward(course, legs):
        return searched(course, legs)
    least = backward(course, legs, polished=True)
    if isinstance(least, Reason) or not least.left:
        return least
    # Coarse units on the way pay more than is needed of them: let all that arrives be spent, or less of them do.
    others = (forward(course, legs, least.sold, polished=True), searched(course, legs))
    return max(
        (one for one in (least, *others) if isinstance(one, Filled) and _fills(course, one)),
        key=lambda one: (-sum(one.sold), rank(course, one)),
        default=least,
    )


def _forward(course: Course, legs: tuple[Leg, ...]) -> Filled | Reason:
    """What is left on the way sold as it is, or where hops that brought it are cut: whichever is better."""
    sold = [trade.amount for trade in course.trades]
    first = forward(course, legs, sold, polished=True)
    if isinstance(first, Reason) or not first.loose:
        return first
    second = forward(course, legs, sold, polished=True, ends=Ends.CUT_AND_SELL)
    filled = [one for one in (first, second) if isinstance(one, Filled) and _fills(course, one)]
    return max(filled, key=lambda one: rank(course, one), default=first)


def _fills(course: Course, filled: Filled) -> bool:
    """Whether every order gets its due, and, where all sell exact amounts, nothing that they sold is left."""
    exact_in = all(trade.exact_in for trade in course.trades)
    return bought(course.trades, filled.end) is not None and not (exact_in and filled.left)


def _refusal(course: Course, found: Sequence[Filled | Reason]) -> NoIntegers:
    """The first reason met, in the order of the plans."""
    for one in found:
        if isinstance(one, Reason):
            return NoIntegers(one, f"{len(course.trades)} orders over {len(course.markets)} markets")
    ends = [one.end for one in found if isinstance(one, Filled)]
    for token, least in course.wanted().items():
        most = max((end.get(token, 0) for end in ends), default=0)
        if most < least:
            return NoIntegers(Reason.LIMIT_NOT_MET if most else Reason.PAYS_NOTHING, f"{most} of {least} of {token}")
    if any(isinstance(one, Filled) and one.left for one in found):
        return NoIntegers(Reason.INSUFFICIENT_LIQUIDITY, "what is sold is left on the way")
    return NoIntegers(Reason.NO_EXECUTABLE_ORDER, "no plan fills every order")


def _answer(course: Course, filled: Filled, dropped: tuple[Dropped, ...]) -> Integers | NoIntegers:
    got = bought(course.trades, filled.end)
    for trade, amount in zip(course.trades, filled.sold, strict=True):
        if not trade.exact_in and trade.limit is not None and amount > trade.limit:
            return NoIntegers(Reason.LIMIT_NOT_MET, f"sells {amount}, at most {trade.limit} of {trade.sell_token}")
    if got is None:
        return NoIntegers(Reason.LIMIT_NOT_MET, "less than is due")
    limit = bound(course.markets, course.trades[0], course.worth) if course.rules.prove and len(got) == 1 else None
    return Integers(
        hops=filled.hops,
        sold=filled.sold,
        bought=got,
        left=left(course.trades, got, filled.end),
        gas=filled.gas,
        flashed=filled.flashed,
        dropped=dropped,
        bound=limit,
        distance_units=None if limit is None else _distance(course.trades[0], filled.sold[0], got[0], limit),
    )


def _distance(trade: Trade, sold: int, got: int, limit: Fraction) -> Fraction:
    return limit - got if trade.exact_in else sold - limit


def _left_out(course: Course, legs: tuple[Leg, ...], plan: tuple[Leg, ...], filled: Filled) -> list[Dropped]:
    """Each leg without a hop, and why."""
    hopped = {(hop.pool, hop.token_in, hop.token_out) for hop in filled.hops}
    joined = {(leg.market, leg.token_in, leg.token_out) for leg in reaching(course, legs)}
    planned = {(leg.market, leg.token_in, leg.token_out) for leg in plan}
    found = []
    for leg in legs:
        key = (leg.market, leg.token_in, leg.token_out)
        if (course.markets[leg.market].pool, leg.token_in, leg.token_out) in hopped:
            continue
        if key not in joined:
            why = Why.NEEDS_FLASH if topological(legs) is None else Why.UNCONNECTED
        elif key not in planned:
            why = Why.GAS if course.rules.gas_worth else Why.CIRCULATION
        else:
            why = Why.NEEDS_FLASH if leg in filled.idle else Why.DUST
        found.append(leg.dropped(why))
    return found
