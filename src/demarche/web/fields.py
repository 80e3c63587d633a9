"""A threat's fields as a page shows and edits them: value, sentence, who says so, what it was before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from demarche.export.wording import counted
from demarche.language.actor_names import actor_name
from demarche.register import Revision, StoredThreat
from demarche.register.revising import ACTOR_FIELDS, CHOICES
from demarche.register.values import Value
from demarche.span import Span
from demarche.threats import Threat
from demarche.web.query import actor_codes

Control = Literal["codes", "words", "choice", "day", "names", "truth", "sentences"]
CONTROLS: dict[str, Control] = {
    "sender": "codes",
    "target": "codes",
    "speaker": "words",
    "speaker_role": "words",
    "trigger": "words",
    "trigger_form": "choice",
    "response": "words",
    "response_kind": "choice",
    "commitment": "choice",
    "basis": "words",
    "channel": "words",
    "said_on": "day",
    "via": "names",
    "quoted": "truth",
    "evidence": "sentences",
}
HINTS: dict[Control, str] = {
    "codes": "Codes or names, commas between them.",
    "words": "Words as they stand in the article; empty for none.",
    "choice": "",
    "day": "2024-07-25, 2024-07 or 2024; empty for unknown.",
    "names": "Outlets, nearest first, commas between them.",
    "truth": "",
    "sentences": "One sentence a line, the fullest first, as they stand in the article.",
}
AROUND = 90  # characters of its sentence shown on either side of a field's words


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a threat."""

    name: str
    shown: str  # "" where there is none
    value: str  # as the form holds it
    control: Control
    choices: tuple[str, ...]
    hint: str
    sentence: tuple[tuple[str, bool], ...]  # where it stands; True: its words
    by: str  # coder and rule, or the person who set it
    confidence: float | None  # how likely the coder's value is right; None: a person's, or not said
    revisions: tuple[Revision, ...]


def fields_of(stored: StoredThreat, text: str, revisions: Sequence[Revision]) -> tuple[Field, ...]:
    """Return a threat's fields in the codebook's order."""
    return tuple(field_of(name, stored, text, revisions) for name in CONTROLS)


def field_of(name: str, stored: StoredThreat, text: str, revisions: Sequence[Revision]) -> Field:
    """Return one field."""
    control, value = CONTROLS[name], getattr(stored.threat, name)
    own = tuple(revision for revision in revisions if revision.field == name)
    standing = [revision for revision in own if revision.undone_at is None]
    return Field(
        name=name,
        shown=shown_value(control, value),
        value=form_value(control, value),
        control=control,
        choices=CHOICES.get(name, ()),
        hint=HINTS[control],
        sentence=sentence_of(value, stored.threat, text) if isinstance(value, Span) else (),
        by=standing[-1].author if standing else stored.threat.found_by,
        confidence=None if standing else getattr(stored.threat.field_confidence, name, None),
        revisions=own,
    )


def shown_value(control: Control, value: object) -> str:
    """Return a value as people read it."""
    if control == "codes" and isinstance(value, tuple):
        return ", ".join(f"{actor_name(code)} ({code})" for code in value)
    if control == "truth":
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) if control == "names" else counted(len(value), "sentence")
    return "" if value is None else " ".join(str(value).split())


def form_value(control: Control, value: object) -> str:
    """Return a value as its form holds it."""
    if isinstance(value, tuple):
        return ("\n" if control == "sentences" else ", ").join(str(part) for part in value)
    if control == "truth":
        return "true" if value else "false"
    return "" if value is None else str(value)


def sentence_of(span: Span, threat: Threat, text: str) -> tuple[tuple[str, bool], ...]:
    """Return words with what stands around them in their sentence, or in the text where no evidence holds them."""
    home = next((sentence for sentence in threat.evidence if span in sentence), None)
    first, last = (home.start, home.end) if home else (0, len(text))
    start, end = max(span.start - AROUND, first), min(span.end + AROUND, last)
    before, after = text[start : span.start], text[span.end : end]
    pieces = (
        (f"… {before.partition(' ')[2]}" if start > first else before, False),
        (text[span.start : span.end], True),
        (f"{after.rpartition(' ')[0]} …" if end < last else after, False),
    )
    return tuple((" ".join(words.split("\n")), found) for words, found in pieces if words)


def typed(field: str, value: str) -> Value:
    """Return what a form holds as the field's kind of value.

    >>> typed("target", "Japan, USA"), typed("quoted", "true"), typed("basis", "")
    (('JPN', 'USA'), True, None)
    """
    control = CONTROLS.get(field)
    plain = value.replace("\r\n", "\n").strip()
    if field in ACTOR_FIELDS:
        return actor_codes(field, [plain])
    if control == "names":
        return tuple(part.strip() for part in plain.split(",") if part.strip())
    if control == "sentences":
        return tuple(line.strip() for line in plain.split("\n") if line.strip())
    if control == "truth" and plain in ("true", "false"):
        return plain == "true"
    return plain or None
