"""What is left of tokens on the way once all hops have run, and selling it over whatever market pays for it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Enum, auto

from solver.domain.primitives import Address
from solver.optimizer.integer.account import Account
from solver.optimizer.integer.course import Course, Filled
from solver.optimizer.integer.legs import Leg

_NOTHING = 10**9
"""One part in so many of what the orders sell is floats' rounding."""

_HOPS = 3
_ROUNDS = 8
_PARTS = (1, 2, 8, 64)
"""What no path takes whole is sold in parts."""

_Path = tuple[Leg, ...]


class Ends(Enum):
    """What becomes of what is left: hops that pay nothing else are cut, or all of it is sold, or what then still is."""

    CUT = auto()
    SELL = auto()
    CUT_AND_SELL = auto()


def leftovers(account: Account, legs: Sequence[Leg], sold: Sequence[int]) -> tuple[Address, ...]:
    """Tokens that no order buys, of which more is there than rounding leaves; the most worth first.

    By price, or by what was spent on it, whichever is more: of what leads nowhere the optimum's price is nothing.
    Rounding: floats', a unit, and of each leg that pays or takes the token a unit in and a unit out.
    """
    course, wanted = account.course, account.course.wanted()
    there = {token: units for token, units in account.balances.items() if units > 0 and token not in wanted}
    if not there:
        return ()
    whole = sum(account.balances.get(token, 0) * course.of_one(token) for token in wanted)
    share = _shares(account, sold)
    worth = {token: max(units * course.of_one(token), whole * share[token]) for token, units in there.items()}
    most = {token: whole / _NOTHING + _a_unit_each(course, legs, token) for token in there}
    more = (token for token, units in there.items() if units > 1 and worth[token] > most[token])
    return tuple(sorted(more, key=lambda token: (-worth[token], token)))


def _shares(account: Account, sold: Sequence[int]) -> dict[Address, float]:
    """The part of what orders sell that was spent on what is there of each token."""
    course = account.course
    held, spent = course.start(sold), dict[Address, float]()
    whole = sum(units * course.of_one(token) for token, units in held.items())
    for token, units in held.items():
        spent[token] = units * course.of_one(token) / whole
    for hop in account.hops:
        there = held.get(hop.token_in, 0)
        part = spent.get(hop.token_in, 0.0) * (min(1.0, hop.amount_in / there) if there > 0 else 0.0)
        spent[hop.token_in] = spent.get(hop.token_in, 0.0) - part
        spent[hop.token_out] = spent.get(hop.token_out, 0.0) + part
        held[hop.token_in] = there - hop.amount_in
        held[hop.token_out] = held.get(hop.token_out, 0) + hop.amount_out
    return spent


def spared(course: Course, filled: Filled) -> Filled:
    """Where a single order for an exact amount sells more than any hop needs: with that little sold."""
    trade = course.trades[0]
    if len(course.trades) > 1 or trade.exact_in:
        return filled
    token, held = trade.sell_token, filled.sold[0]
    least = held
    for hop in filled.hops:
        held += (token == hop.token_out) * hop.amount_out - (token == hop.token_in) * hop.amount_in
        least = min(least, held)
    if least <= 0 or least == filled.sold[0]:
        return filled
    end = {**filled.end, token: held - least}
    left = filled.left if held > least else tuple(one for one in filled.left if one != token)
    return replace(filled, sold=(filled.sold[0] - least,), end=end, left=left)


def _a_unit_each(course: Course, legs: Sequence[Leg], token: Address) -> float:
    touching = [leg for leg in legs if token in (leg.token_in, leg.token_out)]
    return sum(course.of_one(leg.token_in) + course.of_one(leg.token_out) for leg in touching)


def sell(account: Account, tokens: Sequence[Address]) -> None:
    """Sell all there is of the tokens for what orders buy, each along the path that pays most for it, net of gas.

    What is sold by an order for exactly that much is sold whether or not that earns its gas.
    """
    course, leading = account.course, _leading(account.course)
    due = {trade.sell_token for trade in course.trades if trade.exact_in}
    account.catch_up()
    for token in tokens:
        for _ in range(_ROUNDS):
            path = _path(account, leading, token, worthless=token in due)
            if not path:
                break
            for leg in path:
                account.run(leg, account.lane(leg), leg.spent, again=True)


def _leading(course: Course) -> dict[Address, list[int]]:
    """Markets that trade a token, for tokens whose worth is known."""
    found: dict[Address, list[int]] = {}
    for place, market in enumerate(course.markets):
        for token in market.tokens:
            if course.worth.get(token, 0.0) > 0.0:
                found.setdefault(token, []).append(place)
    return found


def _path(account: Account, leading: Mapping[Address, Sequence[int]], token: Address, *, worthless: bool) -> _Path:
    """For all there is of a token, or for as large a part as can be sold."""
    held = account.balances.get(token, 0)
    for part in _PARTS:
        if held // part <= 0:
            break
        if path := _best(account, leading, (token, held // part), worthless=worthless):
            return path
    return ()


def _best(
    account: Account, leading: Mapping[Address, Sequence[int]], begin: tuple[Address, int], *, worthless: bool
) -> _Path:
    """Of the paths over the most of each token that so many hops reach, the one that ends in most worth net of gas."""
    course = account.course
    wanted = course.wanted()
    reached: dict[Address, tuple[int, int, _Path]] = {begin[0]: (begin[1], 0, ())}
    best, most = _Path(), float("-inf") if worthless else 0.0
    for _ in range(_HOPS):
        onward: dict[Address, tuple[int, int, _Path]] = {}
        for token, (units, gas, path) in reached.items():
            for leg in _onward(course, leading, token, units, path):
                through = account.lane(leg)
                out = through.pays(units)
                if out <= onward.get(leg.token_out, (0,))[0]:
                    continue
                onward[leg.token_out] = out, gas + through.gas(units), (*path, leg)
        for token in wanted.keys() & onward.keys():
            out, gas, path = onward.pop(token)
            worth = out * course.of_one(token) - float(gas * course.rules.gas_worth)
            if worth > most:
                best, most = path, worth
        reached = onward
    return best


def _onward(
    course: Course, leading: Mapping[Address, Sequence[int]], token: Address, units: int, path: _Path
) -> list[Leg]:
    """Hops that use neither a market nor a token of the path again."""
    markets, tokens = {leg.market for leg in path}, {leg.token_in for leg in path} | {token}
    return [
        Leg(place, token, end, units, 1)
        for place in leading.get(token, ())
        if place not in markets
        for end in course.markets[place].tokens
        if end not in tokens and end in leading
    ]
