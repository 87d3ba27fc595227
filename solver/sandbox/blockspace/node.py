"""The hidden node: the one Anvil that holds the chain, known to nobody but the builder and the gateway."""

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from solver.domain.primitives import Address, Hash
from solver.ports import Refused
from solver.sandbox.blockspace.mempool import Account
from solver.sandbox.blockspace.orders import Execution
from solver.sandbox.blockspace.preview import NextBlock, executions, request
from solver.sandbox.blockspace.transactions import PoolTransaction
from solver.wire.rpc import AsyncJsonRpc

SLOT_S = 12


@dataclass(frozen=True, slots=True)
class Head:
    """The newest block; base_fee_wei is the base fee of the next one, block the JSON a node answers for this one."""

    number: int
    hash: Hash
    timestamp: int
    next_base_fee_wei: int
    gas_limit: int
    block: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mined:
    """One transaction of a mined block."""

    hash: Hash
    succeeded: bool


class HiddenNode:
    """Everything the block space asks of Anvil; each method leaves Anvil's own mempool empty."""

    def __init__(self, rpc: AsyncJsonRpc, coinbase: Address, weth: Address) -> None:
        self._rpc = rpc
        self._coinbase = coinbase
        self._weth = weth

    async def start(self) -> None:
        """Name the builder as coinbase and throw away what an earlier life may have left in the mempool."""
        await self._rpc.call("anvil_setCoinbase", [self._coinbase])
        await self._rpc.call("anvil_dropAllTransactions")

    async def read(self, method: str, params: Sequence[object]) -> Any:
        """Forward a read; raises RpcRefused or Unreachable."""
        return await self._rpc.call(method, params)

    async def chain_id(self) -> int:
        """The chain's id."""
        return int(await self._rpc.call("eth_chainId"), 16)

    async def head(self) -> Head:
        """The newest block."""
        block, fees = await self._rpc.batch(
            [("eth_getBlockByNumber", ["latest", False]), ("eth_feeHistory", ["0x1", "latest", []])]
        )
        return Head(
            number=int(block["number"], 16),
            hash=Hash(block["hash"]),
            timestamp=int(block["timestamp"], 16),
            next_base_fee_wei=int(fees["baseFeePerGas"][-1], 16),
            gas_limit=int(block["gasLimit"], 16),
            block=block,
        )

    def next_block(self, head: Head) -> NextBlock:
        """The block one slot after head."""
        return NextBlock(
            number=head.number + 1,
            timestamp=head.timestamp + SLOT_S,
            base_fee_wei=head.next_base_fee_wei,
            gas_limit=head.gas_limit,
            coinbase=self._coinbase,
            weth=self._weth,
        )

    async def accounts(self, addresses: Iterable[Address]) -> dict[Address, Account]:
        """Nonces and balances at the head."""
        wanted = sorted(set(addresses))
        nonces = await self._rpc.batch([("eth_getTransactionCount", [a, "latest"]) for a in wanted])
        balances = await self._rpc.batch([("eth_getBalance", [a, "latest"]) for a in wanted])
        return {
            a: Account(int(nonce, 16), int(balance, 16))
            for a, nonce, balance in zip(wanted, nonces, balances, strict=True)
        }

    async def preview(self, block: NextBlock, transactions: Sequence[PoolTransaction]) -> tuple[Execution, ...] | None:
        """How the transactions would run as block; None where one of them could not run at all (say, for funds)."""
        try:
            answer = await self._rpc.call("eth_simulateV1", request(block, transactions))
        except Refused:
            return None
        return executions(answer)

    async def mine(self, block: NextBlock, transactions: Sequence[PoolTransaction]) -> tuple[Mined, ...]:
        """Mine the transactions, in order, as block; says what the block holds, which the caller must compare."""
        await self._rpc.call("anvil_setNextBlockTimestamp", [block.timestamp])
        for transaction in transactions:
            with contextlib.suppress(Refused):  # then it is missing in the block, and the caller sees it
                await self._rpc.call("eth_sendRawTransaction", ["0x" + transaction.raw.hex()])
        await self._rpc.call("evm_mine")
        await self._rpc.call("anvil_dropAllTransactions")
        receipts = await self._rpc.call("eth_getBlockReceipts", ["latest"]) or []
        return tuple(Mined(Hash(r["transactionHash"]), int(r["status"], 16) == 1) for r in receipts)

    async def unmine(self, depth: int) -> None:
        """Forget the newest blocks and their transactions."""
        await self._rpc.call("anvil_rollback", [depth])
        await self._rpc.call("anvil_dropAllTransactions")

    async def transactions_since(self, number: int) -> list[bytes]:
        """The raw transactions of every block after number, in order."""
        head = int(await self._rpc.call("eth_blockNumber"), 16)
        blocks = await self._rpc.batch([("eth_getBlockByNumber", [hex(n), False]) for n in range(number + 1, head + 1)])
        hashes = [h for block in blocks for h in block["transactions"]]
        raws = await self._rpc.batch([("debug_getRawTransaction", [h]) for h in hashes])
        return [bytes.fromhex(raw[2:]) for raw in raws]

    async def mine_rival(self, timestamp: int, rival: Address) -> None:
        """Mine an empty block of another builder, as a competing fork would hold it."""
        await self._rpc.call("anvil_setCoinbase", [rival])
        await self._rpc.call("anvil_setNextBlockTimestamp", [timestamp])
        await self._rpc.call("evm_mine")
        await self._rpc.call("anvil_setCoinbase", [self._coinbase])
