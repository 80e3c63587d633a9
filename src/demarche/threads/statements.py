"""Statements as people read them: the fullest coding, who reported it after whom, and where reports disagree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date

from demarche.articles.outlets import fold_outlet
from demarche.span import Span
from demarche.threats import Threat

FIELDS = (
    "sender",
    "target",
    "speaker",
    "speaker_role",
    "trigger",
    "trigger_form",
    "response",
    "response_kind",
    "commitment",
    "basis",
    "channel",
    "said_on",
)
CATEGORIES = ("trigger_form", "response_kind", "commitment", "sender", "target", "said_on")
EMPTY: tuple[object, ...] = (None, (), "none", "unspecified")  # what a fuller report may fill
Value = str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One article's telling of a statement."""

    id: str  # the threat's
    threat: Threat
    article: str
    title: str
    outlet: str | None
    date: Date | None
    url: str | None = None
    reprint_of: str | None = None  # the article it copies: the first of those with nearly the same text
    corrected: tuple[str, ...] = ()  # fields that a person set


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A field of a statement: the value that stands, whose it is, and what other reports say instead."""

    value: Value
    report: str | None  # id of the report it is taken from
    others: tuple[tuple[Value, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One utterance with all its reports, earliest first."""

    id: str  # of its first report
    reports: tuple[Report, ...]
    fields: Mapping[str, Chosen]

    def value(self, field: str) -> Value:
        """Return the value of a field that stands."""
        return self.fields[field].value

    @property
    def words(self) -> dict[str, Value]:
        """The fullest coding."""
        return {name: chosen.value for name, chosen in self.fields.items()}

    @property
    def day(self) -> Date | None:
        """When it was said, as far as is known: the day the text gives, else that of the first report."""
        said = self.value("said_on")
        if isinstance(said, str) and len(said) == 10:
            return Date.fromisoformat(said)
        return min((r.date for r in self.reports if r.date), default=None)

    @property
    def sources(self) -> int:
        """How many sources had it independently of each other."""
        return len(independent(self.reports))

    @property
    def confidence(self) -> float:
        """The highest of its reports'."""
        return max(report.threat.confidence for report in self.reports)


def statement_of(reports: Sequence[Report]) -> Statement:
    """Return the statement that the reports tell."""
    sources = {report.id: n for n, group in enumerate(independent(reports)) for report in group}
    return Statement(
        id=reports[0].id,
        reports=tuple(reports),
        fields={name: choose(name, reports, sources) for name in FIELDS},
    )


def choose(name: str, reports: Sequence[Report], sources: Mapping[str, int]) -> Chosen:
    """Return a field's value: a person's word, else what most independent sources say, the surest of equals.

    Of copied words the fullest stand: that a report leaves them out, or tells them shorter, is no
    disagreement about a category, but every other wording is listed.
    """
    if len(reports) == 1:
        return chosen(value_of(reports[0].threat, name), reports[0])
    said: defaultdict[Value, list[Report]] = defaultdict(list)
    for report in reports:
        said[value_of(report.threat, name)].append(report)
    telling = [value for value in said if value not in EMPTY] or list(said)

    def weight(value: Value) -> tuple[bool, int, int, float]:
        those = said[value]
        voices = len({sources[report.id] for report in those})
        length = 0 if name in CATEGORIES or value is None else len(value)
        surest = max(report.threat.confidence for report in those)
        return (any(name in r.corrected for r in those), length if length else voices, voices, surest)

    best = max(telling, key=weight)
    others = [
        (value, tuple(r.id for r in said[value])) for value in said if value != best and value not in EMPTY
    ]
    return chosen(best, said[best][0], others=tuple(others))


def chosen(value: Value, report: Report, *, others: tuple[tuple[Value, tuple[str, ...]], ...] = ()) -> Chosen:
    """Return the value that stands, taken from a report unless it says nothing."""
    return Chosen(value=value, report=report.id if value not in (None, ()) else None, others=others)


def value_of(threat: Threat, name: str) -> Value:
    """Return a field's words or codes."""
    value = getattr(threat, name)
    if isinstance(value, Span):
        return value.text
    if isinstance(value, tuple):
        return tuple(sorted(value)) if name in ("sender", "target") and len(value) > 1 else value
    return None if value is None else str(value)


def independent(reports: Iterable[Report]) -> tuple[tuple[Report, ...], ...]:
    """Return the reports in groups that go back to one source each.

    Reports go back to one source if they are of one outlet, are copies, or credit the same first telling:
    "Interfax, citing Sputnik" and Sputnik's own report are one.
    """
    groups: dict[int, list[Report]] = {}  # by the number of the first report of each
    owners: dict[str, int] = {}  # of each mark, the group
    for number, report in enumerate(reports):
        marks = marks_of(report)
        home, *others = sorted({owners[mark] for mark in marks if mark in owners}) or [number]
        groups.setdefault(home, []).append(report)
        for other in others:
            moved = groups.pop(other)
            groups[home] += moved
            marks = marks.union(*map(marks_of, moved))
        owners |= dict.fromkeys(marks, home)
    return tuple(tuple(members) for members in groups.values())


def marks_of(report: Report) -> set[str]:
    """Return what shows that two reports have one source: text copied, and the outlet that had it first.

    The outlet that only passes on what another had is no mark of its own.
    """
    marks = {f"text {report.reprint_of or report.article}"}
    first = report.threat.via[-1] if report.threat.via else report.outlet
    return marks | ({f"outlet {fold_outlet(first)}"} if first else set())


def chain(report: Report) -> tuple[str, ...]:
    """Return the outlets from the one that was read to the one that had it first.

    >>> chain(Report(id="1", threat=None, article="a", title="", outlet="Courier", date=None))  # type: ignore
    ('Courier',)
    """
    via = report.threat.via if report.threat else ()
    return (report.outlet or "unknown outlet", *via)
