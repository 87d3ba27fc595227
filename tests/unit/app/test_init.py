"""`hedgerow init` writes a configuration that loads, with every key in it."""

import re
from pathlib import Path

import msgspec
from typer.testing import CliRunner

from solver.app.cli import build
from solver.app.config import Document, load_config


def written(path: Path) -> tuple[int, str]:
    result = CliRunner().invoke(build(), ["init", "--path", str(path)])
    return result.exit_code, result.output


def test_what_init_writes_loads(tmp_path: Path) -> None:
    path = tmp_path / "hedgerow.toml"
    assert written(path)[0] == 0
    assert load_config(path).document.mode == "live"


def test_what_init_shows_as_defaults_are_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "hedgerow.toml"
    written(path)
    plain = load_config(path).document
    path.write_text(re.sub(r"^# ([a-z_]+ = [^#\n]+).*$", r"\1", path.read_text(), flags=re.MULTILINE))
    shown = load_config(path).document
    for section in ("database", "router", "bid", "submit", "chain", "relay"):
        assert msgspec.to_builtins(getattr(shown, section)) == msgspec.to_builtins(getattr(plain, section))
    assert isinstance(shown, Document)


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    path = tmp_path / "hedgerow.toml"
    path.write_text("mine")
    code, output = written(path)
    assert code == 2
    assert "is there already" in output
    assert path.read_text() == "mine"
