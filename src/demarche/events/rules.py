"""The ``rules`` coder of events: a deed's words, whose deed it is, how far it has come, and when.

deeds       what is told                      (data/deeds.toml)
clauses     whose deed, whom it meets, how far it has come
quantities  numbers with what they count
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from demarche.events import Event, EventKind
from demarche.events.clauses import (
    actors_of,
    is_conditional,
    object_span,
    place_of,
    status_of,
    when_of,
)
from demarche.events.deeds import Deed, deeds, stem_filter
from demarche.events.quantities import find_quantities
from demarche.language import Sentence
from demarche.language.document import Document
from demarche.span import Span

LONGEST_SENTENCE = 1500  # characters; longer ones are tables and lists

# Share of each kind's events that are right on coded articles, drawn towards the mean of all where a kind is
# rare; nothing was fitted to those articles but this. See docs/accuracy.md.
CONFIDENCE: dict[EventKind, float] = {
    "sanction": 0.42,
    "talks": 0.37,
    "attack": 0.31,
    "diplomatic-break": 0.52,
    "alliance": 0.6,
    "concession": 0.51,
    "unrest": 0.47,
    "deployment": 0.52,
    "exercise": 0.32,
}
OTHERWISE = 0.4  # all kinds together


class RulesEventCoder:
    """Finds events by the words of deeds and clause logic."""

    name = "rules:v1"

    def __call__(self, document: Document, /) -> tuple[Event, ...]:
        """Return the document's events, each deed once by its fullest sentence."""
        found: list[Event] = []
        for sentence, fitting in promising(document):
            if not is_conditional(sentence.span.text):
                found += self.events_in(document, sentence, fitting)
        return merged(found)

    def events_in(self, document: Document, sentence: Sentence, fitting: list[Deed]) -> Iterator[Event]:
        """Yield at most one event of each kind that the sentence tells."""
        for deed in fitting:
            match = deed.pattern.search(document.text, sentence.span.start, sentence.span.end)
            if match is None:
                continue
            group = next(
                name for name in ("w", "w2", "w3") if name in deed.pattern.groupindex and match[name]
            )
            what = object_span(document.text, *match.span(group), sentence.span.end)
            actor, partner = actors_of(document, sentence, what, match.start())
            if what is None or not actor:
                continue
            yield Event(
                evidence=sentence.span,
                actor=actor,
                partner=partner,
                kind=deed.kind,
                status=status_of(document.text, sentence.span, what),
                what=what,
                quantity=find_quantities(what.text),
                place=place_of(document, sentence, what),
                when=when_of(document, sentence, what),
                found_by=f"{self.name}/{deed.kind}",
                confidence=CONFIDENCE.get(deed.kind, OTHERWISE),
            )


def promising(document: Document) -> Iterator[tuple[Sentence, list[Deed]]]:
    """Yield each sentence that has the letters of a deed, with the deeds it may tell."""
    automaton, owners = stem_filter()
    for index, stems in document.words_by_sentence(automaton).items():
        sentence = document.sentences[index]
        if len(sentence.span.text) <= LONGEST_SENTENCE:
            fitting = {owner for stem in stems for owner in owners[stem]}
            yield sentence, [deed for i, deed in enumerate(deeds()) if i in fitting]


WORD = re.compile(r"[a-z0-9]{3,}")


def merged(found: list[Event]) -> tuple[Event, ...]:
    """Return the events without repeats: one deed told again is the one with the longer sentence."""
    kept: list[Event] = []
    for event in sorted(found, key=lambda e: (-len(e.evidence.text), e.evidence.start)):
        if not any(same_deed(event, other) for other in kept):
            kept.append(event)
    return tuple(kept)


def same_deed(one: Event, other: Event) -> bool:
    """Return whether two events of an article are one deed: kind, actor, and most words of the object."""
    if one.kind != other.kind or not set(one.actor) & set(other.actor):
        return False
    return likeness(one.what, other.what) >= 0.6


def likeness(one: Span, other: Span) -> float:
    """Return the share of the shorter object's words that the other has."""
    first, second = set(WORD.findall(one.text.lower())), set(WORD.findall(other.text.lower()))
    return len(first & second) / max(1, min(len(first), len(second)))
