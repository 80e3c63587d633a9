"""Laws of the register, tried on made-up histories."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demarche.coding import CodedArticle
from demarche.errors import RegisterError, UsageError
from demarche.register import Filter, Register, open_register
from demarche.register.opening import migrate
from demarche.register.queries import for_fts5
from demarche.register.schema import APPLICATION_ID
from demarche.register.sqlite import engine_on
from tests.register.made import article, coded, envoy, strait

NOW = datetime(2024, 8, 1, tzinfo=UTC)


def coding(number: int, version: int) -> CodedArticle:
    """Version 1 finds one threat in even articles; version 2 another, in all."""
    one = article(number)
    found = (envoy(one),) if version == 2 else (strait(one),) if number % 2 == 0 else ()
    return coded(one, *found, coder=f"made:v{version}")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "register.db"


def opened(place: Path | str) -> Register:
    return open_register(place, now=lambda: NOW)


def state(register: Register) -> set[tuple[object, ...]]:
    return {(s.id, s.threat, s.coder, s.source) for s in register.threats()}


HISTORIES = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 2)), max_size=12)


@settings(max_examples=15, deadline=None)
@given(history=HISTORIES, again=st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(history: list[tuple[int, int]], again: object) -> None:
    shuffled = history * 2
    again.shuffle(shuffled)  # type: ignore[attr-defined]
    found = []
    for order in (history, shuffled):
        with tempfile.TemporaryDirectory() as folder, opened(Path(folder) / "register.db") as register:
            register.add(coding(*one) for one in order)
            found.append((state(register), register.counts()))
            by_sender = {
                (s.id, s.threat, s.coder, s.source) for s in register.threats(Filter(sender=("RUS",)))
            }
            assert by_sender == found[-1][0]
    assert found[0] == found[1]


@settings(max_examples=60, deadline=None)
@given(
    query=st.text(max_size=40)
    | st.lists(st.sampled_from(["AND", "OR", "NOT", "*", '"', "(", "a", "b-c"])).map(" ".join)
)
def test_no_query_is_a_syntax_error(query: str, searched: Register) -> None:
    with contextlib.suppress(UsageError):  # no word in it, or an operator that joins nothing
        searched.search(query)
        list(searched.threats(Filter(text=query)))
        list(searched.threats(Filter(speaker=query)))


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def searched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    on_file = request.param == "sqlite"
    place = (
        tmp_path_factory.mktemp("searched") / "register.db"
        if on_file
        else request.getfixturevalue("postgres").bare()
    )
    with opened(place) as register:
        register.add(coding(0, 1))
        yield register


def test_words_beside_an_operator_are_joined() -> None:
    assert for_fts5("red line OR ultimatum") == '"red" AND "line" OR "ultimatum"'


def test_a_batch_that_fails_leaves_what_was_before_and_can_be_added_again(place: Path) -> None:
    def some() -> Iterator[CodedArticle]:
        yield from (coding(n, 1) for n in range(3))
        raise OSError("the source broke off")

    with opened(place) as register:
        register.add(coding(4, 1))
        with pytest.raises(OSError, match="broke off"):
            register.add(some())
        assert register.counts().articles == 1
        assert register.add(coding(n, 1) for n in range(5)).new == 4


def test_lone_surrogates_are_stored_as_replacement_characters_in_place(place: Path) -> None:
    one = article(text=article().text + "\ud83d end \udc00")
    with opened(place) as register:
        assert register.add(coded(one, strait(one))).new == 1
        assert register.add(coded(one, strait(one))).known == 1
        (stored,) = register.threats()
        kept = register.article(stored.source.article_id).article
        assert kept.text.endswith("\ufffd end \ufffd")
        assert kept.id == stored.source.article_id
        assert stored.threat.response.points_into(kept.full_text)


def test_a_register_of_the_first_schema_is_migrated_with_its_data(place: Path) -> None:
    engine = engine_on(place, write=True, wait=1)
    with engine.execution_options(write=True).begin() as connection:
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        migrate(connection, "0001")
        connection.exec_driver_sql(
            "INSERT INTO articles VALUES (1, 'ab12', 'Harbour Wire', '2024-07-01', NULL, 'Straits', "
            "'The fleet left the strait.', NULL, NULL, NULL, '2024-07-02T00:00:00+00:00', NULL)"
        )
    engine.dispose()
    with pytest.raises(RegisterError, match="older schema"):
        open_register(place, now=lambda: NOW, write=False)
    with opened(place) as register:
        (hit,) = register.search("fleet")
        assert hit.source.article_id == "ab12"


def test_the_index_of_words_follows_corrections(place: Path) -> None:
    one = article()
    with opened(place) as register:
        register.add(coded(one, strait(one)))
        (stored,) = register.threats(Filter(text="strait"))
        register.correct(stored.id, "evidence", "It may also recall its envoy from Belmora.", author="Ada")
        register.correct(stored.id, "response", "recall its envoy", author="Ada")
        register.correct(stored.id, "trigger", None, author="Ada")
        assert list(register.threats(Filter(text="strait"))) == []
        assert len(list(register.threats(Filter(text="envoy")))) == 1
    with sqlite3.connect(place) as database:
        for name in ("articles", "threats"):
            database.execute(f"INSERT INTO {name}_fts({name}_fts, rank) VALUES ('integrity-check', 1)")
    database.close()
