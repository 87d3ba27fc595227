"""`hedgerow demo`: the whole world runs, every intent ends as it should, and the run's folder holds everything."""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from solver.app.demo.expect import EXPECTED
from solver.app.demo.outcome import Outcome
from solver.domain.ending import Reason
from tests.integration.world.commands import ROOT

if TYPE_CHECKING:
    from tests.integration.world.conftest import DemoOf

pytestmark = pytest.mark.anvil

SCHEMA: dict[str, Any] = json.loads((ROOT / "docs/reference/demo.schema.json").read_text())
REASONS = {"expired": "expired", "forged": "forged", "unreachable_limit": "unreachable_limit"}
REASONS |= {"replayed_nonce": "nonce_used"}
DEFAULT_DATABASE = ROOT / "var" / "hedgerow.db"


def test_the_schema_knows_every_reason_and_the_object_of_an_empty_run() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert set(SCHEMA["properties"]["declined"]["propertyNames"]["enum"]) == set(Reason)
    validate(Outcome((), {}, {}, "hedgerow.toml", "hedgerow.db", "report.html").as_json())


@pytest.mark.scaled(quick=1, soak=3)
def test_every_intent_ends_as_it_should(demo_of: "DemoOf", scale: int) -> None:
    intents = 12 if scale == 1 else 24
    before = fingerprint(DEFAULT_DATABASE)
    for seed in range(1, scale + 1):
        demo = demo_of(seed, intents)
        assert demo.exit_code == 0, demo.errors
        validate(demo.told)
        check_counts(demo.told, intents)
        check_hostile(demo.told, posted(demo.folder))
        check_folder(demo.told, demo.folder)
        check_competition(demo.told, demo.folder)
        check_improvement(demo.told, demo.folder)
    assert fingerprint(DEFAULT_DATABASE) == before


def check_counts(told: Mapping[str, Any], intents: int) -> None:
    ended = told["settled"] + sum(told["declined"].values()) + told["lost"] + told["reverted"] + told["expired"]
    assert told["intents"] == intents == ended
    assert (told["reverted"], told["expired"], told["sandwiched"]) == (0, 0, 0)
    assert told["ledger_difference"] == {}


def check_hostile(told: Mapping[str, Any], stream: list[dict[str, Any]]) -> None:
    """The hostile ones are the declined ones, each for its own reason."""
    hostile = Counter(REASONS[intent["kind"]] for intent in stream if intent["kind"] != "honest")
    assert sum(hostile.values()) == len(stream) // 6
    assert told["declined"] == dict(hostile)


def check_folder(told: Mapping[str, Any], folder: Path) -> None:
    files = {"config": "hedgerow.toml", "database": "hedgerow.db", "report": "report.html"}
    assert {key: told[key] for key in files} == {key: str(folder / name) for key, name in files.items()}
    assert all((folder / name).stat().st_size > 0 for name in files.values())
    assert f"{told['intents']} intents" in (folder / "report.html").read_text()


def check_competition(told: Mapping[str, Any], folder: Path) -> None:
    """What we lost a rival won; at the demo's own length we settle 14 of the 20 and a rival wins one at least."""
    universe = json.loads((folder / "universe.json").read_text())
    names = {solver["identity"]: solver["name"] for solver in universe["solvers"]}
    with closing(sqlite3.connect(folder / "hedgerow.db")) as database:
        rows = database.execute("select e.kind, a.winner from endings e join auctions a using (auction_id)").fetchall()
    winners = Counter((kind, names.get(winner)) for kind, winner in rows if kind in {"settled", "lost"})
    assert winners["settled", "hedgerow"] == told["settled"] > 0
    assert winners["lost", "single-path"] + winners["lost", "grid"] == told["lost"]
    if told["intents"] == 24:
        assert told["settled"] >= 14
        assert told["lost"] >= 1


def check_improvement(told: Mapping[str, Any], folder: Path) -> None:
    """Recomputed: what the trader got or gave against the newest single path on record, net of that path's gas."""
    query = """
        select a.side, r.amount_in + r.gas_cost_units, r.amount_out - r.gas_cost_units, s.amount
        from endings e join auctions a using (auction_id) join routes r using (auction_id)
        join settled_amounts s using (auction_id)
        where e.kind = 'settled' and r.role = 'single_path'
          and (s.direction = 'received') = (a.side = 'exact_in')
          and r.sequence = (select max(sequence) from routes where role = 'single_path' and auction_id = e.auction_id)
    """
    gains = []
    with closing(sqlite3.connect(folder / "hedgerow.db")) as database:
        for side, needed, paid, amount in database.execute(query):
            gain = int(amount) / paid - 1 if side == "exact_in" else 1 - int(amount) / needed
            gains.append(gain * 10_000)
    told_bps, ascending = told["price_improvement_bps"], sorted(gains)
    assert len(ascending) == told["settled"]
    assert told_bps["median"] == pytest.approx(ascending[ceil(len(ascending) / 2) - 1], abs=1e-3)
    assert told_bps["p10"] == pytest.approx(ascending[ceil(len(ascending) / 10) - 1], abs=1e-3)


def posted(folder: Path) -> list[dict[str, Any]]:
    """The stream as the traders tell it at the end."""
    last = (folder / "logs" / "traders.out").read_text().splitlines()[-1]
    intents: list[dict[str, Any]] = json.loads(last)["intents"]
    assert {intent["kind"] for intent in intents} <= set(EXPECTED)
    return intents


def validate(told: Mapping[str, Any]) -> None:
    Draft202012Validator(SCHEMA).validate(told)


def fingerprint(file: Path) -> tuple[int, int] | None:
    """Size and time of change, None where there is no file."""
    return (file.stat().st_size, file.stat().st_mtime_ns) if file.exists() else None
