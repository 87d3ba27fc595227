"""Balances and markets while hops run one after the other."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from solver.domain.primitives import Address
from solver.domain.route import Hop
from solver.markets.market import Market
from solver.optimizer.integer.course import Course
from solver.optimizer.integer.lanes import Lane, lane
from solver.optimizer.integer.legs import Leg


@dataclass(slots=True)
class Account:
    """Changed in place by each hop. again: markets that more than one hop may use, whose states are kept.

    places, gases: the market and the gas of each hop
    """

    course: Course
    balances: dict[Address, int]
    again: frozenset[int]
    states: dict[int, Market] = field(default_factory=dict)
    hops: list[Hop] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    gases: list[int] = field(default_factory=list)

    @property
    def gas(self) -> int:
        """Of all hops so far."""
        return sum(self.gases)

    def lane(self, leg: Leg) -> Lane:
        """The leg's market as it is now."""
        market = self.states.get(leg.market, self.course.markets[leg.market])
        worth = self.course.of_one(leg.token_in), self.course.of_one(leg.token_out)
        return lane(market, leg.token_in, leg.token_out, worth)

    def run(self, leg: Leg, through: Lane, amount_in: int, *, again: bool = False) -> None:
        """One hop; nothing where it would pay nothing. again: the same leg goes on later."""
        amount_out = through.pays(amount_in)
        if amount_in <= 0 or amount_out <= 0:
            return
        market = self.states.get(leg.market, self.course.markets[leg.market])
        param = market.hop_param(leg.token_in, leg.token_out)
        self.hops.append(Hop(market.family, market.pool, leg.token_in, leg.token_out, amount_in, amount_out, param))
        self.places.append(leg.market)
        self.gases.append(through.gas(amount_in))
        self.balances[leg.token_in] = self.balances.get(leg.token_in, 0) - amount_in
        self.balances[leg.token_out] = self.balances.get(leg.token_out, 0) + amount_out
        if again or leg.market in self.again:
            self.states[leg.market] = market.swap(leg.token_in, leg.token_out, amount_in)[1]

    def catch_up(self) -> None:
        """Every market as the hops so far have left it: from here on any of them may be used again."""
        states: dict[int, Market] = {}
        for place, hop in zip(self.places, self.hops, strict=True):
            market = states.get(place, self.course.markets[place])
            states[place] = market.swap(hop.token_in, hop.token_out, hop.amount_in)[1]
        self.states = states

    def cut(self, kept: Collection[Address]) -> None:
        """Without hops of which all that they pay is left, the last ones first. kept: tokens that may be left.

        A hop stays where a later one finds its market as it leaves it.
        """
        now, least, later = dict(self.balances), dict(self.balances), set[int]()
        for number in reversed(range(len(self.hops))):
            hop, place = self.hops[number], self.places[number]
            if hop.token_out not in kept and place not in later and least[hop.token_out] >= hop.amount_out:
                del self.hops[number], self.places[number], self.gases[number]
                for balances in (self.balances, now, least):
                    balances[hop.token_out] -= hop.amount_out
                    balances[hop.token_in] += hop.amount_in
                continue
            later.add(place)
            now[hop.token_out] -= hop.amount_out
            now[hop.token_in] += hop.amount_in
            least[hop.token_out] = min(least[hop.token_out], now[hop.token_out])


def open_account(course: Course, legs: Sequence[Leg], start: Mapping[Address, int]) -> Account:
    """Before the first hop."""
    uses = Counter(leg.market for leg in legs)
    return Account(course, dict(start), frozenset(place for place, count in uses.items() if count > 1))
