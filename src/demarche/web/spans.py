"""An article's text cut into pieces, each with the fields whose words it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from demarche.articles import Furniture
from demarche.register import StoredEvent, StoredThreat

ROLES = ("speaker", "speaker_role", "trigger", "response", "basis", "channel")


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch of text that means something."""

    start: int
    end: int
    role: str  # a field, "evidence", "furniture" or "deed"
    href: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Bit:
    """A piece of a line, the fields it belongs to, and where they are explained."""

    text: str
    roles: tuple[str, ...] = ()
    href: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an article."""

    bits: tuple[Bit, ...]
    evidence: bool  # some of it carries a threat
    furniture: bool  # all of it is furniture
    title: bool = False


def marks_of(
    threats: Sequence[StoredThreat], events: Sequence[StoredEvent], furniture: Sequence[Furniture]
) -> list[Marked]:
    """Return all that is marked in an article."""
    found = [Marked(f.span.start, f.span.end, "furniture", label=f.kind) for f in furniture]
    for stored in threats:
        path = f"/threats/{stored.id}"
        found += [Marked(span.start, span.end, "evidence", path) for span in stored.threat.evidence]
        for role in ROLES:
            span = getattr(stored.threat, role)
            if span is not None:
                found.append(Marked(span.start, span.end, role, f"{path}#{role}", role.replace("_", " ")))
    for event in events:
        what = event.event.what
        found.append(Marked(what.start, what.end, "deed", label=f"deed: {event.event.kind}"))
    return found


def lines_of(text: str, marks: Iterable[Marked], *, title_end: int) -> tuple[Line, ...]:
    """Return a text's lines in pieces, cut wherever a mark begins or ends.

    >>> [line.bits for line in lines_of("a\\nbcd", [Marked(3, 4, "trigger", "/x")], title_end=1)][1][1]
    Bit(text='c', roles=('trigger',), href='/x', label='')
    """
    kept = [mark for mark in marks if mark.start < mark.end <= len(text)]
    lines, at = [], 0
    for words in text.split("\n"):
        end = at + len(words)
        inside = [mark for mark in kept if mark.start < end and at < mark.end]
        cuts = sorted({at, end, *(max(m.start, at) for m in inside), *(min(m.end, end) for m in inside)})
        bits = tuple(bit(text, a, b, inside) for a, b in pairwise(cuts))
        if words.strip():
            lines.append(
                Line(
                    bits=bits,
                    evidence=any("evidence" in one.roles for one in bits),
                    furniture=all("furniture" in one.roles for one in bits if one.text.strip()),
                    title=end <= title_end,
                )
            )
        at = end + 1
    return tuple(lines)


def bit(text: str, start: int, end: int, marks: Iterable[Marked]) -> Bit:
    """Return one piece with the marks that cover it; the shortest one says where it leads."""
    over = sorted((m for m in marks if m.start <= start and end <= m.end), key=lambda m: m.end - m.start)
    fields = [m for m in over if m.role != "evidence"]
    return Bit(
        text=text[start:end],
        roles=tuple(dict.fromkeys(m.role for m in over)),
        href=next((m.href for m in fields if m.href), ""),
        label=", ".join(dict.fromkeys(m.label for m in fields if m.label)),
    )
