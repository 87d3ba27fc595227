"""`hedgerow route` as it is called: what goes in, what comes out, and how it refuses."""

import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from solver.app.cli import build
from solver.testing import cow_auctions as of
from solver.testing.cow_auctions import DAI, USDC, WETH, Json

ROOT = Path(__file__).parents[4]
SCHEMA: dict[str, Any] = json.loads((ROOT / "docs/reference/route.schema.json").read_text())
E18 = 10**18
EVIL = "\x1b[31m\x07<b>&\u202e"
POOLS = [
    of.constant_product(0, {WETH: 3000 * E18, USDC: 9 * 10**12}, id=EVIL),
    of.constant_product(1, {WETH: 1000 * E18, DAI: 3 * 10**24}),
    of.stable(2, {USDC: 3 * 10**12, DAI: 2 * 10**24}),
]
SALE = of.order(1, WETH, USDC, (100 * E18, 280_000 * 10**6))


def saved(tmp_path: Path, *orders: Json, **fields: Any) -> str:
    path = tmp_path / "auction.json"
    path.write_text(json.dumps(of.auction(orders or [SALE], POOLS) | fields))
    return str(path)


def told(*arguments: str, stdin: bytes | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(build(), ["route", *arguments], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout, result.stderr


def document(*arguments: str, stdin: bytes | None = None) -> Any:
    code, out, err = told(*arguments, "--json", stdin=stdin)
    assert (code, err) == (0, "")
    found = json.loads(out)
    Draft202012Validator(SCHEMA).validate(found)
    return found


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_object_has_a_proven_solution_and_its_time(tmp_path: Path) -> None:
    found = document(saved(tmp_path), "--repeat", "3")
    (solution,) = found["solutions"]
    assert (found["auction"], found["router"], found["unfilled"], found["skipped"]) == ("1", "convex", [], [])
    assert [trade["order"] for trade in solution["trades"]] == [SALE["uid"]]
    assert {hop["id"] for hop in solution["interactions"]} == {EVIL, "1", "2"}
    certificate = found["certificate"]
    assert max(abs(certificate["gap"]), certificate["shortfall"], certificate["gas_bound"]) < 1e-6
    assert 0 <= certificate["integer_distance"] < 1e-6 * 300_000 * 10**6
    assert certificate["iterations"] > 0
    assert found["solve_ms"]["runs"] == 3
    assert 0 < found["solve_ms"]["best"] <= found["solve_ms"]["median"]


def test_every_sort_of_ending_is_of_the_schema(tmp_path: Path) -> None:
    orders = [SALE, of.order(2, USDC, WETH, (250_000 * 10**6, 70 * E18)), of.order(3, DAI, WETH, (E18, E18)), SALE]
    part = of.order(4, DAI, USDC, (10**24, 999_900 * 10**6), partiallyFillable=True, kind="buy")
    found = document(saved(tmp_path, *orders, part, id=None))
    assert found["auction"] is None
    assert {entry["reason"] for entry in found["unfilled"]} == {"fee_exceeds_order", "uid_is_listed_twice"}
    assert len(found["certificates"]) == len(found["solutions"]) >= 1
    assert document(saved(tmp_path, liquidity=[{"kind": "new", "id": EVIL}]))["solutions"] == []


def test_the_reference_routes_the_same_order_and_names_itself(tmp_path: Path) -> None:
    ours, reference = document(saved(tmp_path)), document(saved(tmp_path), "--reference")
    assert (reference["router"], reference["certificate"]["method"]) == ("reference", "reference")
    assert reference["certificate"]["status"].startswith("optimal")
    price = [int(found["solutions"][0]["prices"][WETH]) for found in (ours, reference)]
    assert price[1] == pytest.approx(price[0], rel=1e-5)


def test_where_the_reference_fails_the_output_says_so(tmp_path: Path) -> None:
    """Pools a few percent apart: Clarabel ends without the accuracy it was asked for."""
    path = tmp_path / "wild.json"
    path.write_text(json.dumps(of.random_auction(17, most_orders=1)))
    assert document(str(path))["certificate"]["status"] == "optimal"
    certificate = document(str(path), "--reference")["certificate"]
    assert "optimal_inaccurate" in certificate["status"]
    assert certificate["gap"] is None or certificate["gap"] > 1e-6
    assert "optimal_inaccurate" in told(str(path), "--reference")[1]


def test_it_is_told_to_a_person_without_any_foreign_control_character(tmp_path: Path) -> None:
    tokens = of.tokens()
    tokens[WETH]["symbol"] = EVIL
    code, out, err = told(saved(tmp_path, tokens=tokens, liquidity=[*POOLS, {"kind": EVIL, "id": EVIL[1:]}]))
    assert (code, err) == (0, "")
    assert all(letter.isprintable() and letter.isascii() for letter in out.replace("\n", ""))
    for word in ("1 orders, 3 markets", "solution 0", "-> ", "USDC", "surplus", "gap", "unknown kind", "solved in"):
        assert word in out


@pytest.mark.parametrize("suffix", [".svg", ".html"])
def test_the_route_is_drawn_with_all_its_hops_and_nothing_from_outside(tmp_path: Path, suffix: str) -> None:
    tokens = of.tokens()
    tokens[WETH]["symbol"] = '<script>"&'
    drawing = tmp_path / f"route{suffix}"
    out = document(saved(tmp_path, tokens=tokens), "--draw", str(drawing))
    text = drawing.read_text()
    root = ET.fromstring(text.removeprefix("<!doctype html>").replace('<meta charset="utf-8">', ""))  # noqa: S314
    ribbons = [part for part in root.iter() if part.tag.endswith("path")]
    assert len(ribbons) == len(out["solutions"][0]["interactions"])
    assert not any(part.tag.endswith("script") for part in root.iter())
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def test_an_auction_may_come_by_standard_input(tmp_path: Path) -> None:
    body = Path(saved(tmp_path)).read_bytes()
    assert document("-", stdin=body)["solutions"] == document(saved(tmp_path))["solutions"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "truncated"),
        (b"nothing", "malformed"),
        (b"[]", "Expected `object`"),
        (b"[" * 200_000, "deep"),
        (b'{"tokens": "\x1b[31m', "hedgerow"),
        (json.dumps(of.auction([SALE | {"class": EVIL}], [])).encode(), "class"),
        (json.dumps(of.auction([SALE | {"sellAmount": "-1"}], [])).encode(), "sellAmount"),
    ],
)
def test_what_is_no_auction_is_refused_in_one_line(tmp_path: Path, body: bytes, why: str) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(body)
    code, out, err = told(str(path))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert why in err
    assert err.removesuffix("\n").isprintable()


def test_a_file_that_is_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(100 << 20)
    code, _, err = told(str(path))
    assert (code, "64 MiB" in err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["absent.json"], "No such file"),
        (["."], "directory"),
        (["absent.json", "--draw", "route.png"], ".svg or .html"),
        (["absent.json", "--repeat", "0"], "--repeat"),
        ([], "FILE"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: list[str], why: str) -> None:
    code, out, err = told(*arguments)
    assert (code, out) == (2, "")
    assert why in err


def test_an_answer_is_not_lost_with_its_drawing(tmp_path: Path) -> None:
    code, out, err = told(saved(tmp_path), "--draw", str(tmp_path / "no" / "route.svg"))
    assert (code, "No such file" in err, "solution 0" in out) == (2, True, True)


@pytest.mark.parametrize("redirected", ["< /dev/null >/dev/full", ">&-", "| true"])
def test_an_output_that_takes_nothing_is_named(tmp_path: Path, redirected: str) -> None:
    path = saved(tmp_path)
    code, err = in_a_shell(f"route {path} --json {redirected}")
    assert (code, err.count("\n"), path in err) == (2, 1, False)
    assert err.startswith("hedgerow: standard output: ")


def test_an_input_that_is_closed_is_named() -> None:
    assert in_a_shell("route - <&-") == (2, "hedgerow: standard input: Bad file descriptor\n")


def in_a_shell(arguments: str) -> tuple[int, str]:
    """Exit code of the command, which may be the first of a pipe, and its standard error."""
    script = f"set -o pipefail; {shlex.quote(sys.executable)} -m solver.app.cli {arguments}"
    ran = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=300, check=False)
    return ran.returncode, ran.stderr


def test_as_a_program_it_answers_too(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "solver.app.cli", "route", saved(tmp_path), "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    Draft202012Validator(SCHEMA).validate(json.loads(ran.stdout))
    assert ran.stderr == ""
