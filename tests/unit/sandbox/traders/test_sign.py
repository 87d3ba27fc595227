"""Traders' signatures, checked with the solver's own digests and by hand."""

from eth_account import Account
from eth_utils.crypto import keccak

from solver.intents.digests import signing_digest
from solver.intents.hashing import intent_hash
from solver.sandbox.chain.keys import Keyring, address_of
from solver.sandbox.chain.worldfile import Genesis, World
from solver.sandbox.traders.sign import IntentSigner, Trader
from solver.testing.intents import COSIGNER, PERMIT2, account, hedge

SAFE = account(0x5AFE)


def world() -> World:
    return World(1, 1, {"permit2": PERMIT2}, (), (), (), {}, (), (), COSIGNER, Genesis(1, 1))


def signer_of(digest: bytes, signature: bytes) -> str:
    return str(Account._recover_hash(digest, signature=signature)).lower()


def test_an_account_signs_the_permit2_witness_transfer() -> None:
    trader = Trader(address_of(20), Keyring().account(20), is_safe=False)
    intent = hedge(swapper=trader.address)
    signature = IntentSigner(world()).sign(intent, trader)
    assert signer_of(signing_digest(intent, 1, PERMIT2), signature) == trader.address
    assert signature[64] in {27, 28}


def test_the_owner_of_a_safe_signs_a_safe_message_of_that_digest() -> None:
    trader = Trader(SAFE, Keyring().account(44), is_safe=True)
    intent = hedge(swapper=SAFE)
    signature = IntentSigner(world()).sign(intent, trader)
    domain_type = keccak(text="EIP712Domain(uint256 chainId,address verifyingContract)")
    domain = keccak(domain_type + (1).to_bytes(32, "big") + bytes(12) + bytes.fromhex(SAFE[2:]))
    message = keccak(keccak(text="SafeMessage(bytes message)") + keccak(signing_digest(intent, 1, PERMIT2)))
    assert signer_of(keccak(b"\x19\x01" + domain + message), signature) == address_of(44)


def test_the_hash_is_the_one_the_solver_computes() -> None:
    assert IntentSigner(world()).intent_hash(hedge()) == intent_hash(hedge())
