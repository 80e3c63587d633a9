"""Parties: on whose behalf a cost is announced, and whom it would hit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from demarche.language import ActorCode, Mention, Sentence, Speaker
from demarche.language.document import Document, codes_of, unique
from demarche.span import Span
from demarche.threats.triggers import Trigger

OWN = re.compile(r"\b(?:we|our|ours|us|i|my)\b", re.IGNORECASE)
PRONOUN = re.compile(r"\b(?:they|them|it|its|their|he|she|you|your|him|his)\b", re.IGNORECASE)
ANYONE = re.compile(
    r"\b(?:any(?:one|body)?\s(?:country|nation|state|party|side|one|aggressor|enemy|force|who)|anyone|whoever|aggressors?|(?:our|its|their)\senem(?:y|ies)"
    r"|(?:all|other|any|some|foreign|trading)\s(?:countries|nations|states|partners)|allies|those\swho|countries\s(?:that|which|who))\b",
    re.IGNORECASE,
)
AGAINST = re.compile(r"\b(?:against|on|at|from|with|of|into|in|toward|towards|to)\s+(?:the\s+|any\s+|all\s+)?$", re.IGNORECASE)
NOT_PARTY = re.compile(r"\b(?:in|near|from|at|visit(?:ing)? to|capital of)\s+(?:the\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Sender, target and speaker of one threat, and how the sender was found."""

    sender: tuple[ActorCode, ...]
    target: tuple[ActorCode, ...]
    speaker: Speaker | None
    how: str  # "own", "subject", "speech", "none"
    subject_is_speaker: bool | None  # None where one of them is unknown
    target_how: str = "none"


def find_parties(document: Document, sentence: Sentence, response: Span, trigger: Trigger | None, cue_start: int) -> Parties:
    """Return who threatens whom with ``response`` in ``sentence``; ``cue_start`` is where the cue begins."""
    speech = document.speech_at(response.start)
    speaker = speech.speaker if speech else None
    clause_start = max(sentence.span.start, speech.content.start if speech else sentence.span.start)
    if cue_start < clause_start:
        clause_start = sentence.span.start
    subject, own = subject_of(document, clause_start, cue_start)
    if own and speaker and speaker.actors:
        sender, how = speaker.actors, "own"
    elif subject:
        sender, how = subject, "subject"
    elif speaker and speaker.actors:
        sender, how = speaker.actors, "speech"
    else:
        sender, how = (), "none"
    same = bool(set(sender) & set(speaker.actors)) if speaker and speaker.actors and sender else None
    target, target_how = target_of(document, sentence, response, trigger, sender)
    return Parties(
        sender=sender, target=target, speaker=speaker, how=how, subject_is_speaker=same, target_how=target_how
    )


def subject_of(document: Document, start: int, end: int) -> tuple[tuple[ActorCode, ...], bool]:
    """Return the actors that are the subject of what begins at ``end``, and whether it is "we"."""
    before = document.text[start:end]
    cut = max(
        (match.end() for match in re.finditer(r"(?:[,;:]\s|\b(?:that|if|unless|when|because|as|while|and|but)\s)", before)), default=0
    )
    for position in (cut, 0):
        clause = before[position:]
        own = list(OWN.finditer(clause))
        mentions = [m for m in document.mentions_in(start + position, end) if not is_place(document.text, m)]
        persons = document.persons_in(start + position, end)
        last_own = own[-1].start() if own else -1
        first = mentions[0].span.start - start - position if mentions else -1
        if own and (not mentions or last_own > first):
            return (), True
        if mentions:
            return conjoined(document.text, mentions), False
        for person in persons:
            if person.actors:
                return person.actors[:1], False
    return (), False


def conjoined(text: str, mentions: Sequence[Mention]) -> tuple[ActorCode, ...]:
    """Return the first mention's code with those joined to it ("Canada and Mexico")."""
    chosen = [mentions[0]]
    for mention in mentions[1:]:
        between = text[chosen[-1].span.end : mention.span.start]
        if re.fullmatch(r"(?:,?\s+and\s+|,\s*|\s*/\s*|\s+&\s+)(?:the\s+)?", between):
            chosen.append(mention)
        else:
            break
    return codes_of(chosen)


def is_place(text: str, mention: Mention) -> bool:
    """Return whether the mention only says where something is ("in Geneva", "near Belmora")."""
    return mention.kind in ("capital", "state", "region") and bool(
        NOT_PARTY.search(text, max(0, mention.span.start - 14), mention.span.start)
    )


def target_of(
    document: Document, sentence: Sentence, response: Span, trigger: Trigger | None, sender: Sequence[ActorCode]
) -> tuple[tuple[ActorCode, ...], str]:
    """Return whom the cost would hit, and where that was read.

    In this order: the response's own object, the trigger's actor, others in the sentence, the sentences
    around, the article's most frequent other actor. Nobody is guessed for a sender that is unknown.
    """
    text = document.text
    others = set(sender)

    def not_sender(start: int, end: int) -> tuple[ActorCode, ...]:
        return tuple(code for code in codes_of(document.mentions_in(start, end)) if code not in others)

    found = not_sender(response.start, response.end)
    if found:
        return objects(document, response, others) or found[:2], "response"
    after = min(sentence.span.end, response.end + 60)
    against = [
        m
        for m in document.mentions_in(response.end, after)
        if m.code not in others and AGAINST.search(text, max(0, m.span.start - 14), m.span.start) and "," not in text[response.end : m.span.start]
    ]
    if against:
        return conjoined(text, against), "response"
    if trigger:
        found = not_sender(trigger.span.start, trigger.span.end)
        if found:
            return first_group(document, trigger.span, others) or found[:2], "trigger"
        if ANYONE.search(trigger.span.text):
            return ("ANY",), "anyone"
    if ANYONE.search(sentence.span.text):
        return ("ANY",), "anyone"
    found = tuple(
        code
        for code in codes_of(m for m in document.mentions_in(sentence.span.start, sentence.span.end) if not is_place(text, m))
        if code not in others
    )
    speech = document.speech_at(response.start)
    if speech and speech.speaker.actors:
        found = tuple(code for code in found if code not in speech.speaker.actors) or found
    if found:
        return found[:1], "sentence"
    for step in (-1, 1, -2):
        index = sentence.index + step
        if 0 <= index < len(document.sentences):
            near = document.sentences[index].span
            found = not_sender(near.start, near.end)
            if found:
                return found[:1], "near"
    if sender:
        count = Counter(m.code for m in document.mentions if m.code not in others and not is_place(text, m))
        if count:
            return (count.most_common(1)[0][0],), "article"
    return (), "none"


def objects(document: Document, response: Span, others: set[ActorCode]) -> tuple[ActorCode, ...]:
    """Return the actors in a response that are its object, not a place: the first and what is joined to it."""
    mentions = [m for m in document.mentions_in(response.start, response.end) if m.code not in others]
    aimed = [m for m in mentions if not is_place(document.text, m)]
    return conjoined(document.text, aimed or mentions)


def first_group(document: Document, span: Span, others: set[ActorCode]) -> tuple[ActorCode, ...]:
    """Return the first actor of a span with those joined to it, the sender left out."""
    mentions = [m for m in document.mentions_in(span.start, span.end) if m.code not in others]
    mentions = [m for m in mentions if not is_place(document.text, m)] or mentions
    return unique(conjoined(document.text, mentions)) if mentions else ()
