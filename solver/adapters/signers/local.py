"""A private key held in this process, never shown: not by repr, not by an exception, not by pickling.

SignerError
├── UnusableSecret    not a secret of the curve
├── KeyRefused        a sandbox key in live mode, or any other key in the sandbox
└── WrongDigest       not 32 bytes
"""

from dataclasses import dataclass
from typing import NoReturn

from coincurve import PrivateKey
from eth_account import Account
from eth_hash.auto import keccak

from solver.domain.bundle import SignedTransaction, Transaction
from solver.domain.primitives import Address, Hash, uint
from solver.domain.sandbox_keys import is_sandbox_address


class SignerError(Exception):
    """A key or a digest that cannot be used; holds no secret."""


@dataclass(eq=False)
class UnusableSecret(SignerError):
    """32 bytes that are no secret of the curve, or not 32 bytes."""

    length: int


@dataclass(eq=False)
class KeyRefused(SignerError):
    """Sandbox keys sign in the sandbox alone, and nothing else signs there."""

    address: Address
    mode: str


@dataclass(eq=False)
class WrongDigest(SignerError):
    """A digest has 32 bytes."""

    length: int


class LocalSigner:
    """ports.Signer over a secret of 32 bytes."""

    __slots__ = ("_address", "_key")

    def __init__(self, secret: bytes, *, mode: str) -> None:
        """mode: 'live' refuses the published sandbox keys, everything else refuses all other keys."""
        self._key = _key(secret)
        self._address = _address(self._key)
        if (mode == "live") is is_sandbox_address(self._address):
            raise KeyRefused(self._address, mode)

    @property
    def address(self) -> Address:
        return self._address

    def sign_digest(self, digest: bytes) -> bytes:
        if len(digest) != 32:  # noqa: PLR2004
            raise WrongDigest(len(digest))
        raw = self._key.sign_recoverable(digest, hasher=None)
        return raw[:64] + bytes([27 + raw[64]])

    def sign_transaction(self, transaction: Transaction) -> SignedTransaction:
        signed = Account.sign_transaction(_fields(transaction), self._key.secret)
        return SignedTransaction(
            raw=bytes(signed.raw_transaction),
            hash=Hash("0x" + bytes(signed.hash).hex()),
            sender=self._address,
            nonce=transaction.nonce,
        )

    def __repr__(self) -> str:
        return f"LocalSigner({self._address})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a signer is not copied or pickled")


def _key(secret: bytes) -> PrivateKey:
    unusable = UnusableSecret(len(secret))
    if len(secret) != 32:  # noqa: PLR2004
        raise unusable
    try:
        return PrivateKey(secret)
    except ValueError:
        # The cause is cut off: its frames hold the secret.
        raise unusable from None


def _address(key: PrivateKey) -> Address:
    return Address("0x" + keccak(key.public_key.format(compressed=False)[1:])[12:].hex())


def _fields(transaction: Transaction) -> dict[str, object]:
    """Addresses go as bytes: as lower-case text eth-account refuses them. Raises OutOfRange."""
    return {
        "type": 2,
        "chainId": transaction.chain_id,
        "nonce": uint("nonce", transaction.nonce, 64),
        "to": bytes.fromhex(transaction.to[2:]),
        "data": transaction.data,
        "value": uint("value_wei", transaction.value_wei, 256),
        "gas": uint("gas_limit", transaction.gas_limit, 64),
        "maxFeePerGas": uint("max_fee", transaction.max_fee_per_gas_wei, 256),
        "maxPriorityFeePerGas": uint("tip", transaction.max_priority_fee_per_gas_wei, 256),
        "accessList": (),
    }
