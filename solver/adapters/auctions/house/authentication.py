"""Headers that say who asks, as docs/reference/auction.yaml has them."""

from solver.intents.words import keccak
from solver.ports import Signer

_PERSONAL = b"\x19Ethereum Signed Message:\n66"


def headers(signer: Signer, unix_s: int, method: str, path: str, body: bytes) -> dict[str, str]:
    """Timestamp and signature over method, path with query, timestamp and body, exactly as they are sent."""
    preimage = f"{method} {path}\n{unix_s}\n".encode() + body
    text = "0x" + keccak(preimage).hex()
    signature = signer.sign_digest(keccak(_PERSONAL, text.encode()))
    return {
        "X-Hedgerow-Timestamp": str(unix_s),
        "X-Hedgerow-Signature": f"{signer.address}:0x{signature.hex()}",
    }
