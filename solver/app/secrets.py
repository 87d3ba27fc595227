"""Private keys: found where the configuration says, checked against the mode, never shown.

SecretError   says which key is wrong, never what is in it
"""

import re
from collections.abc import Mapping

from solver.adapters.signers.local import KeyRefused, LocalSigner, UnusableSecret
from solver.app.config import Config, ConfigError
from solver.domain.sandbox_keys import SANDBOX_ADDRESSES, SANDBOX_MNEMONIC

_KEY = re.compile(r"(0x)?[0-9a-fA-F]{64}")


class SecretError(ConfigError):
    """A key is missing, malformed or not allowed in this mode."""


def open_signers(config: Config, environment: Mapping[str, str]) -> tuple[LocalSigner, LocalSigner]:
    """The identity and the execution signer; refuses one key in both roles and keys of the wrong world."""
    keys, mode = config.document.keys, config.document.mode
    identity = _signer("identity", keys.identity, mode, environment)
    execution = _signer("execution", keys.execution, mode, environment)
    if identity.address == execution.address:
        raise SecretError("keys.identity and keys.execution are the same key: the identity must hold no funds")
    return identity, execution


def _signer(role: str, reference: str, mode: str, environment: Mapping[str, str]) -> LocalSigner:
    kind, _, name = reference.partition(":")
    secret = _from_environment(name, environment) if kind == "env" else _from_sandbox(role, name, mode)
    try:
        return LocalSigner(secret, mode=mode)
    except KeyRefused as error:
        problem = (
            "is a published sandbox key; live mode refuses it"
            if mode == "live"
            else "is no sandbox key; sandbox mode signs with no other"
        )
        raise SecretError(f"keys.{role}: {error.address} {problem}") from None
    except UnusableSecret:
        raise SecretError(f"keys.{role}: the value is no private key of the curve") from None


def _from_environment(name: str, environment: Mapping[str, str]) -> bytes:
    text = environment.get(name, "").strip()
    if not text:
        raise SecretError(f"{name} is not set: put the private key into that environment variable")
    if not _KEY.fullmatch(text):
        raise SecretError(f"{name} does not hold a private key of 32 bytes in hex")
    return bytes.fromhex(text.removeprefix("0x"))


def _from_sandbox(role: str, index: str, mode: str) -> bytes:
    if mode != "sandbox":
        raise SecretError(f"keys.{role}: sandbox:{index} is a published key; live mode refuses it")
    if int(index) >= len(SANDBOX_ADDRESSES):
        raise SecretError(f"keys.{role}: the sandbox has keys 0 to {len(SANDBOX_ADDRESSES) - 1}")
    from eth_account import Account

    Account.enable_unaudited_hdwallet_features()
    return bytes(Account.from_mnemonic(SANDBOX_MNEMONIC, account_path=f"m/44'/60'/0'/0/{int(index)}").key)
