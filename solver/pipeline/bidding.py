"""From a route to a bid that our own node has seen settle, and placing it."""

from solver.bundles.bid import price
from solver.bundles.fees import Fees
from solver.domain.auction import Bid, Listing
from solver.domain.ending import Declined, Reason
from solver.domain.events import BidPlaced
from solver.domain.hedge import HedgePlan
from solver.domain.primitives import Hash
from solver.domain.route import Route
from solver.optimizer.problem import SETTLE_GAS, RouteProblem
from solver.pipeline.fill import WouldFail, expected_award, settlement, simulated, transaction
from solver.pipeline.patience import Patience, patiently
from solver.pipeline.solver import Offer, Solution, Solver
from solver.ports import Refused, Unreachable

_PLACING = Patience(budget_s=8.0)
_UNCERTAIN = frozenset({"auction_closed", "bid_already_placed"})
"""Answers after which a bid of ours may stand all the same: an earlier try may have arrived. The result tells."""


def priced(solver: Solver, auction_id: Hash, plan: HedgePlan, route: Route, asked: RouteProblem) -> Bid | Declined:
    """The bid that the operator's policy makes of a route."""
    cost = asked.gas_cost_units(SETTLE_GAS + route.gas)
    offer = price(plan, route, solver.settings.bid, cost)
    return offer if isinstance(offer, Declined) else Bid(auction_id, solver.settings.executor, offer.amount)


async def rehearsed(solver: Solver, offer: Offer, solution: Solution, fees: Fees) -> Offer | Declined:
    """The offer, once its settlement has run on our own node with the award we expect. Raises PortError."""
    verified, block = offer.verified, solution.block
    award = expected_award(verified, offer.bid, block, offer.plan.side)
    calldata = settlement(solver, verified, award, solution.route, block)
    if isinstance(calldata, WouldFail):
        return Declined(Reason.SIMULATION_FAILED, calldata.detail)
    trial = transaction(solver, calldata, fees, await solver.chain.nonce(solver.execution.address))
    outcome = await simulated(solver, (), trial, block, trusting=verified.signed.intent.cosign.cosigner)
    return Declined(Reason.SIMULATION_FAILED, outcome.detail) if isinstance(outcome, WouldFail) else offer


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
