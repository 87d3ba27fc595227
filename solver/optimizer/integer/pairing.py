"""A trade of many coins on one pool as swaps of two."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations

from solver.domain.primitives import Address
from solver.markets.market import Market, MarketError
from solver.optimizer.integer.request import Wish

_ALL_ORDERS = 4
_SHARE = 1e-15


def pairwise(
    market: Market, place: int, net: Mapping[Address, float], worth: Mapping[Address, float]
) -> tuple[Wish, ...]:
    """Swaps that together come to net: units of each coin got, negative where it is paid in.

    Coins paid in buy coins got by worth, one after the other, so that n coins need at most n - 1 swaps. Of the orders
    in which that can be done, the one whose exact swaps bring in most is taken.
    """
    paid = sorted(token for token, units in net.items() if units < 0)
    got = sorted(token for token, units in net.items() if units > 0)
    if not paid or not got:
        return ()
    ways = {_matched(place, net, worth, sellers, buyers) for sellers in _orders(paid) for buyers in _orders(got)}
    return max(sorted(ways, key=repr), key=lambda way: _brought(market, way, worth)) if len(ways) > 1 else ways.pop()


def _orders(tokens: Sequence[Address]) -> Iterable[Sequence[Address]]:
    """All orders of a few tokens, else forth and back."""
    return permutations(tokens) if len(tokens) <= _ALL_ORDERS else (tokens, tokens[::-1])


def _matched(
    place: int,
    net: Mapping[Address, float],
    worth: Mapping[Address, float],
    sellers: Sequence[Address],
    buyers: Sequence[Address],
) -> tuple[Wish, ...]:
    """Each seller buys from the first buyer that is not yet served; worths are scaled to the same sum."""
    offered = _scaled(-net[t] * worth[t] for t in sellers)
    asked = _scaled(net[t] * worth[t] for t in buyers)
    found, i, j = [], 0, 0
    to_sell, to_buy = offered[0], asked[0]
    while i < len(sellers) and j < len(buyers):
        part = min(to_sell, to_buy)
        if part > _SHARE:
            spent, got = -net[sellers[i]] * part / offered[i], net[buyers[j]] * part / asked[j]
            found.append(Wish(place, sellers[i], buyers[j], spent, got))
        to_sell, to_buy = to_sell - part, to_buy - part
        if to_sell <= _SHARE:
            i += 1
            to_sell = offered[i] if i < len(sellers) else 0.0
        if to_buy <= _SHARE:
            j += 1
            to_buy = asked[j] if j < len(buyers) else 0.0
    return tuple(found)


def _scaled(worths: Iterable[float]) -> list[float]:
    given = list(worths)
    whole = sum(given)
    return [one / whole for one in given]


def _brought(market: Market, way: Sequence[Wish], worth: Mapping[Address, float]) -> float:
    """Worth of what the swaps bring in, one after the other."""
    total = 0.0
    for wish in way:
        try:
            paid, market = market.swap(wish.token_in, wish.token_out, max(1, int(wish.spent)))
        except MarketError:
            return 0.0
        total += paid * worth[wish.token_out]
    return total
