"""Selection: which candidates of an article are kept as its events, each deed once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from demarche.events.candidates import Candidate
from demarche.span import Span

WORD = re.compile(r"[a-z0-9]{3,}")
STRETCH = 1000  # characters
MOST_OF_A_KIND = 300  # compared: no article of a newspaper has more, a hostile one may
SAME_OBJECT = 0.6  # share of the shorter object's words from which two deeds of a kind are one


def selected(candidates: Sequence[Candidate], scores: Sequence[float], least: float) -> list[int]:
    """Return the indexes of the candidates kept, the surest first.

    A candidate gives way to a surer one that has its words, or tells the same deed elsewhere.
    """
    kept: list[int] = []
    rivals = Rivals()
    for index in sorted(range(len(scores)), key=lambda i: (-scores[i], i)):
        if scores[index] < least:
            break
        if not any(same_deed(candidates[index], other) for other in rivals.of(candidates[index])):
            kept.append(index)
            rivals.add(candidates[index])
    return kept


class Rivals:
    """Candidates that were kept, found by place, sentence and kind."""

    def __init__(self) -> None:
        self.by_key: defaultdict[tuple[str, int], list[Candidate]] = defaultdict(list)

    def keys(self, one: Candidate) -> Iterator[tuple[str, int]]:
        """Yield under which keys a candidate may find those that tell the same deed."""
        for stretch in range(one.what.start // STRETCH, one.what.end // STRETCH + 1):
            yield "", stretch
        yield one.deed.kind, -1
        if one.deed.kind == "talks":
            yield one.deed.kind, one.sentence.index

    def of(self, one: Candidate) -> Iterator[Candidate]:
        """Yield the candidates kept that may tell the same deed, the surest of a kind first."""
        for key in self.keys(one):
            yield from self.by_key[key][: MOST_OF_A_KIND if key[1] == -1 else None]

    def add(self, one: Candidate) -> None:
        """Keep a candidate."""
        for key in self.keys(one):
            self.by_key[key].append(one)


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
