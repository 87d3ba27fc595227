"""What the bench writes can be read: by a program, by a browser, and by whoever wants to know what was reached."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema

from tests.bench.acceptance import claims
from tests.bench.chart import draw
from tests.bench.clock import medians_ms
from tests.bench.machine import calibration_ms, machine
from tests.bench.page import with_table
from tests.bench.rows import Case, Claim, Kind, Peer, Seen, as_json, not_run, row

SCHEMA = json.loads((Path(__file__).resolve().parents[2] / "docs/reference/bench.schema.json").read_text())


def seen(ours_ms: float, peer_ms: float | None = None) -> Seen:
    return Seen(ours_ms, peer_ms, 1e-13, 1e-14, 1e-3, 1e-4)


ROWS = [
    row(Case.MIXED, 1000, None, [seen(2.0), seen(3.0), seen(1.0)]),
    row(Case.MIXED, 1000, Peer.PUBLISHED, [seen(2.0, 100.0)], note="to its own tolerance"),
    row(Case.CONSTANT_PRODUCT, 1000, Peer.CVXPY, [seen(0.2, 40.0)]),
    row(Case.CONSTANT_PRODUCT, 1000, None, [seen(0.09)], start="warm"),
    not_run(Case.MIXED, 100_000, Peer.CVXPY, "takes too long at this size"),
]


def test_rows_hold_medians_of_times_and_the_worst_of_our_quality() -> None:
    found = row(Case.GAS, 12, Peer.BRUTE_FORCE, [Seen(1, 10, 1e-9, 0), Seen(2, 10, -3e-9, 0), Seen(4, 80, 0, 1e-12)])
    assert (found.ours_ms, found.peer_ms, found.ratio) == (2, 10, 10)
    assert (found.gap, found.shortfall) == (3e-9, 1e-12)


def test_a_missed_a_reached_and_an_unmeasured_target_are_told_apart() -> None:
    told = {claim.measure: claim for claim in claims(ROWS)}
    assert told["1,000 mixed pools, published method"].holds is True
    assert told["1,000 constant-product pools, cvxpy with Clarabel"].holds is False
    assert told["1,000 constant-product pools, Clarabel direct"].holds is None
    assert told["1,000 constant-product pools, warm"].holds is True
    assert told["1,000 mixed pools, published method's shortfall"].holds is True


def test_the_file_is_what_its_schema_says() -> None:
    infinite = row(Case.MIXED, 10, Peer.CLARABEL, [Seen(1.0, 2.0, float("inf"), 0.0, None, None)])
    written = {
        "schema_version": 1,
        "machine": machine(),
        "calibration_ms": calibration_ms(),
        "scope": "quick",
        "acceptance": [as_json(claim) for claim in claims(ROWS)],
        "rows": [as_json(one) for one in [*ROWS, infinite]],
    }
    jsonschema.validate(json.loads(json.dumps(written, allow_nan=False)), SCHEMA)


def test_the_chart_is_well_formed_and_draws_a_line_for_each_solver() -> None:
    drawn = ET.fromstring(draw(ROWS, "a < b & c"))  # noqa: S314 (our own text)
    lines = [element for element in drawn.iter() if element.tag.endswith("polyline")]
    assert len(lines) == 3


def test_the_page_keeps_all_but_its_table() -> None:
    page = "above\n<!-- bench -->\nold\n<!-- /bench -->\nbelow\n"
    renewed = with_table(page, [Claim("speed", Kind.RATIO, "10x faster", "12x", True)], "here")
    assert renewed.startswith("above\n<!-- bench -->\n| measure")
    assert renewed.endswith("<!-- /bench -->\nbelow\n")
    assert "| speed | 10x faster | 12x | reached |" in renewed
    assert "old" not in renewed
    assert with_table("no marks", [], "here") == "no marks"


def test_what_takes_longer_than_its_budget_runs_once() -> None:
    runs = {"quick": 0, "slow": 0}

    def work(name: str, count: int) -> None:
        runs[name] += 1
        sum(range(count))

    medians_ms([lambda: work("quick", 10), lambda: work("slow", 300_000)], budget_ms=1.0, most=5)
    assert runs["slow"] == 1
    assert 1 <= runs["quick"] <= 6
