"""The recipes of docs/scan.md over a scan's tables give what they say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from . import made

PAGE = Path(__file__).parents[2] / "docs" / "scan.md"
RECIPES = re.findall(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a scan, made without the command line."""
    from demarche.scan import Settings
    from demarche.scan.folder import Folder
    from demarche.scan.processes import Processes
    from demarche.scan.running import Run

    place = tmp_path_factory.mktemp("recipes")
    path = made.archive(place / "a.warc.gz", made.packed(made.some_records(30)))
    settings = Settings(coder="rules:v1", event_coder="rules:v1", columns=made.COLUMNS)
    output = Folder(place / "scanned")
    with output.held(settings):
        list(Run(output, settings, Processes(1)).steps([str(path)]))
    return place / "scanned"


def answers(folder: Path, number: int) -> list[tuple[Any, ...]]:
    with duckdb.connect() as database:
        return database.execute(RECIPES[number].replace("'scanned/", f"'{folder}/")).fetchall()


def test_every_recipe_answers(folder: Path) -> None:
    assert len(RECIPES) == 4
    assert all(answers(folder, number) for number in range(len(RECIPES)))


def test_threats_by_sender_and_target(folder: Path) -> None:
    assert answers(folder, 0)[0] == ("IRN", "GBR", 10)


def test_months_are_read_from_the_folders(folder: Path) -> None:
    assert [month for month, _ in answers(folder, 1)] == ["2024-01", "2024-02", "2024-03", "2024-04"]


def test_records_open_as_json(folder: Path) -> None:
    for evidence, start, end in answers(folder, 2):
        assert end - start == len(evidence)


def test_what_was_done_follows_what_was_said(folder: Path) -> None:
    assert {row[0] for row in answers(folder, 3)} == {"CHN"}
