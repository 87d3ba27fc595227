"""From actions to signed transactions at the gateway."""

from collections.abc import Sequence
from dataclasses import dataclass

from eth_account.signers.local import LocalAccount
from eth_account.types import AccessListEntry
from eth_typing import HexStr

from solver.domain.primitives import Hash
from solver.ports import Refused
from solver.sandbox.chain.background.swaps import Action
from solver.sandbox.chain.keys import Keyring, address_of
from solver.wire.rpc import AsyncJsonRpc


@dataclass(frozen=True, slots=True)
class Head:
    """The block acted upon; timestamp in unix seconds of chain time."""

    number: int
    timestamp_s: int
    base_fee_wei: int


@dataclass(frozen=True, slots=True)
class Sent:
    """A transaction the gateway took."""

    hash: Hash
    action: Action


@dataclass(frozen=True, slots=True)
class Turned:
    """A transaction the gateway refused, as when one of an earlier block still waits with the same nonce."""

    action: Action
    code: str
    detail: str


class Sender:
    """Holds the keys of some of the mnemonic's indices."""

    def __init__(self, rpc: AsyncJsonRpc, indices: Sequence[int]) -> None:
        self._rpc = rpc
        keyring = Keyring()
        self._signers = {index: keyring.account(index) for index in indices}

    async def send(self, head: Head, actions: Sequence[Action]) -> tuple[Sent | Turned, ...]:
        """Send in order; nonces go on from the head, so that the bytes depend on nothing but the chain."""
        nonces = await self._nonces(head, actions)
        outcomes = []
        for action in actions:
            raw = _signed(self._signers[action.sender], action, nonces[action.sender], head)
            nonces[action.sender] += 1
            outcomes.append(await self._submit(action, raw))
        return tuple(outcomes)

    async def _nonces(self, head: Head, actions: Sequence[Action]) -> dict[int, int]:
        senders = sorted({action.sender for action in actions})
        calls = [("eth_getTransactionCount", [address_of(i), hex(head.number)]) for i in senders]
        return {i: int(n, 16) for i, n in zip(senders, await self._rpc.batch(calls), strict=True)}

    async def _submit(self, action: Action, raw: str) -> Sent | Turned:
        try:
            return Sent(Hash(await self._rpc.call("eth_sendRawTransaction", [raw])), action)
        except Refused as refused:
            return Turned(action, refused.code, refused.detail)


def _signed(signer: LocalAccount, action: Action, nonce: int, head: Head) -> str:
    fields: dict[str, Sequence[AccessListEntry] | bytes | HexStr | int] = {
        "chainId": 1,
        "nonce": nonce,
        "to": bytes.fromhex(action.to[2:]),
        "data": bytes.fromhex(action.data[2:]),
        "value": action.value_wei,
        "gas": action.gas_limit,
        "maxFeePerGas": 2 * head.base_fee_wei + action.tip_wei,
        "maxPriorityFeePerGas": action.tip_wei,
    }
    return str(signer.sign_transaction(fields).raw_transaction.to_0x_hex())
