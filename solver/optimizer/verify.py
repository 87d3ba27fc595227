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

from solver.optimizer.answered import Answered
from solver.optimizer.certificate import statuses
from solver.optimizer.certificate.figures import TIGHT, Proven, measures, prove, score_of
from solver.optimizer.certificate.forms import flow_faults, price_faults
from solver.optimizer.certificate.left_over import left_over_faults
from solver.optimizer.certificate.omissions import omission_faults
from solver.optimizer.certificate.replay import replayed
from solver.optimizer.certificate.rounding import CLOSE, tells
from solver.optimizer.problem import RouteProblem


class Claim(StrEnum):
    """What of an answer does not hold."""

    ORDER = "order"
    HOPS = "hops"
    AMOUNTS = "amounts"
    LEFT_OVER = "left_over"
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
    METHOD = "method"
    STATUS = "status"


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
    faults = [*_hop_faults(problem, answered), *_order_faults(problem, answered), *_word_faults(answered)]
    proof = answered.proof
    malformed = []
    if proof is not None:
        malformed = [Fault(Claim.PRICES, detail) for detail in price_faults(problem, answered.route, proof)]
        malformed += [Fault(Claim.FLOWS, detail) for detail in flow_faults(problem, proof)]
    if proof is None or malformed:
        bare = replace(answered, proof=None)
        faults += [Fault(Claim.LEFT_OUT, detail) for detail in omission_faults(problem, bare)]
        return Verification((*faults, *(malformed or _unproven_faults(answered))), None)
    faults += [Fault(Claim.LEFT_OUT, detail) for detail in omission_faults(problem, answered)]
    proven, overdrawn = prove(problem, answered.route, proof)
    faults += [Fault(Claim.FLOWS, detail) for detail in overdrawn]
    return Verification((*faults, *_figure_faults(problem, answered, proven)), proven)


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
    sold = problem.sell_token, route.amount_in
    done = replayed(route.hops, problem.markets, dict([sold]))
    yield from (Fault(Claim.HOPS, fault) for fault in done.faults)
    yield from (Fault(Claim.LEFT_OVER, fault) for fault in left_over_faults(done, route.hops, sold, problem.buy_token))
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


def _word_faults(answered: Answered) -> Iterable[Fault]:
    stated = answered.route.certificate
    if stated.method not in (*statuses.SOLVERS, statuses.SINGLE_PATH, statuses.GRID):
        yield Fault(Claim.METHOD, stated.method)
    elif not statuses.known(stated, proven=answered.proof is not None):
        yield Fault(Claim.STATUS, f"{stated.status} of {stated.method}")


def _figure_faults(problem: RouteProblem, answered: Answered, proven: Proven) -> Iterable[Fault]:
    """Figures of the certificate that the proof does not bear out, or that floats cannot tell."""
    stated, unit, open_by = answered.route.certificate, proven.unit, proven.open_by
    score = max(abs(score_of(problem, answered.route)), 1.0)
    reached, used, net = measures(problem, answered.route, proven)
    figures = (
        (Claim.PRIMAL, stated.primal_units, proven.primal_units, open_by.primal, 1.0, reached),
        (Claim.DUAL, stated.dual_bound_units, proven.dual_bound_units, open_by.dual, 1.0, reached),
        (Claim.GAP, stated.gap, proven.gap, open_by.dual, unit, reached),
        (Claim.SHORTFALL, stated.shortfall, proven.shortfall, open_by.primal, unit, reached),
        (Claim.INTEGER_DISTANCE, stated.integer_distance_units, proven.integer_distance_units, open_by.used, 1.0, used),
        (Claim.GAS_BOUND, stated.gas_bound, proven.gas_bound, open_by.net, score, net),
    )
    for claim, value, right, open_units, divisor, measure in figures:
        slack = open_units / divisor + CLOSE * abs(right)
        if not tells(open_units, measure):
            yield Fault(claim, f"rounding leaves open {open_units} units of {measure}")
        elif value is None or not (value == right or abs(value - right) <= slack):
            yield Fault(claim, f"{value}; it is {right}")
    if stated.status == statuses.OPTIMAL and not max(abs(proven.gap), proven.shortfall) <= TIGHT + open_by.dual / unit:
        yield Fault(Claim.STATUS, f"optimal, with a gap of {proven.gap} and a shortfall of {proven.shortfall}")
