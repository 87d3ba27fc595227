"""One price a token for fills whose named legs and hops are already whole numbers.

Order j has a fixed amount q_j of the token it names; at prices p its other leg is worth the same. With y_t what the
hops deliver net of token t, no more may be due of a token than is there:

    sales into t: q_j p_sell, buys of t: q_j p_t  <=  p_t y_t, sales of t: q_j p_t, buys that pay with t: q_j p_buy

and no limit may break. All of that is linear in p. Of such prices those are taken that leave least behind,
sum_t p_t y_t: what is left is what the traders do not get. Opposite orders leave no room between their sums, not even
for what integers round; hops that are a little smaller make some.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from scipy.optimize import linprog

from solver.domain.primitives import Address
from solver.domain.route import Hop
from solver.markets.market import Market, MarketError
from solver.optimizer.orders import Order
from solver.optimizer.program.network import Floats

_MARGIN, _EXACT = 1e-9, 1e-10
_WIDEST = 2.0
"""By what factor a price may leave the one it starts from."""


@dataclass(frozen=True, slots=True)
class Leg:
    """amount: units of the token the order names; other: fewest units it may buy for it, or most it may sell."""

    order: Order
    amount: int
    other: int


def uniform_prices(
    legs: Sequence[Leg], net: Mapping[Address, int], near: Mapping[Address, float], spare: Mapping[Address, int]
) -> dict[Address, float] | None:
    """Prices on any scale; None where no prices near these serve every order.

    net: what hops deliver of each token; spare: units of each that are there besides, for what roundings may take,
    which is a unit for each order, and a part in 1e9 of what changes hands. Where they do not suffice, prices do.
    """
    tokens = sorted({token for leg in legs for token in (leg.order.sell_token, leg.order.buy_token)})
    if any(not 0 < near.get(token, 0.0) < float("inf") for token in tokens):
        return None
    at = {token: place for place, token in enumerate(tokens)}
    worth = np.array([near[token] for token in tokens])
    rows = np.vstack([_due(legs, net, at) * worth, np.array([_limit(leg, at) for leg in legs]) * worth])
    size = np.abs(rows).max(axis=1)
    open_ended = np.count_nonzero(rows[: len(tokens)], axis=1) > 1  # other rows do not depend on prices
    for place in np.flatnonzero(open_ended):
        needed = _roundings(legs, tokens[place]) * worth[place] + _MARGIN * size[place]
        rows[place, place] += max(0.0, needed - _there(legs, tokens[place], spare) * worth[place])
    kept = np.concatenate([open_ended, np.ones(len(legs), np.bool_)])
    rows = rows[kept] / size[kept, None]
    left = np.array([float(net.get(token, 0)) for token in tokens]) * worth
    bounds = [(1.0, 1.0), *[(1 / _WIDEST, _WIDEST)] * (len(tokens) - 1)]
    done = linprog(
        left / max(float(np.abs(left).max()), 1e-300),
        A_ub=rows,
        b_ub=np.zeros(len(rows)),
        bounds=bounds,
        method="highs",
        options={"primal_feasibility_tolerance": _EXACT, "dual_feasibility_tolerance": _EXACT},
    )
    if done.status != 0:
        return None
    return dict(zip(tokens, (done.x * worth).tolist(), strict=True))


def lessened(hops: Sequence[Hop], markets: Sequence[Market], part: Fraction) -> tuple[Hop, ...] | None:
    """Every hop with that part of its input, and what it then pays; None where a market refuses.

    Markets pay no less for a unit when less is spent: hops that could run can run still, but for what integers round.
    """
    pools, found = {market.pool: market for market in markets}, list[Hop]()
    for hop in hops:
        spent = hop.amount_in * part.numerator // part.denominator
        try:
            paid, pools[hop.pool] = pools[hop.pool].swap(hop.token_in, hop.token_out, spent)
        except MarketError:
            return None
        if not paid:
            return None
        found.append(replace(hop, amount_in=spent, amount_out=paid))
    return tuple(found)


def delivered(hops: Sequence[Hop]) -> dict[Address, int]:
    """What hops pay less what they take, by token."""
    net: dict[Address, int] = {}
    for hop in hops:
        net[hop.token_in] = net.get(hop.token_in, 0) - hop.amount_in
        net[hop.token_out] = net.get(hop.token_out, 0) + hop.amount_out
    return net


def _due(legs: Sequence[Leg], net: Mapping[Address, int], at: Mapping[Address, int]) -> Floats:
    """Row t by p: what is due of token t, less what is there."""
    rows = np.zeros((len(at), len(at)))
    for token, place in at.items():
        rows[place, place] -= float(net.get(token, 0))
    for leg in legs:
        sell, buy, amount = at[leg.order.sell_token], at[leg.order.buy_token], float(leg.amount)
        if leg.order.exact_in:
            rows[buy, sell] += amount
            rows[sell, sell] -= amount
        else:
            rows[buy, buy] += amount
            rows[sell, buy] -= amount
    return rows


def _limit(leg: Leg, at: Mapping[Address, int]) -> list[float]:
    """Not above zero where the limit holds by more than floats err."""
    row = [0.0] * len(at)
    sell, buy = at[leg.order.sell_token], at[leg.order.buy_token]
    if leg.order.exact_in:
        row[sell], row[buy] = -float(leg.amount), leg.other * (1 + _MARGIN)
    else:
        row[sell], row[buy] = -leg.other * (1 - _MARGIN), float(leg.amount)
    return row


def _there(legs: Sequence[Leg], token: Address, spare: Mapping[Address, int]) -> int:
    """None of a token that buys pay with: what their payment lacks, hops may lack."""
    paid_with = any(leg.order.sell_token == token and not leg.order.exact_in for leg in legs)
    return 0 if paid_with else spare.get(token, 0)


def _roundings(legs: Sequence[Leg], token: Address) -> float:
    """Units of a token that roundings may take: of each sale into it, and of each buy that pays with it."""
    return float(sum(token == (leg.order.buy_token if leg.order.exact_in else leg.order.sell_token) for leg in legs))
