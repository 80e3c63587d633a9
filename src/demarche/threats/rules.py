"""The ``rules`` coder of threats: cues, clause logic, and a learned weight for what speaks for each.

candidates   a cue fits and a hostile response follows       (cues.toml, responses.toml)
triggers     the condition or provocation that goes with it
provocations the deed or demand in the sentences around, where the sentence states none
parties      sender and speaker
targets      whom it would hit
confidence   how likely it is a threat by the codebook       (weights.json)
merging      one threat told several times is one
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Set

from demarche.language import ActorCode, Sentence, Speaker
from demarche.language.channels import find_channel, find_via
from demarche.language.dates import resolve
from demarche.language.document import Document
from demarche.language.places import beginning_in
from demarche.span import Span
from demarche.threats import Threat
from demarche.threats.candidates import Candidate, find_candidates
from demarche.threats.confidence import Weights, confidence_of, weights, worth_a_look
from demarche.threats.features import features_of, first_features
from demarche.threats.field_confidence import field_confidence_of
from demarche.threats.grievances import aggrieved
from demarche.threats.merging import merge
from demarche.threats.parties import SUFFERED, Parties, find_parties, without_doer
from demarche.threats.provocations import demand_in, provocation_near
from demarche.threats.triggers import Trigger, find_trigger, without_trigger

LONGEST_DATELINE = 600  # characters
BASIS = re.compile(
    r"\b(?:(?:in\s+(?:accordance|line|conformity|keeping|compliance|accord)\s+with|according\s+to|based\s+on|under|pursuant\s+to|conforming\s+with|as\s+provided\s+(?:for\s+)?(?:in|by)|as\s+set\s+out\s+in)"
    r"\s+(?:[\w“”\"'’.-]+\s){0,6}?[\w“”\"'’.-]*(?:doctrine|law|laws|charter|treaty|constitution|legislation|rules|article\s\d+|section\s\d+|act|policies|convention|principle|principles|statute)\b"
    r"(?:\sof\s(?:the\s)?[\w.-]+(?:\s[A-Z][\w.-]+){0,3})?)",
    re.IGNORECASE,
)


class RulesThreatCoder:
    """Finds threats by cues and clause logic; explains each by the cue that fired."""

    name = "rules:v1"

    def __init__(self, model: Weights | None = None, *, threshold: float | None = None) -> None:
        """Take other weights or another threshold than the package's, for fitting and review."""
        self.model = model
        self.threshold = threshold

    def __call__(self, document: Document, /) -> tuple[Threat, ...]:
        """Return the document's threats with a confidence at or above the threshold."""
        model = self.model or weights()
        threshold = model.threshold if self.threshold is None else self.threshold
        found = []
        for candidate in find_candidates(document):
            first = first_features(document, candidate)
            if not worth_a_look(first, model):
                continue
            trigger, parties = weighed(document, candidate)
            features = features_of(first, document, candidate, trigger, parties)
            confidence = confidence_of(features, model)
            if confidence >= threshold and parties.sender and speaks_for_actor(parties.speaker):
                found.append(
                    threat_at(
                        document,
                        candidate,
                        trigger,
                        parties,
                        coder=self.name,
                        confidence=confidence,
                        features=features,
                    )
                )
        return aggrieved(document, merge(found))


def threat_at(
    document: Document,
    candidate: Candidate,
    trigger: Trigger | None,
    parties: Parties,
    *,
    coder: str,
    confidence: float,
    features: Collection[str],
) -> Threat:
    """Return the candidate as a threat with all fields; ``features`` say how sure each of them is."""
    sentence = candidate.sentence
    speaker = parties.speaker
    response = without_trigger(document.text, candidate.response, trigger)
    if candidate.cue.name in SUFFERED:
        response = without_doer(document.text, response)
    channel, via = delivery_of(document, sentence, candidate)
    return Threat(
        evidence=(sentence.span,),
        sender=parties.sender,
        target=parties.target,
        speaker=speaker.name if speaker else None,
        speaker_role=speaker.role if speaker else None,
        trigger=trigger.span if trigger else None,
        trigger_form=trigger.form if trigger else "none",
        response=response,
        response_kind=candidate.kind,
        commitment=candidate.commitment,
        basis=basis_of(document.text, sentence),
        channel=channel,
        said_on=said_on(document, sentence, candidate, trigger),
        via=via,
        quoted=document.quoted(candidate.response),
        found_by=f"{coder}/{candidate.cue.name}",
        confidence=round(confidence, 3),
        field_confidence=field_confidence_of(features),
    )


def weighed(document: Document, candidate: Candidate) -> tuple[Trigger | None, Parties]:
    """Return the candidate's trigger and parties."""
    sentence = candidate.sentence
    text = document.text
    trigger = find_trigger(
        text, sentence.span.start, sentence.span.end, candidate.response, cue=candidate.cue.name
    )
    if trigger is None and sentence.index:
        trigger = demand_in(text, sentence.span, document.sentences[sentence.index - 1].span)
    parties = find_parties(
        document, sentence, candidate.response, trigger, candidate.start, cue=candidate.cue.name
    )
    if trigger is None:
        trigger = provocation_near(
            text,
            places_of(document, sentence, frozenset(parties.target)),
            candidate.response,
            [document.sentences[index].span for index in around(document, sentence)],
        )
    return trigger, parties


def places_of(document: Document, sentence: Sentence, codes: Set[ActorCode]) -> Iterator[int]:
    """Yield where the names of the actors, and of who speaks for them, end in the sentences around."""
    for index in around(document, sentence):
        near = document.sentences[index].span
        yield from (m.span.end for m in document.mentions_in(near.start, near.end) if m.code in codes)
        yield from (
            place.end
            for place, person in document.person_places.over(near.start, near.end)
            if not codes.isdisjoint(person.actors)
        )


def around(document: Document, sentence: Sentence) -> list[int]:
    """Return the sentences in which a provocation is sought: its own, the two before it, the headline, the next."""
    indices = (sentence.index, sentence.index - 1, sentence.index - 2, 0, 1, sentence.index + 1)
    return [index for index in dict.fromkeys(indices) if 0 <= index < len(document.sentences)]


OUTSIDERS = re.compile(
    r"\b(?:analysts?|experts?|economists?|professors?|scholars?|observers?|critics?|investors?|traders?|strategists?"
    r"|researchers?|fellow|columnists?|editors?|authors?|chief executive|historians?|pollsters?)\b",
    re.IGNORECASE,
)


def speaks_for_actor(speaker: Speaker | None) -> bool:
    """Return whether a speaker may commit an actor: a prediction by an analyst is no threat (codebook)."""
    return speaker is None or speaker.role is None or not OUTSIDERS.search(speaker.role.text)


def delivery_of(
    document: Document, sentence: Sentence, candidate: Candidate
) -> tuple[Span | None, tuple[str, ...]]:
    """Return channel and credited outlets: the sentence's own, else those of the same speaker's words near it."""
    speech = document.speech_at(candidate.response.start)
    near = [sentence]
    if speech and speech.speaker.name:
        near += [
            document.sentences[index]
            for index in (sentence.index + 1, sentence.index - 1, sentence.index + 2)
            if 0 <= index < len(document.sentences)
            and any(
                s.speaker.name == speech.speaker.name
                for s in document.speech_places.over(
                    document.sentences[index].span.start, document.sentences[index].span.end
                )
            )
        ]
    channel: Span | None = None
    via: tuple[str, ...] = ()
    for place in near:
        channel = channel or find_channel(document.text, place, speech if place is sentence else None)
        via = via or find_via(
            document.text, sentence=place, furniture=document.credits, outlet=document.article.outlet
        )
    return channel, via


def basis_of(text: str, sentence: Sentence) -> Span | None:
    """Return the rule the sentence appeals to, None if it names none."""
    match = BASIS.search(text, sentence.span.start, sentence.span.end)
    return Span.of(text, match.start(), match.end()) if match else None


def said_on(
    document: Document, sentence: Sentence, candidate: Candidate, trigger: Trigger | None
) -> str | None:
    """Return the day on which it was said: the time in the sentence outside trigger and response."""
    for time in beginning_in(document.times, sentence.span.start, sentence.span.end):
        if time.span not in sentence.span:
            continue
        if candidate.response.overlaps(time.span.start, time.span.end):
            continue
        if trigger and trigger.span.overlaps(time.span.start, time.span.end):
            continue
        if len(time.span.text) == 4:
            continue  # a bare year tells of a plan or a law, not of the day of speaking
        return resolve(time, today=document.article.date, forward=False)
    return dateline_day(document, sentence)


def dateline_day(document: Document, sentence: Sentence) -> str | None:
    """Return the dateline's day for an agency's own report of its day, None otherwise.

    A dateline alone gives the day only where its agency is the outlet itself (codebook, "Settled").
    """
    outlet = (document.article.outlet or "").lower()
    start = sentence.span.start
    for piece in beginning_in(document.furniture, start - LONGEST_DATELINE - 400, start + 1):
        if piece.kind != "dateline" or not any(agency.lower() in outlet for agency in piece.agencies):
            continue
        for time in beginning_in(document.times, piece.span.start, piece.span.end):
            if time.span in piece.span and piece.span.end <= sentence.span.start <= piece.span.end + 400:
                return resolve(time, today=document.article.date, forward=False)
    return None
