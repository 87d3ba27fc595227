"""Traders' signatures by eth-account: the Permit2 witness transfer an intent rides on, and a Safe's ERC-1271 answer."""

from dataclasses import dataclass

from eth_account.messages import SignableMessage, encode_typed_data
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from solver.domain.intent import HedgeIntent
from solver.domain.primitives import Address, Hash
from solver.sandbox.chain.worldfile import World
from solver.sandbox.traders.shape import TYPES, to_plain

_SAFE_TYPES = {"SafeMessage": [{"name": "message", "type": "bytes"}]}


@dataclass(frozen=True, slots=True)
class Trader:
    """Who trades: an address, and the key that signs for it (its own, or the owner's of a Safe)."""

    address: Address
    key: LocalAccount
    is_safe: bool


class IntentSigner:
    """Signs for one chain's Permit2."""

    def __init__(self, world: World) -> None:
        self._chain_id = world.chain_id
        self._permit2 = world.contracts["permit2"]

    def sign(self, intent: HedgeIntent, trader: Trader) -> bytes:
        """65 bytes r, s, v over the witness transfer, or over the SafeMessage of its digest."""
        message = self._permit(intent)
        if trader.is_safe:
            message = _safe_message(trader.address, self._chain_id, _digest(message))
        return bytes(trader.key.sign_message(message).signature)

    def intent_hash(self, intent: HedgeIntent) -> Hash:
        """The struct hash of the witness."""
        types = {name: TYPES[name] for name in TYPES if name not in {"TokenPermissions", "PermitWitnessTransferFrom"}}
        witness = encode_typed_data({}, types, to_plain("HedgeIntent", intent, as_json=False))
        return Hash("0x" + bytes(witness.body).hex())

    def _permit(self, intent: HedgeIntent) -> SignableMessage:
        spend = intent.spends[0]
        domain = {"name": "Permit2", "chainId": self._chain_id, "verifyingContract": self._permit2}
        permit = {
            "permitted": {"token": spend.token, "amount": spend.max_total},
            "spender": intent.info.reactor,
            "nonce": intent.info.nonce,
            "deadline": intent.info.deadline,
            "witness": to_plain("HedgeIntent", intent, as_json=False),
        }
        return encode_typed_data(domain, TYPES, permit)


def _safe_message(safe: Address, chain_id: int, digest: bytes) -> SignableMessage:
    """What a Safe 1.4.1 with the compatibility handler expects its owners to sign when asked about a digest."""
    domain = {"chainId": chain_id, "verifyingContract": safe}
    return encode_typed_data(domain, _SAFE_TYPES, {"message": digest})


def _digest(message: SignableMessage) -> bytes:
    return keccak(b"\x19" + message.version + message.header + message.body)
