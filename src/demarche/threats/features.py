"""Features: what the coder knows of a candidate when it weighs whether it is a threat.

Each is a string that is on or off; ``confidence`` adds up their weights. They say where a candidate
stands, which cue and words it has, who speaks, and what the codebook counts or leaves out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from demarche.language.document import Document
from demarche.threats.candidates import Candidate
from demarche.threats.parties import OWN, Parties
from demarche.threats.targets import ANYONE
from demarche.threats.triggers import Trigger

# Signs named in the codebook; each is one feature when it stands in the place given.
LONGEST_TITLE = 1000  # characters that are looked at
IN_SENTENCE = {
    "analyst": re.compile(
        r"\b(?:analysts?|experts?|economists?|observers?|professor|scholar|think[- ]tank|investors?|traders?|markets?|critics)\b",
        re.I,
    ),
    "history": re.compile(
        r"\b(?:in (?:19\d\d|200\d|201[0-5])|years? ago|decades? ago|last year|in the (?:19\d0s|past)|had (?:once|previously)|during the)\b",
        re.I,
    ),
    "fear": re.compile(
        r"\b(?:fear(?:s|ed|ing)?|worr(?:y|ies|ied)|concern(?:s|ed)?|risk(?:s|ed)?|speculat\w+|rumou?rs?|predict\w*|believ\w+|expect\w* that)\b",
        re.I,
    ),
    "benefit": re.compile(
        r"\b(?:lift(?:ed|ing)?|ease|easing|relief|exempt\w*|waive\w*|avoid\w*|suspend\w* the tariffs|remov\w+ (?:the )?(?:tariffs|sanctions))\b",
        re.I,
    ),
    "warned": re.compile(r"\bwarn(?:s|ed|ing|ings)?\b", re.I),
    "threat": re.compile(r"\bthreat(?:s|en|ens|ened|ening)?\b", re.I),
    "vow": re.compile(r"\b(?:vow|pledg|promis|swore)\w*", re.I),
    "said": re.compile(r"\b(?:said|says|told|tweeted|announced|stated|added)\b", re.I),
    "retaliation": re.compile(r"\b(?:retaliat\w+|countermeasures?|reprisals?|revenge|aveng\w+)\b", re.I),
    "condition": re.compile(r"\b(?:if|unless|until|should|in the event)\b", re.I),
    "because": re.compile(r"\b(?:in response|in retaliation|because|over|after)\b", re.I),
    "negation": re.compile(r"\b(?:not|never|no|den(?:y|ied|ies))\b|n['’]t\b", re.I),
    "past": re.compile(
        r"\b(?:imposed|launched|expelled|attacked|carried out|took effect|have been|has been|went into effect|fired|withdrew|struck)\b",
        re.I,
    ),
    "court": re.compile(r"\b(?:court|lawsuit|judge|prosecut\w+|police|jury|trial)\b", re.I),
    "domestic": re.compile(
        r"\b(?:Republicans?|Democrats?|Senate|House|Congress|lawmakers?|campaign|election|voters?|bill|veto)\b"
    ),
    "company": re.compile(
        r"\b(?:Inc|Corp|company|companies|firm|firms|business(?:es)?|industry|shareholders?|stock|shares|union|workers)\b"
    ),
    "sport": re.compile(r"\b(?:match|team|league|coach|champion\w*|season)\b", re.I),
    "deadline": re.compile(
        r"\b(?:deadline|ultimatum|by (?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)|within \w+ (?:days|hours|months))\b",
        re.I,
    ),
    "could": re.compile(r"\b(?:could|might|may)\b", re.I),
    "would": re.compile(r"\bwould\b", re.I),
    "will": re.compile(r"\bwill\b|['’]ll\b", re.I),
    "question": re.compile(r"\?"),
    "tariff": re.compile(r"\b(?:tariffs?|duties|sanctions?)\b", re.I),
    "military": re.compile(
        r"\b(?:strike|strikes|attack|military|missile|missiles|war|nuclear|troops)\b", re.I
    ),
}
WORD = re.compile(r"(?<![\w'’.-])[a-z]+(?:['’]t)?(?![\w-])")
TITLE_THREAT = re.compile(
    r"\b(?:threat\w*|warn\w*|vow\w*|retaliat\w*|tariffs?|sanctions?|strikes?|war|respon\w+|nuclear|missiles?|attack\w*|ultimatum|revenge)\b",
    re.I,
)
NUMBER = re.compile(r"\d")


def first_features(document: Document, candidate: Candidate) -> tuple[str, ...]:
    """Return the features that need nothing but the candidate's sentence, each once.

    A first look at these spares most articles the search for persons, speech and parties.
    """
    return tuple(dict.fromkeys((*plain_features(candidate), *word_features(document.text, candidate))))


def features_of(
    first: tuple[str, ...],
    document: Document,
    candidate: Candidate,
    trigger: Trigger | None,
    parties: Parties,
) -> tuple[str, ...]:
    """Return all features of a candidate, each once, given those of the first look."""
    return tuple(dict.fromkeys((*first, *found_features(document, candidate, trigger, parties))))


def plain_features(candidate: Candidate) -> Iterator[str]:
    """Yield what the cue, the place and the codebook's signs say."""
    sentence, response = candidate.sentence.span, candidate.response
    yield f"cue={candidate.cue.name}"
    yield f"kind={candidate.kind}"
    yield f"commitment={candidate.commitment}"
    yield f"cue+kind={candidate.cue.name}+{candidate.kind}"
    yield f"hostile={candidate.hostile}"
    yield "place=title" if candidate.sentence.in_title else f"place={min(4, candidate.sentence.index // 4)}"
    yield f"anyone={bool(ANYONE.search(sentence.text))}"
    yield f"number={bool(NUMBER.search(response.text))}"
    yield f"length={min(6, len(response.text) // 20)}"
    inside, between = signs_in(sentence.text), signs_in(candidate.between)
    for name in IN_SENTENCE:
        if name in inside:
            yield f"sentence:{name}"
            yield f"cue+{name}={candidate.cue.name}"
        if name in between:
            yield f"between:{name}"


@lru_cache(maxsize=1000)
def signs_in(words: str) -> frozenset[str]:
    """Return the codebook's signs that stand in some words; a sentence is asked for each of its candidates."""
    return frozenset(name for name, pattern in IN_SENTENCE.items() if pattern.search(words))


def found_features(
    document: Document, candidate: Candidate, trigger: Trigger | None, parties: Parties
) -> Iterator[str]:
    """Yield what trigger, parties and quotation say."""
    yield f"trigger={trigger.form + '/' + trigger.marker if trigger else 'none'}"
    yield f"sender={parties.how}"
    yield f"cue+sender={candidate.cue.name}+{parties.how}"
    yield f"sender-size={min(2, len(parties.sender))}"
    yield f"target={parties.target_how}"
    yield f"subject-speaks={parties.subject_is_speaker}"
    yield f"speaker={speaker_kind(parties)}"
    actors = {
        m.code for m in document.mentions_in(candidate.sentence.span.start, candidate.sentence.span.end)
    }
    yield f"actors={min(3, len(actors))}"
    yield f"article-actors={min(5, len(document.actor_codes))}"
    title = document.text[: min(document.title_end, LONGEST_TITLE)]
    yield f"title-threat={bool(TITLE_THREAT.search(title))}+{candidate.sentence.in_title}"
    yield f"pair={bool(parties.sender)}+{bool(parties.target)}+{trigger is not None}"
    speech = document.speech_at(candidate.response.start)
    if speech and speech.verb:
        yield f"verb={speech.verb.text.lower()}"
        yield f"depth={speech.depth}"
    quoted = document.quoted(candidate.response)
    yield f"quoted={quoted}"
    own = bool(OWN.search(document.text, candidate.sentence.span.start, candidate.response.start))
    yield f"own={quoted}+{own}"
    if parties.speaker and parties.speaker.role:
        for word in words_of(parties.speaker.role.text)[-2:]:
            yield f"role={word}"


def word_features(text: str, candidate: Candidate) -> Iterator[str]:
    """Yield the words of the response, of the cue and of what stands just before and behind."""
    sentence, response = candidate.sentence.span, candidate.response
    head = words_of(response.text)
    for word in head[:6]:
        yield f"r:{word}"
    if head:
        yield f"r0:{head[0]}"
        yield f"r01:{' '.join(head[:2])}"
    cue = words_of(candidate.between)
    for word in cue:
        yield f"c:{word}"
    yield f"c<:{' '.join(cue[-2:])}"
    before = words_of(text[sentence.start : candidate.start])
    for word in before[-5:]:
        yield f"b:{word}"
    yield f"b0:{' '.join(before[-1:])}"
    yield f"b01:{' '.join(before[-2:])}"
    for word in words_of(text[response.end : sentence.end])[:5]:
        yield f"a:{word}"
    for word in words_of(sentence.text):
        yield f"w:{word}"


def words_of(text: str) -> list[str]:
    """Return the words that open in a small letter: names weigh nothing, whoever threatens whom.

    >>> words_of("Iran will close the strait")
    ['will', 'close', 'the', 'strait']
    """
    return WORD.findall(text)


def speaker_kind(parties: Parties) -> str:
    """Return what sort of speaker it is: person, body, unnamed, or none."""
    speaker = parties.speaker
    if speaker is None:
        return "none"
    known = "+actor" if speaker.actors else ""
    if speaker.is_person:
        return "person" + known
    return ("body" if speaker.name else "unnamed") + known
