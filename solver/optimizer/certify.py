"""An answer with its certificate, the proof of it, and a reason for every market that is not used."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

import numpy as np

from solver.domain.primitives import PoolId
from solver.domain.route import Certificate, Route
from solver.optimizer.answer import Answer
from solver.optimizer.answered import Answered, Priced, Proof
from solver.optimizer.certificate import statuses
from solver.optimizer.certificate.figures import SOMETHING, TIGHT, measures, opened, settled
from solver.optimizer.certificate.omissions import distortion
from solver.optimizer.certificate.payable import payable
from solver.optimizer.certificate.rounding import CLOSE, EPSILON, tells
from solver.optimizer.gas_use import least_gas_units, left_after_gas
from solver.optimizer.problem import RouteProblem
from solver.optimizer.program.back import flows, priced
from solver.optimizer.program.build import Program
from solver.optimizer.program.earned import earned
from solver.optimizer.program.families import shapes_of
from solver.optimizer.program.left_out import LeftOut, Reason
from solver.optimizer.program.network import Floats, Network, Optimum
from solver.optimizer.program.pruning import payable_rows

_GLANCE = 10.0
"""How many times less than what leaves a figure open a look at depths alone must find."""

_DUST, _SANE = 1e-8, 1e8
"""A decade wider than where the program draws its limits, at the prices it starts from."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """found: the optimum over all markets; net_prices: for the bound with gas; used_prices: over the markets used."""

    problem: RouteProblem
    program: Program
    found: Optimum
    net_prices: Floats
    used_prices: Floats

    @property
    def unit(self) -> float:
        """Units of the objective token that make 1.0."""
        problem = self.problem
        return float(
            self.program.unit[self.program.place(problem.buy_token if problem.exact_in else problem.sell_token)]
        )

    @property
    def worth(self) -> float:
        """Of the order, in units of the objective token, at least one."""
        return max(abs(self.supplied(self.found.prices)), 1.0)

    def most_used(self, best: Answer) -> float:
        """What the markets of the hops could give at best, in units of the objective token."""
        pools = {hop.pool for hop in best.hops}
        gains = self.gains(self.used_prices)
        return self.supplied(self.used_prices) + float(
            sum(gains[place] for place, pool in enumerate(self.program.pools) if pool in pools)
        )

    def gains(self, prices: Floats) -> Floats:
        """Best arbitrage of each market, pruned or not, in units of the objective token."""
        p = self.program
        inside = earned(p.network, p.owners, prices, len(p.pools))
        return self.unit * (inside + earned(p.aside, p.aside_owners, prices, len(p.pools)))

    def supplied(self, prices: Floats) -> float:
        """Worth of the amount that is given, below zero for EXACT_OUT, in units of the objective token."""
        return self.unit * float(self.program.network.supply @ prices)


def certified(evidence: Evidence, best: Answer, method: str, elapsed_ns: Callable[[], int]) -> Answered:
    """The answer with everything that is known about how good it is."""
    problem, program, found = evidence.problem, evidence.program, evidence.found
    objective = problem.buy_token if problem.exact_in else problem.sell_token
    sign = 1 if problem.exact_in else -1
    gains = evidence.gains(found.prices)
    dual = evidence.supplied(found.prices) + float(gains.sum())
    primal, supplied = evidence.unit * found.primal, abs(evidence.supplied(found.prices))
    gap = (dual - primal) / max(abs(primal), evidence.worth)
    delivered = sign * (best.amount_out if problem.exact_in else best.amount_in)
    score = delivered - best.gas * float(problem.gas_price_units)
    certificate = Certificate(
        method=method,
        status=statuses.of_all(found.status) if gap > TIGHT else found.status,
        primal_units=sign * primal,
        dual_bound_units=sign * dual,
        gap=gap,
        shortfall=found.shortfall * min(1.0, max(abs(primal), supplied) / max(abs(primal), evidence.worth)),
        integer_distance_units=evidence.most_used(best) - delivered,
        iterations=found.iterations,
        solve_ms=elapsed_ns() / 1e6,
        gas_bound=_gas_bound(evidence, score),
    )
    proof = Proof(
        prices=priced(program, found.prices, objective),
        flows=flows(program, found),
        net_prices=priced(program, evidence.net_prices, objective),
        used_prices=_of_used(evidence, best, priced(program, evidence.used_prices, objective)),
    )
    left_out = tuple(_reasons(evidence, best, gains))
    return Answered(as_route(problem, best, certificate), proof, left_out)


def _of_used(evidence: Evidence, best: Answer, prices: Priced) -> Priced:
    """Of the order's tokens and those of the markets of the hops."""
    problem, pools = evidence.problem, {hop.pool for hop in best.hops}
    traded = {token for market in problem.markets if market.pool in pools for token in market.tokens}
    traded |= {problem.sell_token, problem.buy_token}
    return tuple((token, price) for token, price in prices if token in traded)


def told(evidence: Evidence, made: Answered) -> bool:
    """Whether no figure is left so open by rounding that it is none, as `verify` sees it."""
    problem, proof, route = evidence.problem, made.proof, made.route
    if (route.certificate.gap or 0.0) < -CLOSE:
        return False  # flows that are worth more than any could be: some market does not grant them
    if proof is None or _told_at_a_glance(evidence, settled(problem, route)):
        return True
    unit = max(abs(route.certificate.primal_units or 0.0), evidence.worth)
    by = opened(problem, route, proof, unit)
    optimum, used, net = measures(problem, route, route.certificate)
    return tells(max(by.primal, by.dual), optimum) and tells(by.used, used) and tells(by.net, net)


def _told_at_a_glance(evidence: Evidence, paid: float) -> bool:
    """By all that markets could ever pay, at the highest prices: nearly always more than enough."""
    program, lists = evidence.program, (evidence.found.prices, evidence.net_prices, evidence.used_prices)
    worth = max(abs(evidence.supplied(prices)) for prices in lists)
    depth = sum(sum(_depths(network)) for network in (program.network, program.aside))
    highest = evidence.unit * max(float(prices.max()) for prices in lists)
    return tells(_GLANCE * max(CLOSE * worth, EPSILON * depth * highest), paid)


def _depths(network: Network) -> list[float]:
    return [float(rows.sum()) for rows in payable_rows(network)]


def _gas_bound(evidence: Evidence, score: float) -> float:
    """No choice is better by more than this fraction."""
    gains = evidence.gains(evidence.net_prices)
    left = left_after_gas(evidence.problem, evidence.program, evidence.net_prices, gains)
    most = evidence.supplied(evidence.net_prices) + float(left.sum())
    return max(0.0, most - score) / max(abs(score), 1.0)


def _reasons(evidence: Evidence, best: Answer, gains: Floats) -> Iterator[LeftOut]:
    worth = evidence.worth
    gas = least_gas_units(evidence.problem, np.flatnonzero(gains > SOMETHING * worth).tolist(), gains.size)
    hopped = {hop.pool for hop in best.hops}
    revised = replace(evidence.program, left_out=tuple(_still_true(evidence)))
    return reasons(revised, hopped, gains / worth, gas / worth)


def _still_true(evidence: Evidence) -> Iterator[LeftOut]:
    """Of the markets that the program leaves out, those for which its reason holds at the optimum's prices too."""
    problem, program = evidence.problem, evidence.program
    prices = dict(priced(program, evidence.found.prices, problem.buy_token if problem.exact_in else problem.sell_token))
    markets = {market.pool: market for market in problem.markets}
    for left in program.left_out:
        shapes = shapes_of(markets[left.pool])
        if left.reason is Reason.DUST and min(payable(shape, prices) for shape in shapes) > _DUST * evidence.worth:
            continue
        if left.reason is Reason.PRICE_INSANE and max(distortion(shape, prices) for shape in shapes) < _SANE:
            continue
        yield left


def reasons(program: Program, hopped: Collection[PoolId], gains: Floats, gas: Floats) -> Iterator[LeftOut]:
    """Of each market that no hop is on. gains, gas: of each market, by the worth of the order."""
    yield from (left for left in program.left_out if left.pool not in hopped)
    named = {left.pool for left in program.left_out} | set(hopped)
    for place, pool in enumerate(program.pools):
        if pool not in named:
            reason = Reason.COSTS_MORE_GAS if gains[place] <= gas[place] else Reason.BETTER_WITHOUT
            yield LeftOut(pool, Reason.NO_GAIN if gains[place] <= SOMETHING else reason)


def uncertified(problem: RouteProblem, best: Answer, method: str, status: str, elapsed_ns: int) -> Answered:
    """An answer that holds by its exact quotes alone."""
    certificate = Certificate(method, status, None, None, None, None, None, iterations=0, solve_ms=elapsed_ns / 1e6)
    hopped = {hop.pool for hop in best.hops}
    left_out = tuple(
        LeftOut(market.pool, Reason.BETTER_WITHOUT if shapes_of(market) else Reason.EMPTY)
        for market in problem.markets
        if market.pool not in hopped
    )
    return Answered(as_route(problem, best, certificate), None, left_out)


def as_route(problem: RouteProblem, found: Answer, certificate: Certificate) -> Route:
    """The answer as the rest of the product takes it."""
    return Route(
        side=problem.side,
        sell_token=problem.sell_token,
        buy_token=problem.buy_token,
        amount_in=found.amount_in,
        amount_out=found.amount_out,
        hops=found.hops,
        gas=found.gas,
        gas_cost_units=problem.gas_cost_units(found.gas),
        certificate=certificate,
    )
