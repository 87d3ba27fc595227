"""A bound on every answer, from prices alone.

For any prices p >= 0 with p(objective token) = 1, Lagrange duality gives, whatever the solver did to find them,

    EXACT_IN:   no route receives more than  p(sell) amount + sum over markets of the best arbitrage at p
    EXACT_OUT:  no route spends less than    p(buy) amount  - sum over markets of the best arbitrage at p

and the best arbitrage of each market is closed. The markets are continuous and without gas.

A stable pool keeps its fee (less the owner's share a) in its balances, so a later hop on the same pool starts from a
richer one, and may beat the bound. By at most this: a hop that pays g before the fee f leaves f (1-a) g of that coin
behind; the later hop is then no better than a trade from the poorer pool to which the trader adds those coins free of
charge, and at prices p they are worth p f (1-a) g. Routes with one hop on each stable pool are bounded as stated.
"""

import numpy as np

from solver.markets.stable_swap.arbitrage import Coin, most_earned
from solver.optimizer.forms import Floats, Forms, StableForm


def dual_bound(given: Forms, prices: Floats, believed: dict[int, tuple[float, ...]]) -> float:
    """In the objective token's unit; believed: net input of a stable pool's coins by market, the start of a search."""
    earned = float(np.sum(piece_arbitrage(given, prices)))
    for form in given.stables:
        earned += _stable_arbitrage(form, prices, believed.get(form.market, (0.0,) * len(form.tokens)))
    if given.exact_in:
        return float(prices[given.sell]) * given.amount + earned
    return float(prices[given.buy]) * given.amount - earned


def piece_arbitrage(given: Forms, prices: Floats) -> Floats:
    """Most that each piece alone earns."""
    p = given.pieces
    cost, gain = prices[p.token_in], prices[p.token_out]
    with np.errstate(divide="ignore", invalid="ignore"):
        best = (np.sqrt(p.reserve_in * p.reserve_out * p.keep * gain / cost) - p.reserve_in) / p.keep
    # Input that costs nothing is taken without end: as the whole of what the piece can pay.
    spends = np.clip(np.where(cost > 0, best, np.inf), 0.0, p.capacity)
    with np.errstate(invalid="ignore"):
        paid = np.where(np.isfinite(spends), p.pays(spends), p.reserve_out)
        costs = np.where(cost > 0, cost * spends, 0.0)
    return np.asarray(np.maximum(gain * paid - costs, 0.0))


def _stable_arbitrage(form: StableForm, prices: Floats, net_input: tuple[float, ...]) -> float:
    coins, changes = [], []
    for i, token in enumerate(form.tokens):
        worth = form.curve.balances[i] * float(prices[token]) if token is not None else 0.0
        cost = worth if form.can_add[i] else np.inf
        gain = worth * form.curve.keep if form.can_take[i] else 0.0
        coins.append(Coin(form.curve.shares[i], cost, gain))
        changes.append(net_input[i] / form.curve.balances[i])
    return most_earned(coins, changes)
