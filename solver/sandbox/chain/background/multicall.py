"""Many reads of one block in one eth_call."""

from collections.abc import Sequence

from eth_abi.abi import decode

from solver.domain.primitives import Address
from solver.ports import Refused
from solver.sandbox.chain.abi import calldata
from solver.sandbox.chain.addresses import MULTICALL3
from solver.wire.rpc import AsyncJsonRpc

Read = tuple[Address, str]
"""Contract and 0x-hex calldata."""


async def read_all(rpc: AsyncJsonRpc, reads: Sequence[Read], block: int) -> list[bytes | None]:
    """The answers at that block, in order; None where a read reverted."""
    calls = [(to, True, bytes.fromhex(data[2:])) for to, data in reads]
    request = {"to": MULTICALL3, "data": calldata("aggregate3((address,bool,bytes)[])", calls)}
    answer = bytes.fromhex((await rpc.call("eth_call", [request, hex(block)]))[2:])
    (results,) = decode(["(bool,bytes)[]"], answer)
    return [returned if succeeded else None for succeeded, returned in results]


def uint(answer: bytes | None, index: int = 0) -> int:
    """The index-th word; raises Refused where the read reverted or answered less."""
    if answer is None or len(answer) < 32 * (index + 1):
        raise Refused("chain", "no_answer", "a contract of the sandbox did not answer as it should")
    return int.from_bytes(answer[32 * index : 32 * index + 32], "big")
