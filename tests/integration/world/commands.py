"""`hedgerow` run as users run it: a process of its own, heard by its JSON, ended by its id."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 600.0
STOP_S = 90.0


class Hedgerow:
    """One running command. Caps on waiting are for broken runs: nothing takes as long when it works."""

    def __init__(self, arguments: Sequence[str], errors: Path, environment: Mapping[str, str] | None = None) -> None:
        self._errors = errors
        self._read = b""
        with errors.open("wb") as stderr:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "solver.app.cli", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=stderr,
                cwd=errors.parent,
                env={**os.environ, **(environment or {})},
            )

    @property
    def errors(self) -> str:
        """All that it wrote to standard error."""
        return self._errors.read_text(errors="replace")

    def document(self, within_s: float = PATIENCE_S) -> dict[str, Any]:
        """The first JSON object it prints, as soon as it is whole."""
        until = time.monotonic() + within_s
        assert self.process.stdout is not None
        while True:
            try:
                found, _ = json.JSONDecoder().raw_decode(self._read.decode().lstrip())
            except ValueError:
                self._more(until)
            else:
                assert isinstance(found, dict)
                return found

    def exit_code(self, within_s: float = PATIENCE_S) -> int:
        """Wait for the end."""
        return self.process.wait(within_s)

    def interrupt(self) -> int:
        """Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.exit_code(STOP_S)

    def end(self) -> None:
        """Whatever happened, it is gone afterwards."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
        if self.process.stdout is not None:
            self.process.stdout.close()
        self.process.wait()

    def _more(self, until: float) -> None:
        stream = self.process.stdout
        assert stream is not None
        readable, _, _ = select.select([stream], [], [], max(0.0, until - time.monotonic()))
        piece = os.read(stream.fileno(), 65_536) if readable else b""
        if not piece:
            raise AssertionError(f"no JSON object on standard output:\n{self._read!r}\n{self.errors}")
        self._read += piece


@dataclass(frozen=True, slots=True)
class FinishedDemo:
    """A demo that has ended: its folder, the object it printed, its exit code and standard error."""

    folder: Path
    told: dict[str, Any]
    exit_code: int
    errors: str


def run_demo(folder: Path, seed: int, intents: int) -> FinishedDemo:
    """Run one to its end in a new folder; its process is gone whatever happens."""
    arguments = ("demo", "--seed", str(seed), "--intents", str(intents), "--folder", str(folder), "--json")
    command = Hedgerow(arguments, folder.with_name(f"{folder.name}.log"))
    try:
        told = command.document()
        return FinishedDemo(folder, told, command.exit_code(), command.errors)
    finally:
        command.end()
