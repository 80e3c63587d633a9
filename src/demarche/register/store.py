"""The register in a SQL database: every verb is one short transaction, or one for each batch or page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Self, TypeVar

from sqlalchemy import Connection, Engine, RowMapping, select

from demarche.coding import CodedArticle
from demarche.errors import UsageError
from demarche.register import counting, families, finding, linking, matrix, revising, schema
from demarche.register.accounts import Accounts
from demarche.register.adding import BATCH, add_batch, batches
from demarche.register.cards import Carding, ThreadCard, dearness
from demarche.register.digests import Digests
from demarche.register.lately import Lately, people_did
from demarche.register.opening import translated
from demarche.register.preparing import Prepared, prepared
from demarche.register.reviewing import Reviewing
from demarche.register.rows import article_of, moment, source_of
from demarche.register.searching import search_articles
from demarche.register.sqlite import end_log
from demarche.register.threading import Threading, signed
from demarche.register.values import (
    Added,
    Counts,
    EventFilter,
    Filter,
    Hit,
    Revision,
    Source,
    StoredArticle,
    StoredEvent,
    StoredThreat,
    Value,
)

Stored = TypeVar("Stored", StoredThreat, StoredEvent)
MATRICES = 64  # kept in memory
ALL_THREATS, ALL_EVENTS = Filter(), EventFilter()


class SqlRegister(Threading, Carding, Reviewing, Accounts):
    """A ``Register`` on an engine that ``opening`` made ready."""

    def __init__(self, engine: Engine, *, now: Callable[[], datetime], place: str = "register") -> None:
        self.engine = engine
        self.writer = engine.execution_options(write=True)
        self.now = now
        self.place = place  # for messages
        self.digests = Digests()
        self.matrices: dict[Filter, tuple[int, tuple[matrix.Cell, ...]]] = {}  # counted last
        self.figures: tuple[counting.Moment, Counts] | None = None  # likewise
        self.lately = Lately[int, ThreadCard](dearness)
        self.matrices_lately = Lately[Filter, tuple[matrix.Cell, ...]]()
        self.figures_lately = Lately[None, Counts]()

    def may_lag(self, seconds: float) -> None:
        """Let lists and figures be this old while much is added, never older than what people did last.

        Long threads may be a little older, by what they cost to make (``cards.dearness``).
        """
        for lately in (self.lately, self.matrices_lately, self.figures_lately):
            lately.seconds = seconds

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection whose reads see one moment."""
        with translated(self.place), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection that holds the write lock; all it does is kept, or nothing."""
        with translated(self.place), self.writer.begin() as connection:
            yield connection

    def at(self) -> str:
        """Return the time as the tables hold it."""
        return self.now().isoformat()

    def add(
        self,
        coded: CodedArticle | Iterable[CodedArticle],
        *,
        source: str | None = None,
        at_once: int = BATCH,
    ) -> Added:
        """Add coded articles, in batches that are each kept whole or not at all.

        ``source`` says where they were read. An article this coder has coded before changes nothing. ``at_once``
        is how many articles make a batch: others wait for their turn to write while one is added.
        """
        some = [coded] if isinstance(coded, CodedArticle) else coded
        return self.add_prepared(map(prepared, some), source=source, at_once=at_once)

    def add_prepared(
        self, articles: Iterable[Prepared], *, source: str | None = None, at_once: int = BATCH
    ) -> Added:
        """Add articles as ``add`` does, of which another process has done what needs no register."""
        added = Added()
        for batch in batches(articles, size=at_once):
            with self.writing() as connection:
                added += add_batch(connection, batch, at=self.at(), source=source)
            if self.engine.dialect.name == "sqlite":
                end_log(self.engine)
        return added

    def threats(self, where: Filter = ALL_THREATS) -> Iterator[StoredThreat]:
        """Return the threats that stand and pass the filter, newest article first."""
        return finding.paged(self.threat_part, where, finding.PAGE)

    def threat_part(self, where: Filter, size: int) -> tuple[list[StoredThreat], str | None]:
        """Return the first threats that pass the filter, and where the next ones begin."""
        with self.reading() as connection:
            found = finding.threat_page(connection, where, size)
        return found, found[-1].cursor if len(found) == size else None

    def events(self, where: EventFilter = ALL_EVENTS) -> Iterator[StoredEvent]:
        """Return the events that stand and pass the filter, newest article first."""
        return finding.paged(self.event_part, where, finding.PAGE)

    def event_part(self, where: EventFilter, size: int) -> tuple[list[StoredEvent], str | None]:
        """Return the first events that pass the filter, and where the next ones begin."""
        with self.reading() as connection:
            found = finding.event_page(connection, where, size)
        return found, found[-1].cursor if len(found) == size else None

    def threat(self, prefix: str) -> StoredThreat:
        """Return the threat whose id begins so; UsageError for none or several."""
        with self.reading() as connection:
            return finding.threat_in(connection, finding.threat_by_prefix(connection, prefix))

    def article(self, prefix: str) -> StoredArticle:
        """Return the article whose id begins so; UsageError for none or several."""
        table = schema.articles
        with self.reading() as connection:
            article_id = finding.unique_prefix(connection, table, prefix, noun="article")
            row = connection.execute(select(table).where(table.c.id == article_id)).mappings().one()
            return stored_article(connection, row)

    def articles(self) -> Iterator[StoredArticle]:
        """Return all articles in the order in which they were added."""
        table, last = schema.articles, 0
        while True:
            with self.reading() as connection:
                query = select(table).where(table.c.key > last).order_by(table.c.key).limit(finding.PAGE)
                rows = connection.execute(query).mappings().all()
                page = [stored_article(connection, row) for row in rows]
            yield from page
            if len(rows) < finding.PAGE:
                return
            last = rows[-1]["key"]

    def is_empty(self) -> bool:
        """Return whether it holds no article."""
        with self.reading() as connection:
            return connection.execute(select(schema.articles.c.key).limit(1)).first() is None

    def copies(self, article_id: str) -> tuple[Source, ...]:
        """Return the articles of which this one is a copy, or that are copies of it, the earliest first."""
        with self.reading() as connection:
            return tuple(source_of(row) for row in families.copies_of(connection, article_id))

    def matrix(self, where: Filter = ALL_THREATS) -> tuple[matrix.Cell, ...]:
        """Return how many statements each sender made to each target, and the firmest."""
        with self.reading() as connection:
            ticks = int(connection.execute(select(schema.card_clock.c.ticks)).scalar_one())
            then, found = self.matrices.get(where, (-1, ()))
            if then == ticks:  # the clock moves with whatever a cell is made of
                return found
            people = people_did(connection)
            if late := self.matrices_lately.those([where], people):
                return late[where]
            found = matrix.cells(connection, where)
            while len(self.matrices) >= MATRICES:
                self.matrices.pop(next(iter(self.matrices)), None)
            self.matrices[where] = (ticks, found)
            self.matrices_lately.put({where: found}, people)
            return found

    def search(self, query: str, *, limit: int = 20) -> tuple[Hit, ...]:
        """Return the articles that hold the words, nearest first, each with its standing threats.

        Raises UsageError for a query without words.
        """
        with self.reading() as connection:
            return tuple(
                Hit(
                    source=hit.source,
                    snippet=hit.snippet,
                    score=hit.score,
                    threats=tuple(
                        finding.threat_page(connection, Filter(article=hit.source.article_id), finding.PAGE)
                    ),
                )
                for hit in search_articles(connection, query, limit=limit)
            )

    def correct(self, threat_id: str, field: str, value: Value, *, author: str) -> StoredThreat:
        """Set a field of a threat by a person's word; return the threat as it then stands.

        Raises UsageError for an unknown threat or field, words that do not stand in the article, or a
        value that the codebook does not know.
        """
        with self.writing() as connection:
            row, record = self.for_revision(connection, threat_id, author)
            article = (
                connection.execute(select(schema.articles).where(schema.articles.c.key == row["article"]))
                .mappings()
                .one()
            )
            text = article_of(article).full_text
            new = revising.checked_value(field, value, text=text, near=record["evidence_span"][0][0])
            return self.revised(
                connection, row, field, old=revising.part_of(record, field), new=new, author=author
            )

    def reject(self, threat_id: str, *, author: str) -> StoredThreat:
        """Say that a record is no threat; it stays, marked, and lists leave it out."""
        return self.set_rejected(threat_id, True, author=author)

    def restore(self, threat_id: str, *, author: str) -> StoredThreat:
        """Take a rejection back."""
        return self.set_rejected(threat_id, False, author=author)

    def undo(self, revision_id: int, *, author: str) -> StoredThreat:
        """Undo one revision; the row stays, with who undid it and when. UsageError if it is undone."""
        table = schema.revisions
        with self.writing() as connection:
            found = connection.execute(select(table).where(table.c.id == revision_id)).mappings().first()
            if found is None:
                raise UsageError(f"revision {revision_id}: there is none; `demarche show` lists them")
            if found["undone_at"] is not None:
                raise UsageError(f"revision {revision_id}: was undone already, by {found['undone_by']}")
            signed(author)
            self.undone(connection, found, author=author)
            return finding.threat_in(connection, finding.threat_by_prefix(connection, found["record"]))

    def revisions(self, threat_id: str | None = None) -> tuple[Revision, ...]:
        """Return every revision of a threat (or of all), oldest first, undone ones too."""
        table = schema.revisions
        query = select(table).order_by(table.c.id)
        with self.reading() as connection:
            if threat_id is not None:
                full = finding.unique_prefix(connection, schema.threats, threat_id, noun="threat")
                query = query.where(table.c.record == full)
            return tuple(revision_of(row) for row in connection.execute(query).mappings())

    def counts(self) -> Counts:
        """Return the register in figures."""
        with self.reading() as connection:
            now = counting.moment(connection)
            if self.figures and self.figures[0] == now:
                return self.figures[1]
            people = people_did(connection)
            if late := self.figures_lately.those([None], people):
                return late[None]
            self.figures = (now, counting.counts(connection))
            self.figures_lately.put({None: self.figures[1]}, people)
            return self.figures[1]

    def for_revision(
        self, connection: Connection, threat_id: str, author: str
    ) -> tuple[RowMapping, dict[str, list[list[int]]]]:
        """Return a standing threat's row and record as it stands; UsageError if it may not be revised."""
        signed(author)
        row = finding.threat_by_prefix(connection, threat_id)
        if row["superseded_by"] is not None:
            raise UsageError(
                f"threat {row['id']}: a newer coder's record has taken its place; correct that one"
            )
        standing = revising.standing(connection, row["id"])
        return row, revising.applied(json.loads(row["record"]), standing)[0]

    def set_rejected(self, threat_id: str, rejected: bool, *, author: str) -> StoredThreat:
        """Keep a rejection or its taking back; one that changes nothing is not kept."""
        with self.writing() as connection:
            row, _ = self.for_revision(connection, threat_id, author)
            old = bool(row["rejected"])
            return self.revised(connection, row, revising.REJECTED, old=old, new=rejected, author=author)

    def revised(
        self, connection: Connection, row: RowMapping, field: str, *, old: object, new: object, author: str
    ) -> StoredThreat:
        """Keep a change, or an author's word beside another's, and return the threat as it stands."""
        if old == new and revising.is_said(connection, row["id"], field, new, author=author):
            return finding.threat_in(connection, row)
        revising.revise(connection, row["id"], field, old=old, new=new, author=author, at=self.at())
        return self.refreshed(connection, row["id"])

    def undone(self, connection: Connection, revision: RowMapping, *, author: str) -> None:
        """Undo a revision, and bring every threat that it was carried to in step."""
        for record_id in revising.undo(connection, revision, author=author, at=self.at()):
            self.refreshed(connection, record_id)

    def refreshed(self, connection: Connection, record_id: str) -> StoredThreat:
        """Bring a threat's columns in step with its revisions and return it."""
        row = finding.threat_by_prefix(connection, record_id)
        if row["superseded_by"] is None:
            revising.refresh(connection, row["key"], row["id"], json.loads(row["record"]), row["day"])
            linking.relink(connection, [row["article"]])
            row = finding.threat_by_prefix(connection, record_id)
        return finding.threat_in(connection, row)

    def close(self) -> None:
        """Close every connection to the file."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def stored_article(connection: Connection, row: RowMapping) -> StoredArticle:
    """Return an article with its coders, oldest first."""
    codings, runs = schema.codings, schema.runs
    coders = connection.execute(
        select(runs.c.coder)
        .join(codings, codings.c.run == runs.c.key)
        .where(codings.c.article == row["key"])
        .order_by(codings.c.superseded_by.is_(None), codings.c.at, codings.c.run)
    ).scalars()
    return StoredArticle(
        id=row["id"],
        article=article_of(row),
        added_at=datetime.fromisoformat(row["added_at"]),
        added_from=row["added_from"],
        coders=tuple(coders),
    )


def revision_of(row: RowMapping) -> Revision:
    """Return a revision from its row."""
    return Revision(
        id=row["id"],
        record=row["record"],
        field=row["field"],
        old=json.loads(row["old"]),
        new=json.loads(row["new"]),
        author=row["author"],
        at=datetime.fromisoformat(row["at"]),
        undone_at=moment(row["undone_at"]),
        undone_by=row["undone_by"],
        carried_from=row["carried_from"],
    )
