"""The public gateway and the node endpoint: reads of the chain, and the public mempool.

Methods are allow-listed, so nothing that changes or reveals the hidden node (anvil_*, evm_*, eth_sendTransaction with
its unlocked accounts, filters of pending transactions) can be reached.
"""

from typing import Any

from solver.sandbox.blockspace import parameters
from solver.sandbox.blockspace.jsonrpc import REJECTED, RpcError, method_not_found
from solver.sandbox.blockspace.views import pending_transaction, txpool_content, txpool_status
from solver.sandbox.blockspace.world import Blockspace

READS = frozenset(
    (
        "eth_blockNumber",
        "eth_call",
        "eth_chainId",
        "eth_createAccessList",
        "eth_estimateGas",
        "eth_feeHistory",
        "eth_gasPrice",
        "eth_getBalance",
        "eth_getBlockByHash",
        "eth_getBlockByNumber",
        "eth_getBlockReceipts",
        "eth_getBlockTransactionCountByHash",
        "eth_getBlockTransactionCountByNumber",
        "eth_getCode",
        "eth_getFilterChanges",
        "eth_getFilterLogs",
        "eth_getLogs",
        "eth_getProof",
        "eth_getStorageAt",
        "eth_getTransactionByBlockHashAndIndex",
        "eth_getTransactionByBlockNumberAndIndex",
        "eth_getTransactionByHash",
        "eth_getTransactionCount",
        "eth_getTransactionReceipt",
        "eth_maxPriorityFeePerGas",
        "eth_newBlockFilter",
        "eth_newFilter",
        "eth_syncing",
        "eth_uninstallFilter",
        "net_listening",
        "net_version",
        "web3_clientVersion",
        "web3_sha3",
    )
)
NODE_READS = READS.union(
    (
        "debug_getRawBlock",
        "debug_getRawHeader",
        "debug_getRawReceipts",
        "debug_getRawTransaction",
        "debug_traceBlockByHash",
        "debug_traceBlockByNumber",
        "debug_traceCall",
        "debug_traceTransaction",
        "eth_simulateV1",
        "trace_block",
        "trace_filter",
        "trace_transaction",
    )
)


class Node:
    """The endpoint of a node of one's own: the chain alone. It broadcasts nothing."""

    def __init__(self, blockspace: Blockspace, methods: frozenset[str] = NODE_READS) -> None:
        self._blockspace = blockspace
        self._methods = methods

    async def handle(self, method: str, params: list[Any]) -> object:
        """Answer one read; a poll for the newest block needs no node."""
        if method not in self._methods:
            raise method_not_found(method)
        head = self._blockspace.head
        if method == "eth_blockNumber":
            return hex(head.number)
        if method == "eth_chainId":
            return hex(self._blockspace.chain_id)
        if method == "eth_getBlockByNumber" and params == ["latest", False]:
            return head.block
        return await self._blockspace.read(method, params)


class Gateway:
    """The public endpoint: the same chain, and the mempool everyone sees."""

    def __init__(self, blockspace: Blockspace) -> None:
        self._blockspace = blockspace
        self._node = Node(blockspace, READS)

    async def handle(self, method: str, params: list[Any]) -> object:
        """Answer one method."""
        match method:
            case "eth_sendRawTransaction":
                return await self._send(params)
            case "txpool_content":
                return txpool_content(self._blockspace.mempool)
            case "txpool_status":
                return txpool_status(self._blockspace.mempool)
            case "eth_getTransactionByHash":
                return await self._find(method, params)
            case "debug_getRawTransaction":
                return await self._raw(method, params)
            case "eth_getTransactionCount":
                return await self._count(method, params)
            case _:
                return await self._node.handle(method, params)

    async def _send(self, params: list[Any]) -> str:
        blockspace = self._blockspace
        offered = parameters.transaction(parameters.at(params, 0), blockspace.chain_id, blockspace.head.gas_limit)
        refusal = await blockspace.publish(offered)
        if refusal is not None:
            raise RpcError(REJECTED, refusal.value)
        return offered.hash

    async def _find(self, method: str, params: list[Any]) -> object:
        pending = self._blockspace.mempool.find(parameters.digest(parameters.at(params, 0)))
        return await self._blockspace.read(method, params[:1]) if pending is None else pending_transaction(pending)

    async def _raw(self, method: str, params: list[Any]) -> object:
        pending = self._blockspace.mempool.find(parameters.digest(parameters.at(params, 0)))
        return await self._blockspace.read(method, params[:1]) if pending is None else "0x" + pending.raw.hex()

    async def _count(self, method: str, params: list[Any]) -> object:
        account = parameters.account(parameters.at(params, 0))
        mined = await self._blockspace.read(method, params)
        if params[1:] != ["pending"]:
            return mined
        return hex(int(mined, 16) + len(self._blockspace.mempool.runnable(account)))
