"""What the figures were taken on, and how fast it is on a loop that never changes."""

import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.bench.clock import once_ms
from tests.bench.peers.compiled import compiled

_LIBRARIES = ("numpy", "scipy", "numba", "cvxpy", "clarabel")
_ROUNDS = 2_000_000


@compiled
def _calibration(rounds: int) -> float:
    total, x = 0.0, 0.5
    for _ in range(rounds):
        x = 3.7 * x * (1.0 - x)
        total += x**0.5
    return total


def calibration_ms() -> float:
    """The best of seven runs of the fixed loop: two million logistic steps and square roots, one after the other."""
    _calibration(1)
    return min(once_ms(lambda: _calibration(_ROUNDS)) for _ in range(7))


def machine() -> dict[str, Any]:
    """The processor, its cores, and what is installed."""
    return {
        "cpu": _processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
        "threads": 1,
    }


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    lines = listed.read_text().splitlines() if listed.is_file() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
