"""One solver writes a database, by whatever name the file is called."""

from pathlib import Path

import pytest

from solver.adapters.store.engine import DatabaseBusy, sole_writer


def test_a_second_writer_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'hedgerow.db'}"
    with sole_writer(url), pytest.raises(DatabaseBusy), sole_writer(url):
        pass
    with sole_writer(url):
        pass


def test_a_second_writer_is_refused_under_another_name_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "hedgerow.db")
    (tmp_path / "folder").mkdir()
    names = ("link.db", "folder/../hedgerow.db")
    with sole_writer(f"sqlite:///{tmp_path / 'hedgerow.db'}"):
        for name in names:
            with pytest.raises(DatabaseBusy), sole_writer(f"sqlite:///{tmp_path}/{name}"):
                pass
