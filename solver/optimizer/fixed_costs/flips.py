"""Around branch and bound: reduced-cost fixing, flips of what is nearly undecided, and the whole search."""

import numpy as np

from solver.optimizer.dual.compiled import compiled
from solver.optimizer.fixed_costs.branching import Search, beats, keep_better, search_tree, visit, worth
from solver.optimizer.fixed_costs.envelope import Case, earnings, stage_end
from solver.optimizer.fixed_costs.water import FROM, RATE, Floats, Places, arbitrage, brings, level, share

_CANDIDATES = 12
_ROUNDS = 6


@compiled
def fix(case: Case, search: Search, most: float, at: float, slack: Floats) -> int:
    """Close and pay for what every better answer must, by reduced costs at a level; how many stay undecided.

    slack: by market, what its second-best option costs against its best
    """
    undecided = 0
    for market in range(len(search.low)):
        low, high = search.low[market], search.high[market]
        rest = most - earnings(case, market, low, high, at)
        first, last, option, best, second = high, low, low, -np.inf, -np.inf
        while True:
            here = rest + earnings(case, market, option, option, at)
            best, second = max(best, here), max(second, min(best, here))
            if beats(here, search.worth[0]):
                first, last = min(first, option), max(last, option)
            if option >= high:
                break
            option = stage_end(case.rows, option, high)
        slack[market] = best - second
        if first <= last:
            search.low[market], search.high[market] = first, last
        undecided += 1 if first < last else 0
    return undecided


@compiled
def _try_markets_alone(case: Case, search: Search) -> None:
    best, chosen, whole = -np.inf, -1, case.start[1:]
    for market in range(len(whole)):
        value = worth(case, whole, search, market, market + 1)
        if value > best:
            best, chosen = value, market
    if chosen >= 0:
        search.depth[:] = case.start[:-1]
        search.depth[chosen] = whole[chosen]
        keep_better(case, search.depth, search)


@compiled
def _lowered(case: Case, search: Search, market: int) -> int:
    """One stage less than in the answer at hand."""
    option = int(case.start[market])
    while option < search.depth[market]:
        end = stage_end(case.rows, option, case.start[market + 1])
        if end >= search.depth[market]:
            break
        option = end
    return option


@compiled
def _raised(case: Case, search: Search, market: int) -> int:
    """One stage more than in the answer at hand."""
    here, end = int(search.depth[market]), int(case.start[market + 1])
    return stage_end(case.rows, here, end) if here < end else end


@compiled
def _flip(case: Case, search: Search, candidates: Places) -> bool:
    """Try each candidate one stage less and one more."""
    improved = False
    for market in candidates:
        for raise_it in (False, True):
            here = search.depth[market]
            search.depth[market] = _raised(case, search, market) if raise_it else _lowered(case, search, market)
            if search.depth[market] != here and keep_better(case, search.depth, search):
                improved = True
            else:
                search.depth[market] = here
    return improved


@compiled
def _swap(case: Case, search: Search, candidates: Places) -> bool:
    """Try each pair of candidates, one a stage less and the other one more."""
    for one in candidates:
        for other in candidates:
            here, there = search.depth[one], search.depth[other]
            less, more = _lowered(case, search, one), _raised(case, search, other)
            if one == other or less == here or more == there:
                continue
            search.depth[one], search.depth[other] = less, more
            if keep_better(case, search.depth, search):
                return True
            search.depth[one], search.depth[other] = here, there
    return False


@compiled
def polish(case: Case, search: Search, slack: Floats) -> None:
    """Add, drop and swap the markets whose decision costs least to change, until none gains."""
    order = np.argsort(slack)
    open_ = search.low[order] < search.high[order]
    candidates = order[open_][:_CANDIDATES]
    search.depth[:] = search.best
    for _ in range(_ROUNDS):
        if not _flip(case, search, candidates) and not _swap(case, search, candidates):
            return


@compiled
def search_all(case: Case, search: Search, budget: int) -> tuple[float, float, float, int, int]:
    """Upper bound, Lagrangian bound at the root and its level, markets it leaves undecided, nodes visited."""
    root, at, fork = visit(case, search)
    if fork.market < 0 or not beats(root, search.worth[0]):
        return max(root, search.worth[0]), root, at, 0, 1
    _try_markets_alone(case, search)
    slack = np.empty(len(search.low))
    fix(case, search, root, at, slack)
    polish(case, search, slack)
    undecided = fix(case, search, root, at, slack)
    most, nodes = search_tree(case, search, budget)
    return most, root, at, undecided, nodes + 1


@compiled
def tell(case: Case, search: Search, amounts: Floats, brought: Floats, rows: Places) -> float:
    """The best answer by market: amounts, what they bring, rows that get anything; its level is returned."""
    count = 0
    for market in range(len(amounts)):
        for i in range(case.start[market], search.best[market]):
            search.rows[count] = case.rows[i]
            count += 1
    filled = level(search.rows, count, case.order)
    share(search.rows, count, filled, case.order, search.amounts)
    count = 0
    for market in range(len(amounts)):
        amounts[market] = brought[market] = 0.0
        rows[market] = 0
        for i in range(case.start[market], search.best[market]):
            amount = search.amounts[count]
            amounts[market] += amount
            brought[market] += brings(case.rows[i, RATE], case.rows[i, FROM], amount, case.base, case.sign)
            rows[market] += 1 if amount > 0.0 else 0
            count += 1
    return filled[0]


@compiled
def unused_worth(case: Case, at: float, gross: Floats, net: Floats) -> None:
    """By market, what it could earn at a level before costs and after, at best."""
    for market in range(len(gross)):
        first, last = case.start[market], case.start[market + 1]
        gross[market], net[market] = 0.0, earnings(case, market, first, last, at)
        for i in range(first, last):
            gross[market] += arbitrage(case.rows, i, at, case.base, case.sign)
