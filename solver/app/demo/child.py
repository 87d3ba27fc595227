"""Child processes of the demo: started with their own log file, ended by pid, dead when the supervisor dies."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
STOP_SECONDS = 15.0


@dataclass(eq=False)
class ChildFailed(Exception):
    """A child ended or stayed silent before it was ready; the log says why."""

    name: str
    log: Path
    detail: str

    def __str__(self) -> str:
        return f"{self.name} {self.detail}; see {self.log}"


def _die_with(parent: int) -> None:
    """Ask Linux to end this child when its parent dies, also by SIGKILL; and keep the terminal's Ctrl-C from it.

    Runs in the child before exec; a parent that is gone already is noticed too.
    """
    os.setpgid(0, 0)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)


class Child:
    """One process. Its standard output and error go to a log; its first line of output may be a JSON announcement."""

    def __init__(self, name: str, command: Sequence[str], log: Path, env: Mapping[str, str]) -> None:
        self.name = name
        self.log = log
        self._log_file: IO[bytes] = log.open("ab")
        self._out = log.with_suffix(".out")
        self._out_file: IO[bytes] = self._out.open("wb")
        self._process = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=self._out_file,
            stderr=self._log_file,
            env={**os.environ, **env},
            preexec_fn=partial(_die_with, os.getpid()),  # noqa: PLW1509 - the supervisor starts children before it has threads
        )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """The exit code, None while it runs."""
        return self._process.poll()

    def output(self) -> str:
        """All that it printed so far."""
        return self._out.read_text(errors="replace")

    def announcement(self, within_s: float) -> dict[str, object]:
        """The JSON object on its first line; raises ChildFailed when it ends or the time passes first."""
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            head, newline, _ = self.output().partition("\n")
            if newline:
                return self._parsed(head)
            if self.exit_code is not None:
                raise ChildFailed(self.name, self.log, f"ended with {self.exit_code} before it was ready")
            time.sleep(0.02)
        raise ChildFailed(self.name, self.log, f"was not ready within {within_s:.0f} s")

    def _parsed(self, line: str) -> dict[str, object]:
        try:
            announced = json.loads(line)
        except ValueError:
            announced = None
        if not isinstance(announced, dict):
            raise ChildFailed(self.name, self.log, f"announced {line[:80]!r} instead of a JSON object")
        return announced

    def stop(self) -> None:
        """SIGTERM, then SIGKILL after a while; returns when it is gone. Safe to call again."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._log_file.close()
        self._out_file.close()
