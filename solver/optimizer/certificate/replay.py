"""The hops of a route once more, against the exact quoters, with a purse that may never go below zero."""

from collections.abc import Mapping
from dataclasses import dataclass

from solver.domain.primitives import Address, PoolId
from solver.domain.route import Hop
from solver.markets.market import Market, MarketError


@dataclass(frozen=True, slots=True)
class Replayed:
    """purse: what is left of each token; pools: the markets afterwards; gas: of all hops; faults: one line each."""

    purse: Mapping[Address, int]
    pools: Mapping[PoolId, Market]
    gas: int
    faults: tuple[str, ...]


def replayed(hops: tuple[Hop, ...], markets: tuple[Market, ...], purse: Mapping[Address, int]) -> Replayed:
    """Execute hop by hop; each market is as the hops before have left it."""
    pools: dict[PoolId, Market] = {market.pool: market for market in markets}
    held, gas, faults = dict(purse), 0, list[str]()
    for number, hop in enumerate(hops):
        market = pools.get(hop.pool)
        if market is None:
            faults.append(f"hop {number}: no market {hop.pool}")
            continue
        if not 0 < hop.amount_in <= held.get(hop.token_in, 0) or hop.amount_out <= 0:
            faults.append(
                f"hop {number}: {hop.amount_in} of {held.get(hop.token_in, 0)} {hop.token_in} for {hop.amount_out}"
            )
        try:
            gas += market.gas(hop.token_in, hop.token_out, hop.amount_in)
            param = market.hop_param(hop.token_in, hop.token_out)
            paid, pools[hop.pool] = market.swap(hop.token_in, hop.token_out, hop.amount_in)
        except MarketError as error:
            faults.append(f"hop {number}: {error!r}")
            continue
        if (paid, param, market.family) != (hop.amount_out, hop.param, hop.family):
            faults.append(f"hop {number}: {market.family.name} pays {paid} with {param}, not as stated")
        held[hop.token_in] = held.get(hop.token_in, 0) - hop.amount_in
        held[hop.token_out] = held.get(hop.token_out, 0) + paid
    return Replayed(held, pools, gas, tuple(faults))
