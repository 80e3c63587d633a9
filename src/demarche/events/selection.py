"""Selection: which candidates of an article are kept as its events, each deed once."""

from __future__ import annotations

import re
from collections.abc import Sequence

from demarche.events.candidates import Candidate
from demarche.span import Span

WORD = re.compile(r"[a-z0-9]{3,}")
SAME_OBJECT = 0.6  # share of the shorter object's words from which two deeds of a kind are one


def selected(candidates: Sequence[Candidate], scores: Sequence[float], least: float) -> list[int]:
    """Return the indexes of the candidates kept, the surest first.

    A candidate gives way to a surer one that has its words, or tells the same deed elsewhere.
    """
    kept: list[int] = []
    for index in sorted(range(len(scores)), key=lambda i: (-scores[i], i)):
        if scores[index] < least:
            break
        if not any(same_deed(candidates[index], candidates[other]) for other in kept):
            kept.append(index)
    return kept


def same_deed(one: Candidate, other: Candidate) -> bool:
    """Return whether two candidates of an article tell one deed."""
    if one.what.overlaps(other.what.start, other.what.end):
        return True
    if one.deed.kind != other.deed.kind:
        return False
    if one.deed.kind == "talks" and one.sentence.index == other.sentence.index:
        return True
    return likeness(one.what, other.what) >= SAME_OBJECT


def likeness(one: Span, other: Span) -> float:
    """Return the share of the shorter object's words that the other has."""
    first, second = set(WORD.findall(one.text.lower())), set(WORD.findall(other.text.lower()))
    return len(first & second) / max(1, min(len(first), len(second)))
