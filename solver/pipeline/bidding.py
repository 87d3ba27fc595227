"""From a route to a bid that our own node has seen settle, and placing it."""

from solver.bundles.bid import price
from solver.bundles.fees import Fees
from solver.domain.auction import Bid, Listing
from solver.domain.ending import Declined, Reason
from solver.domain.events import BidPlaced
from solver.domain.route import Route
from solver.optimizer.problem import RouteProblem
from solver.pipeline.fill import WouldFail, expected_award, explained_gas, settlement, simulated, transaction
from solver.pipeline.patience import Patience, patiently
from solver.pipeline.solver import Draft, Offer, Solution, Solver
from solver.ports import Refused, Unreachable

_TRIES = 2
_GAS_ROOM = 50
"""One part in this many more than was measured: another amount is other calldata."""

_PLACING = Patience(budget_s=8.0)
_UNCERTAIN = frozenset({"auction_closed", "bid_already_placed"})
"""Answers after which a bid of ours may stand all the same: an earlier try may have arrived. The result tells."""


async def offered(
    solver: Solver, draft: Draft, solution: Solution, promised: Route, *, asked: RouteProblem, fees: Fees
) -> Offer | Declined:
    """The policy's bid, once its settlement has run on our own node for no more gas than the bid pays for.

    promised: the solution's route with no better amounts than we stand by. The trader's own code runs in it and may
    burn any gas, so the estimate alone is not trusted. Raises PortError.
    """
    gas, used = explained_gas(solution.route), 0
    for _ in range(_TRIES):
        bid = _priced(solver, draft, promised, asked.gas_cost_units(gas))
        if isinstance(bid, Declined):
            return bid
        offer = Offer(draft.listing, draft.verified, draft.plan, solution, bid, gas)
        rehearsed = await _rehearsed(solver, offer, solution, fees)
        if isinstance(rehearsed, Declined):
            return rehearsed
        used = rehearsed
        if used <= gas:
            return offer
        gas = used + used // _GAS_ROOM
    return Declined(Reason.SIMULATION_FAILED, f"uses {used} gas, and more at every try")


def _priced(solver: Solver, draft: Draft, route: Route, gas_cost_units: int) -> Bid | Declined:
    """The bid that the operator's policy makes of a route."""
    made = price(draft.plan, route, solver.settings.bid, gas_cost_units)
    return made if isinstance(made, Declined) else Bid(draft.listing.auction_id, solver.settings.executor, made.amount)


async def _rehearsed(solver: Solver, offer: Offer, solution: Solution, fees: Fees) -> int | Declined:
    """Gas that the settlement uses with the award we expect. Raises PortError."""
    verified, block = offer.verified, solution.block
    award = expected_award(verified, offer.bid, block, offer.plan.side)
    calldata = settlement(solver, verified, award, solution.route, block)
    if isinstance(calldata, WouldFail):
        return Declined(Reason.SIMULATION_FAILED, calldata.detail)
    trial = transaction(solver, calldata, fees, await solver.chain.nonce(solver.execution.address))
    outcome = await simulated(solver, (), trial, block, trusting=verified.signed.intent.cosign.cosigner)
    if isinstance(outcome, WouldFail):
        return Declined(Reason.SIMULATION_FAILED, outcome.detail)
    return outcome.gas_used


async def place(solver: Solver, offer: Offer) -> Declined | None:
    """Record the bid, then send it; None when it stands or may stand."""
    await solver.recorder.record(BidPlaced(offer.bid.auction_id, offer.bid))
    return await send(solver, offer.listing, offer.bid)


async def send(solver: Solver, listing: Listing, bid: Bid) -> Declined | None:
    """Send a bid that is recorded; the same one again changes nothing."""
    try:
        await patiently(lambda: solver.house.bid(bid), _PLACING, solver.chance)
    except Unreachable as error:
        await solver.recorder.trouble("bid", error)
    except Refused as error:
        await solver.recorder.trouble("bid", error)
        if error.code == "below_limit":
            return Declined(Reason.UNREACHABLE_LIMIT, error.detail)
        if error.code not in _UNCERTAIN:
            return Declined(Reason.TOO_LATE, f"bid of {listing.auction_id[:10]} refused: {error.code}: {error.detail}")
    return None
