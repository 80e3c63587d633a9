"""Events: reported acts, plans and states of affairs of political actors (codebook section 2).

Same shape as ``threats``: an ``EventCoder`` finds them, ``code_events`` checks every span.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from demarche.language import ActorCode
from demarche.language.document import Document
from demarche.span import Span, check_spans

EventKind = Literal[
    "exercise",
    "deployment",
    "weapons-test",
    "arms-transfer",
    "force-posture",
    "budget",
    "doctrine",
    "alliance",
    "talks",
    "sanction",
    "diplomatic-break",
    "attack",
    "incursion",
    "unrest",
    "concession",
    "other",
]
EventStatus = Literal["done", "ongoing", "planned", "proposed", "denied"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number read from an event, with what it counts in the singular: 500, "missile"."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One deed: who did or plans what, with or against whom."""

    evidence: Span  # the sentence
    actor: tuple[ActorCode, ...]
    partner: tuple[ActorCode, ...]
    kind: EventKind
    status: EventStatus
    what: Span
    quantity: tuple[Quantity, ...]
    place: Span | None
    when: str | None  # ISO day, month, year, or interval "2024-07/2025-03"
    found_by: str
    confidence: float


class EventCoder(Protocol):
    """Finds every event of a document. ``name`` is versioned: "rules:v1"."""

    @property
    def name(self) -> str:
        """The coder's versioned name."""
        ...

    def __call__(self, document: Document, /) -> tuple[Event, ...]:
        """Return the document's events, in any order."""
        ...


def code_events(document: Document, *, by: EventCoder) -> tuple[Event, ...]:
    """Return the document's events in reading order, each span checked against the text.

    Raises CodingError if the coder returns a span whose words do not stand there.
    """
    events = by(document)
    for event in events:
        check_spans(event, document.text, coder=by.name)
    return tuple(sorted(events, key=lambda e: (e.evidence.start, e.what.start)))
