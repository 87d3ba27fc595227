"""Which processes a command has started, read from /proc: to claim that none of them outlives it."""

from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Process:
    """A process; the time of its start tells it from a later one of the same id."""

    pid: int
    parent: int
    started: int
    command: tuple[str, ...]

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return _read(self.pid) == self


def descendants(pid: int) -> list[Process]:
    """Its children, their children and so on."""
    everything = [process for process in map(_read, _pids()) if process is not None]
    found, parents = [], {pid}
    while parents:
        children = [process for process in everything if process.parent in parents]
        found += children
        parents = {process.pid for process in children}
    return found


def _pids() -> list[int]:
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]


def _read(pid: int) -> Process | None:
    """None where there is none, or where it only waits to be reaped."""
    try:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        command = (PROC / str(pid) / "cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return None
    state, parent, started = fields[0], int(fields[1]), int(fields[19])
    return None if state == "Z" else Process(pid, parent, started, tuple(command[:-1]))
