"""Whether hops leave more of a token than their roundings keep them from spending.

No price is believed. What a hop could not spend is less than one more unit of what it buys costs on its market as the
hops leave it (a lot, on a book), and a unit besides; what a hop bought too many of is less than a unit paid into it was
paid for, and a unit besides. What is left of a token is no more than this for each hop that spends or buys it, and what
a billionth of all that the order sells was spent on: plans are made in floats.
"""

from collections.abc import Iterable, Mapping

from solver.domain.primitives import Address, PoolId
from solver.domain.route import Hop
from solver.markets.market import Market, MarketError
from solver.optimizer.certificate.replay import Replayed

_FLOATS = 1e-9
"""Of what the order sells."""


def left_over_faults(
    done: Replayed, hops: tuple[Hop, ...], sold: tuple[Address, int], bought: Address
) -> Iterable[str]:
    """One line for each token of which too much is left; of the bought one nothing is left, it is delivered."""
    shares = _shares(hops, *sold)
    for token, units in done.purse.items():
        planned = units * min(1.0, _FLOATS / shares[token]) if shares.get(token, 0.0) > 0 else 0.0
        allowed = sum(_kept(done.pools, hop, token) for hop in hops)
        if token != bought and units - planned > allowed:
            yield f"{units} of {token} are left over, {allowed} could be for rounding"


def _shares(hops: tuple[Hop, ...], sell_token: Address, sold: int) -> dict[Address, float]:
    """The part of what is sold that was spent on what is there of each token, once all hops are done."""
    held, spent = {sell_token: sold}, {sell_token: 1.0}
    for hop in hops:
        there = held.get(hop.token_in, 0)
        part = spent.get(hop.token_in, 0.0) * (min(1.0, hop.amount_in / there) if there > 0 else 0.0)
        spent[hop.token_in] = spent.get(hop.token_in, 0.0) - part
        spent[hop.token_out] = spent.get(hop.token_out, 0.0) + part
        held[hop.token_in] = there - hop.amount_in
        held[hop.token_out] = held.get(hop.token_out, 0) + hop.amount_out
    return spent


def _kept(pools: Mapping[PoolId, Market], hop: Hop, token: Address) -> int:
    """Units of a token that the roundings of one hop may leave of it."""
    kept = 0
    if hop.token_in == token:
        kept += 1 + min(_one_more(pools, hop), 2 * hop.amount_in)
    if hop.token_out == token:
        kept += 1 + -(-hop.amount_out // max(hop.amount_in, 1))
    return kept


def _one_more(pools: Mapping[PoolId, Market], hop: Hop) -> int:
    """What one more unit out costs; where it cannot be had, what one did cost."""
    on_average = -(-hop.amount_in // max(hop.amount_out, 1))
    market = pools.get(hop.pool)
    try:
        return on_average if market is None else max(on_average, market.quote_out(hop.token_in, hop.token_out, 1))
    except MarketError:
        return on_average
