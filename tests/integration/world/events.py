"""What the reactor itself says has settled."""

from dataclasses import dataclass

from eth_abi.abi import decode
from eth_utils.crypto import keccak

from solver.domain.primitives import Address, Hash
from solver.wire.rpc import JsonRpc

_SETTLED = "0x" + keccak(text="Settled(bytes32,address,address,uint32,uint256[],uint256[])").hex()


@dataclass(frozen=True, slots=True)
class Settlement:
    """One Settled event; amounts in units of the intent's tokens."""

    intent_hash: Hash
    filler: Address
    swapper: Address
    spent: tuple[int, ...]
    received: tuple[int, ...]
    tx_hash: Hash
    block: int


def settlements(rpc: JsonRpc, reactor: Address) -> list[Settlement]:
    """All of the chain's history."""
    query = {"address": reactor, "fromBlock": "0x0", "toBlock": "latest", "topics": [_SETTLED]}
    found = []
    for log in rpc.call("eth_getLogs", [query]):
        _, spent, received = decode(["uint32", "uint256[]", "uint256[]"], bytes.fromhex(log["data"][2:]))
        intent_hash, filler, swapper = log["topics"][1:]
        found.append(
            Settlement(
                Hash(intent_hash),
                Address("0x" + filler[-40:]),
                Address("0x" + swapper[-40:]),
                tuple(spent),
                tuple(received),
                Hash(log["transactionHash"]),
                int(log["blockNumber"], 16),
            )
        )
    return found
