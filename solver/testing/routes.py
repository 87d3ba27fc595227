"""Routes for tests: amounts are what the caller says, nothing is solved."""

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.domain.route import Certificate, Family, Hop, Route
from solver.testing.intents import USDC, WETH, account

DAI = account(0xC003)
UNPROVEN = Certificate("given", "given", None, None, None, None, None, 0, 0.0)


def hop(token_in: Address, token_out: Address, amount_in: int, amount_out: int, pool: int = 0xD001) -> Hop:
    """One swap on a v2 pool of 0.3 %."""
    return Hop(Family.UNISWAP_V2, account(pool), token_in, token_out, amount_in, amount_out, 3_000)


def route(
    *hops: Hop,
    side: Side = Side.EXACT_IN,
    sell_token: Address = WETH,
    buy_token: Address = USDC,
    gas: int = 200_000,
    gas_cost_units: int = 0,
) -> Route:
    """The route of those hops; what it consumes and delivers is their net."""
    consumed = sum(one.amount_in for one in hops if one.token_in == sell_token)
    delivered = sum(one.amount_out for one in hops if one.token_out == buy_token)
    return Route(side, sell_token, buy_token, consumed, delivered, hops, gas, gas_cost_units, UNPROVEN)
