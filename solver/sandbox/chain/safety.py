"""What keeps the twin apart from mainnet.

The twin has mainnet's chain id and its canonical Permit2, so a signature made here would be valid there. The sandbox
therefore uses the published mnemonic's keys alone, talks to this machine alone, and runs only on chain state that
carries its marker.
"""

import ipaddress
from dataclasses import dataclass
from enum import StrEnum
from hmac import compare_digest
from urllib.parse import urlsplit

from solver.domain.sandbox_keys import MARKER_ADDRESS, MARKER_CODE, SANDBOX_MNEMONIC
from solver.ports import PortError
from solver.wire.rpc import JsonRpc


class SafetyReason(StrEnum):
    """Why the sandbox will not start."""

    FOREIGN_MNEMONIC = "foreign_mnemonic"
    NOT_LOOPBACK = "not_loopback"
    NO_MARKER = "no_marker"


@dataclass(eq=False)
class SandboxRefused(PortError):
    """The sandbox refuses to start; detail never holds a secret."""

    reason: SafetyReason
    detail: str

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}"


def require_sandbox_mnemonic(mnemonic: str) -> None:
    """Raise SandboxRefused unless it is the published mnemonic."""
    if not compare_digest(" ".join(mnemonic.split()).encode(), SANDBOX_MNEMONIC.encode()):
        raise SandboxRefused(SafetyReason.FOREIGN_MNEMONIC, "the sandbox uses the published test mnemonic alone")


def require_loopback(url: str) -> None:
    """Raise SandboxRefused unless the endpoint is on this machine, named by a literal address or as localhost."""
    host = urlsplit(url).hostname or ""
    if host != "localhost" and not _is_loopback_address(host):
        raise SandboxRefused(SafetyReason.NOT_LOOPBACK, f"{host or 'no host'} is not this machine")


def require_marked(rpc: JsonRpc) -> None:
    """Raise SandboxRefused unless the chain behind a loopback endpoint carries the sandbox's marker."""
    require_loopback(rpc.url)
    if rpc.call("eth_getCode", [MARKER_ADDRESS, "latest"]) != MARKER_CODE:
        raise SandboxRefused(SafetyReason.NO_MARKER, f"no marker at {MARKER_ADDRESS}: this is no sandbox chain")


def _is_loopback_address(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
