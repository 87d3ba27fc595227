"""Keys whose secret is a small number: for tests alone."""

from dataclasses import dataclass

from coincurve import PrivateKey

from solver.domain.primitives import Address
from solver.intents.words import keccak


@dataclass(frozen=True, slots=True)
class KnownKey:
    """Signs digests with that secret."""

    secret: int

    @property
    def _key(self) -> PrivateKey:
        return PrivateKey(self.secret.to_bytes(32, "big"))

    @property
    def address(self) -> Address:
        """The account of the key."""
        return Address("0x" + keccak(self._key.public_key.format(compressed=False)[1:])[12:].hex())

    def sign_digest(self, digest: bytes) -> bytes:
        """65 bytes r, s, v with v 27 or 28."""
        raw = self._key.sign_recoverable(digest, hasher=None)
        return raw[:64] + bytes([27 + raw[64]])
