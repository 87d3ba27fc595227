"""The optimum in units that suit it.

Prices that the markets say at first may be far off where every market of a token is odd; what then looks like dust may
be worth much at the optimum. So where rows that were left out would earn something at the optimum's prices, these are
the next units, a few times; then nothing is left out.
"""

from collections.abc import Callable

import numpy as np

from solver.optimizer.certificate.figures import SOMETHING
from solver.optimizer.costing import fills
from solver.optimizer.problem import RouteProblem
from solver.optimizer.program.build import Program, single
from solver.optimizer.program.earned import earned_rows
from solver.optimizer.program.network import Floats, Network, Optimum
from solver.optimizer.program.reference import reference_prices
from solver.optimizer.program.rows import Rows

_REVISIONS = 4


def solved(
    rows: Rows, problem: RouteProblem, solve: Callable[[Network, Optimum | None], Optimum]
) -> tuple[Program, Optimum] | None:
    """None where nothing joins the order's tokens."""
    prices, best = _first_prices(rows, problem), None
    for number in range(_REVISIONS):
        program = single(rows, problem, prices, whole=number == _REVISIONS - 1)
        if program is None:
            break
        found = solve(program.network, None)
        if best is not None and not fills(found):
            break
        best = program, found
        missed = sum(float(earned.sum()) for earned in earned_rows(program.aside, found.prices))
        if not fills(found) or not missed > SOMETHING:
            break
        prices = _revised(rows, problem, prices, program, found)
    return best


def _first_prices(rows: Rows, problem: RouteProblem) -> Floats:
    """As the markets say; from the sell token on where its markets are apart from most."""
    prices, sell = reference_prices(rows.network), rows.place.get(problem.sell_token)
    return prices if sell is None or prices[sell] > 0 else reference_prices(rows.network, sell)


def _revised(rows: Rows, problem: RouteProblem, prices: Floats, program: Program, found: Optimum) -> Floats:
    """The optimum's; of the amount that is given at least the average that it fetches."""
    worth = found.prices.copy()
    fixed = program.place(problem.sell_token if problem.exact_in else problem.buy_token)
    worth[fixed] = max(float(worth[fixed]), abs(found.primal))
    places = [rows.place[token] for token in program.tokens]
    revised = np.zeros(prices.size)
    revised[places] = np.where(worth > 0, worth / program.unit, prices[places] / prices[places].max())
    return revised
