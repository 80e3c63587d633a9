"""The register on SQLAlchemy: SQLite today, one class for every database tomorrow."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date as Date
from datetime import datetime
from itertools import islice
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, func, insert, select, text, update

from demarche.coding import CodedArticle
from demarche.errors import UsageError
from demarche.records import threat_record
from demarche.register.corrections import checked_value, value_of
from demarche.register.opening import translated
from demarche.register.querying import (
    by_prefix,
    event_query,
    match_expression,
    revision_of,
    source_of,
    stored_article,
    stored_event,
    stored_threats,
    threat_query,
)
from demarche.register.schema import articles, events, revisions, runs, threats
from demarche.register.values import (
    Added,
    Counts,
    EventFilter,
    Filter,
    Hit,
    Revision,
    StoredArticle,
    StoredEvent,
    StoredThreat,
    Value,
)
from demarche.register.writing import add_article, count, refresh_threat

BATCH = 200  # articles a commit: outweighs the flush, and a reader never waits long
PAGE = 500  # records read at once; between pages no lock is held
OPEN, CLOSE = "\x02", "\x03"  # marks around found words; no text holds them


class SqlRegister:
    """A register in an SQL database; see ``Register`` for the contract."""

    def __init__(self, engine: Engine, *, now: Callable[[], datetime]) -> None:
        self.engine = engine
        self.now = now
        self.place = str(engine.url)

    def add(self, coded: CodedArticle | Iterable[CodedArticle], *, source: str | None = None) -> Added:
        """Add coded articles, each whole or not at all; adding again changes nothing."""
        done = Added()
        rest = iter([coded] if isinstance(coded, CodedArticle) else coded)
        while batch := list(islice(rest, BATCH)):
            at = self.now().isoformat(timespec="seconds")
            part = Added()
            with self.writing() as connection:
                for one in batch:
                    part += add_article(connection, one, source=source, at=at)
            done += part
        return done

    def threats(self, where: Filter = Filter()) -> Iterator[StoredThreat]:  # noqa: B008 - frozen
        """Yield the threats that fit, newest article first."""
        yield from self.paged(where, threat_query, stored_threats)

    def events(self, where: EventFilter = EventFilter()) -> Iterator[StoredEvent]:  # noqa: B008 - frozen
        """Yield the events that fit, newest article first."""
        yield from self.paged(where, event_query, lambda _, rows: [stored_event(row) for row in rows])

    def paged(
        self, where: Any, query: Callable[[Any], Any], read: Callable[[Connection, Any], Sequence[Any]]
    ) -> Iterator[Any]:
        """Yield what fits page by page, each page in a transaction of its own."""
        left = where.limit
        while left is None or left > 0:
            size = PAGE if left is None else min(PAGE, left)
            with self.reading() as connection:
                rows = connection.execute(query(where).limit(size)).mappings().all()
                page = read(connection, rows)
            yield from page
            if len(page) < size:
                return
            left = None if left is None else left - size
            where = replace(where, after=page[-1].cursor)

    def threat(self, prefix: str) -> StoredThreat:
        """Return the threat whose id begins so, rejected or not; UsageError if none or several do."""
        condition = by_prefix(threats, prefix)
        with self.reading() as connection:
            query = threat_query(Filter(rejected=True)).where(condition).limit(2)
            rows = connection.execute(query).mappings().all()
            if len(rows) == 1 or any(row["id"] == prefix for row in rows):
                return stored_threats(connection, [r for r in rows if r["id"] == prefix] or rows)[0]
        what = "no threat" if not rows else "more than one threat"
        raise UsageError(f"{what} has an id that begins with {prefix!r}; demarche list --json shows ids")

    def article(self, prefix: str) -> StoredArticle:
        """Return the article whose id, or the id it was given, is or begins so; UsageError otherwise."""
        with self.reading() as connection:
            query = select(articles).where(
                articles.c.id.startswith(prefix, autoescape=True) if prefix else articles.c.id == ""
            )
            rows = connection.execute(query.limit(2)).mappings().all()
            if not rows:
                rows = (
                    connection.execute(select(articles).where(articles.c.given_id == prefix).limit(2))
                    .mappings()
                    .all()
                )
            if len(rows) == 1:
                return stored_article(connection, rows[0])
        what = "no article" if not rows else "more than one article"
        raise UsageError(
            f"{what} has an id that begins with {prefix!r}; demarche search finds articles by words"
        )

    def articles(self) -> Iterator[StoredArticle]:
        """Yield all articles in the order in which they came."""
        last = 0
        while True:
            with self.reading() as connection:
                query = select(articles).where(articles.c.key > last).order_by(articles.c.key).limit(PAGE)
                rows = connection.execute(query).mappings().all()
                page = [stored_article(connection, row) for row in rows]
            yield from page
            if len(rows) < PAGE:
                return
            last = rows[-1]["key"]

    def search(self, query: str, *, limit: int = 20) -> tuple[Hit, ...]:
        """Return the articles that hold all the words, nearest first (bm25, a headline's words count double)."""
        ranked = text(
            "SELECT a.id AS article_id, a.title AS article_title, a.outlet AS article_outlet, a.day AS day, "
            "a.date_reason AS article_date_reason, a.url AS article_url, "
            "snippet(articles_fts, -1, :open, :close, '…', 32) AS snippet, "
            "-bm25(articles_fts, 2.0, 1.0) AS score FROM articles_fts "
            "JOIN articles a ON a.key = articles_fts.rowid WHERE articles_fts MATCH :words "
            "ORDER BY score DESC, a.day DESC, a.key DESC LIMIT :limit"
        )
        values = {"open": OPEN, "close": CLOSE, "words": match_expression(query), "limit": limit}
        with self.reading() as connection:
            rows = connection.execute(ranked, values).mappings().all()
            return tuple(
                Hit(
                    source=source_of(row),
                    snippet=pieces(row["snippet"]),
                    score=float(row["score"]),
                    threats=tuple(
                        stored_threats(
                            connection,
                            connection.execute(threat_query(Filter(article=row["article_id"])))
                            .mappings()
                            .all(),
                        )
                    ),
                )
                for row in rows
            )

    def correct(self, threat_id: str, field: str, value: Value, *, author: str) -> StoredThreat:
        """Set one field of a threat for a person; the machine's value is kept beside it."""
        stored = self.threat(threat_id)
        full = self.article(stored.source.article_id).article.full_text
        new = checked_value(field, value, text=full, near=stored.threat.evidence[0].start)
        old = value_of(threat_record(stored.threat), field)
        return self.revise(stored, field, old, new, author)

    def reject(self, threat_id: str, *, author: str) -> StoredThreat:
        """Record that a person says this is no threat."""
        stored = self.threat(threat_id)
        return self.revise(stored, "rejected", stored.rejected, True, author)

    def restore(self, threat_id: str, *, author: str) -> StoredThreat:
        """Record that a person says it is a threat after all."""
        stored = self.threat(threat_id)
        return self.revise(stored, "rejected", stored.rejected, False, author)

    def revise(self, stored: StoredThreat, field: str, old: object, new: object, author: str) -> StoredThreat:
        """Keep one change, unless it changes nothing."""
        if old == new:
            return stored
        with self.writing() as connection:
            connection.execute(
                insert(revisions).values(
                    record=stored.id,
                    field=field,
                    old=json.dumps(old, ensure_ascii=False),
                    new=json.dumps(new, ensure_ascii=False),
                    author=author,
                    at=self.now().isoformat(timespec="seconds"),
                )
            )
            refresh_threat(connection, stored.id)
        return self.threat(stored.id)

    def undo(self, revision_id: int, *, author: str) -> StoredThreat:
        """Take one change back; it stays on record as undone."""
        with self.writing() as connection:
            row = (
                connection.execute(select(revisions).where(revisions.c.id == revision_id)).mappings().first()
            )
            if row is None:
                raise UsageError(f"there is no correction {revision_id}; demarche show ID lists them")
            if row["undone_at"]:
                raise UsageError(f"correction {revision_id} is undone already, by {row['undone_by']}")
            at = self.now().isoformat(timespec="seconds")
            connection.execute(
                update(revisions).where(revisions.c.id == revision_id).values(undone_at=at, undone_by=author)
            )
            refresh_threat(connection, row["record"])
        return self.threat(row["record"])

    def revisions(self, threat_id: str | None = None) -> tuple[Revision, ...]:
        """Return the changes by people, oldest first; of one threat where it is named."""
        query = select(revisions).order_by(revisions.c.id)
        if threat_id is not None:
            query = query.where(revisions.c.record == self.threat(threat_id).id)
        with self.reading() as connection:
            return tuple(revision_of(row) for row in connection.execute(query).mappings())

    def counts(self) -> Counts:
        """Return the register in figures."""
        stands = threats.c.superseded_by.is_(None)
        with self.reading() as connection:
            first, last = connection.execute(
                select(func.min(articles.c.day), func.max(articles.c.day)).where(articles.c.day != "")
            ).one()
            return Counts(
                articles=count(connection, articles),
                outlets=int(connection.scalar(select(func.count(func.distinct(articles.c.outlet)))) or 0),
                threats=count(connection, threats, stands, ~threats.c.rejected),
                events=count(connection, events, events.c.superseded_by.is_(None)),
                revisions=count(connection, revisions),
                superseded=count(connection, threats, threats.c.superseded_by.is_not(None)),
                rejected=count(connection, threats, stands, threats.c.rejected),
                coders=tuple(connection.scalars(select(runs.c.coder).distinct().order_by(runs.c.coder))),
                first=Date.fromisoformat(first) if first else None,
                last=Date.fromisoformat(last) if last else None,
            )

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection for reading one state of the register."""
        with translated(self.place), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes all happen, or none."""
        with (
            translated(self.place),
            self.engine.connect().execution_options(write=True) as connection,
            connection.begin(),
        ):
            yield connection


def pieces(snippet: str) -> tuple[tuple[str, bool], ...]:
    """Return a marked snippet as pieces, with whether each is a found word.

    >>> pieces("a \\x02red\\x03 line")
    (('a ', False), ('red', True), (' line', False))
    """
    found = []
    for index, part in enumerate(snippet.split(OPEN)):
        if index == 0:
            found.append((part, False))
            continue
        word, _, rest = part.partition(CLOSE)
        found += [(word, True), (rest, False)]
    return tuple((piece, mark) for piece, mark in found if piece)
