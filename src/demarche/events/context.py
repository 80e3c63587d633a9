"""Context: what the article around a candidate says of it: who is named near it, what else is told, and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import log2

from demarche.events import EventKind
from demarche.events.candidates import Candidate
from demarche.language.document import Document

Place = tuple[int, int]  # start and end, in the text
CONTENT = 4  # letters of a word that counts as one the headline shares


class Context:
    """An article's candidates, counted once and asked for each."""

    def __init__(self, document: Document, candidates: Sequence[Candidate]) -> None:
        self.title = content_words(document.lowered[: document.title_end])
        self.sentences: dict[int, list[Candidate]] = {}
        self.told: dict[tuple[str, str], dict[int, int]] = {}  # sentence and how many were before it
        for candidate in candidates:
            index = candidate.sentence.index
            self.sentences.setdefault(index, []).append(candidate)
            places = self.told.setdefault(telling(candidate), {})
            places.setdefault(index, len(places))
        callers = {(c.sentence.index, c.anchor) for c in candidates}
        self.callers = max(1, len(callers))
        self.kinds = Counter(
            kind for kind, _, _ in {(c.deed.kind, c.sentence.index, c.anchor) for c in candidates}
        )
        self.headline = {c.deed.kind for c in candidates if c.sentence.in_title}
        self.last = max(1, document.sentences[-1].index) if document.sentences else 1
        self.anchors = {i: sorted({c.anchor for c in these}) for i, these in self.sentences.items()}
        self.names: dict[int, list[Place]] = {
            i: [(m.span.start, m.span.end) for m in document.mentions_in(s.span.start, s.span.end)]
            for i, s in ((i, these[0].sentence) for i, these in self.sentences.items())
        }
        self.by_kind = {kind: tuple(self.of_kind(kind)) for kind in self.kinds}
        self.by_sentence = {i: tuple(self.of_sentence(i)) for i in self.sentences}

    def of_kind(self, kind: EventKind) -> Iterator[str]:
        """Yield what the article says of all candidates of a kind."""
        share = min(4, int(8 * self.kinds[kind] / self.callers))
        yield f"article-callers={min(8, int(log2(self.callers)))}"
        yield f"kind-share={share}"
        yield f"kind-share+kind={share}+{kind}"
        yield f"headline-kind={kind in self.headline}+{bool(self.headline)}"

    def of_sentence(self, index: int) -> Iterator[str]:
        """Yield what the article says of all candidates of a sentence."""
        yield f"late={int(3.99 * index / self.last)}+{min(3, self.last // 8)}"
        yield f"callers={min(6, len(self.anchors[index]))}"

    def of_call(self, candidate: Candidate) -> Iterator[str]:
        """Yield what the article says of a candidate whatever its extent."""
        kind, index = candidate.deed.kind, candidate.sentence.index
        places = self.told[telling(candidate)]
        nth, times = places[index], len(places)
        yield f"nth={min(3, nth)}"
        yield f"told={min(4, times)}"
        yield f"nth+told={min(2, nth)}+{min(3, times)}"
        yield from self.by_kind[kind]
        yield from self.by_sentence[index]
        yield f"caller={min(4, self.anchors[index].index(candidate.anchor))}"
        for other in {c.deed.kind for c in self.sentences[index] if c.anchor == candidate.anchor} - {kind}:
            yield f"or={other}+{kind}"
        if self.title and not candidate.sentence.in_title:
            yield f"title-word={candidate.words.lower[candidate.anchor] in self.title}"
        yield from named(candidate, self.names[index])

    def of_extent(self, candidate: Candidate) -> Iterator[str]:
        """Yield what the article says of one extent of a candidate."""
        if self.title and not candidate.sentence.in_title:
            own = [w for w in candidate.words.lower[candidate.start : candidate.end] if len(w) >= CONTENT]
            yield f"title-share={int(3.99 * sum(word in self.title for word in own) / max(1, len(own)))}"
        yield from rivals(candidate, self.sentences[candidate.sentence.index])


def telling(candidate: Candidate) -> tuple[str, str]:
    """Return the kind and the word of a candidate: what is told again when they are the same."""
    return candidate.deed.kind, candidate.call.verb or candidate.words.lower[candidate.anchor]


def content_words(text: str) -> frozenset[str]:
    """Return the longer words of a text in small letters."""
    return frozenset(word for word in text.split() if len(word) >= CONTENT)


def rivals(candidate: Candidate, beside: Sequence[Candidate]) -> Iterator[str]:
    """Yield what else its sentence may tell there: which candidates it holds, which hold it."""
    start, end, anchor, kind = candidate.start, candidate.end, candidate.anchor, candidate.deed.kind
    across = [o for o in beside if o.end > start and o.start < end and o.anchor != anchor]
    held = {o.anchor for o in across if start <= o.start and o.end <= end}
    holding = {o.anchor for o in across if o.start <= start and end <= o.end}
    yield f"holds={min(3, len(held))}+{candidate.extent}"
    yield f"held={min(3, len(holding))}+{candidate.extent}"
    for other in {o.deed.kind for o in across}:
        yield f"across={other}+{kind}"


def named(candidate: Candidate, names: Sequence[Place]) -> Iterator[str]:
    """Yield where actors are named: ahead of the deed, in it, behind it."""
    spans, kind = candidate.words.spans, candidate.deed.kind
    edge, end = spans[min(candidate.plain_start, candidate.anchor)][0], spans[candidate.plain_end - 1][1]
    ahead = [past for _, past in names if past <= edge]
    inside = sum([edge <= start < end for start, _ in names])
    gap = min(5, (edge - ahead[-1]) // 8) if ahead else "none"
    yield f"actors={min(4, len(names))}"
    yield f"actor-gap={gap}+{candidate.deed.form}"
    yield f"actors-ahead={min(2, len(ahead))}+{kind}"
    yield f"actors-inside={min(2, inside)}+{kind}"
    yield f"actors-behind={min(2, sum([start >= end for start, _ in names]))}"
