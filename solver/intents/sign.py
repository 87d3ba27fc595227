"""Signing an intent with a trader's key."""

from typing import Protocol

from solver.domain.intent import HedgeIntent, SignedIntent
from solver.domain.primitives import Address
from solver.intents.digests import signing_digest


class DigestSigner(Protocol):
    """The part of ports.Signer that is needed here."""

    def sign_digest(self, digest: bytes) -> bytes:
        """65-byte r, s, v (27 or 28) over a 32-byte digest."""
        ...


def sign(intent: HedgeIntent, signer: DigestSigner, *, chain_id: int, permit2: Address) -> SignedIntent:
    """Authorise the intent on the path it names: a Permit2 witness permit or the reactor's own domain."""
    return SignedIntent(intent, signer.sign_digest(signing_digest(intent, chain_id, permit2)))
