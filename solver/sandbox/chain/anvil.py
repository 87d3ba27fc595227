"""One Anvil process that dies with whoever started it."""

import ctypes
import os
import re
import signal
import subprocess
import sys
import threading
from collections import deque
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from solver.domain.sandbox_keys import SANDBOX_ADDRESSES
from solver.ports import Unreachable
from solver.sandbox.chain.safety import require_marked
from solver.sandbox.chain.toolchain import foundry_binary
from solver.wire.rpc import JsonRpc

SLOT_S = 12
GENESIS_TIMESTAMP_S = 1_800_000_000
GAS_LIMIT = 30_000_000
FIRST_BASE_FEE_WEI = 10**9
_ACCOUNT_BALANCE_ETHER = 100_000
_READY = re.compile(r"Listening on 127\.0\.0\.1:(\d+)")
_KEPT_STATES = 256
_KEPT_LINES = 40
_PR_SET_PDEATHSIG = 1
_GRACE_S = 5


class Anvil:
    """A running node on a free loopback port. It holds the sandbox's keys, so its port belongs to its owner alone.

    On Linux the kernel kills it when the thread that started it ends, however that happens: start it from a thread
    that lives as long as the node is wanted.
    """

    def __init__(self, command: list[str], timeout_s: float = 30.0) -> None:
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            process_group=0,
            preexec_fn=partial(_die_with, os.getpid()) if sys.platform == "linux" else None,  # noqa: PLW1509 - one async-safe call
        )
        output = self._process.stdout
        if output is None:
            raise Unreachable("anvil", "no output pipe")
        self._tail: deque[str] = deque(maxlen=_KEPT_LINES)
        try:
            port = self._await_port(output, timeout_s)
        except BaseException:
            self._end()
            output.close()
            raise
        self._drain = threading.Thread(target=self._keep_tail, args=(output,), daemon=True)
        self._drain.start()
        self.url = f"http://127.0.0.1:{port}"
        self.rpc = JsonRpc(self.url, timeout_s=120.0)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def close(self) -> None:
        """End the process; does nothing the second time."""
        self.rpc.close()
        self._end()
        self._drain.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _await_port(self, output: IO[str], timeout_s: float) -> int:
        """The port from Anvil's own words: no other process can take it in between."""
        timer = threading.Timer(timeout_s, self._process.kill)
        timer.start()
        try:
            for line in output:
                self._tail.append(line)
                if found := _READY.search(line):
                    return int(found[1])
        finally:
            timer.cancel()
        raise Unreachable("anvil", f"it ended before it was ready: {''.join(self._tail)[-600:]}")

    def _keep_tail(self, output: IO[str]) -> None:
        with output:
            self._tail.extend(output)

    def _end(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
        try:
            self._process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def start_anvil(
    root: Path, state: Path | None = None, fork_url: str | None = None, *, automine: bool = True, slot_s: int = SLOT_S
) -> Anvil:
    """Start a node at chain id 1: of a sandbox state file, as a fork, or empty; blocks are slot_s of chain time apart.

    automine: seal a block for each transaction; else only when told, in the order of arrival.
    A state without the sandbox's marker is refused.
    """
    node = Anvil([str(foundry_binary("anvil", root)), *_options(state, fork_url, automine)])
    try:
        if state is not None:
            require_marked(node.rpc)
        _set_clock(node.rpc, slot_s)
    except BaseException:
        node.close()
        raise
    return node


def _set_clock(rpc: JsonRpc, slot_s: int) -> None:
    """Chain time goes on from the head: left alone, Anvil goes on from the wall clock, even backwards."""
    head = rpc.call("eth_getBlockByNumber", ["latest", False])
    following = int(head["timestamp"], 16) + slot_s
    rpc.batch(
        [
            ("anvil_setLoggingEnabled", [False]),
            ("anvil_setBlockTimestampInterval", [slot_s]),
            ("evm_setNextBlockTimestamp", [hex(following)]),
        ]
    )


def _options(state: Path | None, fork_url: str | None, automine: bool) -> list[str]:
    options = ["--host", "127.0.0.1", "--port", "0", "--chain-id", "1", "--order", "fifo", "--no-request-size-limit"]
    options += ["--accounts", str(len(SANDBOX_ADDRESSES)), "--balance", str(_ACCOUNT_BALANCE_ETHER)]
    options += ["--gas-limit", str(GAS_LIMIT), "--base-fee", str(FIRST_BASE_FEE_WEI)]
    options += ["--prune-history", str(_KEPT_STATES)]  # else states beyond memory fill the home folder, one a block
    # a transaction may spend what an earlier one of the same block brings, so the mempool must not judge by the head
    options += [] if automine else ["--no-mining", "--disable-pool-balance-checks"]
    if fork_url is not None:
        return [*options, "--fork-url", fork_url, "--no-storage-caching"]
    if state is not None:
        return [*options, "--load-state", str(state)]
    return [*options, "--timestamp", str(GENESIS_TIMESTAMP_S)]


def _die_with(parent: int) -> None:
    """Runs in the child before exec: SIGKILL when the parent is gone; checked once more in case it already is."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
