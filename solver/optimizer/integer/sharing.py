"""One heap among several orders."""

from collections.abc import Mapping, Sequence

from solver.domain.primitives import Address
from solver.optimizer.integer.request import Trade

_FINE = 1 << 64


def by_weight(total: int, weights: Sequence[int]) -> list[int]:
    """Shares that sum to total, each rounded down, the rest to the heaviest; empty for nobody."""
    whole = sum(weights)
    if not whole:
        return [total // len(weights)] * len(weights) if weights else []
    shares = [total * weight // whole for weight in weights]
    shares[max(range(len(weights)), key=lambda place: weights[place])] += total - sum(shares)
    return shares


def bought(trades: Sequence[Trade], end: Mapping[Address, int]) -> tuple[int, ...] | None:
    """What each order gets of what is there: its due, and of the rest in proportion to what it expects beyond that.

    None where it does not suffice. Orders for an exact amount get that; the rest stays with us.
    """
    amounts = [trade.least_bought for trade in trades]
    for token in {trade.buy_token for trade in trades}:
        here = [place for place, trade in enumerate(trades) if trade.buy_token == token]
        rest = end.get(token, 0) - sum(amounts[place] for place in here)
        if rest < 0:
            return None
        open_ended = [place for place in here if trades[place].exact_in]
        weights = [max(0, int((trades[p].expected - trades[p].least_bought) * _FINE)) for p in open_ended]
        if open_ended and not any(weights):
            weights = [trades[place].least_bought for place in open_ended]
        for place, share in zip(open_ended, by_weight(rest, weights), strict=True):
            amounts[place] += share
    return tuple(amounts)


def left(trades: Sequence[Trade], got: Sequence[int], end: Mapping[Address, int]) -> tuple[tuple[Address, int], ...]:
    """What stays with us of each token, sorted by token."""
    rest = dict(end)
    for trade, amount in zip(trades, got, strict=True):
        rest[trade.buy_token] = rest.get(trade.buy_token, 0) - amount
    return tuple(sorted((token, units) for token, units in rest.items() if units))
