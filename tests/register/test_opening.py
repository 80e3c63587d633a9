"""Opening: every file that is no usable register gives one clear error and stays as it was."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from demarche.articles import Article
from demarche.coding import code_article
from demarche.errors import RegisterError
from demarche.register import open_register
from demarche.register.schema import HEAD, metadata

NOW = datetime(2024, 8, 1, tzinfo=UTC)


def opening(path: Path, **options: object) -> None:
    open_register(path, now=lambda: NOW, **options).close()  # type: ignore[arg-type]


def one_article() -> Article:
    return Article(title="", text="Iran threatened to close the strait if the United States attacks.")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    path = tmp_path / "register.db"
    opening(path)
    return path


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database at all\n" * 20)
    with pytest.raises(RegisterError, match=r"notes\.txt: is not a register .*give another place"):
        opening(path)
    assert path.read_text() == "not a database at all\n" * 20


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE birds (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(RegisterError, match="another program"):
        opening(path)
    assert path.read_bytes() == before


def test_a_newer_register_is_left_alone(place: Path) -> None:
    with sqlite3.connect(place) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(RegisterError, match=f"newer demarche .*{HEAD}.*upgrade demarche"):
        opening(place)


def test_a_read_only_register_can_be_read_not_written(place: Path) -> None:
    place.chmod(0o444)
    with pytest.raises(RegisterError, match="read-only; allow writing"):
        opening(place)
    with open_register(place, now=lambda: NOW, write=False) as register:
        assert register.counts().articles == 0


@pytest.mark.parametrize(
    ("name", "fault"), [("missing/register.db", "folder .* does not exist"), (".", "is a folder")]
)
def test_a_place_where_no_register_can_be(tmp_path: Path, name: str, fault: str) -> None:
    with pytest.raises(RegisterError, match=fault):
        opening(tmp_path / name)


def test_reading_makes_no_register(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="there is no register; add articles"):
        opening(tmp_path / "none.db", write=False)
    assert list(tmp_path.iterdir()) == []


def test_a_locked_register_says_so_and_loses_nothing(place: Path) -> None:
    holder = sqlite3.connect(place, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with open_register(place, now=lambda: NOW, wait=0.1) as register:
        with pytest.raises(RegisterError, match="in use by another program"):
            register.add(code_article(one_article()))
        holder.execute("ROLLBACK")
        holder.close()
        assert register.add(code_article(one_article())).new == 1


def test_migrations_build_the_tables_of_the_schema(place: Path) -> None:
    with sqlite3.connect(place) as database:
        for name, table in metadata.tables.items():
            columns = {row[1] for row in database.execute(f'PRAGMA table_info("{name}")')}
            assert columns == {column.name for column in table.columns}
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


WRITER = """
import sys
from datetime import UTC, datetime
from demarche.articles import Article
from demarche.coding import code_article
from demarche.register import open_register
who, place = sys.argv[1:]
with open_register(place, now=lambda: datetime(2024, 8, 1, tzinfo=UTC)) as register:
    for n in range(40):
        text = f"Iran threatened to close the strait if the United States attacks ship {n}."
        register.add(code_article(Article(title=f"{who}", text=text, outlet=f"outlet {n % 2}")))
"""


def test_two_programs_may_write_at_once(tmp_path: Path) -> None:
    place = tmp_path / "shared.db"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, who, str(place)], stderr=subprocess.PIPE)
        for who in ("first", "second")
    ]
    for writer in writers:
        _, said = writer.communicate(timeout=120)
        assert writer.returncode == 0, said.decode()
    with open_register(place, now=lambda: NOW) as register:
        assert register.counts().articles == register.counts().threats == 80
