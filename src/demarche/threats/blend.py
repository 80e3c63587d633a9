"""The ``blend`` coder of threats: the rules' candidates and the tagger's, weighed with what the tagger reads.

The rules say where a threat stands, what is announced and who announces it; the tagger says how likely a
sentence carries a threat at all, and points at a response where no cue fits. Where a cue fired, ``found_by``
still names it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from demarche.language.document import Document
from demarche.threats import Threat
from demarche.threats.blending import Blend, blend, inputs_of, with_ranks
from demarche.threats.candidates import Candidate, find_candidates
from demarche.threats.confidence import calibrated, first_score, raw_score
from demarche.threats.features import features_of, first_features
from demarche.threats.grievances import aggrieved
from demarche.threats.merging import merge
from demarche.threats.parties import Parties
from demarche.threats.rules import speaks_for_actor, threat_at, weighed
from demarche.threats.tagger.found import tagged_candidates
from demarche.threats.tagger.reading import Read, read
from demarche.threats.triggers import Trigger

LEAST_TAGGED = -3.0  # log-odds below which the tagger's own candidates are not weighed


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A candidate with all that is known of it."""

    candidate: Candidate
    trigger: Trigger | None
    parties: Parties
    features: tuple[str, ...]


class BlendThreatCoder:
    """Finds threats by rules and tagger together; explains each by the cue that fired, or by the tagger."""

    name = "blend:v1"

    def __init__(self, model: Blend | None = None, *, threshold: float | None = None) -> None:
        """Take another blend or another threshold than the package's, for fitting and review."""
        self.model = model
        self.threshold = threshold

    def __call__(self, document: Document, /) -> tuple[Threat, ...]:
        """Return the document's threats with a confidence at or above the threshold."""
        model = self.model or blend()
        threshold = model.rules.threshold if self.threshold is None else self.threshold
        by_cue = find_candidates(document)
        known = read(document, {candidate.sentence.index for candidate in by_cue})
        looked = [weigh(document, *pair) for pair in worth_weighing(document, by_cue, known, model)]
        found = (
            threat_at(
                document,
                w.candidate,
                w.trigger,
                w.parties,
                coder=self.name,
                confidence=confidence,
                features=w.features,
            )
            for w, confidence in zip(looked, confidences(looked, known, model), strict=True)
            if confidence >= threshold and w.parties.sender and speaks_for_actor(w.parties.speaker)
        )
        return aggrieved(document, merge(found))


def with_tagged(document: Document, by_cue: tuple[Candidate, ...], known: Read) -> tuple[Candidate, ...]:
    """Return the rules' candidates and, where none of them stands, the tagger's."""
    return (*by_cue, *tagged_candidates(document, known.readings, by_cue, least=LEAST_TAGGED))


def worth_weighing(
    document: Document, by_cue: tuple[Candidate, ...], known: Read, model: Blend
) -> Iterator[tuple[Candidate, tuple[str, ...]]]:
    """Yield the candidates worth the search for persons and parties, with their first features."""
    for candidate in with_tagged(document, by_cue, known):
        features = first_features(document, candidate)
        inputs = inputs_of(candidate, first_score(features, model.rules), known)
        if model.first.of(inputs) >= model.first_least:
            yield candidate, features


def weigh(document: Document, candidate: Candidate, first: tuple[str, ...]) -> Weighed:
    """Return a candidate with its trigger, parties and all features."""
    trigger, parties = weighed(document, candidate)
    features = features_of(first, document, candidate, trigger, parties)
    return Weighed(candidate=candidate, trigger=trigger, parties=parties, features=features)


def confidences(looked: list[Weighed], known: Read, model: Blend) -> list[float]:
    """Return how likely each candidate is a threat, given those beside it."""
    rows = [
        (w.candidate.sentence.index, inputs_of(w.candidate, raw_score(w.features, model.rules), known))
        for w in looked
    ]
    return [calibrated(model.last.of(inputs), model.rules) for inputs in with_ranks(rows)]
