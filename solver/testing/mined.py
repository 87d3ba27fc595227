"""Transactions on a node that mines each at once."""

import time
from collections.abc import Mapping
from typing import Any

from solver.wire.rpc import JsonRpc

_LONGEST_S, _PAUSE_S = 20.0, 0.005


def mined(rpc: JsonRpc, transaction: Mapping[str, object]) -> dict[str, Any]:
    """The receipt of an unlocked account's transaction; raises RpcRefused, and TimeoutError where no block takes it.

    Anvil's own eth_sendTransactionSync listens for blocks only after it has sent, and may miss the one it waits for.
    """
    sent = rpc.call("eth_sendTransaction", [dict(transaction)])
    end = time.monotonic() + _LONGEST_S
    while time.monotonic() < end:
        receipt: dict[str, Any] | None = rpc.call("eth_getTransactionReceipt", [sent])
        if receipt is not None:
            return receipt
        time.sleep(_PAUSE_S)
    raise TimeoutError(f"{sent} is in no block after {_LONGEST_S} s")
