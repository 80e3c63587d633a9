"""Digests of statements add up to what their thread is, and are made anew only where something changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.articles import Article
from demarche.coding import CodedArticle, code_article
from demarche.demo import demo_articles
from demarche.register import digests, open_register, schema
from demarche.register.cards import card_of
from demarche.register.digests import Digests, MadeOf, sums_of
from demarche.register.joined import stored_thread
from demarche.register.store import SqlRegister
from demarche.span import Span
from demarche.threads import Telling, course, digest
from demarche.threads.course import changes_of
from demarche.threads.digest import added_up, digest_of, packed, unpacked
from demarche.threads.statements import Report, statement_of
from demarche.threats import Threat
from tests.joining.made import report, telling

NOW = datetime(2025, 10, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """One report of a statement, drawn."""

    outlet: str | None
    copied: int | None
    day: int | None
    commitment: str
    trigger: str | None
    target: tuple[str, ...]

    def made(self, number: int) -> tuple[Report, Telling]:
        """Return the report and the telling of it."""
        day = date(2024, 1, 1) + timedelta(self.day) if self.day is not None else None
        facts: dict[str, Any] = {
            "commitment": self.commitment,
            "trigger": self.trigger,
            "target": self.target,
        }
        copy = f"article-{self.copied}" if self.copied else None
        return report(number, outlet=self.outlet, day=day, copy=copy, **facts), telling(
            number, day=day, **facts
        )


TOLD = st.builds(
    Told,
    outlet=st.none() | st.sampled_from(("Wire", "The Wire", "Ledger", "Courier")),
    copied=st.none() | st.integers(1, 4),
    day=st.none() | st.integers(0, 9),
    commitment=st.sampled_from(("open", "reserved", "stated", "emphatic")),
    trigger=st.none() | st.sampled_from(("missiles stay", "more drills and tariffs begin")),
    target=st.sampled_from(((), ("JPN",), ("KOR", "JPN"))),
)


@given(st.lists(st.lists(TOLD, min_size=1, max_size=3), min_size=1, max_size=5))
def test_digests_add_up_to_their_thread(drawn: list[list[Told]]) -> None:
    made = [[told.made(10 * n + m) for m, told in enumerate(group, 1)] for n, group in enumerate(drawn)]
    groups = [[own for _, own in group] for group in made]
    statements = [statement_of([own for own, _ in group]) for group in made]
    thread = stored_thread(statements, groups, 7)
    own = [digest_of(one, group) for one, group in zip(statements, groups, strict=True)]
    sources = [(f"of {n}", one) for n, one in enumerate(own)]
    assert unpacked(packed(sources)) == sources
    total = added_up(own)
    for name in ("id", "title", "matters", "first", "last", "sources", "report_count", "outlets"):
        assert getattr(total, name) == getattr(thread, name), name
    for field in ("sender", "target"):
        assert total.actors(field) == thread.actors(field)
    assert changes_of(total.course) == tuple(step.change for step in thread.course)
    assert [step.commitment for step in total.course] == [step.commitment for step in thread.course]
    days = [group[0].uttered for group in groups if group[0].uttered is not None]
    assert total.uttered == max(days, default=None)


SOUNDS = "ba de fi go ku la me ni po ru".split()


def word(number: int) -> str:
    """Return a word that names nothing, another for each number below a hundred."""
    return SOUNDS[number // 10] + SOUNDS[number % 10] + SOUNDS[(number + number // 10) % 10]


def article(number: int) -> CodedArticle:
    words = [word((number + 17 * n) % 100) for n in range(8)]
    trigger = f"{' '.join(words[:4])} came"
    text = f"Arvania would strike back if {trigger} {' '.join(words[4:])}."
    where = Article(
        title="", text=text, outlet=f"Outlet {number % 3}", date=date(2020, 1, 1) + timedelta(40 * number)
    )

    def span(words: str) -> Span:
        return Span.of(text, text.index(words), text.index(words) + len(words))

    threat = Threat(
        evidence=(span(text),), sender=("RUS",), target=("JPN",), speaker=None, speaker_role=None,
        trigger=span(trigger), trigger_form="if", response=span("strike back"),
        response_kind="military", commitment="stated", basis=None, channel=None, said_on=None, via=(), quoted=False,
        found_by="made:v1/test", confidence=0.7,
    )  # fmt: skip
    return CodedArticle(article=where, threats=(threat,), events=(), coder="made:v1")


def test_only_statements_that_changed_are_read_again(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read = list[int]()
    made = digests.digested

    def counted(connection: object, statements: list[object]) -> object:
        read.append(len(statements))
        return made(connection, statements)  # type: ignore[arg-type]

    monkeypatch.setattr(digests, "digested", counted)
    monkeypatch.setattr(digests, "AT_ONCE", 7)
    long = digests.LONG + 8
    with open_register(place, now=lambda: NOW) as register:
        assert isinstance(register, SqlRegister)
        register.add(article(number) for number in range(long))
        (label,) = labels(register)
        for expected in (long, 0):
            with register.reading() as connection:
                total, keys = sums_of(connection, [label], register.digests)[label]
            assert (sum(read), len(total.course), len(keys)) == (expected, long, long)
            read.clear()
        register.add(article(long))
        threat = next(register.threats())
        register.correct(threat.id, "commitment", "open", author="Ada")
        (thread,) = register.threads()
        fresh = card_of(thread, register.ledger_of(thread))
        (card,) = register.cards()
        assert sum(read) <= 2
        assert (card.commitment, card.course, card.title) == (fresh.commitment, fresh.course, fresh.title)


def test_a_title_is_made_of_the_last_statements_also_when_later_ones_go(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (digests, digest, course):
        monkeypatch.setattr(module, "READ_FOR_TITLE", 5)
    with open_register(place, now=lambda: NOW) as register:
        assert isinstance(register, SqlRegister)
        register.add(article(number) for number in range(digests.LONG + 8))
        for _ in range(3):
            (thread,) = register.threads()
            assert [card.title for card in register.cards()] == [thread.title]
            (label,) = labels(register)
            kept = [one for block in register.digests.kept[label] for _, one in unpacked(block.data)]
            assert sum(one.wording is not None for one in kept) == 5
            for statement in thread.statements[-3:]:
                register.reject(statement.id, author="Ada")


def test_threads_are_added_up_some_at_a_time(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_register(place, now=lambda: NOW) as register:
        assert isinstance(register, SqlRegister)
        register.add(code_article(article) for article in demo_articles())
        keys = labels(register)
        with register.reading() as connection:
            whole = sums_of(connection, keys, Digests())
            assert len(list(digests.portions(connection, keys))) == 1
            monkeypatch.setattr(digests, "THREATS_AT_ONCE", 3)
            some = list(digests.portions(connection, keys))
            assert sorted(key for part, _ in some for key in part) == sorted(keys)
            assert any(len(part) > 1 for part, _ in some)
            assert [len(part) for part, long in some if long] == [1] * sum(long for _, long in some) != []
            assert sums_of(connection, keys, Digests()) == whole


def labels(register: SqlRegister) -> list[int]:
    with register.reading() as connection:
        return [int(row.key) for row in connection.execute(schema.threads.select())]


def test_what_is_kept_is_bounded() -> None:
    one = digest_of(statement_of([report(1)]), [telling(1)])
    kept, long = Digests(most=3 * digests.LONG), digests.LONG
    made_of: MadeOf = {key: ((key, None, None),) for key in range(long)}
    for thread in range(9):
        kept.keep(thread, made_of, dict.fromkeys(range(long), one), made_of.keys())
    assert [thread for thread in range(9) if kept.those(thread, made_of)] == [6, 7, 8]
    kept.keep(8, made_of, {0: one}, {0})  # a short thread is not worth it
    assert not kept.those(8, made_of)
    changed: MadeOf = made_of | {3: ((3, None, (1, 0)),)}
    assert kept.those(7, changed).keys() == made_of.keys() - {3}


@given(st.lists(st.tuples(st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40)))), st.integers(1, 5))
def test_blocks_hold_what_they_were_last_given(turns: list[tuple[set[int], set[int]]], size: int) -> None:
    one = digest_of(statement_of([report(1)]), [telling(1)])
    kept, age = Digests(), dict.fromkeys(range(41), 0)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(digests, "BLOCK", size)
        patched.setattr(digests, "LONG", 1)
        for keys, grown in turns:
            age |= {key: age[key] + 1 for key in grown}
            made_of: MadeOf = {key: ((key, None, (age[key], 0)),) for key in keys}
            fresh = {key: one._replace(report_count=age[key]) for key in keys}
            found = kept.those(1, made_of)
            assert all(digest == fresh[key] for key, digest in found.items())
            before = {id(block): block for block in kept.kept.get(1, [])}
            kept.keep(1, made_of, found | fresh, keys - found.keys())
            assert kept.those(1, made_of) == fresh
            blocks = kept.kept.get(1, [])
            assert [key for block in blocks for key in block.keys] == sorted(keys)
            assert all(len(block.keys) < 2 * size for block in blocks)
            untouched = [block for block in before.values() if found.keys() >= set(block.keys)]
            # what did not change is not packed again, unless new keys came in between
            assert all(
                id(block) in map(id, blocks)
                for block in untouched
                if not any(block.keys[0] < key for key in keys - found.keys())
            )
