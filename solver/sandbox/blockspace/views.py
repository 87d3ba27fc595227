"""Pending transactions in the JSON shape a node shows them."""

from solver.domain.primitives import Address
from solver.sandbox.blockspace.mempool import PublicMempool
from solver.sandbox.blockspace.transactions import PoolTransaction


def pending_transaction(transaction: PoolTransaction) -> dict[str, object]:
    """A transaction that is in no block yet."""
    view: dict[str, object] = {
        "hash": transaction.hash,
        "type": hex(transaction.kind),
        "chainId": hex(transaction.chain_id),
        "from": transaction.sender,
        "to": transaction.to,
        "nonce": hex(transaction.nonce),
        "value": hex(transaction.value_wei),
        "input": "0x" + transaction.data.hex(),
        "gas": hex(transaction.gas_limit),
        "gasPrice": hex(transaction.max_fee_per_gas_wei),
        "v": hex(transaction.y_parity if transaction.kind else 35 + 2 * transaction.chain_id + transaction.y_parity),
        "r": hex(transaction.r),
        "s": hex(transaction.s),
        "blockHash": None,
        "blockNumber": None,
        "transactionIndex": None,
    }
    if transaction.kind:
        view["yParity"] = hex(transaction.y_parity)
        view["accessList"] = [{"address": a, "storageKeys": list(slots)} for a, slots in transaction.access_list]
    if transaction.kind == 2:  # noqa: PLR2004 the type's own number
        view["maxFeePerGas"] = hex(transaction.max_fee_per_gas_wei)
        view["maxPriorityFeePerGas"] = hex(transaction.max_priority_fee_per_gas_wei)
    return view


def txpool_content(mempool: PublicMempool) -> dict[str, object]:
    """The answer of txpool_content: transactions that may run next, and those behind a nonce gap."""
    return {
        "pending": _by_sender({sender: mempool.runnable(sender) for sender in mempool.senders()}),
        "queued": _by_sender({sender: mempool.queued(sender) for sender in mempool.senders()}),
    }


def txpool_status(mempool: PublicMempool) -> dict[str, str]:
    """The answer of txpool_status."""
    runnable = sum(len(mempool.runnable(sender)) for sender in mempool.senders())
    return {"pending": hex(runnable), "queued": hex(len(mempool) - runnable)}


def _by_sender(runs: dict[Address, tuple[PoolTransaction, ...]]) -> dict[str, dict[str, object]]:
    return {sender: {str(t.nonce): pending_transaction(t) for t in run} for sender, run in runs.items() if run}
