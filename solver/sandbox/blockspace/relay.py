"""The private relay: bundles and private transactions of signed callers, shown to nobody before inclusion."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec

from solver.domain.primitives import Address, Hash
from solver.sandbox.blockspace import parameters
from solver.sandbox.blockspace.authentication import bundle_hash
from solver.sandbox.blockspace.bundles import Submission
from solver.sandbox.blockspace.callbundle import report
from solver.sandbox.blockspace.jsonrpc import REJECTED, RpcError, method_not_found
from solver.sandbox.blockspace.orders import Order
from solver.sandbox.blockspace.transactions import PoolTransaction
from solver.sandbox.blockspace.world import Blockspace

MOST_TRANSACTIONS = 100
MOST_BYTES = 300_000
PRIVATE_TRANSACTION_BLOCKS = 25


class SendBundle(msgspec.Struct, rename="camel", frozen=True):
    """The one parameter of eth_sendBundle; fields unknown here are ignored, those we cannot honour are refused."""

    txs: list[str]
    block_number: str | None = None
    min_timestamp: int | None = None
    max_timestamp: int | None = None
    reverting_tx_hashes: list[str] | None = None
    replacement_uuid: str | None = None
    uuid: str | None = None
    replacement_nonce: int | None = None
    dropping_tx_hashes: list[str] | None = None
    refund_percent: int | None = None
    refund_tx_hashes: list[str] | None = None


class CancelBundle(msgspec.Struct, rename="camel", frozen=True):
    """The one parameter of eth_cancelBundle."""

    replacement_uuid: str
    replacement_nonce: int | None = None


class CallBundle(msgspec.Struct, rename="camel", frozen=True):
    """The one parameter of eth_callBundle."""

    txs: list[str]
    block_number: str | None = None
    state_block_number: str | int = "latest"
    timestamp: int | None = None


class PrivateTransaction(msgspec.Struct, rename="camel", frozen=True):
    """The one parameter of eth_sendPrivateTransaction; preferences are hints for other relays."""

    tx: str
    max_block_number: str | None = None


class CancelPrivate(msgspec.Struct, rename="camel", frozen=True):
    """The one parameter of eth_cancelPrivateTransaction."""

    tx_hash: str


class Relay:
    """Answers one signed request; "accepted" promises neither simulation nor inclusion."""

    def __init__(self, blockspace: Blockspace) -> None:
        self._blockspace = blockspace

    async def handle(self, signer: Address, method: str, params: list[Any]) -> object:
        """Answer one method in the name of signer."""
        match method:
            case "eth_sendBundle":
                return self._send_bundle(signer, parameters.fields(params, SendBundle))
            case "eth_cancelBundle":
                return self._cancel_bundle(signer, parameters.fields(params, CancelBundle))
            case "eth_callBundle":
                return await self._call_bundle(parameters.fields(params, CallBundle))
            case "eth_sendPrivateTransaction":
                return self._send_private(signer, parameters.fields(params, PrivateTransaction))
            case "eth_sendPrivateRawTransaction":
                return self._send_private(signer, PrivateTransaction(parameters.at(params, 0)))
            case "eth_cancelPrivateTransaction":
                tx_hash = parameters.digest(parameters.fields(params, CancelPrivate).tx_hash)
                return self._blockspace.private.cancel_transaction(signer, tx_hash)
            case _:
                raise method_not_found(method)

    def _send_bundle(self, signer: Address, bundle: SendBundle) -> object:
        if bundle.dropping_tx_hashes or bundle.refund_percent or bundle.refund_tx_hashes:
            raise parameters.wrong("droppingTxHashes and refunds are not supported")
        uuid = bundle.replacement_uuid or bundle.uuid
        if not bundle.txs and uuid:  # an empty bundle with a handle is a cancellation in some dialects
            self._blockspace.private.cancel(signer, uuid, bundle.replacement_nonce)
            return {"bundleHash": bundle_hash(())}
        target = self._target(bundle.block_number)
        submission = Submission(
            order=self._order(bundle),
            signer=signer,
            first_block=target,
            last_block=target,
            min_timestamp=bundle.min_timestamp or 0,
            max_timestamp=bundle.max_timestamp or None,
            uuid=uuid,
            replacement_nonce=bundle.replacement_nonce,
        )
        self._hold(submission)
        return {"bundleHash": submission.order.hash}

    def _order(self, bundle: SendBundle) -> Order:
        transactions = self._transactions(bundle.txs)
        hashes = tuple(t.hash for t in transactions)
        may_revert = frozenset(parameters.digest(h) for h in bundle.reverting_tx_hashes or [])
        return Order(bundle_hash(hashes), transactions, may_revert, public=False)

    def _cancel_bundle(self, signer: Address, cancel: CancelBundle) -> dict[str, bool]:
        held = self._blockspace.private.cancel(signer, cancel.replacement_uuid, cancel.replacement_nonce)
        return {"cancelled": held}

    async def _call_bundle(self, call: CallBundle) -> object:
        head = self._blockspace.head
        if call.state_block_number not in ("latest", hex(head.number), head.number):
            raise RpcError(REJECTED, "only the newest state can be simulated on")
        transactions = self._transactions(call.txs)
        block = self._blockspace.node.next_block(head)
        number = block.number if call.block_number is None else parameters.quantity(call.block_number)
        block = replace(block, number=number, timestamp=call.timestamp or block.timestamp)
        runs = await self._blockspace.node.preview(block, transactions)
        if runs is None:
            raise RpcError(REJECTED, "a transaction cannot run: its sender cannot pay")
        return report(block, head.number, transactions, runs)

    def _send_private(self, signer: Address, private: PrivateTransaction) -> Hash:
        (transaction,) = self._transactions([private.tx])
        head = self._blockspace.head.number
        last = head + PRIVATE_TRANSACTION_BLOCKS
        if private.max_block_number is not None:
            last = min(last, self._target(private.max_block_number))
        order = Order(transaction.hash, (transaction,), frozenset(), public=False)
        self._hold(Submission(order, signer, head + 1, last, 0, None, None, None))
        return transaction.hash

    def _hold(self, submission: Submission) -> None:
        withdrawn = self._blockspace.private.submit(submission)
        if withdrawn is not None:
            raise RpcError(REJECTED, withdrawn.value)

    def _target(self, block_number: str | None) -> int:
        """The target block; absent, null or "0x" is the next one."""
        head = self._blockspace.head.number
        target = head + 1 if block_number in (None, "0x") else parameters.quantity(block_number)
        if target <= head:
            raise RpcError(REJECTED, f"block {target} has passed; the head is {head}")
        return target

    def _transactions(self, raws: Sequence[object]) -> tuple[PoolTransaction, ...]:
        if not 0 < len(raws) <= MOST_TRANSACTIONS:
            raise parameters.wrong(f"1 to {MOST_TRANSACTIONS} transactions are taken")
        gas_limit = self._blockspace.head.gas_limit
        decoded = tuple(parameters.transaction(raw, self._blockspace.chain_id, gas_limit) for raw in raws)
        if sum(len(t.raw) for t in decoded) > MOST_BYTES:
            raise parameters.wrong(f"more than {MOST_BYTES} bytes of transactions")
        if len({t.hash for t in decoded}) != len(decoded):
            raise parameters.wrong("the same transaction twice")
        return decoded
