"""Claims about the repository itself: sizes, and what it may not say."""

import ast
import runpy
import statistics
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def python_scripts() -> list[Path]:
    return [path for path in tracked("scripts/*") if path.read_text().startswith("#!/usr/bin/env python3")]


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_no_source_file_is_longer_than_500_lines() -> None:
    long = {str(p.relative_to(ROOT)): lines(p) for p in tracked("*.py", "contracts/*.sol") if lines(p) > 500}
    assert not long


def test_source_files_are_small_in_the_median_and_nine_in_ten() -> None:
    counts = sorted(lines(p) for p in tracked("solver/*.py", "contracts/src/*.sol"))
    assert statistics.median(counts) < 120
    assert counts[len(counts) * 9 // 10] < 300


def test_no_function_is_longer_than_60_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in (*tracked("*.py"), *python_scripts())
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= 60
    ]
    assert not long


def test_every_scaled_test_belongs_to_an_area_of_the_soak() -> None:
    areas = runpy.run_path(str(ROOT / "scripts" / "soak"))["AREAS"]
    folders = tuple(f"{folder}/" for tests, _ in areas.values() for folder in tests)
    scaled = [
        p.relative_to(ROOT).as_posix() for p in tracked("tests/*.py") if "\n@pytest.mark.scaled(" in p.read_text()
    ]
    assert scaled
    assert [name for name in scaled if not name.startswith(folders)] == []


def test_no_unfinished_work_is_left_in_the_sources() -> None:
    words = ("TO" + "DO", "FIX" + "ME", "X" + "XX", "NotImplemented", "HA" + "CK")
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in tracked("solver/*.py", "contracts/src/*.sol")
        for word in words
        if word in path.read_text()
    ]
    assert not found
