"""Claims about the repository itself: sizes, and what it may not say."""

import ast
import statistics
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


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
        for path in tracked("solver/*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= 60
    ]
    assert not long


def test_no_unfinished_work_is_left_in_the_sources() -> None:
    words = ("TO" + "DO", "FIX" + "ME", "X" + "XX", "NotImplemented", "HA" + "CK")
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in tracked("solver/*.py", "contracts/src/*.sol")
        for word in words
        if word in path.read_text()
    ]
    assert not found
