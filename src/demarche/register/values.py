"""What the register takes and gives: filters, stored records, hits, corrections, counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Date
from datetime import datetime
from typing import Literal

from demarche.articles import Article
from demarche.events import Event, EventKind, EventStatus
from demarche.threads.course import Step
from demarche.threads.judging import Answer
from demarche.threads.statements import Statement, independent
from demarche.threats import Commitment, ResponseKind, Threat, TriggerForm

Value = str | bool | tuple[str, ...] | None  # what a person may set a field to


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What an ``add`` did, in articles."""

    new: int = 0  # not in the register before
    known: int = 0  # coded by this coder before, or by a newer version of it: nothing changed
    recoded: int = 0  # in the register, now coded by a newer coder

    def __add__(self, other: Added) -> Added:
        return Added(
            new=self.new + other.new,
            known=self.known + other.known,
            recoded=self.recoded + other.recoded,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which threats (and, by their shared fields, events) are wanted; empty means all.

    Several values of one field mean any of them; several fields mean all of them.
    """

    sender: tuple[str, ...] = ()  # actor codes
    target: tuple[str, ...] = ()
    speaker: str | None = None  # words of the speaker's name
    kind: tuple[ResponseKind, ...] = ()
    commitment: tuple[Commitment, ...] = ()
    trigger_form: tuple[TriggerForm, ...] = ()
    since: Date | None = None  # the article's date, both ends included
    until: Date | None = None
    outlet: tuple[str, ...] = ()
    text: str | None = None  # words of evidence, trigger, response, speaker, role
    min_confidence: float | None = None
    coder: str | None = None
    article: str | None = None  # article id
    rejected: bool = False  # True: what a person rejected, too
    as_of: Date | None = None  # only what could be known on that day
    limit: int | None = None
    after: str | None = None  # a stored record's ``cursor``: go on behind it


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """Which events are wanted; empty means all."""

    actor: tuple[str, ...] = ()
    partner: tuple[str, ...] = ()
    kind: tuple[EventKind, ...] = ()
    status: tuple[EventStatus, ...] = ()
    since: Date | None = None
    until: Date | None = None
    article: str | None = None
    as_of: Date | None = None
    limit: int | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a record was read: the article without its text."""

    article_id: str
    title: str
    outlet: str | None
    date: Date | None
    date_reason: str | None
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredThreat:
    """A threat as it stands: the machine's record with a person's corrections applied."""

    id: str  # stable: article, evidence and response
    threat: Threat
    source: Source
    coder: str
    codebook: str
    corrected: tuple[str, ...] = ()  # fields that a person set
    rejected: bool = False  # a person says it is no threat
    superseded: bool = False  # a newer coder has coded the article again
    cursor: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvent:
    """An event as it stands."""

    id: str
    event: Event
    source: Source
    coder: str
    codebook: str
    superseded: bool = False
    cursor: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article with when and from where it came, and by what it was coded."""

    id: str
    article: Article
    added_at: datetime
    added_from: str | None
    coders: tuple[str, ...]  # oldest first; the last one's records stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One article found by its words."""

    source: Source
    snippet: tuple[tuple[str, bool], ...]  # pieces of text; True: the words that were sought
    score: float  # higher is nearer
    threats: tuple[StoredThreat, ...]

    def marked(self, before: str = "[", after: str = "]") -> str:
        """Return the snippet with the found words between two marks."""
        return "".join(f"{before}{piece}{after}" if found else piece for piece, found in self.snippet)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One change by a person; kept for ever, undone by a time stamp."""

    id: int
    record: str  # the threat's id
    field: str  # "rejected" for reject and restore
    old: object  # JSON value as it stood
    new: object
    author: str
    at: datetime
    undone_at: datetime | None = None
    undone_by: str | None = None
    carried_from: int | None = None  # the revision it follows on a superseded record


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The register in figures; threats and events are those that stand."""

    articles: int
    outlets: int
    threats: int
    events: int
    revisions: int
    superseded: int
    rejected: int
    coders: tuple[str, ...]
    first: Date | None
    last: Date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredThread:
    """One sender's statements to one target over one matter, earliest first."""

    id: str  # of its first threat: any id of its threats leads here
    title: str
    matters: tuple[str, ...]
    statements: tuple[Statement, ...]
    course: tuple[Step, ...]  # one step a statement
    cursor: str = field(default="", repr=False)

    @property
    def first(self) -> Date | None:
        """The day of the first statement."""
        return min((s.day for s in self.statements if s.day), default=None)

    @property
    def last(self) -> Date | None:
        """The day of the last statement."""
        return max((s.day for s in self.statements if s.day), default=None)

    @property
    def sources(self) -> int:
        """How many sources told of it independently of each other."""
        return len(independent(report for statement in self.statements for report in statement.reports))

    @property
    def report_count(self) -> int:
        """How many threats report its statements."""
        return sum(len(statement.reports) for statement in self.statements)

    def actors(self, field: Literal["sender", "target"]) -> tuple[str, ...]:
        """Return the actors that its statements name in a field, in order of first naming."""
        return tuple(dict.fromkeys(code for s in self.statements for code in s.value(field) or ()))

    @property
    def outlets(self) -> tuple[str, ...]:
        """The outlets that reported it, in order of their first report."""
        reports = sorted(
            (r for s in self.statements for r in s.reports), key=lambda r: (r.date is None, r.date, r.id)
        )
        return tuple(dict.fromkeys(r.outlet for r in reports if r.outlet))


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLedger:
    """One statement's ledger: was the trigger met, did the response follow."""

    statement: Statement
    thread: str  # its thread's id
    trigger: Answer
    response: Answer
    events: Mapping[str, StoredEvent]  # of its entries, by id
    lag: int | None  # days from the deed that met the trigger to the one that carried out the response
    deadline: Date | None  # until when the target has time
    lapsed: bool  # the deadline is past and nothing is known to have met it or to have followed
    cursor: str = field(default="", repr=False)


Part = Literal["threats", "events"]
