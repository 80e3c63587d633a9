"""Parties: on whose behalf a cost is announced, and whom it would hit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from demarche.language import ActorCode, Mention, Person, Sentence, Speaker
from demarche.language.document import Document, codes_of
from demarche.span import Span
from demarche.threats.targets import JOINED, conjoined, is_place, target_of
from demarche.threats.triggers import Trigger

OWN = re.compile(r"\b(?:we|our|ours|us|i|my)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parties:
    """Sender, target and speaker of one threat, and how the sender was found."""

    sender: tuple[ActorCode, ...]
    target: tuple[ActorCode, ...]
    speaker: Speaker | None
    how: str  # "cue", "own", "subject", "speech", "main", "none"
    subject_is_speaker: bool | None  # None where one of them is unknown
    target_how: str = "none"


def find_parties(
    document: Document,
    sentence: Sentence,
    response: Span,
    trigger: Trigger | None,
    cue_start: int,
    *,
    cue: str = "",
) -> Parties:
    """Return who threatens whom with ``response`` in ``sentence``; ``cue_start`` is where the cue begins.

    The sender is the subject of the clause that announces the cost, where that is an actor; for "we", "it"
    and "they" whoever speaks. Where the subject is who would suffer ("you will face …") it is the target.
    """
    speech = document.speech_at(response.start)
    speaker = speech.speaker if speech else None
    said_by_cue = bool(speech and speech.verb and abs(speech.verb.start - cue_start) <= 3)
    subject = subject_of(document, sentence, cue_start, trigger)
    suffers = cue in SUFFERED
    sender: tuple[ActorCode, ...] = ()
    how = "none"
    if suffers and (given_by := doers(document, response)):
        sender, how = given_by, "subject"
    elif speaker and speaker.actors and (said_by_cue or suffers or subject.own or not subject.actors):
        sender = speaker.actors
        if said_by_cue and speaker.name is None and speaker.role is None:
            sender = coordinated(document, sentence, cue_start, sender)
        how = "cue" if said_by_cue else "own" if subject.own else "speech"
    elif subject.actors and not suffers:
        sender, how = subject.actors, "subject"
    elif subject.main:
        sender, how = subject.main, "main"
    if speaker is None and how in ("subject", "main") and subject.person:
        speaker = speaker_of(subject.person)
    same = bool(set(sender) & set(speaker.actors)) if speaker and speaker.actors and sender else None
    if suffers and subject.actors and not set(subject.actors) & set(sender):
        return Parties(sender, subject.actors, speaker, how, same, "sufferer")
    target, target_how = target_of(document, sentence, response, trigger, sender)
    return Parties(sender, target, speaker, how, same, target_how)


def doers(document: Document, response: Span) -> tuple[ActorCode, ...]:
    """Return who acts by the response's own words: "a tough response from the ministers", "crushed by Belmora"."""
    return next(
        (
            (mention.code,)
            for mention in document.mentions_in(response.start, min(response.end + 30, len(document.text)))
            if DOER.search(document.text, response.start, mention.span.start)
        ),
        (),
    )


def without_doer(text: str, response: Span) -> Span:
    """Return a response that somebody meets with, less who gives it ("swift retaliation by Belmora")."""
    match = GIVEN_BY.search(text, response.start + 1, response.end)
    return Span.of(text, response.start, match.start()) if match else response


GIVEN_BY = re.compile(
    r"\s(?:from|by)\s(?:the\s)?(?:[\w-]+\s)?[A-Z][\w.’'-]*(?:\s(?:[A-Z][\w.’'-]*|of|the|and|government|administration|army|side|forces))*\Z"
)
DOER = re.compile(r"\b(?:from|by)\s(?:the\s)?(?:[\w-]+\s)?\Z")
# Cues whose grammatical subject bears the cost.
SUFFERED = frozenset(
    ("would-face", "pay-price", "future-passive", "conditional-passive", "or-else", "met-with")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The subject of an announcing clause, as far as the text shows it."""

    actors: tuple[ActorCode, ...] = ()
    own: bool = False  # "we", "it", "they", or nobody named: whoever speaks
    person: Person | None = None
    main: tuple[ActorCode, ...] = ()  # the sentence's first actor outside its conditions


BOUNDARY = re.compile(
    r"""(?:[,;:]["”'’]?\s|["“”]|\s(?:that|if|unless|when|because|while|although|whether|until|after|before|which|who)\s|\s[—–-]+\s)""",
    re.IGNORECASE,
)
SUBORDINATE = re.compile(
    r"\b(?:if|unless|when|because|after|until|should|in\s(?:response|retaliation)|as long as|despite|amid)\b",
    re.IGNORECASE,
)


def subject_of(document: Document, sentence: Sentence, end: int, trigger: Trigger | None) -> Subject:
    """Return the subject of the clause whose verb begins at ``end``."""
    text, start = document.text, sentence.span.start
    cut = start
    for match in BOUNDARY.finditer(text, start, end):
        cut = match.end()
    main, person = main_subject(document, sentence, end, trigger)
    clause = text[cut:end]
    pronouns = list(OWN.finditer(clause)) + list(SUBJECT_PRONOUN.finditer(clause))
    actors, someone, first = first_actor(document, cut, end)
    if pronouns and (not actors or min(m.start() for m in pronouns) + cut < first):
        return Subject(own=True, main=main, person=person)
    if actors:
        return Subject(actors=actors, person=someone, main=main)
    return Subject(main=main, person=person)


SUBJECT_PRONOUN = re.compile(r"\b(?:it|they|he|she)\b", re.IGNORECASE)


def first_actor(document: Document, start: int, end: int) -> tuple[tuple[ActorCode, ...], Person | None, int]:
    """Return the first actor named between two places, the person if it is one, and where."""
    mentions = [m for m in document.mentions_in(start, end) if not is_place(document.text, m)]
    persons = [
        (person, place.start)
        for place, person in document.person_places.over(start, end)
        if person.actors and start <= place.start
    ]
    person, at = min(persons, key=lambda pair: pair[1], default=(None, end))
    if person and (not mentions or at <= mentions[0].span.start or belongs(document.text, mentions[0], at)):
        return person.actors[:1], person, at
    if mentions:
        return conjoined(document.text, mentions), None, mentions[0].span.start
    return (), None, end


def belongs(text: str, mention: Mention, at: int) -> bool:
    """Return whether a nation's name only tells whose office a person holds ("Russian President …")."""
    return 0 <= at - mention.span.end < 50 and not re.search(r"[,;:]", text[mention.span.end : at])


def main_subject(
    document: Document, sentence: Sentence, end: int, trigger: Trigger | None
) -> tuple[tuple[ActorCode, ...], Person | None]:
    """Return the first actor of the sentence before ``end`` that stands in no condition."""
    start = sentence.span.start
    opening = SUBORDINATE.match(document.text, start + (document.text[start] in '"“‘'), end)
    if opening:
        comma = document.text.find(", ", start, end)
        if comma < 0:
            return (), None
        start = comma
    if trigger and trigger.span.start <= start < trigger.span.end:
        start = trigger.span.end
    actors, person, _ = first_actor(document, start, end)
    return actors, person


def speaker_of(person: Person) -> Speaker:
    """Return a person as the speaker of what he or she is reported to announce."""
    return Speaker(name=person.name, role=person.role, actors=person.actors, is_person=True)


def coordinated(
    document: Document, sentence: Sentence, end: int, actors: tuple[ActorCode, ...]
) -> tuple[ActorCode, ...]:
    """Return the actor before ``end`` with those joined before it ("Canada, Mexico and Belmora vowed")."""
    mentions = list(document.mentions_in(sentence.span.start, end))
    while mentions and mentions[-1].code not in actors:
        mentions.pop()
    group = mentions[-1:]
    for mention in reversed(mentions[:-1]):
        if not JOINED.fullmatch(document.text, mention.span.end, group[0].span.start):
            break
        group.insert(0, mention)
    return codes_of(group) or actors
