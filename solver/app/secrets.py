"""Private keys: read from the environment, checked against the mode, never shown.

SecretError   says which variable is wrong, never what is in it
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from solver.app.config import ConfigError
from solver.domain.primitives import Address
from solver.domain.sandbox_keys import is_sandbox_address

_KEY = re.compile(r"(0x)?[0-9a-fA-F]{64}")
_PREFIX = "env:"


class SecretError(ConfigError):
    """A key is missing, malformed or not allowed in this mode."""


@dataclass(frozen=True, slots=True, repr=False)
class PrivateKey:
    """32 bytes that never print."""

    octets: bytes

    def __repr__(self) -> str:
        return "PrivateKey(hidden)"


def read_key(reference: str, environment: Mapping[str, str]) -> PrivateKey:
    """The key behind an 'env:NAME' reference."""
    name = reference.removeprefix(_PREFIX)
    text = environment.get(name)
    if text is None:
        raise SecretError(f"{name} is not set: put the private key into that environment variable")
    if not _KEY.fullmatch(text.strip()):
        raise SecretError(f"{name} does not hold a private key of 32 bytes in hex")
    return PrivateKey(bytes.fromhex(text.strip().removeprefix("0x")))


def check_keys(mode: str, identity: Address, execution: Address) -> None:
    """Refuse one key in two roles, sandbox keys in live mode, and any other key in the sandbox."""
    if identity == execution:
        raise SecretError("keys.identity and keys.execution are the same key: the identity must hold no funds")
    for role, account in (("identity", identity), ("execution", execution)):
        if mode == "live" and is_sandbox_address(account):
            raise SecretError(f"keys.{role}: {account} is a published sandbox key; live mode refuses it")
        if mode == "sandbox" and not is_sandbox_address(account):
            raise SecretError(f"keys.{role}: {account} is no sandbox key; sandbox mode signs with no other")
