"""Everything a certificate says, computed again from the problem and the answer alone, without any solver.

With s = 1 for EXACT_IN and -1 for EXACT_OUT, prices p in the objective token (whose own price is one), and the best
arbitrage a_m of market m at p, nothing is worth more than

    D(p) = s p(fixed token) amount + sum_m a_m(p),    net of gas more than    s p amount + sum_m max(0, a_m - gas_m),

whatever p >= 0 is, for real numbers and one trade with each market: a further hop on a pool is paid better for the fee
that the one before left there (a tenth of a basis point was seen). The primal is what the flows are worth once each
market has granted no more than it pays, less what is missing of any token, at p.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from solver.domain.primitives import PoolId
from solver.optimizer.answered import Answered, Proof
from solver.optimizer.certificate.figures import CLOSE, Proven, order_worth, prove
from solver.optimizer.certificate.omissions import omission_faults
from solver.optimizer.certificate.replay import replayed
from solver.optimizer.problem import RouteProblem


class Claim(StrEnum):
    """What of an answer does not hold."""

    ORDER = "order"
    HOPS = "hops"
    AMOUNTS = "amounts"
    GAS = "gas"
    PRICES = "prices"
    FLOWS = "flows"
    DUAL = "dual_bound_units"
    PRIMAL = "primal_units"
    GAP = "gap"
    SHORTFALL = "shortfall"
    INTEGER_DISTANCE = "integer_distance_units"
    GAS_BOUND = "gas_bound"
    LEFT_OUT = "left_out"
    COUNTS = "counts"


@dataclass(frozen=True, slots=True)
class Fault:
    """One claim that is wrong; detail is one line."""

    claim: Claim
    detail: str


@dataclass(frozen=True, slots=True)
class Verification:
    """proven: None where the answer carries no proof, or one that is not of this problem."""

    faults: tuple[Fault, ...]
    proven: Proven | None

    @property
    def holds(self) -> bool:
        """Whether every claim is right."""
        return not self.faults


def verify(problem: RouteProblem, answered: Answered) -> Verification:
    """Integers first, then the proof."""
    faults = [*_hop_faults(problem, answered), *_order_faults(problem, answered)]
    proof = answered.proof
    malformed = [] if proof is None else list(_malformed(problem, answered, proof))
    if proof is None or malformed:
        bare = replace(answered, proof=None)
        faults += [Fault(Claim.LEFT_OUT, detail) for detail in omission_faults(problem, bare)]
        return Verification((*faults, *(malformed or _unproven_faults(answered))), None)
    faults += [Fault(Claim.LEFT_OUT, detail) for detail in omission_faults(problem, answered)]
    proven, overdrawn = prove(problem, answered.route, proof)
    faults += [Fault(Claim.FLOWS, detail) for detail in overdrawn]
    return Verification((*faults, *_figure_faults(problem, answered, proven, proof)), proven)


def _order_faults(problem: RouteProblem, answered: Answered) -> Iterable[Fault]:
    route = answered.route
    if (route.side, route.sell_token, route.buy_token) != (problem.side, problem.sell_token, problem.buy_token):
        yield Fault(Claim.ORDER, f"answers {route.side} {route.sell_token} to {route.buy_token}")
    if problem.exact_in and route.amount_in != problem.amount:
        yield Fault(Claim.AMOUNTS, f"spends {route.amount_in} of {problem.amount}")
    if not problem.exact_in and route.amount_out < problem.amount:
        yield Fault(Claim.AMOUNTS, f"delivers {route.amount_out} of {problem.amount}")
    certificate = route.certificate
    if certificate.iterations < 0 or not 0 <= certificate.solve_ms < math.inf:
        yield Fault(Claim.COUNTS, f"{certificate.iterations} iterations, {certificate.solve_ms} ms")


def _hop_faults(problem: RouteProblem, answered: Answered) -> Iterable[Fault]:
    route = answered.route
    done = replayed(route.hops, problem.markets, {problem.sell_token: route.amount_in})
    yield from (Fault(Claim.HOPS, fault) for fault in done.faults)
    delivered, unspent = (done.purse.get(token, 0) for token in (problem.buy_token, problem.sell_token))
    returned = any(hop.token_out == problem.sell_token for hop in route.hops)
    if delivered != route.amount_out or (unspent and not returned):
        yield Fault(Claim.AMOUNTS, f"the hops deliver {delivered}, not {route.amount_out}, and leave {unspent} unspent")
    if (route.gas, route.gas_cost_units) != (done.gas, problem.gas_cost_units(done.gas)):
        yield Fault(Claim.GAS, f"{route.gas} gas at {route.gas_cost_units} units; it is {done.gas}")


def _unproven_faults(answered: Answered) -> Iterable[Fault]:
    figures = answered.route.certificate
    stated = {
        Claim.PRIMAL: figures.primal_units,
        Claim.DUAL: figures.dual_bound_units,
        Claim.GAP: figures.gap,
        Claim.SHORTFALL: figures.shortfall,
        Claim.INTEGER_DISTANCE: figures.integer_distance_units,
        Claim.GAS_BOUND: figures.gas_bound,
    }
    yield from (Fault(claim, f"{value} without a proof") for claim, value in stated.items() if value is not None)


def _malformed(problem: RouteProblem, answered: Answered, proof: Proof) -> Iterable[Fault]:
    objective = problem.buy_token if problem.exact_in else problem.sell_token
    tokens = {token for market in problem.markets for token in market.tokens}
    for name, priced in (("", proof.prices), ("net ", proof.net_prices), ("used ", proof.used_prices)):
        prices = dict(priced)
        if len(prices) != len(priced) or not {problem.sell_token, problem.buy_token} <= prices.keys() <= tokens:
            yield Fault(Claim.PRICES, f"{name}prices of other tokens than the order's and the markets'")
        elif prices[objective] != 1.0 or not all(0 <= price < math.inf for price in prices.values()):
            yield Fault(Claim.PRICES, f"{name}prices are not in units of {objective}, or below zero")
    if {token for token, _ in proof.prices} != {token for token, _ in proof.net_prices}:
        yield Fault(Claim.PRICES, "net prices are of other tokens")
    hopped = {token for hop in answered.route.hops for token in (hop.token_in, hop.token_out)}
    if not hopped <= {token for token, _ in proof.used_prices}:
        yield Fault(Claim.PRICES, "used prices lack a token of a hop")
    by_pool = {market.pool: market for market in problem.markets}
    seen = set[PoolId]()
    for flow in proof.flows:
        market = by_pool.get(flow.pool)
        if flow.pool in seen or market is None or not {t for t, _ in flow.net} <= set(market.tokens):
            yield Fault(Claim.FLOWS, f"{flow.pool} is no market, trades other tokens, or is named twice")
        if not all(math.isfinite(amount) for _, amount in flow.net):
            yield Fault(Claim.FLOWS, f"{flow.pool} moves {flow.net}")
        seen.add(flow.pool)


def _figure_faults(problem: RouteProblem, answered: Answered, proven: Proven, proof: Proof) -> Iterable[Fault]:
    """Figures of the certificate that the proof does not bear out."""
    stated = answered.route.certificate
    unit = max(order_worth(problem, dict(proof.prices)), abs(proven.primal_units))
    route = answered.route
    score = abs(problem.score(route.amount_in, route.amount_out, route.gas))
    figures = (
        (Claim.PRIMAL, stated.primal_units, proven.primal_units, 1.0),
        (Claim.DUAL, stated.dual_bound_units, proven.dual_bound_units, 1.0),
        (Claim.GAP, stated.gap, proven.gap, unit),
        (Claim.SHORTFALL, stated.shortfall, proven.shortfall, unit),
        (Claim.INTEGER_DISTANCE, stated.integer_distance_units, proven.integer_distance_units, 1.0),
        (Claim.GAS_BOUND, stated.gas_bound, proven.gas_bound, max(score, 1)),
    )
    for claim, value, right, divisor in figures:
        slack = (CLOSE * unit + proven.rounding) / divisor + CLOSE * abs(right)
        if value is None or not (value == right or abs(value - right) <= slack):
            yield Fault(claim, f"{value}; it is {right}")
