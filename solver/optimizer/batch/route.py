"""The entry for several orders: routed together and one by one, the better of the two."""

import time
from collections.abc import Callable, Mapping
from fractions import Fraction

from solver.domain.primitives import Address
from solver.optimizer.answer import NoRoute, Refusal
from solver.optimizer.batch.carrying_out import Carried, carried_out
from solver.optimizer.batch.endings import BatchCertificate, BatchProof, BatchRoute, Fill, Method, Unfilled, at_prices
from solver.optimizer.batch.jointly import Joint, gas_costs, jointly
from solver.optimizer.batch.layers import alongside, beyond_reach, following, parted
from solver.optimizer.batch.one_by_one import Sequence, one_by_one
from solver.optimizer.batch.statement import Numbered, token_prices, token_values
from solver.optimizer.certify import reasons
from solver.optimizer.orders import BatchProblem, Order
from solver.optimizer.program.earned import earned
from solver.optimizer.program.families import shapes_of
from solver.optimizer.program.left_out import LeftOut, Reason
from solver.optimizer.program.rows import Rows, rows

Values = Mapping[Address, Fraction]


def route_batch(problem: BatchProblem, monotonic_ns: Callable[[], int] = time.monotonic_ns) -> BatchRoute | NoRoute:
    """Every order filled within its limit or not at all; surplus net of gas never below that of one by one.

    Orders that the markets could by far not fill are a batch of their own, on what the others leave of the markets:
    they are filled only at the others' prices, and are not counted one by one.
    """
    begin = monotonic_ns()

    def elapsed_ns() -> int:
        return monotonic_ns() - begin

    made = rows(problem.markets)
    far = beyond_reach(made, problem)
    if not 0 < len(far) < len(problem.orders):
        return _together(made, problem, elapsed_ns)
    near, rest = parted(problem, far)
    first = _together(made, near, elapsed_ns)
    if isinstance(first, NoRoute):
        return _together(made, problem, elapsed_ns)
    left = following(rest, first, unit_values(made, near))
    return alongside(problem, far, first, _together(rows(left.markets), left, elapsed_ns))


def _together(made: Rows, problem: BatchProblem, elapsed_ns: Callable[[], int]) -> BatchRoute | NoRoute:
    values = unit_values(made, problem)
    alone = one_by_one(problem, values)
    joint = jointly(made, problem, _possible(problem, alone), _spends(problem, alone))
    together = None if joint is None else carried_out(problem.markets, joint, _gas_price(problem, values))
    one, other = (net_surplus(problem, values, found) for found in (together, alone))
    if not any(isinstance(fill, Fill) for fill in alone.fills.values()) and not isinstance(together, Carried):
        return NoRoute(Refusal.INSUFFICIENT_LIQUIDITY, f"none of {len(problem.orders)} orders can be filled")
    if joint is not None and isinstance(together, Carried) and (other is None or (one is not None and one >= other)):
        return _joint(problem, values, (joint, together), other, elapsed_ns())
    bounding = joint if joint is not None and _bounds(joint, problem, alone) else None
    return _sequence(problem, values, (alone, bounding), one, elapsed_ns())


def unit_values(made: Rows, problem: BatchProblem) -> dict[Address, Fraction]:
    """Of a unit of each token of which anything is known, in the batch's value."""
    extended, prices = token_prices(made, dict(enumerate(problem.orders)))
    found = token_values(extended, problem, prices)
    named = {token: Fraction(value) for token, value in zip(extended.tokens, found.tolist(), strict=True) if value > 0}
    return named | dict(problem.values)


def net_surplus(problem: BatchProblem, values: Values, found: object) -> Fraction | None:
    """In the batch's value, less gas; None where nothing was found."""
    if not isinstance(found, Carried | Sequence):
        return None
    return surplus(problem, values, found.fills) - found.gas * _gas_price(problem, values)


def surplus(problem: BatchProblem, values: Values, fills: Mapping[int, Fill | Unfilled]) -> Fraction:
    """What fills are better than their limits, in the batch's value."""
    total = Fraction(0)
    for number, fill in fills.items():
        if isinstance(fill, Fill):
            order = problem.orders[number]
            total += values.get(order.surplus_token, Fraction(0)) * _better(order, fill)
    return total


def _better(order: Order, fill: Fill) -> Fraction:
    """Units of the surplus token beyond the limit; without one all that is bought, or minus all that is sold."""
    if order.exact_in:
        return fill.bought - (order.limit or Fraction(0)) * fill.sold
    return (fill.bought / order.limit if order.limit is not None else Fraction(0)) - fill.sold


def _possible(problem: BatchProblem, alone: Sequence) -> Numbered:
    """All, less those that must buy an amount at any price and cannot even alone."""
    return {
        n: order
        for n, order in enumerate(problem.orders)
        if order.exact_in or order.limit is not None or isinstance(alone.fills[n], Fill)
    }


def _spends(problem: BatchProblem, alone: Sequence) -> dict[int, int]:
    """What an order that buys at any price pays alone is the most it pays."""
    return {
        n: fill.sold
        for n, fill in alone.fills.items()
        if isinstance(fill, Fill) and problem.orders[n].limit is None and not problem.orders[n].exact_in
    }


def _joint(
    problem: BatchProblem, values: Values, both: tuple[Joint, Carried], rival: Fraction | None, elapsed_ns: int
) -> BatchRoute:
    joint, found = both
    stated = joint.settled.stated
    places = range(len(problem.orders))
    cleared = zip(stated.program.tokens, joint.settled.cleared.prices, stated.program.unit, strict=True)
    named = _named(problem)
    prices = {token: float(price) * stated.worth / float(unit) for token, price, unit in cleared if token in named}
    fills = [found.fills.get(n) or joint.unfilled.get(n, Unfilled.BEYOND_ITS_LIMIT) for n in places]
    return BatchRoute(
        fills=tuple(fills),
        hops=found.hops,
        gas=found.gas,
        prices=prices,
        uniform=all(at_prices(fill, problem.orders[n], prices) for n, fill in found.fills.items()),
        method=Method.JOINTLY,
        left=found.left,
        left_out=_left_out(problem, joint, found),
        rival_surplus=None if rival is None else float(rival),
        values=_counted(problem, values),
        proof=_proof(problem, values, joint),
        certificate=BatchCertificate(
            bound=joint.bound,
            surplus=float(surplus(problem, values, found.fills)),
            gas=float(found.gas * _gas_price(problem, values)),
            gap=joint.found.gap,
            shortfall=joint.found.shortfall,
            iterations=joint.found.iterations,
            solves=joint.settled.solves,
            solve_ms=elapsed_ns / 1e6,
        ),
    )


def _bounds(joint: Joint, problem: BatchProblem, found: Sequence) -> bool:
    """Whether the joint program's bound speaks of all orders that one by one are filled."""
    return all(n in joint.whole.orders for n in range(len(problem.orders)) if isinstance(found.fills[n], Fill))


def _sequence(
    problem: BatchProblem,
    values: Values,
    both: tuple[Sequence, Joint | None],
    rival: Fraction | None,
    elapsed_ns: int,
) -> BatchRoute:
    """One by one was better; what the joint program proves holds of it too."""
    found, joint = both
    hopped = {hop.pool for hop in found.hops}
    unused = (market for market in problem.markets if market.pool not in hopped)
    return BatchRoute(
        fills=tuple(found.fills[n] for n in range(len(problem.orders))),
        hops=found.hops,
        gas=found.gas,
        prices={token: float(values[token]) for token in _named(problem) if token in values},
        uniform=False,
        method=Method.ONE_BY_ONE,
        left=found.left,
        left_out=tuple(LeftOut(m.pool, Reason.BETTER_WITHOUT if shapes_of(m) else Reason.EMPTY) for m in unused),
        rival_surplus=None if rival is None else float(rival),
        values=_counted(problem, values),
        proof=None if joint is None else _proof(problem, values, joint),
        certificate=BatchCertificate(
            bound=None if joint is None else joint.bound,
            surplus=float(surplus(problem, values, found.fills)),
            gas=float(found.gas * _gas_price(problem, values)),
            gap=None if joint is None else joint.found.gap,
            shortfall=None if joint is None else joint.found.shortfall,
            iterations=0 if joint is None else joint.found.iterations,
            solves=0 if joint is None else joint.settled.solves,
            solve_ms=elapsed_ns / 1e6,
        ),
    )


def _counted(problem: BatchProblem, values: Values) -> dict[Address, float]:
    return {token: float(values[token]) for token in {*_named(problem), problem.gas_token} if token in values}


def _proof(problem: BatchProblem, values: Values, joint: Joint) -> BatchProof:
    whole = joint.whole
    prices = joint.found.prices * whole.worth / whole.program.unit
    return BatchProof(
        prices=dict(zip(whole.program.tokens, prices.tolist(), strict=True)),
        values=_counted(problem, values),
        spends=dict(joint.spends),
        without=frozenset(range(len(problem.orders))) - whole.orders.keys(),
    )


def _gas_price(problem: BatchProblem, values: Values) -> Fraction:
    """Of one gas, in the batch's value."""
    return problem.gas_price_units * values.get(problem.gas_token, Fraction(0))


def _named(problem: BatchProblem) -> list[Address]:
    return sorted({token for order in problem.orders for token in (order.sell_token, order.buy_token)})


def _left_out(problem: BatchProblem, joint: Joint, found: Carried) -> tuple[LeftOut, ...]:
    program, prices = joint.whole.program, joint.found.prices
    gains = earned(program.network, program.owners, prices, len(program.pools))
    gains += earned(program.aside, program.aside_owners, prices, len(program.pools))
    gas = gas_costs(joint.whole, problem, problem.markets)
    return tuple(reasons(program, {hop.pool for hop in found.hops}, gains, gas))
