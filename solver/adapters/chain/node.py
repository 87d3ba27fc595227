"""Our own node over JSON-RPC. An answer that makes no sense is Refused with code 'malformed'."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any, TypeVar

from solver.adapters.chain import decode
from solver.domain.bundle import Transaction
from solver.domain.chain import BlockRef, EthTransfer, Log, Receipt, Simulated
from solver.domain.primitives import ZERO_HASH, Address, Hash
from solver.domain.token_logs import DEPOSIT, TRANSFER, WITHDRAWAL
from solver.ports import PortError, Refused
from solver.wire.rpc import AsyncJsonRpc, RpcRefused

T = TypeVar("T")

_LONGEST_PAUSE_S = 2.0


class NodeChain:
    """The Chain port. describe_revert turns revert data into a name; the next block is due a slot later."""

    def __init__(self, rpc: AsyncJsonRpc, describe_revert: Callable[[bytes], str], poll_s: float = 0.025) -> None:
        self._who = "node"
        self._rpc = rpc
        self._describe = describe_revert
        self._poll_s = poll_s

    async def head(self) -> BlockRef:
        return self._read(decode.block, await self._rpc.call("eth_getBlockByNumber", ["latest", False]))

    async def heads(self) -> AsyncIterator[BlockRef]:
        last: BlockRef | None = None
        pause_s = self._poll_s
        while True:
            try:
                head = await self.head()
                pause_s = self._poll_s
            except PortError:
                pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
            else:
                if last is None or head.hash != last.hash:
                    last = head
                    yield head
            await asyncio.sleep(pause_s)

    async def block(self, number: int) -> BlockRef:
        answer = await self._rpc.call("eth_getBlockByNumber", [hex(number), False])
        if answer is None:
            raise Refused(self._who, "unknown_block", f"there is no block {number}")
        return self._read(decode.block, answer)

    async def call(self, to: Address, data: bytes, at: Hash, time_s: int | None = None) -> bytes:
        asked: list[object] = [{"to": to, "data": _hex(data)}, _at(at)]
        if time_s is not None:
            asked += [{}, {"time": hex(time_s)}]
        try:
            answer = await self._rpc.call("eth_call", asked)
        except RpcRefused as error:
            raise self._reverted(error) from error
        return self._read(decode.octets, answer)

    async def code(self, account: Address, at: Hash) -> bytes:
        return self._read(decode.octets, await self._rpc.call("eth_getCode", [account, _at(at)]))

    async def balance_wei(self, account: Address, at: Hash) -> int:
        return self._read(decode.quantity, await self._rpc.call("eth_getBalance", [account, _at(at)]))

    async def nonce(self, account: Address) -> int:
        return self._read(decode.number, await self._rpc.call("eth_getTransactionCount", [account, "latest"]))

    async def simulate(
        self,
        sender: Address,
        transactions: Sequence[Transaction],
        at: Hash,
        codes: Mapping[Address, bytes] | None = None,
    ) -> tuple[Simulated, ...]:
        parent = await self._rpc.call("eth_getBlockByHash", [at, False])
        block = self._read(lambda raw: _next_block(raw, sender, transactions, codes or {}), parent)
        request = {"blockStateCalls": [block], "validation": False, "traceTransfers": False}
        answer = await self._rpc.call("eth_simulateV1", [request, _at(at)])
        return self._read(lambda raw: self._simulated(raw, len(transactions)), answer)

    async def receipt(self, tx_hash: Hash) -> Receipt | None:
        answer = await self._rpc.call("eth_getTransactionReceipt", [tx_hash])
        return None if answer is None else self._read(decode.receipt, answer)

    async def receipts(self, block_hash: Hash) -> tuple[Receipt, ...]:
        answer = await self._rpc.call("eth_getBlockReceipts", [block_hash])
        return self._read(lambda raw: tuple(decode.receipt(entry) for entry in raw), answer)

    async def transfers(self, accounts: frozenset[Address], block: BlockRef) -> tuple[Log, ...]:
        kinds = [TRANSFER, DEPOSIT, WITHDRAWAL]
        answer = await self._rpc.call("eth_getLogs", [{"blockHash": block.hash, "topics": [kinds]}])
        logs = self._read(lambda raw: tuple(decode.log(entry) for entry in raw), answer)
        return tuple(log for log in logs if not accounts.isdisjoint(_parties(log)))

    async def eth_transfers(self, accounts: frozenset[Address], block: BlockRef) -> tuple[EthTransfer, ...]:
        answer = await self._rpc.call("debug_traceBlockByHash", [block.hash, {"tracer": "callTracer"}])
        moved = self._read(lambda raw: tuple(move for tx in raw for move in decode.eth_transfers(tx)), answer)
        return tuple(move for move in moved if move.sender in accounts or move.recipient in accounts)

    def _simulated(self, raw: Any, count: int) -> tuple[Simulated, ...]:
        block = raw[0]
        if len(block["calls"]) != count:
            raise ValueError(f"{len(block['calls'])} answers to {count} calls")
        number = decode.number(block["number"])
        return tuple(self._simulated_call(call, number) for call in block["calls"])

    def _simulated_call(self, raw: Any, block_number: int) -> Simulated:
        returned = decode.octets(raw["returnData"])
        logs = tuple(
            decode.simulated_log(entry, block_number, ZERO_HASH, ZERO_HASH, index)
            for index, entry in enumerate(raw.get("logs", ()))
        )
        failed = decode.quantity(raw["status"]) != 1
        error = (self._describe(returned) if returned else _message(raw)) if failed else None
        return Simulated(decode.number(raw["gasUsed"]), returned, logs, error)

    def _reverted(self, error: RpcRefused) -> PortError:
        if isinstance(error.data, str):
            return Refused(error.who, "reverted", self._describe(self._read(decode.octets, error.data)))
        return Refused(error.who, "reverted", error.detail) if error.code == "3" else error

    def _read(self, parse: Callable[[Any], T], answer: Any) -> T:
        try:
            return parse(answer)
        except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            raise Refused(self._who, "malformed", f"{type(error).__name__}: {error}"[:300]) from error


def _next_block(
    parent: Any, sender: Address, transactions: Sequence[Transaction], codes: Mapping[Address, bytes]
) -> dict[str, object]:
    ref = decode.block(parent)
    return {
        "blockOverrides": {
            "number": hex(ref.number + 1),
            "time": hex(ref.next_timestamp),
            "baseFeePerGas": hex(decode.next_base_fee_wei(parent)),
            "feeRecipient": ref.coinbase,
        },
        "stateOverrides": {account: {"code": _hex(code)} for account, code in codes.items()},
        "calls": [_call(sender, transaction) for transaction in transactions],
    }


def _call(sender: Address, transaction: Transaction) -> dict[str, str]:
    return {
        "from": sender,
        "to": transaction.to,
        "input": _hex(transaction.data),
        "value": hex(transaction.value_wei),
        "gas": hex(transaction.gas_limit),
        "nonce": hex(transaction.nonce),
        "maxFeePerGas": hex(transaction.max_fee_per_gas_wei),
        "maxPriorityFeePerGas": hex(transaction.max_priority_fee_per_gas_wei),
    }


def _message(raw: Any) -> str:
    error = raw.get("error")
    return str(error.get("message", "failed") if isinstance(error, dict) else "failed")[:200]


def _parties(log: Log) -> tuple[Address, ...]:
    """Accounts named in the log's indexed topics."""
    return tuple(Address("0x" + topic[26:]) for topic in log.topics[1:3])


def _at(block_hash: Hash) -> dict[str, str]:
    return {"blockHash": block_hash}


def _hex(data: bytes) -> str:
    return "0x" + data.hex()
