"""Exports of a small register, read back."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from arro3.io import read_parquet

from demarche.articles import Article
from demarche.articles.reading import read_articles
from demarche.coding import code_article
from demarche.export import COLUMNS, FORMATS, Format, writer_of
from demarche.register import Filter, Register, open_register

ARTICLES = (
    Article(
        title="=Sanctions",
        text="Iran threatened to close the strait if the United States imposes new sanctions.",
        outlet="Straits Ledger",
        date=date(2024, 7, 2),
    ),
    Article(
        title="Missiles",
        text="Russia will retaliate if Japan buys the missiles, Russian Foreign Minister Ivan Demidov said.",
        outlet="Harbour Wire",
    ),
    Article(title="Bridge", text="A bridge was opened in Osaka.", outlet="Meridian Post"),
)


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with open_register(tmp_path / "register.db", now=lambda: datetime(2024, 8, 1, tzinfo=UTC)) as made:
        made.add(code_article(article) for article in ARTICLES)
        yield made


def exported(register: Register, kind: Format, folder: Path, where: Filter | None = None) -> Path:
    path = folder / f"out.{kind}"
    writer_of(kind)(register, where or Filter(), path)
    return path


def test_csv_holds_every_column_and_no_formula(register: Register, tmp_path: Path) -> None:
    with exported(register, "csv", tmp_path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [column.name for column in COLUMNS]
    assert {row["sender"] for row in rows} == {"IRN", "RUS"}
    assert next(row["title"] for row in rows if row["sender"] == "IRN") == "'=Sanctions"


def test_parquet_holds_lists_and_nulls(register: Register, tmp_path: Path) -> None:
    table = read_parquet(str(exported(register, "parquet", tmp_path))).read_all()
    columns = {name: table[name].to_pylist() for name in ("sender", "date", "quoted")}
    assert sorted(columns["sender"]) == [["IRN"], ["RUS"]]
    assert set(columns["date"]) == {"2024-07-02", None}
    assert columns["quoted"] == [False, False]


def test_jsonl_read_again_gives_the_same_ids(register: Register, tmp_path: Path) -> None:
    path = exported(register, "jsonl", tmp_path)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [len(line["threats"]) for line in lines] == [1, 1]
    again = list(read_articles(str(path)))
    ids = {article.id for article in again if isinstance(article, Article)}
    assert ids == {stored.source.article_id for stored in register.threats()}


def test_plover_rows_are_threats_between_actors(register: Register, tmp_path: Path) -> None:
    with exported(register, "plover", tmp_path).open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file, delimiter="\t") if r["root"] == "THREATEN"]
    assert {(row["root"], row["actor"], row["recipient"]) for row in rows} == {
        ("THREATEN", "IRN", "USA"),
        ("THREATEN", "RUS", "JPN"),
    }


@pytest.mark.parametrize("kind", FORMATS)
def test_an_empty_selection_is_an_empty_table_not_an_error(
    register: Register, tmp_path: Path, kind: Format
) -> None:
    path = tmp_path / "empty"
    assert writer_of(kind)(register, Filter(sender=("ZZZ",), since=date(2030, 1, 1)), path) == 0
    assert path.exists()
