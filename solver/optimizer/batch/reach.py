"""How much of an order anything could fill: what is beyond all liquidity must not set the scale for all others.

Markets could fill what worth they hold of either of its tokens, and of a token no more than joins it to the token of
the most markets: pools between tokens that nobody else trades make nothing of worth.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from solver.domain.primitives import Address
from solver.optimizer.orders import Order
from solver.optimizer.program.network import Floats, Network, Places
from solver.optimizer.program.rows import Rows, owners_of_slots

_ROOM = 10.0
"""For what reaches a token on several ways."""

_FARTHEST = 100.0
"""Times what markets could fill: after so much of it a price is a ten thousandth of what it was."""

_DEAREST = 1e4
"""Times what markets say a token is worth: a limit that none of them will ever meet."""


def flexible(order: Order) -> bool:
    """Whether some part of it may stay unfilled."""
    return order.at_least < order.amount


@dataclass(frozen=True, slots=True)
class Legs:
    """Of as much of an order as could be filled, at its limit. units: of the token it names; the others in worth."""

    units: float
    sold: float
    bought: float


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """By place. price: worth of a unit, 0 where nothing is known of it; depth: worth of it that markets could fill."""

    place: Mapping[Address, int]
    price: Floats
    depth: Floats

    @classmethod
    def of(cls, made: Rows, place: Mapping[Address, int], price: Floats) -> Self:
        """What the markets of these rows hold, at prices that may be of more tokens than theirs."""
        depth = np.zeros(price.size)
        depth[: len(made.tokens)] = _depth(made.network, price[: len(made.tokens)])
        return cls(place, price, depth)

    def fillable(self, orders: Mapping[int, Order]) -> dict[int, Order]:
        """With no more of each that may be filled in part than markets, or opposite orders, could ever fill."""
        return {n: self._lessened(order, orders.values()) if flexible(order) else order for n, order in orders.items()}

    def _lessened(self, order: Order, orders: Iterable[Order]) -> Order:
        legs = self.legs(order)
        if not legs.units < order.amount:
            return order
        pair, limit = (order.buy_token, order.sell_token), order.limit or 0
        meeting = (o for o in orders if (o.sell_token, o.buy_token) == pair and (o.limit or 0) * limit <= 1)
        most = sum(_units(o, order.fixed_token) for o in meeting)
        return replace(order, amount=max(1, order.at_least, min(order.amount, int(max(legs.units, most)))))

    def beyond(self, order: Order) -> bool:
        """Whether markets could by far not fill it: all of it, or at its limit so much more than they hold."""
        legs, rate = self.legs(order), self._rate(order)
        return (rate is not None and rate > _DEAREST) or not max(legs.sold, legs.bought) <= _FARTHEST * self._most(
            order
        )

    def legs(self, order: Order) -> Legs:
        """Without a limit the other leg is worth nothing; a token without a price has that which the limit says."""
        price, rate = self._price(order.fixed_token), self._rate(order)
        if not price and order.limit is not None:
            price = self._price(order.surplus_token) * float(order.limit if order.exact_in else 1 / order.limit)
        if rate is None or not price:
            worth = order.amount * price
            return Legs(order.amount, worth, 0.0) if order.exact_in else Legs(order.amount, 0.0, worth)
        most = _ROOM * self._most(order) / (min(rate, 1e300) if order.exact_in else 1.0) / price
        units = max(float(order.at_least), min(float(order.amount), most))
        other = units * price * (rate if order.exact_in else 1 / rate)
        return Legs(units, units * price, other) if order.exact_in else Legs(units, other, units * price)

    def _most(self, order: Order) -> float:
        places = (self.place.get(token) for token in (order.sell_token, order.buy_token))
        return max(0.0 if place is None else float(self.depth[place]) for place in places)

    def _rate(self, order: Order) -> float | None:
        """Worth bought for worth sold, at the limit."""
        if order.limit is None:
            return None
        sell, buy = self._price(order.sell_token), self._price(order.buy_token)
        return max(float(order.limit) * buy / sell, 1e-300) if sell and buy else 1.0

    def _price(self, token: Address) -> float:
        place = self.place.get(token)
        return 0.0 if place is None else float(self.price[place])


def _units(one: Order, token: Address) -> float:
    """Of a token that an order names or has a limit on: how many it trades at most."""
    limit = float(one.limit or 0)
    if one.fixed_token == token:
        return float(one.amount)
    return one.amount * limit if one.exact_in else one.amount / limit if limit else 0.0


def _depth(network: Network, price: Floats) -> Floats:
    """By token: the least that joins it to the token of the most markets, on the way on which that is most."""
    one, other, worth = _joints(network, price)
    nodes = int(max(one.max(initial=-1), other.max(initial=-1), price.size - 1)) + 1
    held = np.bincount(one, worth, nodes)
    if not one.size:
        return np.zeros(price.size)
    start = int(np.bincount(one[one < price.size], minlength=price.size).argmax())
    key, place = np.unique(one * nodes + other, return_inverse=True)
    begin, end, joint = key // nodes, key % nodes, np.bincount(place.reshape(-1), worth)
    found = np.zeros(nodes)
    found[start] = np.inf
    while True:
        more = found.copy()
        np.maximum.at(more, end, np.minimum(found[begin], joint))
        if (more == found).all():
            return np.asarray(np.minimum(found, held)[: price.size])
        found = more


def _joints(network: Network, price: Floats) -> tuple[Places, Places, Floats]:
    """What joins two tokens, or a token and a pool of several, and its worth, both ways; pools come after tokens."""
    p, c, b, w, s = network.products, network.curves, network.books, network.baskets, network.stables
    kept = c.keep[owners_of_slots(c.start)] * c.capacity
    with np.errstate(invalid="ignore"):
        paid = np.where(np.isfinite(kept), c.reserve_out * kept / (c.reserve_in + kept), c.reserve_out)
    pairs = (
        (p.tokens, (p.reserves * price[p.tokens]).min(axis=1, initial=np.inf)),
        (c.tokens, _sums(c.start, paid) * price[c.tokens[:, 1]]),
        (b.tokens, _sums(b.start, b.size * b.price) * price[b.tokens[:, 1]]),
        (_slots(w.start, w.token, price.size), w.balance * price[w.token]),
        (_slots(s.start, s.token, price.size + w.start.size - 1), s.balance * price[s.token]),
    )
    tokens = np.concatenate([both for both, _ in pairs])
    worth = np.concatenate([amount for _, amount in pairs])
    one, other = np.concatenate([tokens, tokens[:, ::-1]]).T
    return one, other, np.concatenate([worth, worth])


def _slots(start: Places, token: Places, first: int) -> Places:
    """Each coin and its pool; the first pool is at `first`."""
    return np.stack([token, first + owners_of_slots(start)], axis=1)


def _sums(start: Places, pieces: Floats) -> Floats:
    return np.bincount(owners_of_slots(start), pieces, start.size - 1).astype(np.float64)
