"""Signed transactions without a chain."""

from typing import Any, Protocol

import pytest
from eth_account import Account
from eth_account.signers.local import LocalAccount

from solver.sandbox.blockspace.transactions import PoolTransaction, decode

GWEI = 10**9


class Sign(Protocol):
    """Makes a decoded transaction of one of a few keys; fees in gwei."""

    def __call__(
        self, key: int = 1, *, nonce: int = 0, tip: int = 1, max_fee: int = 100, **fields: object
    ) -> PoolTransaction: ...


def key_of(number: int) -> LocalAccount:
    key: LocalAccount = Account.from_key(number.to_bytes(32, "big"))
    return key


@pytest.fixture
def sign() -> Sign:
    def signed(key: int = 1, *, nonce: int = 0, tip: int = 1, max_fee: int = 100, **fields: object) -> PoolTransaction:
        plain: dict[str, Any] = {
            "chainId": 1,
            "nonce": nonce,
            "to": b"\x11" * 20,
            "value": 0,
            "data": b"",
            "gas": 21_000,
            "maxFeePerGas": max_fee * GWEI,
            "maxPriorityFeePerGas": tip * GWEI,
        }
        return decode(bytes(key_of(key).sign_transaction(plain | fields).raw_transaction))

    return signed
