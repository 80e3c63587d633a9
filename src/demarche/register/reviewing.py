"""The verbs of a register that concern reviewers: the least certain record first, what they answered, how well
they agree. A rejection made in review is an ordinary one, and undone with its review.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Protocol, get_args

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, exists, func, insert, select, update

from demarche.errors import UsageError
from demarche.register import finding, revising, schema
from demarche.register.pairs import is_often
from demarche.register.rows import moment
from demarche.register.threading import signed
from demarche.register.values import Counts, Filter, StoredThreat

ReviewAnswer = Literal["accept", "correct", "reject", "skip"]
Reading = Literal["first", "second"]
ALL = Filter()
REVIEWS, THREATS = schema.reviews, schema.threats


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One reviewer's answer about one record."""

    id: int
    threat: str
    answer: ReviewAnswer
    author: str
    at: datetime
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far reviewers have come."""

    left: int  # standing records that nobody has answered
    answers: Mapping[str, Mapping[ReviewAnswer, int]]  # by reviewer, the last answer about each record
    twice: tuple[tuple[bool, ...], ...]  # per record that several answered: whether each took it for a threat

    @property
    def right(self) -> int:
        """Records that a reviewer took for threats, whatever was to be corrected in them."""
        return self.counted("accept") + self.counted("correct")

    @property
    def decided(self) -> int:
        """Records that a reviewer accepted, corrected or rejected."""
        return self.right + self.counted("reject")

    def counted(self, answer: ReviewAnswer) -> int:
        """Return how often reviewers answered so."""
        return sum(by.get(answer, 0) for by in self.answers.values())


class Writing(Protocol):
    """What these verbs need of a register."""

    def reading(self) -> AbstractContextManager[Connection]:
        """Give a connection for reading."""
        ...

    def writing(self) -> AbstractContextManager[Connection]:
        """Give a connection for writing."""
        ...

    def at(self) -> str:
        """Return the time as the tables hold it."""
        ...

    def counts(self) -> Counts:
        """Return the register in figures."""
        ...

    def for_revision(
        self, connection: Connection, threat_id: str, author: str
    ) -> tuple[RowMapping, dict[str, list[list[int]]]]:
        """Return a standing threat's row and record."""
        ...

    def revised(
        self, connection: Connection, row: RowMapping, field: str, *, old: object, new: object, author: str
    ) -> StoredThreat:
        """Keep a change."""
        ...

    def undone(self, connection: Connection, revision: RowMapping, *, author: str) -> None:
        """Undo a revision, wherever it was carried."""
        ...


class Reviewing(Writing, Protocol):
    """The review queue of a register, mixed into its store."""

    def to_review(
        self, where: Filter = ALL, *, author: str, reading: Reading = "first"
    ) -> StoredThreat | None:
        """Return the least certain record that waits for this reviewer, None where none does."""
        where = replace(where, rejected=reading == "second", after=None, limit=None)
        query = (
            finding.record_query(THREATS)
            .where(THREATS.c.superseded_by.is_(None), *finding.threat_conditions(where))
            .where(*waiting(author, reading))
        )
        roles = (("sender", where.sender), ("target", where.target))
        with self.reading() as connection:
            if is_often(connection, where):  # then one of the least certain is soon theirs
                query = query.where(*finding.has_actors(THREATS, schema.threat_actors, roles))
            else:
                query, _ = finding.with_actors(query, THREATS, schema.threat_actors, roles)
            row = connection.execute(query.order_by(THREATS.c.confidence, THREATS.c.key).limit(1)).mappings()
            found = row.first()
            return None if found is None else finding.threat_in(connection, found)

    def review(self, threat_id: str, answer: str, *, author: str) -> Review:
        """Keep a reviewer's answer; "reject" also rejects the record. UsageError for what is unknown."""
        known: ReviewAnswer = checked_answer(answer)
        with self.writing() as connection:
            row, _ = self.for_revision(connection, threat_id, author)
            revision = self.rejection(connection, row, author) if known == "reject" else None
            values = {"threat": row["id"], "answer": known, "author": author, "at": self.at()}
            made = connection.execute(insert(REVIEWS).values(**values, revision=revision))
            key = made.inserted_primary_key
            return review_in(connection, int(key[0]) if key else 0)

    def rejection(self, connection: Connection, row: RowMapping, author: str) -> int | None:
        """Reject a record in review; return the revision made, None where the reviewer had rejected it before."""
        last = select(func.max(schema.revisions.c.id)).where(schema.revisions.c.record == row["id"])
        before = connection.execute(last).scalar()
        old = bool(row["rejected"])
        self.revised(connection, row, revising.REJECTED, old=old, new=True, author=author)
        after: int | None = connection.execute(last).scalar()
        return None if after == before else after

    def undo_review(self, *, author: str) -> Review | None:
        """Take this reviewer's last answer back, with the rejection made by it; None where there is none."""
        signed(author)
        with self.writing() as connection:
            query = select(REVIEWS).where(REVIEWS.c.author == author, REVIEWS.c.undone_at.is_(None))
            found = connection.execute(query.order_by(REVIEWS.c.id.desc()).limit(1)).mappings().first()
            if found is None:
                return None
            connection.execute(update(REVIEWS).where(REVIEWS.c.id == found["id"]).values(undone_at=self.at()))
            if found["revision"] is not None:
                self.take_back(connection, int(found["revision"]), author)
            return review_in(connection, int(found["id"]))

    def take_back(self, connection: Connection, revision: int, author: str) -> None:
        """Undo a rejection that was made in review, unless someone did so already."""
        table = schema.revisions
        row = connection.execute(select(table).where(table.c.id == revision)).mappings().one()
        if row["undone_at"] is None:
            self.undone(connection, row, author=author)

    def reviews(self, threat_id: str | None = None) -> tuple[Review, ...]:
        """Return the answers about a threat, or all, oldest first, undone ones too."""
        query = select(REVIEWS).order_by(REVIEWS.c.id)
        if threat_id is not None:
            query = query.where(REVIEWS.c.threat == threat_id)
        with self.reading() as connection:
            return tuple(review_of(row) for row in connection.execute(query).mappings())

    def review_progress(self) -> Progress:
        """Return how far reviewers have come."""
        query = (
            select(REVIEWS.c.author, REVIEWS.c.threat, REVIEWS.c.answer)
            .where(REVIEWS.c.undone_at.is_(None))
            .order_by(REVIEWS.c.id)
        )
        standing = self.counts().threats
        with self.reading() as connection:
            last = {(author, threat): answer for author, threat, answer in connection.execute(query)}
            answered = (
                select(REVIEWS.c.threat)
                .distinct()
                .join(THREATS, THREATS.c.id == REVIEWS.c.threat)
                .where(REVIEWS.c.undone_at.is_(None), REVIEWS.c.answer != "skip")
                .where(func.coalesce(THREATS.c.superseded_by, 0) == 0, THREATS.c.rejected.is_(False))
            )
            done = int(connection.execute(select(func.count()).select_from(answered.subquery())).scalar_one())
            return progress_of(last, left=standing - done)


def progress_of(last: Mapping[tuple[str, str], ReviewAnswer], *, left: int) -> Progress:
    """Return progress from the last answer of each reviewer about each record.

    >>> progress_of({("ada", "1"): "accept", ("bo", "1"): "reject"}, left=3).twice
    ((True, False),)
    """
    answers: dict[str, dict[ReviewAnswer, int]] = {}
    by_threat: dict[str, list[bool]] = {}
    for (author, threat), answer in last.items():
        counts = answers.setdefault(author, {})
        counts[answer] = counts.get(answer, 0) + 1
        if answer != "skip":
            by_threat.setdefault(threat, []).append(answer != "reject")
    twice = tuple(tuple(said) for said in by_threat.values() if len(said) > 1)
    return Progress(left=left, answers=answers, twice=twice)


def waiting(author: str, reading: Reading) -> Iterable[ColumnElement[bool]]:
    """Return the conditions under which a record waits for a reviewer.

    First reading: nobody has answered it. Second: another has, this one has not.
    """
    about = and_(REVIEWS.c.threat == THREATS.c.id, REVIEWS.c.undone_at.is_(None))
    own = exists().where(about, REVIEWS.c.author == author)
    others = exists().where(about, REVIEWS.c.author != author, REVIEWS.c.answer != "skip")
    yield ~own
    yield others if reading == "second" else ~others


def checked_answer(answer: str) -> ReviewAnswer:
    """Return an answer that there is; UsageError for any other."""
    for known in get_args(ReviewAnswer):
        if known == answer:
            found: ReviewAnswer = known
            return found
    raise UsageError(
        f"{answer!r} is no answer of a reviewer; give one of {', '.join(get_args(ReviewAnswer))}"
    )


def review_in(connection: Connection, number: int) -> Review:
    """Return the review with this number."""
    return review_of(connection.execute(select(REVIEWS).where(REVIEWS.c.id == number)).mappings().one())


def review_of(row: RowMapping) -> Review:
    """Return a review from its row."""
    return Review(
        id=row["id"],
        threat=row["threat"],
        answer=row["answer"],
        author=row["author"],
        at=datetime.fromisoformat(row["at"]),
        undone_at=moment(row["undone_at"]),
    )
