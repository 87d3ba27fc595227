"""One block's bundle: every award of ours that would settle in it, one transaction each, with consecutive nonces.

All of them go into one bundle, because a transaction whose predecessor is missing cannot land. A bundle that grows
keeps its first transactions byte for byte, and replaces the smaller one at the relay by its name.
"""

from dataclasses import dataclass, replace

from solver.bundles.compose import bundle_hash, replacement_name
from solver.bundles.fees import Fees, choose_fees
from solver.domain.bundle import Bundle, SignedTransaction, Transaction
from solver.domain.chain import BlockRef
from solver.domain.ending import Declined
from solver.domain.events import BundleSubmitted, RelayAnswered
from solver.domain.route import Route
from solver.markets.market import Market
from solver.optimizer.answer import NoRoute
from solver.pipeline.fill import TRIAL_GAS, WouldFail, explained_gas, settlement, simulated, transaction
from solver.pipeline.patience import Patience, patiently
from solver.pipeline.solve import after, gas_price_units, problem, routed
from solver.pipeline.solver import Solver, Won
from solver.ports import PortError

_SENDING = Patience(budget_s=3.0)
_MOST_OCTETS = 200_000
"""Relays take 300,000 bytes and 100 transactions, none of which has fewer than 2,000 bytes here."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One award's transaction."""

    won: Won
    route: Route
    transaction: Transaction
    signed: SignedTransaction


@dataclass(frozen=True, slots=True)
class Round:
    """Legs, in order, for the block after this one."""

    block: BlockRef
    legs: tuple[Leg, ...] = ()

    @property
    def target_block(self) -> int:
        """The only block it may land in."""
        return self.block.number + 1

    @property
    def full(self) -> bool:
        """Whether another leg might make it too large for a builder: it is taken in whole or not at all."""
        gas = sum(leg.transaction.gas_limit for leg in self.legs) + TRIAL_GAS
        octets = sum(len(leg.signed.raw) for leg in self.legs)
        return gas > self.block.gas_limit // 2 or octets > _MOST_OCTETS


async def extended(solver: Solver, current: Round, won: Won) -> Round | WouldFail:
    """The round with one leg more, found and simulated on top of the legs it has. Raises PortError."""
    block = current.block
    fees = fees_at(solver, block)
    if isinstance(fees, Declined):
        return WouldFail(fees.detail)
    snapshot = await solver.snapshots.at(block)
    route = await _route(solver, current, won, snapshot.markets, fees)
    if isinstance(route, NoRoute):
        return WouldFail(f"{route.reason.value}: {route.detail}")
    loss_bps = solver.settings.max_loss_bps  # an award is a promise: the vault keeps it where pools moved against us
    calldata = settlement(solver, won.offer.verified, won.award, route, block, loss_bps=loss_bps)
    if isinstance(calldata, WouldFail):
        return calldata
    earlier = [leg.transaction for leg in current.legs]
    nonce = earlier[-1].nonce + 1 if earlier else await solver.chain.nonce(solver.execution.address)
    tried = await simulated(solver, earlier, transaction(solver, calldata, fees, nonce), block)
    if isinstance(tried, WouldFail):
        return tried
    explained = max(won.offer.gas, explained_gas(route))
    if tried.gas_used > explained * 3 // 2:  # the trader's own code runs in it, at our cost
        return WouldFail(f"uses {tried.gas_used} gas where {explained} are explained")
    leg = Leg(won, route, tried.transaction, solver.execution.sign_transaction(tried.transaction))
    return replace(current, legs=(*current.legs, leg))


def fees_at(solver: Solver, block: BlockRef) -> Fees | Declined:
    """Gas prices for the block after this one."""
    settings = solver.settings
    tip, cap = settings.tip_wei, settings.max_fee_wei
    return choose_fees(block.base_fee_wei, window_blocks=settings.window_blocks, tip_wei=tip, cap_wei=cap)


async def _route(solver: Solver, current: Round, won: Won, markets: tuple[Market, ...], fees: Fees) -> Route | NoRoute:
    """The route that was bid on, while it is still of this block and first in it; else a new one."""
    solution = won.offer.solution
    if solution is not None and solution.block.hash == current.block.hash and not current.legs:
        return solution.route
    left = after(markets, [leg.route for leg in current.legs])
    price = gas_price_units(won.offer.plan, left, solver.universe.contracts.weth, fees, current.block)
    if isinstance(price, NoRoute):
        return price
    return await routed(solver, problem(won.offer.plan, left, price), solver.settings.router)


async def submit(solver: Solver, current: Round) -> None:
    """Record the bundle, send it, record the answer."""
    signed = tuple(leg.signed for leg in current.legs)
    until = min(leg.won.deadline for leg in current.legs)
    name = replacement_name(solver.execution.address, current.target_block)
    bundle = Bundle(signed, current.target_block, None, until, name)
    hashed, relay = bundle_hash(signed), solver.relay.name
    await solver.recorder.record(
        *(BundleSubmitted(leg.won.auction_id, relay, bundle, hashed, leg.signed.hash) for leg in current.legs)
    )
    error: str | None = None
    try:
        await patiently(lambda: solver.relay.send_bundle(bundle), _SENDING, solver.chance)
    except PortError as failed:
        error = repr(failed)[:300]
    await solver.recorder.record(*(RelayAnswered(leg.won.auction_id, relay, hashed, error) for leg in current.legs))
