"""Old registers, old coders, exports from before: nothing that was known is lost or doubled."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from demarche.register.copying import copy_register
from demarche.register.schema import HEAD
from tests.cli.conftest import Run, demarche
from tests.register.made import article, coded, envoy, strait

from .made import HAND_MADE, VERSIONS, aged, opened, said

__all__ = ["demarche"]


def counted(place: Path, table: str) -> int:
    with closing(sqlite3.connect(place)) as database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_every_schema_is_known_here() -> None:
    assert VERSIONS[-1] == HEAD
    assert len(VERSIONS) >= 5


@pytest.mark.parametrize("version", VERSIONS)
def test_a_register_of_an_older_schema_comes_along_with_all_it_holds(
    whole: Path, expected: dict[str, Any], tmp_path: Path, version: str
) -> None:
    older, saved = tmp_path / "older.db", tmp_path / "saved.db"
    aged(whole, older, version)
    assert copy_register(older, saved).schema == version  # a copy of an older schema is migrated as well
    old = version < HAND_MADE["judgements"]
    with opened(saved) as register:
        found = said(register)
        assert {**found, "ledger": 0} == {**expected, "ledger": 0, **({"judgements": []} if old else {})}
        assert old or found["ledger"] == expected["ledger"]
        register.add(coded(article(5), strait(article(5))))
    for table, since in HAND_MADE.items():
        assert (counted(saved, table) > 0) is (version >= since), table
    with closing(sqlite3.connect(saved)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)
        assert not database.execute("PRAGMA foreign_key_check").fetchall()


def test_an_export_added_anew_gives_the_same_ids(
    demarche: Run, tmp_path: Path, whole: Path, expected: dict[str, Any]
) -> None:
    exported = [tmp_path / f"{n}.jsonl" for n in range(2)]
    registers = [whole, tmp_path / "first.db", tmp_path / "second.db"]
    for n in range(2):
        assert demarche("export", "-o", exported[n], "--register", registers[n]).code == 0
        assert demarche("add", exported[n], "--register", registers[n + 1]).code == 0
    with opened(registers[1]) as one, opened(registers[2]) as other:
        again = said(one)
        assert said(other) == again
    articles, threats = dict(expected["articles"]), {i for i, _ in expected["threats"]}
    assert again["articles"]
    assert all(articles[one] == coders for one, coders in again["articles"])
    assert len(threats - {i for i, _ in again["threats"]}) == 1  # the one that a person rejected
    assert {i for i, _ in again["threats"]} < threats


def test_an_older_coders_records_stay_beside_a_newer_ones(tmp_path: Path) -> None:
    one = article(1)
    old = coded(one, strait(one), coder="made:v1")
    new = coded(one, strait(one), replace(envoy(one), confidence=0.9), coder="made:v2")
    with opened(tmp_path / "up.db") as up, opened(tmp_path / "down.db") as down:
        up.add(old)
        up.add(new)
        down.add(new)
        down.add(old)  # an old machine adds again
        for register in (up, down):
            counts = register.counts()
            assert (counts.threats, counts.superseded, counts.coders) == (2, 1, ("made:v1", "made:v2"))
            assert register.add([old, new]).known == 2
            assert register.counts() == counts
        assert said(up)["threats"] == said(down)["threats"]
        assert said(up)["threads"] == said(down)["threads"]


def test_a_correction_made_under_an_old_coder_outlives_the_new_one(tmp_path: Path) -> None:
    one = article(1)
    with opened(tmp_path / "register.db") as register:
        register.add(coded(one, strait(one), coder="made:v1"))
        (threat,) = register.threats()
        register.correct(threat.id, "commitment", "open", author="Ada")
        register.judge(threat.id, "trigger", "met", author="Ada")
        register.add(coded(one, envoy(one), coder="made:v2"))  # the new one does not find it
        register.add(coded(one, strait(one), envoy(one), coder="made:v3"))
        found = {stored.id: stored.threat.commitment for stored in register.threats()}
        assert found[threat.id] == "open"
        assert len(found) == 2
        assert [j.verdict for j in register.judgements()] == ["met"]
