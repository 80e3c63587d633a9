"""Selection: which candidates of an article are kept as its events, each deed once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from demarche.events.candidates import Candidate

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
        one = Told(candidates[index])
        if not any(same_deed(one, other) for other in rivals.of(one.candidate)):
            kept.append(index)
            rivals.add(one)
    return kept


class Told:
    """A candidate, and the words of its object, which are looked for once: it is compared with hundreds."""

    __slots__ = ("candidate", "end", "kind", "start", "words")

    def __init__(self, candidate: Candidate) -> None:
        self.candidate = candidate
        self.kind = candidate.deed.kind
        self.start, self.end = candidate.what.start, candidate.what.end
        self.words = frozenset(WORD.findall(candidate.what.text.lower()))


class Rivals:
    """Candidates that were kept, found by place, sentence and kind."""

    def __init__(self) -> None:
        self.by_key: defaultdict[tuple[str, int], list[Told]] = defaultdict(list)

    def keys(self, one: Candidate) -> Iterator[tuple[str, int]]:
        """Yield under which keys a candidate may find those that tell the same deed."""
        for stretch in range(one.what.start // STRETCH, one.what.end // STRETCH + 1):
            yield "", stretch
        yield one.deed.kind, -1
        if one.deed.kind == "talks":
            yield one.deed.kind, one.sentence.index

    def of(self, one: Candidate) -> Iterator[Told]:
        """Yield the candidates kept that may tell the same deed, the surest of a kind first."""
        for key in self.keys(one):
            yield from self.by_key[key][: MOST_OF_A_KIND if key[1] == -1 else None]

    def add(self, one: Told) -> None:
        """Keep a candidate."""
        for key in self.keys(one.candidate):
            self.by_key[key].append(one)


def same_deed(one: Told, other: Told) -> bool:
    """Return whether two candidates of an article tell one deed."""
    if one.start < other.end and other.start < one.end:
        return True
    if one.kind != other.kind:
        return False
    if one.kind == "talks" and one.candidate.sentence.index == other.candidate.sentence.index:
        return True
    return likeness(one.words, other.words) >= SAME_OBJECT


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of the shorter object's words that the other has."""
    return len(one & other) / max(1, min(len(one), len(other)))
