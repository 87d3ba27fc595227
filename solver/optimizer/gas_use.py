"""What the gas of a hop on each market costs."""

from collections.abc import Iterable

import numpy as np

from solver.markets.market import MarketError
from solver.optimizer.certificate.figures import least_gas
from solver.optimizer.problem import RouteProblem
from solver.optimizer.program.back import flows
from solver.optimizer.program.build import Program
from solver.optimizer.program.network import Floats, Optimum


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
    objective = problem.buy_token if problem.exact_in else problem.sell_token
    return units / float(program.unit[program.place(objective)])


def least_gas_units(problem: RouteProblem, places: Iterable[int], markets: int) -> Floats:
    """In units of the objective token: of the smallest hop on each of these markets; nothing on others."""
    units = np.zeros(markets)
    for place in places:
        units[place] = least_gas(problem.markets[place]) * float(problem.gas_price_units)
    return units
