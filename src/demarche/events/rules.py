"""The ``rules`` coder of events: every place where words of a deed stand, weighed, each deed once.

words, phrases  where a phrase begins and ends
deeds           what is told                          (data/deeds.toml, data/acts.toml)
places          whether a word tells a deed, and where
candidates      every place where one does, in each extent
features        what its words say for a candidate
context         what the article says for it
confidence      how much                              (data/weights.json)
selection       which candidates are one deed
parties         whose deed, whom it meets
clauses         how far it has come, where and when
quantities      numbers with what they count
"""

from __future__ import annotations

from demarche.events import Event
from demarche.events.candidates import Candidate, find_candidates
from demarche.events.clauses import place_of, status_of, when_of
from demarche.events.confidence import confidence_of, scores_of, weights
from demarche.events.parties import parties_of
from demarche.events.quantities import find_quantities
from demarche.events.selection import selected
from demarche.events.words import Words
from demarche.language.document import Document


def has_time(words: Words) -> bool:
    """Return whether a sentence has a number or a word of time."""
    return "N" in words.tags or "Y" in words.tags


class RulesEventCoder:
    """Finds events by the words of deeds, small phrases and a weighing of what speaks for them."""

    name = "rules:v1"

    def __call__(self, document: Document, /) -> tuple[Event, ...]:
        """Return the document's events, each deed once by its surest sentence."""
        candidates = find_candidates(document)
        if not candidates:
            return ()
        known = weights()
        scores = scores_of(document, candidates, known)
        kept = selected(candidates, scores, known.least)
        events = (self.event_of(document, candidates[i], confidence_of(scores[i], known)) for i in kept)
        return tuple(event for event in events if event.actor)

    def event_of(self, document: Document, candidate: Candidate, confidence: float) -> Event:
        """Return the event of a candidate."""
        actor, partner = parties_of(document, candidate)
        sentence, what = candidate.sentence, candidate.what
        status = status_of(document.text, sentence.span, what, candidate.deed.kind)
        return Event(
            evidence=sentence.span,
            actor=actor,
            partner=partner,
            kind=candidate.deed.kind,
            status=status,
            what=what,
            quantity=find_quantities(what.text),
            place=place_of(document, sentence, what),
            when=when_of(document, sentence, what, status) if has_time(candidate.words) else None,
            found_by=f"{self.name}/{candidate.deed.kind}",
            confidence=round(confidence, 3),
        )
