"""Measure everything, write var/bench.json, and say what was reached: python -m tests.bench [--full] [--publish]."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench import in_batches, in_integers, over_networks, over_two_tokens, with_gas
from tests.bench.acceptance import claims
from tests.bench.chart import draw
from tests.bench.machine import calibration_ms, machine
from tests.bench.page import with_table
from tests.bench.rivals import warm_up
from tests.bench.rows import Claim, Kind, Row, as_json

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "var"
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS")
Found = tuple[list[Row], list[Claim]]


def measure(*, full: bool) -> Iterator[Found]:
    """Family by family, each as soon as it is known."""
    for given in over_networks.instances():
        yield over_networks.rows(given, full=full), []
    yield over_two_tokens.rows(), []
    for family in (with_gas.measured, in_integers.measured, in_batches.measured):
        for row, claim in family():
            yield [row], [] if claim is None else [claim]


def main(arguments: list[str]) -> int:
    """The exit code: 1 where a ratio is missed."""
    parser = argparse.ArgumentParser(prog="make bench", description="every router, side by side in one run")
    parser.add_argument("--full", action="store_true", help="run slow peers at large sizes too")
    parser.add_argument("--publish", action="store_true", help="renew docs/bench.svg and the README's table")
    given = parser.parse_args(arguments)
    if any(os.environ.get(name) != "1" for name in _THREADS):
        parser.error(f"one thread, please: set {' and '.join(_THREADS)} to 1, as make bench does")
    warm_up()
    rows: list[Row] = []
    said: list[Claim] = []
    speed = calibration_ms()
    for more, told in measure(full=given.full):
        rows += more
        said += told
        for row in more:
            print(_line(row), flush=True)  # noqa: T201 (a program's output)
    reached = [*claims(rows), *said]
    for claim in reached:
        print(_told(claim))  # noqa: T201
    _write(reached, rows, {"calibration_ms": speed, "scope": "full" if given.full else "quick"})
    below = f"{machine()['cpu']}, one thread; the fixed loop takes {speed:.2f} ms there. Medians over seeds."
    (OUT / "bench.svg").write_text(draw(rows, below))
    if given.publish:
        (ROOT / "docs" / "bench.svg").write_text(draw(rows, below))
        page = ROOT / "README.md"
        page.write_text(with_table(page.read_text(), reached, below))
    return int(any(claim.kind is Kind.RATIO and claim.holds is False for claim in reached))


def _write(reached: list[Claim], rows: list[Row], facts: dict[str, Any]) -> None:
    written = {
        "schema_version": 1,
        "machine": machine(),
        **facts,
        "acceptance": [as_json(claim) for claim in reached],
        "rows": [as_json(row) for row in rows],
    }
    OUT.mkdir(exist_ok=True)
    (OUT / "bench.json").write_text(json.dumps(written, indent=1, allow_nan=False) + "\n")


def _line(row: Row) -> str:
    ours, peer, ratio = (_short(figure) for figure in (row.ours_ms, row.peer_ms, row.ratio))
    quality = f"gap {_short(row.gap)} shortfall {_short(row.shortfall)}"
    rival = "" if row.peer is None else f"{row.peer} {peer} ms, {ratio}x, gap {_short(row.peer_gap)}"
    return f"{row.case:17}{row.size:>7} {row.start:5} {ours:>9} ms  {quality:38} {rival}  {row.note}"


def _told(claim: Claim) -> str:
    mark = {True: "reached", False: "MISSED", None: "not measured"}[claim.holds]
    return f"{mark:13}{claim.measure}: {claim.seen} (wanted: {claim.wanted})"


def _short(figure: float | None) -> str:
    return "-" if figure is None else f"{figure:.3g}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
