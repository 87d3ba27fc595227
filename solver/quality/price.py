"""How good a price is, in basis points; positive is better for the trader.

Net of gas: what an EXACT_IN trade delivers less its gas, what an EXACT_OUT trade needs plus its gas, both in units
of the objective token (buy token, or sell token).
"""

from solver.domain.auction import Side
from solver.domain.route import Route

_BPS = 10_000


def net_units(route: Route) -> int:
    """What the route is worth after its estimated gas."""
    if route.side is Side.EXACT_IN:
        return route.amount_out - route.gas_cost_units
    return route.amount_in + route.gas_cost_units


def better_by_bps(side: Side, units: int, reference: int) -> float | None:
    """How much better units is than reference, relative to reference; None where the reference is worth nothing."""
    if reference <= 0:
        return None
    gained = units - reference if side is Side.EXACT_IN else reference - units
    return gained * _BPS / reference


def price_improvement_bps(ours: Route, single_path: Route | None) -> float | None:
    """Our route against the best single path on the same block, both net of gas; None without such a path."""
    if single_path is None:
        return None
    if (ours.side, ours.sell_token, ours.buy_token) != (
        single_path.side,
        single_path.sell_token,
        single_path.buy_token,
    ):
        raise ValueError("two routes of different trades are not compared")
    return better_by_bps(ours.side, net_units(ours), net_units(single_path))


def settled_improvement_bps(side: Side, settled_units: int, single_path: Route | None) -> float | None:
    """What the trader got (EXACT_IN) or gave (EXACT_OUT) against the best single path net of its gas."""
    return None if single_path is None else better_by_bps(side, settled_units, net_units(single_path))


def surplus_bps(side: Side, settled_units: int, limit: int) -> float | None:
    """What the trader got above, or gave below, the limit in force."""
    return better_by_bps(side, settled_units, limit)
