"""What the gas of a hop on each market costs, and what is left of gains after it."""

from collections.abc import Iterable

import numpy as np

from solver.markets.concentrated_liquidity import RangedPool
from solver.markets.market import MarketError
from solver.optimizer.certificate.after_gas import least_gas, most_along
from solver.optimizer.problem import RouteProblem
from solver.optimizer.program.back import flows
from solver.optimizer.program.build import Program
from solver.optimizer.program.earned import stretches
from solver.optimizer.program.network import Curves, Floats, Optimum, Places


def gas_by_market(problem: RouteProblem, program: Program, found: Optimum) -> Floats:
    """In scaled worth: of a hop as large as the optimum's on a market it uses, else of the smallest."""
    units = least_gas_units(problem, program.owners.markets(), len(program.pools))
    price = float(problem.gas_price_units)
    places = {market.pool: place for place, market in enumerate(problem.markets)}
    for flow in flows(program, found):
        paid = min(flow.net, key=lambda pair: pair[1])
        got = max(flow.net, key=lambda pair: pair[1])
        try:
            gas = problem.markets[places[flow.pool]].gas(paid[0], got[0], max(1, int(-paid[1])))
        except MarketError:
            continue
        units[places[flow.pool]] = max(units[places[flow.pool]], gas * price)
    return units / _unit(problem, program)


def least_gas_units(problem: RouteProblem, places: Iterable[int], markets: int) -> Floats:
    """In units of the objective token: of the smallest hop on each of these markets; nothing on others."""
    units = np.zeros(markets)
    for place in places:
        units[place] = least_gas(problem.markets[place]) * float(problem.gas_price_units)
    return units


def left_after_gas(problem: RouteProblem, program: Program, prices: Floats, gains: Floats) -> Floats:
    """As certificate.after_gas; gains: best arbitrage of each market at these prices. Units of the objective token."""
    gas = least_gas_units(problem, np.flatnonzero(gains > 0).tolist(), gains.size)
    left = np.maximum(gains - gas, 0.0)
    price = float(problem.gas_price_units)
    if not price:
        return left
    unit = _unit(problem, program)
    for curves, owner in ((program.network.curves, program.owners), (program.aside.curves, program.aside_owners)):
        for row, place in _going_on(curves, owner.curve, prices, left):
            market = problem.markets[place]
            if isinstance(market, RangedPool):
                along = (unit * stretches(curves, row, prices)).tolist()
                least = max(0.0, gains[place] - sum(along)) + most_along(market, least_gas(market), along, price)
                left[place] = min(left[place], least)
    return left


def _going_on(curves: Curves, owner: Places, prices: Floats, left: Floats) -> list[tuple[int, int]]:
    """Curves of markets that earn their least gas where the second piece earns something too, and their markets."""
    second = np.minimum(curves.start[:-1] + 1, curves.start[1:] - 1)
    cost, gain = (prices[curves.tokens[:, side]] for side in (0, 1))
    on = curves.reserve_out[second] * curves.keep * gain > curves.reserve_in[second] * cost
    rows = np.flatnonzero(on & (owner >= 0))
    return [(row, place) for row, place in zip(rows.tolist(), owner[rows].tolist(), strict=True) if left[place] > 0]


def _unit(problem: RouteProblem, program: Program) -> float:
    """Units of the objective token that make 1.0."""
    return float(program.unit[program.place(problem.buy_token if problem.exact_in else problem.sell_token)])
