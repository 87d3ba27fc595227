"""The reference pages say what the program has."""

import re
from pathlib import Path

import msgspec

from solver.adapters.store import tables
from solver.app.config import Document

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"


def keys(kind: type, prefix: str = "") -> dict[str, object]:
    """Every key of the file with its default."""
    found: dict[str, object] = {}
    for field in msgspec.structs.fields(kind):
        if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct):
            found |= keys(field.type, f"{field.name}.")
        else:
            found[prefix + field.name] = field.default
    return found


def test_every_key_of_the_configuration_is_in_its_table_with_its_default() -> None:
    rows = re.findall(r"^\| `([a-z_.]+)` \|([^|]*)\|", (REFERENCE / "configuration.md").read_text(), re.MULTILINE)
    said = {name: default.strip(" `") for name, default in rows}
    expected = keys(Document)
    assert list(said) == list(expected)
    assert {name: said[name] for name in expected} == {name: shown(default) for name, default in expected.items()}


def shown(default: object) -> str:
    if default in (msgspec.NODEFAULT, None):
        return ""
    return f"{default:g}" if isinstance(default, float) else str(default)


def test_every_table_of_the_database_is_described() -> None:
    text = (REFERENCE / "database.md").read_text()
    described = set(re.findall(r"^\| `([a-z_]+)` \| ", text, re.MULTILINE))
    assert {table.name for table in tables.projections} <= described
    for column in tables.journal.columns:
        assert f"`{column.name}`" in text
