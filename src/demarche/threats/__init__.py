"""Threats: who would impose what cost on whom, if what happens (codebook section 1).

A ``ThreatCoder`` finds the threats of one document. Coders are found by a versioned name
(``rules:v1``) through the entry point group ``demarche.threat_coders``; all pass the contract suite in
``tests/contracts``. ``code_threats`` runs one and refuses any span that does not match the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from demarche.language import ActorCode
from demarche.language.document import Document
from demarche.span import Span, check_spans

TriggerForm = Literal["if", "unless", "because", "none"]
ResponseKind = Literal[
    "unspecified", "military", "nuclear", "economic", "diplomatic", "legal", "internal", "other"
]
Commitment = Literal["open", "reserved", "stated", "emphatic"]
Aim = Literal["compellent", "retaliatory", "deterrent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldConfidence:
    """How likely the coder's value of each field is right, 0 to 1, given that the threat is one.

    Right as ``demarche evaluate`` counts it, a null that should be null too; see docs/accuracy.md.
    """

    sender: float
    target: float
    speaker: float
    trigger: float
    trigger_form: float
    response: float
    response_kind: float
    commitment: float
    said_on: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Threat:
    """One announced cost: who would impose it on whom, if what happens."""

    evidence: tuple[Span, ...]  # sentences that carry it, fullest first
    sender: tuple[ActorCode, ...]
    target: tuple[ActorCode, ...]
    speaker: Span | None  # the person, or the body that spoke; None: unnamed, or only the state
    speaker_role: Span | None
    trigger: Span | None  # None: the article states no condition or provocation
    trigger_form: TriggerForm
    response: Span
    response_kind: ResponseKind
    commitment: Commitment
    basis: Span | None
    channel: Span | None
    said_on: str | None  # ISO day, month or year
    via: tuple[str, ...]  # outlets and agencies credited, nearest first
    quoted: bool
    found_by: str  # "rules:v1/reserve-right"
    confidence: float  # share of threats given this figure that are right; see docs/accuracy.md
    field_confidence: FieldConfidence | None = None  # None: the coder does not say

    @property
    def aim(self) -> Aim:
        """What the threat is for, derived from its trigger form (Schelling's terms)."""
        if self.trigger_form == "unless":
            return "compellent"
        return "retaliatory" if self.trigger_form == "because" else "deterrent"


class ThreatCoder(Protocol):
    """Finds every threat of a document. ``name`` is versioned: "rules:v1"."""

    @property
    def name(self) -> str:
        """The coder's versioned name."""
        ...

    def __call__(self, document: Document, /) -> tuple[Threat, ...]:
        """Return the document's threats, in any order."""
        ...


def code_threats(document: Document, *, by: ThreatCoder) -> tuple[Threat, ...]:
    """Return the document's threats in reading order, each span checked against the text.

    Raises CodingError if the coder returns a span whose words do not stand there.
    """
    threats = by(document)
    for threat in threats:
        check_spans(threat, document.text, coder=by.name)
    return tuple(sorted(threats, key=lambda t: (t.evidence[0].start, t.response.start)))
