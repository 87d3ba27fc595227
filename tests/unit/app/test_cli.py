"""The command line: quick to start, one line for each thing that is wrong."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from solver.app.cli import build

HEAVY = ("web3", "cvxpy", "numba", "numpy", "sqlalchemy", "alembic", "scipy", "httpx", "eth_account")


COMMANDS = (
    "",
    "demo",
    "init",
    "run",
    "route",
    "sandbox",
    "sandbox up",
    "db",
    "db upgrade",
    "db rebuild",
    "db check",
    "doctor",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_imports_nothing_heavy(command: str) -> None:
    arguments = [*command.split(), "--help"]
    program = (
        "import sys\n"
        "from solver.app.cli import build\n"
        "try:\n"
        f"    build()({arguments!r})\n"
        "except SystemExit as end:\n"
        "    assert not end.code, end.code\n"
        f"print('heavy:', [name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout.splitlines()[-1] == "heavy: []"


def told(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(build(), list(arguments))
    return result.exit_code, result.stderr


def test_a_missing_configuration_is_told_in_one_line(tmp_path: Path) -> None:
    code, line = told("run", "--config", str(tmp_path / "none.toml"))
    assert (code, line.count("\n")) == (2, 1)
    assert "No such file" in line


@pytest.mark.parametrize("command", [["run"], ["doctor"], ["db", "upgrade"]])
def test_a_configuration_with_an_unknown_key_is_told_by_every_command(command: list[str], tmp_path: Path) -> None:
    file = tmp_path / "hedgerow.toml"
    file.write_text('mode = "sandbox"\nspeed = 9\n')
    code, line = told(*command, "--config", str(file))
    assert code == 2
    assert "unknown field `speed`" in line


def test_db_upgrade_brings_an_empty_file_to_this_revision(tmp_path: Path) -> None:
    result = CliRunner().invoke(build(), ["db", "upgrade", "--url", f"sqlite:///{tmp_path / 'x.db'}"])
    assert result.exit_code == 0
    assert "stands at revision 0003" in result.stdout


def test_db_rebuild_refuses_a_database_in_use(tmp_path: Path) -> None:
    from solver.adapters.store.sole_writer import sole_writer  # noqa: PLC0415 (after the test of what help imports)

    url = f"sqlite:///{tmp_path / 'x.db'}"
    with sole_writer(url):
        code, line = told("db", "rebuild", "--url", url)
    assert code == 2
    assert "another solver runs" in line
