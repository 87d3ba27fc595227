"""The block builder: values every order alone, sorts, fills the block greedily, and proves the mined block equal.

Simulation is eth_simulateV1, which mines nothing. Only the finished list is mined; should Anvil run it otherwise than
it was simulated, the block is taken back, the first differing order is left out, and the rest is mined.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from solver.domain.primitives import Address
from solver.sandbox.blockspace.mempool import Account
from solver.sandbox.blockspace.node import HiddenNode, Mined
from solver.sandbox.blockspace.orders import Execution, Order, Value, public_order, total
from solver.sandbox.blockspace.preview import NextBlock
from solver.sandbox.blockspace.ranking import Admission, Exclusion, Scored, ranked
from solver.sandbox.blockspace.transactions import PoolTransaction

KEEP_BPS = 9500


@dataclass(frozen=True, slots=True)
class Excluded:
    """An order that is not in the block."""

    order: Order
    reason: Exclusion


@dataclass(frozen=True, slots=True)
class Included:
    """An order of the block and how its transactions ran."""

    scored: Scored
    executions: tuple[Execution, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A chosen block, not mined yet."""

    block: NextBlock
    included: tuple[Included, ...]
    excluded: tuple[Excluded, ...]

    @property
    def transactions(self) -> tuple[PoolTransaction, ...]:
        """The block's transactions in order."""
        return tuple(t for entry in self.included for t in entry.scored.order.transactions)


class Builder:
    """Builds one block from the orders of one moment; the same orders give the same block."""

    def __init__(self, node: HiddenNode) -> None:
        self._node = node

    async def draft(
        self, block: NextBlock, bundles: Sequence[Order], chains: Sequence[Sequence[PoolTransaction]]
    ) -> Draft:
        """Choose the block; chains are the public transactions, one sequence without nonce gaps a sender."""
        nonces = await self._nonces(bundles, chains)
        valued = await asyncio.gather(*(self._value_bundle(block, nonces, bundle) for bundle in bundles))
        public = await asyncio.gather(*(self._value_chain(block, chain) for chain in chains))
        best_first = ranked((v for v in valued if isinstance(v, Scored)), public)
        chosen, excluded = await self._fill(block, nonces, best_first)
        cut = (t for chain, kept in zip(chains, public, strict=True) for t in chain[len(kept) :])
        unexecutable = (Excluded(public_order(t), Exclusion.UNEXECUTABLE) for t in cut)
        return Draft(block, chosen, (*(v for v in valued if isinstance(v, Excluded)), *unexecutable, *excluded))

    async def seal(self, draft: Draft) -> Draft:
        """Mine the draft; the draft returned is what the chain holds. Readers must be kept out meanwhile."""
        while True:
            mined = await self._node.mine(draft.block, draft.transactions)
            differing = _first_difference(draft.included, mined)
            if differing is None:
                return draft
            await self._node.unmine(1)
            left_out = Excluded(draft.included[differing].scored.order, Exclusion.DIFFERS_WHEN_MINED)
            kept = draft.included[:differing] + draft.included[differing + 1 :]
            draft = Draft(draft.block, kept, (*draft.excluded, left_out))

    async def _nonces(
        self, bundles: Sequence[Order], chains: Sequence[Sequence[PoolTransaction]]
    ) -> dict[Address, int]:
        senders = {t.sender for bundle in bundles for t in bundle.transactions} | {t.sender for c in chains for t in c}
        accounts: dict[Address, Account] = await self._node.accounts(senders)
        return {sender: account.nonce for sender, account in accounts.items()}

    async def _value_bundle(self, block: NextBlock, nonces: dict[Address, int], order: Order) -> Scored | Excluded:
        """The bundle alone on top of the head."""
        inadmissible = Admission(block, nonces).admit(order)
        if inadmissible is not None:
            return Excluded(order, inadmissible)
        runs = await self._node.preview(block, order.transactions)
        if runs is None:
            return Excluded(order, Exclusion.UNEXECUTABLE)
        if _broken(order, runs):
            return Excluded(order, Exclusion.REVERTED)
        return Scored(order, total(runs))

    async def _value_chain(self, block: NextBlock, chain: Sequence[PoolTransaction]) -> tuple[Scored, ...]:
        """A sender's public transactions, each after the ones before it; cut where the sender runs out of funds."""
        for length in range(len(chain), 0, -1):
            runs = await self._node.preview(block, chain[:length])
            if runs is not None:
                return tuple(
                    Scored(public_order(t), Value(run.gain_wei, run.gas_used))
                    for t, run in zip(chain[:length], runs, strict=True)
                )
        return ()

    async def _fill(
        self, block: NextBlock, nonces: dict[Address, int], best_first: list[Scored]
    ) -> tuple[tuple[Included, ...], tuple[Excluded, ...]]:
        """Greedy inclusion, best first.

        The whole list is run at once; where an order fails, it is left out and the rest is run again. What comes before
        the failing order does not depend on it, so the outcome is that of adding one order at a time.
        """
        dropped: list[Excluded] = []
        while True:
            admitted, inadmissible = _admissible(block, nonces, best_first)
            runs = await self._run(block, admitted)
            failing = _first_failure(block, admitted, runs)
            if failing is None:
                return tuple(Included(s, r) for s, r in zip(admitted, runs, strict=True)), (*dropped, *inadmissible)
            at, reason = failing
            dropped.append(Excluded(admitted[at].order, reason))
            best_first = [scored for scored in best_first if scored is not admitted[at]]

    async def _run(self, block: NextBlock, orders: Sequence[Scored]) -> tuple[tuple[Execution, ...], ...]:
        """Run orders in one block; as many as run at all, so fewer answers than orders name the first that cannot."""
        runs: tuple[tuple[Execution, ...], ...] = ()
        cannot = len(orders) + 1
        length = len(orders)
        while True:
            transactions = [t for scored in orders[:length] for t in scored.order.transactions]
            answer = await self._node.preview(block, transactions) if transactions else ()
            if answer is None:
                cannot = length
            else:
                runs = _by_order(orders[:length], answer)
            if len(runs) + 1 >= cannot or len(runs) == len(orders):
                return runs
            length = (len(runs) + cannot) // 2


def _admissible(
    block: NextBlock, nonces: dict[Address, int], best_first: Sequence[Scored]
) -> tuple[list[Scored], list[Excluded]]:
    admission = Admission(block, nonces)
    admitted, excluded = [], []
    for scored in best_first:
        reason = admission.admit(scored.order)
        if reason is None:
            admitted.append(scored)
        else:
            excluded.append(Excluded(scored.order, reason))
    return admitted, excluded


def _first_failure(
    block: NextBlock, orders: Sequence[Scored], runs: Sequence[tuple[Execution, ...]]
) -> tuple[int, Exclusion] | None:
    gas_left = block.gas_limit
    for at, scored in enumerate(orders):
        if at == len(runs):
            return at, Exclusion.UNEXECUTABLE
        for transaction, run in zip(scored.order.transactions, runs[at], strict=True):
            if transaction.gas_limit > gas_left:
                return at, Exclusion.BLOCK_FULL
            gas_left -= run.gas_used
        if _broken(scored.order, runs[at]):
            return at, Exclusion.REVERTED
        if not scored.order.public and not total(runs[at]).holds(scored.alone, KEEP_BPS):
            return at, Exclusion.WORTH_LESS
    return None


def _broken(order: Order, runs: Sequence[Execution]) -> bool:
    """Whether a transaction reverted that must not."""
    return any(
        not run.succeeded and transaction.hash not in order.may_revert
        for transaction, run in zip(order.transactions, runs, strict=True)
    )


def _by_order(orders: Sequence[Scored], runs: Sequence[Execution]) -> tuple[tuple[Execution, ...], ...]:
    waiting = iter(runs)
    return tuple(tuple(next(waiting) for _ in scored.order.transactions) for scored in orders)


def _first_difference(included: Sequence[Included], mined: Sequence[Mined]) -> int | None:
    """The first order that the block does not hold as it was simulated."""
    at = 0
    for number, entry in enumerate(included):
        for transaction, run in zip(entry.scored.order.transactions, entry.executions, strict=True):
            if at >= len(mined) or mined[at] != Mined(transaction.hash, run.succeeded):
                return number
            at += 1
    return None
