"""From a route to the transaction that settles, and what our own node says it would do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from solver.bundles.fees import Fees
from solver.domain.auction import Award, Bid, Cosignature, Side
from solver.domain.bundle import Transaction
from solver.domain.chain import SLOT_S, BlockRef
from solver.domain.primitives import ZERO_ADDRESS, Address
from solver.domain.route import Route
from solver.domain.verified import DecayRefused, Verified
from solver.intents.dutch import dutch_amounts
from solver.optimizer.problem import SETTLE_GAS
from solver.pipeline.solver import Solver
from solver.settlement.compose import Moved, Unprofitable, Window, compose
from solver.settlement.encode import encode_settle

_LONGEST_EXCLUSIVE_S = 36

TRIAL_GAS = 8_000_000
"""Limit of a simulated transaction, half of what one may have on mainnet (EIP-7825); what it used, and half as much
again for refunds and moved pools, is signed.
"""

_SAYS_YES = bytes.fromhex("7f1626ba7e" + "00" * 28 + "60005260206000f3")
"""Runtime code whose every answer is ERC-1271's magic word."""


@dataclass(frozen=True, slots=True)
class WouldFail:
    """Why a settlement would not go through on top of this block; detail is one line."""

    detail: str


@dataclass(frozen=True, slots=True)
class Tried:
    """A transaction that went through on our node, with the limit it gets, and the gas it used."""

    transaction: Transaction
    gas_used: int


def explained_gas(route: Route) -> int:
    """Gas of a settlement by that route, as far as our own contracts and the pools use it."""
    return SETTLE_GAS + route.gas


def expected_award(verified: Verified, bid: Bid, block: BlockRef, side: Side) -> Award:
    """The award that the house would make of this bid, without its signature."""
    info, policy = verified.signed.intent.info, verified.signed.intent.cosign
    start = max(block.next_timestamp, info.not_before)
    until = start + min(policy.max_exclusive_seconds, _LONGEST_EXCLUSIVE_S)
    caps, floors = ((), (bid.amount,)) if side is Side.EXACT_IN else ((bid.amount,), ())
    cosigned = Cosignature(verified.intent_hash, 0, until + SLOT_S, start, until, bid.executor, 0, caps, floors)
    return Award(bid.auction_id, cosigned, b"")


def settlement(
    solver: Solver, verified: Verified, award: Award, route: Route, block: BlockRef, *, loss_bps: int = 0
) -> bytes | WouldFail:
    """Calldata that settles in the block after this one and in no other; the vault bears at most loss_bps."""
    if explained_gas(route) > TRIAL_GAS:
        return WouldFail(f"the route needs {explained_gas(route)} gas, the most is {TRIAL_GAS}")
    cosigned = None if verified.signed.intent.cosign.cosigner == ZERO_ADDRESS else award.cosigned
    try:
        spends, receives = dutch_amounts(verified.dutch, cosigned, block.next_timestamp)
    except DecayRefused as error:
        return WouldFail(error.detail)
    target = block.number + 1
    plan = compose(
        verified,
        None if cosigned is None else award,
        route,
        Moved(spends[0], receives[0]),
        Window(target, target),
        tolerance_bps=solver.settings.tolerance_bps,
        loss_bps=loss_bps,
        weth=solver.universe.contracts.weth,
        targets={pool.id: pool.address for pool in solver.universe.pools},
    )
    if isinstance(plan, Unprofitable):
        return WouldFail(f"the route lacks {plan.missing} units of {plan.token}")
    return encode_settle(plan)


def transaction(solver: Solver, calldata: bytes, fees: Fees, nonce: int) -> Transaction:
    """A call of our executor with room for any gas it may use."""
    return Transaction(
        chain_id=solver.universe.chain_id,
        nonce=nonce,
        to=solver.settings.executor,
        data=calldata,
        value_wei=0,
        gas_limit=TRIAL_GAS,
        max_fee_per_gas_wei=fees.max_fee_per_gas_wei,
        max_priority_fee_per_gas_wei=fees.max_priority_fee_per_gas_wei,
    )


async def simulated(
    solver: Solver,
    earlier: Sequence[Transaction],
    last: Transaction,
    block: BlockRef,
    trusting: Address | None = None,
) -> Tried | WouldFail:
    """Run it after the earlier ones on our own node; what it used, or why it or one before it fails.

    trusting: a cosigner whose signature is taken as given, before there is one. Raises PortError.
    """
    codes = {} if trusting is None or trusting == ZERO_ADDRESS else {trusting: _SAYS_YES}
    results = await solver.chain.simulate(solver.execution.address, [*earlier, last], block.hash, codes)
    failed = next((result.error for result in results if result.error is not None), None)
    if failed is not None:
        return WouldFail(failed)
    used = results[-1].gas_used
    return Tried(replace(last, gas_limit=min(used * 3 // 2, TRIAL_GAS)), used)
