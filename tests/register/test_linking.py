"""Joining as articles come and go gives what joining all of them at once gives, in any order."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from demarche.articles import Article
from demarche.coding import CodedArticle
from demarche.register import Filter, open_register, schema
from demarche.register.store import SqlRegister
from demarche.span import Span
from demarche.threads.grouping import threads_of
from demarche.threads.packing import telling_from
from demarche.threats import Threat

NOW = datetime(2030, 1, 1, tzinfo=UTC)
START = date(2018, 3, 1)
TRIGGERS = (None, "missiles are put on the islands", "the new tariffs", "launchers stand on the islands")
RESPONSES = ("take countermeasures", "impose duties on its cars", "close the strait at once", "strike back")
KINDS = {"take countermeasures": "unspecified", "impose duties on its cars": "economic"}

made: st.SearchStrategy[dict[str, object]] = st.builds(
    dict,
    sender=st.sampled_from([("RUS",), ("USA",), ("EU", "CAN")]),
    target=st.sampled_from([("JPN",), ("CHN",), (), ("JPN", "USA")]),
    speaker=st.sampled_from([None, "Andrey Rudenko", "Andrei Rudenko", "Maria Sholokhova"]),
    trigger=st.sampled_from(TRIGGERS),
    response=st.sampled_from(RESPONSES),
    day=st.one_of(st.none(), st.integers(0, 30), st.sampled_from([400, 2300])),
    said=st.booleans(),
)
articles = st.lists(st.lists(made, min_size=1, max_size=2), min_size=1, max_size=9)


def coded(number: int, specs: list[dict[str, object]], *, coder: str = "made:v1") -> CodedArticle:
    """Return an article that tells the threats, a sentence each."""
    sentences = [f"{s['speaker']} says {s['sender']} would {s['response']} if {s['trigger']}." for s in specs]
    text = f"Item {number}. " + " ".join(sentences)
    day = specs[0]["day"]
    published = None if day is None else START + timedelta(days=int(str(day)))
    article = Article(title="", text=text, outlet=f"Outlet {number % 3}", date=published)
    return CodedArticle(
        article=article,
        threats=tuple(
            threat(article, sentence, spec) for sentence, spec in zip(sentences, specs, strict=True)
        ),
        events=(),
        coder=coder,
    )


def threat(article: Article, sentence: str, spec: dict[str, object]) -> Threat:
    base = article.full_text.index(sentence)

    def span(words: object) -> Span | None:
        if words is None:
            return None
        start = base + sentence.index(str(words))
        return Span.of(article.full_text, start, start + len(str(words)))

    response = span(spec["response"])
    assert response
    said = spec["said"] and article.date
    return Threat(
        evidence=(Span.of(article.full_text, base, base + len(sentence)),), sender=spec["sender"],  # type: ignore[arg-type]
        target=spec["target"], speaker=span(spec["speaker"]), speaker_role=None, trigger=span(spec["trigger"]),  # type: ignore[arg-type]
        trigger_form="if" if spec["trigger"] else "none", response=response,
        response_kind=KINDS.get(str(spec["response"]), "military"), commitment="stated", basis=None, channel=None,  # type: ignore[arg-type]
        said_on=(article.date - timedelta(days=1)).isoformat() if said and article.date else None, via=(),
        quoted=False, found_by="made:v1/test", confidence=0.7,
    )  # fmt: skip


def joined(register: SqlRegister) -> set[frozenset[frozenset[str]]]:
    """Return the threads of a register as sets of statements as sets of threats' ids."""
    links, threats = schema.threat_links, schema.threats
    query = select(threats.c.id, links.c.statement, links.c.thread).join(
        links, links.c.threat == threats.c.key
    )
    threads: dict[int, dict[int, set[str]]] = {}
    with register.reading() as connection:
        for threat_id, statement, thread in connection.execute(query):
            threads.setdefault(thread, {}).setdefault(statement, set()).add(threat_id)
    return {frozenset(map(frozenset, statements.values())) for statements in threads.values()}


def at_once(register: SqlRegister) -> set[frozenset[frozenset[str]]]:
    """Return what the pure function makes of all the tellings that stand."""
    with register.reading() as connection:
        texts = connection.execute(select(schema.threat_links.c.telling)).scalars().all()
    threads = threads_of(map(telling_from, texts))
    return {frozenset(frozenset(t.id for t in s) for s in thread.statements) for thread in threads}


def rows(register: SqlRegister) -> tuple[set[tuple[object, ...]], set[tuple[object, ...]]]:
    """Return what lists read of threads and statements, keys left out."""
    threads, statements = schema.threads.c, schema.statements.c
    with register.reading() as connection:
        of_threads = select(threads.id, threads.first, threads.last, threads.known, threads.statements)
        of_statements = select(statements.id, statements.uttered, statements.appeared, statements.tellings)
        return (
            {tuple(row) for row in connection.execute(of_threads)},
            {tuple(row) for row in connection.execute(of_statements)},
        )


def opened(path: Path) -> SqlRegister:
    register = open_register(path, now=lambda: NOW)
    assert isinstance(register, SqlRegister)
    return register


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(specs=articles, data=st.data())
def test_any_order_of_arrival_gives_the_same_statements_and_threads(
    tmp_path_factory: object, specs: list[list[dict[str, object]]], data: st.DataObject
) -> None:
    folder: Path = tmp_path_factory.mktemp("any")  # type: ignore[attr-defined]
    found = [coded(number, spec) for number, spec in enumerate(specs)]
    shuffled = data.draw(st.permutations(found))
    with opened(folder / "one.db") as one, opened(folder / "other.db") as other:
        one.add(found)
        for article in shuffled:
            other.add(article)
        assert joined(one) == joined(other) == at_once(one)
        assert rows(one) == rows(other)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(specs=articles, data=st.data())
def test_what_goes_away_or_changes_is_joined_as_if_it_had_never_been_otherwise(
    tmp_path_factory: object, specs: list[list[dict[str, object]]], data: st.DataObject
) -> None:
    folder: Path = tmp_path_factory.mktemp("gone")  # type: ignore[attr-defined]
    found = [coded(number, spec) for number, spec in enumerate(specs)]
    with opened(folder / "one.db") as register:
        register.add(found)
        before = joined(register), rows(register)
        ids = [stored.id for stored in register.threats()]
        rejected = data.draw(st.lists(st.sampled_from(ids), unique=True))
        for threat_id in rejected:
            register.reject(threat_id, author="Ada")
            assert joined(register) == at_once(register)
        corrected = data.draw(st.sampled_from(ids))
        register.correct(corrected, "target", ("CHN",), author="Ada")
        assert joined(register) == at_once(register)
        number = data.draw(st.integers(0, len(specs) - 1))
        register.add(CodedArticle(article=found[number].article, threats=(), events=(), coder="made:v2"))
        assert joined(register) == at_once(register)
        for revision in register.revisions():
            register.undo(revision.id, author="Ada")
        register.add(
            CodedArticle(
                article=found[number].article, threats=found[number].threats, events=(), coder="made:v3"
            )
        )
        assert (joined(register), rows(register)) == before


def test_a_register_joined_by_older_rules_is_joined_anew_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "register.db"
    with opened(path) as register:
        register.add([coded(0, [dict(SPEC)]), coded(1, [dict(SPEC)])])
        before = joined(register), rows(register)
        with register.writing() as connection:
            connection.execute(schema.joinings.update().values(version=0))
            connection.execute(schema.threads.delete())
            connection.execute(schema.threat_links.update().values(thread=99, statement=99))
    with opened(path) as register:
        assert (joined(register), rows(register)) == before


SPEC: dict[str, object] = {
    "sender": ("RUS",), "target": ("JPN",), "speaker": "Andrey Rudenko", "trigger": TRIGGERS[1],
    "response": RESPONSES[0], "day": 3, "said": False,
}  # fmt: skip


def test_pages_of_threads_hold_each_thread_once(tmp_path: Path) -> None:
    """Also where a statement's later report is younger than the day by which its thread is listed."""
    specs: list[dict[str, object]] = [
        {"day": 3},
        {"day": 4},
        {"day": 3, "target": ("CHN",)},
        {"day": 2, "target": ("JPN",), "sender": ("USA",)},
    ]
    with opened(tmp_path / "register.db") as register:
        register.add([coded(n, [SPEC | spec]) for n, spec in enumerate(specs)])
        everything = [thread.id for thread in register.threads()]
        paged, after = list[str](), None
        while len(paged) <= len(everything):
            page = list(register.threads(Filter(limit=1, after=after)))
            if not page:
                break
            paged.append(page[0].id)
            after = page[0].cursor
    assert len(everything) == 3
    assert paged == everything
