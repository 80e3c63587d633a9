"""Context: what the article around a candidate says of it: who is named near it, what else is told, and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import log2

from demarche.events.candidates import Candidate
from demarche.language.document import Document

CONTENT = 4  # letters of a word that counts as one the headline shares


def context_features(document: Document, candidates: Sequence[Candidate]) -> list[tuple[str, ...]]:
    """Return what the article says of each candidate, in the same order."""
    title = content_words(document.lowered[: document.title_end])
    told: Counter[tuple[str, str]] = Counter()
    seen: dict[tuple[str, str], set[int]] = {}
    for candidate in candidates:
        key = telling(candidate)
        places = seen.setdefault(key, set())
        if candidate.sentence.index not in places:
            places.add(candidate.sentence.index)
            told[key] += 1
    order = {key: sorted(places) for key, places in seen.items()}
    by_sentence: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        by_sentence.setdefault(candidate.sentence.index, []).append(candidate)
    callers = {(candidate.sentence.index, candidate.anchor) for candidate in candidates}
    kinds = Counter(kind for kind, _, _ in {(c.deed.kind, c.sentence.index, c.anchor) for c in candidates})
    headline = {candidate.deed.kind for candidate in candidates if candidate.sentence.in_title}
    last = max(1, document.sentences[-1].index)
    found = []
    for candidate in candidates:
        kind = candidate.deed.kind
        share = kinds[kind] / len(callers)
        key = telling(candidate)
        nth = order[key].index(candidate.sentence.index)
        found.append(
            (
                f"nth={min(3, nth)}",
                f"told={min(4, told[key])}",
                f"nth+told={min(2, nth)}+{min(3, told[key])}",
                f"article-callers={min(8, int(log2(len(callers))))}",
                f"kind-share={min(4, int(share * 8))}",
                f"kind-share+kind={min(4, int(share * 8))}+{kind}",
                f"headline-kind={kind in headline}+{bool(headline)}",
                f"late={int(3.99 * candidate.sentence.index / last)}+{min(3, last // 8)}",
                *title_features(candidate, title),
                *rivals(candidate, by_sentence[candidate.sentence.index]),
                *named_features(document, candidate),
            )
        )
    return found


def telling(candidate: Candidate) -> tuple[str, str]:
    """Return the kind and the word of a candidate: what is told again when they are the same."""
    return candidate.deed.kind, candidate.call.verb or candidate.words.lower[candidate.anchor]


def content_words(text: str) -> frozenset[str]:
    """Return the longer words of a text in small letters."""
    return frozenset(word for word in text.split() if len(word) >= CONTENT)


def title_features(candidate: Candidate, title: frozenset[str]) -> Iterator[str]:
    """Yield how much of the candidate the headline has."""
    if not title or candidate.sentence.in_title:
        return
    own = [w for w in candidate.words.lower[candidate.start : candidate.end] if len(w) >= CONTENT]
    share = sum(word in title for word in own) / max(1, len(own))
    yield f"title-share={int(share * 3.99)}"
    yield f"title-word={candidate.words.lower[candidate.anchor] in title}"


def rivals(candidate: Candidate, beside: Sequence[Candidate]) -> Iterator[str]:
    """Yield what else its sentence may tell: how many words call, which of them it holds or is held by."""
    anchors = sorted({other.anchor for other in beside})
    others = [other for other in beside if other.anchor != candidate.anchor]
    held = {o.anchor for o in others if candidate.start <= o.start and o.end <= candidate.end}
    holding = {o.anchor for o in others if o.start <= candidate.start and candidate.end <= o.end}
    yield f"callers={min(6, len(anchors))}"
    yield f"caller={min(4, anchors.index(candidate.anchor))}"
    yield f"holds={min(3, len(held))}+{candidate.extent}"
    yield f"held={min(3, len(holding))}+{candidate.extent}"
    kinds = {other.deed.kind for other in beside if other.anchor == candidate.anchor}
    for kind in kinds - {candidate.deed.kind}:
        yield f"or={kind}+{candidate.deed.kind}"
    for other in others:
        if other.end > candidate.start and other.start < candidate.end:
            yield f"across={other.deed.kind}+{candidate.deed.kind}"


def named_features(document: Document, candidate: Candidate) -> Iterator[str]:
    """Yield where actors are named: ahead of the deed, in it, behind it."""
    spans, sentence = candidate.words.spans, candidate.sentence.span
    names = document.mentions_in(sentence.start, sentence.end)
    edge = spans[min(candidate.start, candidate.anchor)][0]
    end = spans[candidate.end - 1][1]
    ahead = [name.span for name in names if name.span.end <= edge]
    inside = sum(edge <= name.span.start < end for name in names)
    behind = sum(name.span.start >= end for name in names)
    form = candidate.deed.form
    gap = min(5, (edge - ahead[-1].end) // 8) if ahead else "none"
    yield f"actors={min(4, len(names))}"
    yield f"actor-gap={gap}+{form}"
    yield f"actors-ahead={min(2, len(ahead))}+{candidate.deed.kind}"
    yield f"actors-inside={min(2, inside)}+{candidate.deed.kind}"
    yield f"actors-behind={min(2, behind)}"
