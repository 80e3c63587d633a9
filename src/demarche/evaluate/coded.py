"""Coded articles as they are scored: labels only, from gold or from a coder's output."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demarche.errors import SourceError

KINDS = frozenset({"threats", "events"})
SEPARATED = re.compile(r"(.*[^-_:./#])[-_:./#]+[^-_:./#]+$", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreatLabels:
    """One threat's fields as words and codes; None where unknown."""

    evidence: tuple[str, ...]
    sender: frozenset[str]
    target: frozenset[str]
    via: frozenset[str]
    speaker: str | None
    trigger: str | None
    response: str | None
    basis: str | None
    channel: str | None
    trigger_form: str | None
    response_kind: str | None
    commitment: str | None
    said_on: str | None
    quoted: bool | None
    confidence: float | None = None
    field_confidence: Mapping[str, float] = field(default_factory=dict)  # empty where the hand gives none
    found_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLabels:
    """One event's fields as words and codes; None where unknown."""

    evidence: tuple[str, ...]
    actor: frozenset[str]
    partner: frozenset[str]
    kind: str | None
    status: str | None
    what: str | None
    place: str | None
    when: str | None
    confidence: float | None = None
    found_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """One article by one hand: its id, outlet and records."""

    id: str
    outlet: str | None = None
    threats: tuple[ThreatLabels, ...] = ()
    events: tuple[EventLabels, ...] = ()
    holds: frozenset[str] = KINDS  # which of the two the hand has coded at all; none where it failed

    @property
    def source(self) -> str:
        """Where the article is from: its outlet, else its id up to the last separator.

        >>> Coded(id="wire-1987-00012").source, Coded(id="7").source
        ('wire-1987', 'unknown')
        """
        beginning = SEPARATED.match(self.id)
        return self.outlet or (beginning[1] if beginning else "unknown")


def read_coded(path: Path) -> tuple[Coded, ...]:
    """Return the coded articles of a JSON Lines file; a later line with the same id wins.

    Raises SourceError if the file cannot be read or a line is no coded article.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            rows = [coded_line(line, f"{path}:{n}") for n, line in enumerate(lines, 1) if line.strip()]
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror or error}; give a JSON Lines file") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: not UTF-8 text; give a JSON Lines file of coded articles") from error
    if not rows:
        raise SourceError(f"{path}: holds no coded article; give one JSON object a line")
    return tuple({row.id: row for row in rows}.values())


def coded_line(line: str, where: str) -> Coded:
    """Return the coded article of one JSON line; SourceError says what is wrong and where."""
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise SourceError(f"{where}: not JSON ({error.msg}); give one coded article a line") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, ten thousand brackets
        raise SourceError(
            f"{where}: JSON that cannot be read ({error}); give one coded article a line"
        ) from error
    return coded_from(value, where)


def coded_from(value: object, where: str) -> Coded:
    """Return the coded article of a JSON value; SourceError unless it has an id."""
    if not isinstance(value, Mapping) or value.get("id") is None:
        raise SourceError(
            f'{where}: no coded article; expected an object with "id" and "threats" or "events"'
        )
    try:
        return Coded(
            id=str(value["id"]),
            outlet=value.get("outlet") or None,
            threats=tuple(threat_labels(row) for row in value.get("threats") or ()),
            events=tuple(event_labels(row) for row in value.get("events") or ()),
            holds=frozenset(kind for kind in KINDS if value.get(kind) is not None),
        )
    except (TypeError, AttributeError, ValueError) as error:
        raise SourceError(f"{where}: a record of another shape ({error}); see docs/interchange.md") from error


def threat_labels(row: Mapping[str, Any]) -> ThreatLabels:
    """Return the labels of a threat record; empty values count as unknown."""
    return ThreatLabels(
        evidence=spans(row.get("evidence")),
        sender=codes(row.get("sender")),
        target=codes(row.get("target")),
        via=codes(row.get("via")),
        speaker=row.get("speaker") or None,
        trigger=row.get("trigger") or None,
        response=row.get("response") or None,
        basis=row.get("basis") or None,
        channel=row.get("channel") or None,
        trigger_form=row.get("trigger_form") or None,
        response_kind=row.get("response_kind") or None,
        commitment=row.get("commitment") or None,
        said_on=row.get("said_on") or None,
        quoted=row.get("quoted") or None,
        confidence=row.get("confidence"),
        field_confidence=dict(row.get("field_confidence") or {}),
        found_by=row.get("found_by"),
    )


def event_labels(row: Mapping[str, Any]) -> EventLabels:
    """Return the labels of an event record; empty values count as unknown."""
    return EventLabels(
        evidence=spans(row.get("evidence")),
        actor=codes(row.get("actor")),
        partner=codes(row.get("partner")),
        kind=row.get("kind") or None,
        status=row.get("status") or None,
        what=row.get("what") or None,
        place=row.get("place") or None,
        when=row.get("when") or None,
        confidence=row.get("confidence"),
        found_by=row.get("found_by"),
    )


def spans(value: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return one or several evidence sentences as a tuple."""
    return (value,) if isinstance(value, str) else tuple(value or ())


def codes(value: Iterable[object] | None) -> frozenset[str]:
    """Return actor codes or outlets in capitals, as sets are compared."""
    return frozenset(str(code).upper() for code in value or ())
