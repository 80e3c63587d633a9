"""As of a day the register shows what a register that ended on that day would show, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from arro3.io import read_parquet

from demarche.articles import Article
from demarche.coding import code_article
from demarche.demo import demo_articles
from demarche.errors import UsageError
from demarche.export import tables
from demarche.export.joined import ledger_record, thread_record
from demarche.register import EventFilter, Filter, Register, open_register
from tests.register import made

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = [date(2017, 8, 9), date(2018, 6, 30), date(2023, 2, 1), date(2024, 7, 25), date(2024, 12, 31)]


def register_of(articles: tuple[Article, ...], path: Path) -> Register:
    register = open_register(path, now=lambda: NOW)
    register.add(code_article(article) for article in articles)
    return register


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with register_of(demo_articles(), tmp_path_factory.mktemp("whole") / "register.db") as register:
        yield register


def shown(register: Register, as_of: date | None) -> dict[str, list[str]]:
    """Return all that the register shows of threats, events, threads and ledgers, as sorted JSON."""
    where = Filter(as_of=as_of)
    return {
        "threats": sorted(stored.id for stored in register.threats(where)),
        "events": sorted(stored.id for stored in register.events(EventFilter(as_of=as_of))),
        "threads": in_json(thread_record(thread) for thread in register.threads(where)),
        "ledger": in_json(ledger_record(ledger) for ledger in register.ledger(where)),
    }


def in_json(records: Iterator[dict[str, object]]) -> list[str]:
    return sorted(json.dumps(record, sort_keys=True) for record in records)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_nothing_later_shows(whole: Register, day: date, tmp_path: Path) -> None:
    known = tuple(article for article in demo_articles() if article.date and article.date <= day)
    with register_of(known, tmp_path / "then.db") as then:
        assert shown(whole, day) == shown(then, None)
        for place, register, as_of in (("a", whole, day), ("b", then, None)):
            (tmp_path / place).mkdir()
            tables.write(register, Filter(as_of=as_of), tmp_path / place)
    for name in tables.COLUMNS_OF:
        assert rows(tmp_path / "a" / f"{name}.parquet") == rows(tmp_path / "b" / f"{name}.parquet")


def rows(path: Path) -> list[str]:
    table = read_parquet(str(path)).read_all()
    columns = [table[name].to_pylist() for name in table.schema.names]
    return sorted(repr(row) for row in zip(*columns, strict=True))


def test_a_thread_is_as_it_was(whole: Register) -> None:
    (first, *_, last) = whole.thread(newest(whole)).statements
    assert [s.id for s in whole.thread(first.id, as_of=date(2023, 2, 1)).statements] == [first.id]
    with pytest.raises(UsageError, match="was not known yet on 2023-02-01"):
        whole.thread(last.id, as_of=date(2023, 2, 1))


def newest(register: Register) -> str:
    """Return the id of the newest of Russia's threats to Japan."""
    return next(register.threats(Filter(sender=("RUS",), target=("JPN",)))).id


def test_judgements_are_known_from_when_they_were_made(tmp_path: Path) -> None:
    with register_of(demo_articles(), tmp_path / "register.db") as register:
        threat = newest(register)
        register.judge(threat, "trigger", "met", author="Ada")
        (after,) = [one for one in register.ledger() if any(r.id == threat for r in one.statement.reports)]
        assert (after.trigger.state, after.trigger.by) == ("met", "person")
        before = register.ledger(Filter(as_of=date(2025, 12, 1)))
        assert all(not one.trigger.judgements for one in before)


def test_a_judgement_counts_until_the_day_it_was_taken_back(place: str) -> None:
    clock = [datetime(2024, 8, 1, tzinfo=UTC)]
    with open_register(place, now=lambda: clock[0]) as register:
        one = made.article()
        register.add([made.coded(one, made.strait(one))])
        (threat,) = register.threads(Filter())
        register.judge(threat.id, "trigger", "met", author="Ada")
        (judgement,) = register.judgements()
        clock[0] = datetime(2024, 12, 1, 9, tzinfo=UTC)
        register.undo_judgement(judgement.id, author="Ben")
        for day, state, undone in (
            (date(2024, 7, 31), "no", []),
            (date(2024, 8, 15), "met", [None]),
            (date(2024, 11, 30), "met", [None]),
            (date(2024, 12, 1), "no", ["Ben"]),
        ):
            (entry,) = register.ledger(Filter(as_of=day))
            assert (entry.trigger.state, [j.undone_by for j in entry.trigger.judgements]) == (state, undone)
            told = tables.judgement_rows(register, Filter(as_of=day))
            assert [row["undone_by"] for row in told] == undone


def test_an_undated_article_is_known_from_the_day_it_was_added(tmp_path: Path) -> None:
    undated = Article(title="", text="Russia will take countermeasures if Japan buys the missiles.")
    with register_of((undated,), tmp_path / "register.db") as register:
        assert not list(register.threats(Filter(as_of=date(2025, 12, 31))))
        assert not list(register.threads(Filter(as_of=date(2025, 12, 31))))
        assert len(list(register.threats(Filter(as_of=NOW.date())))) == 1
        assert len(list(register.threads(Filter(as_of=NOW.date())))) == 1


def test_every_column_that_can_change_afterwards_is_marked_so() -> None:
    marked = {
        f"{name}.{c.name}" for name, columns in tables.COLUMNS_OF.items() for c in columns if c.afterwards
    }
    assert {"threads.last", "statements.source_count", "ledger.trigger_state", "threats.corrected"} <= marked
    assert not marked & {"threats.sender", "events.kind", "articles.date", "ledger.deadline"}
