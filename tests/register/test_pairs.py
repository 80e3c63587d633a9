"""Kept pairs answer as counting does, stale or not, whatever happened since they were kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from demarche.coding import CodedArticle, code_article
from demarche.demo import demo_articles
from demarche.register import Filter, adding, joined, open_register, pairs, schema, searching
from demarche.register.matrix import Cell
from demarche.register.pairs import any_stale
from demarche.register.standing import LEVELS
from demarche.register.store import SqlRegister

NOW = datetime(2025, 10, 1, tzinfo=UTC)
CODED = tuple(code_article(article) for article in demo_articles()[:16])


@pytest.fixture
def register(tmp_path: Path, nothing_counted_while_adding: None) -> Iterator[SqlRegister]:
    with open_register(tmp_path / "register.db", now=lambda: NOW) as opened:
        opened.add(CODED[:12])
        yield opened


@pytest.fixture(autouse=True)
def nothing_counted_while_adding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave every pair stale, so that both ways of counting are seen."""
    monkeypatch.setattr(adding, "REFRESHED", 0)


def counted(register: SqlRegister) -> dict[tuple[str, str], tuple[int, int]]:
    """Return how many statements each sender made to each target, and the highest commitment, from the threads."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    highest: defaultdict[tuple[str, str], int] = defaultdict(int)
    for thread in register.threads():
        for statement in thread.statements:
            for threat in (report.threat for report in statement.reports):
                for pair in ((by, to) for by in threat.sender for to in threat.target):
                    found[pair].add(statement.id)
                    highest[pair] = max(highest[pair], LEVELS.index(threat.commitment))
    return {pair: (len(ids), highest[pair]) for pair, ids in found.items()}


def check(register: SqlRegister) -> None:
    """Fail unless matrix and lists of threads are what the threads say."""
    expected = counted(register)
    cells = register.matrix()
    assert {(c.sender, c.target): (c.statements, LEVELS.index(c.highest)) for c in cells} == expected
    assert list(cells) == sorted(cells, key=lambda c: (-c.statements, c.sender, c.target))
    whole = list(register.threads())
    for by, to in [*expected, ("RUS", ""), ("", "JPN"), ("ZZZ", "")]:
        where = Filter(sender=(by,) if by else (), target=(to,) if to else ())
        fitting = [
            thread.id
            for thread in whole
            if any(
                (not by or by in report.threat.sender) and (not to or to in report.threat.target)
                for statement in thread.statements
                for report in statement.reports
            )
        ]
        assert [thread.id for thread in register.threads(where)] == fitting, (by, to)
        own = [cell for cell in cells if by in ("", cell.sender) and to in ("", cell.target)]
        assert list(register.matrix(where)) == own


def check_both(register: SqlRegister) -> None:
    """Check what is stale, and the same once it is kept."""
    check(register)
    while register.warm_pairs(some=2):
        pass
    register.matrices.clear()
    with register.reading() as connection:
        assert not any_stale(connection)
    check(register)


def test_pairs_are_those_of_the_threads(register: SqlRegister) -> None:
    with register.reading() as connection:
        assert any_stale(connection)
    check_both(register)


def test_what_is_added_is_counted_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    with open_register(tmp_path / "other.db", now=lambda: NOW) as register:
        for part in (CODED[:12], CODED[12:]):
            register.add(part)
            with register.reading() as connection:
                assert not any_stale(connection)
        check(register)


def test_what_is_added_is_in_the_pairs(register: SqlRegister) -> None:
    check_both(register)
    register.add(CODED[12:])
    check_both(register)


@pytest.mark.parametrize("at_once", [1, 2, 200])
def test_what_is_kept_of_threads_that_grow_is_what_counting_gives(tmp_path: Path, at_once: int) -> None:
    retold = [
        replace(one, article=replace(one.article, outlet=f"Courier {n}")) for n, one in enumerate(CODED)
    ]
    with open_register(tmp_path / "other.db", now=lambda: NOW) as register:
        for part in (CODED[::2], CODED[1::2], retold[:4]):
            register.add(part, at_once=at_once)
            with register.reading() as connection:
                stale = set(connection.execute(select(pairs.stale_pairs.c.thread)).scalars())
                kept = {tuple(row) for row in connection.execute(select(pairs.thread_pairs))}
                everything = select(schema.threads.c.key).where(schema.threads.c.key.not_in(stale))
                assert kept == {tuple(row) for row in connection.execute(pairs.counted(everything))}
                assert kept
        assert stale  # of those that were told again


def test_whatever_changes_a_threat_changes_its_pairs(register: SqlRegister) -> None:
    check_both(register)
    threat = next(register.threats(Filter(sender=("RUS",))))
    register.correct(threat.id, "target", ("FJI", "JPN"), author="Ada")
    check_both(register)
    assert "FJI" in {cell.target for cell in register.matrix()}
    register.correct(threat.id, "sender", (), author="Ada")
    check_both(register)
    register.correct(threat.id, "commitment", "open", author="Ada")
    check_both(register)
    register.reject(threat.id, author="Ada")
    check_both(register)
    register.restore(threat.id, author="Ada")
    for revision in register.revisions():
        if revision.undone_at is None:
            register.undo(revision.id, author="Ada")
            check(register)
    check_both(register)


def test_a_newer_coder_changes_the_pairs(register: SqlRegister) -> None:
    check_both(register)
    old = next(one for one in CODED[:12] if one.threats)
    register.add(CodedArticle(article=old.article, threats=(), events=(), coder="other:v1"))
    check_both(register)


def test_a_matrix_under_any_other_filter_counts_the_same(register: SqlRegister) -> None:
    everything = Filter(min_confidence=0.0)
    assert register.matrix(everything) == register.matrix()
    russian = Filter(min_confidence=0.0, sender=("RUS",))
    assert register.matrix(russian) == register.matrix(Filter(sender=("RUS",)))
    assert register.matrix(Filter(commitment=("emphatic",)))
    assert all(isinstance(cell, Cell) for cell in register.matrix(Filter(as_of=NOW.date())))


FILTERS = (
    Filter(sender=("RUS",)), Filter(target=("JPN",)), Filter(sender=("RUS",), target=("JPN",)), Filter(sender=("ZZZ",)),
    Filter(sender=("RUS", "CHN")), Filter(kind=("military",)), Filter(commitment=("emphatic",), sender=("RUS",)),
    Filter(text="missiles"), Filter(text="missiles", sender=("RUS",)), Filter(text="missiles", speaker="ministry"), Filter(speaker="Rudenko"), Filter(outlet=("nobody",)),
)  # fmt: skip


def listed(
    register: SqlRegister, where: Filter
) -> tuple[list[str], list[str], list[str], list[str], str | None]:
    """Return the ids of what four lists and the review queue give under a filter, read page by page."""
    threads, cards, statements = list[str](), list[str](), list[str]()
    threats = [threat.id for threat in register.threats(where)]
    after: str | None = ""
    while after is not None:
        found, after = register.thread_part(replace(where, after=after or None), 2)
        threads += [thread.id for thread in found]
    after = ""
    while after is not None:
        parts, after = register.card_part(replace(where, after=after or None), 2)
        cards += [card.id for card in parts]
    after = ""
    while after is not None:
        entries, after = register.ledger_part(replace(where, after=after or None), 2)
        statements += [entry.statement.id for entry in entries]
    waits = register.to_review(where, author="Ada")
    return threads, cards, statements, threats, waits.id if waits else None


@pytest.mark.parametrize("where", FILTERS, ids=str)
def test_looking_among_the_last_first_gives_the_same(
    register: SqlRegister, where: Filter, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = listed(register, where)
    threads = list(register.threads(where))
    assert plain[0] == plain[1] == [thread.id for thread in threads]
    assert len(set(plain[2])) == len(plain[2])
    standing = set(plain[3])
    own = {s.id for t in register.threads() for s in t.statements if {r.id for r in s.reports} & standing}
    assert set(plain[2]) == own
    for most, often in (((1,), 0), ((2, 3), 1), ((9,), 3)):
        monkeypatch.setattr(joined, "LOOKED_AT", most)
        monkeypatch.setattr(joined, "statements_with", lambda *given, often=often: often)
        monkeypatch.setattr(pairs, "OFTEN", often)  # statements of an actor
        monkeypatch.setattr(searching, "OFTEN", max(often, 1))  # rows that hold a word
        assert listed(register, where) == plain
        while register.warm_pairs():
            pass
        assert listed(register, where) == plain


def test_of_a_frequent_word_the_articles_added_last_are_ranked(
    register: SqlRegister, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = register.search("Japan")
    assert len(whole) > 2
    monkeypatch.setattr(searching, "LOOKED_AT", 2)
    added = [stored.id for stored in register.articles()]
    last = sorted((hit.source.article_id for hit in whole), key=added.index)[-2:]
    assert [hit.source.article_id for hit in register.search("Japan")] == [
        hit.source.article_id for hit in whole if hit.source.article_id in last
    ]


def test_figures_are_counted_anew_when_something_changed(register: SqlRegister) -> None:
    before = register.counts()
    assert register.counts() is before
    assert before.outlets == len({one.article.outlet for one in CODED[:12]})
    days = [one.article.date for one in CODED[:12] if one.article.date]
    assert (before.first, before.last) == (min(days), max(days))
    assert before.threats == sum(len(one.threats) for one in CODED[:12])
    assert before.events == sum(len(one.events) for one in CODED[:12])
    threat = next(register.threats())
    register.reject(threat.id, author="Ada")
    assert (register.counts().threats, register.counts().rejected) == (before.threats - 1, 1)
    register.undo(register.revisions()[-1].id, author="Ada")
    assert register.counts().threats == before.threats
    register.add(CODED[12:])
    assert register.counts().articles == 16
