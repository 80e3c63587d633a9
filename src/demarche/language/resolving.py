"""Resolving: who is meant by a pronoun, "the ministry", "the U.S. president", and whose they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from demarche.language import ActorCode, Mention, Speaker
from demarche.language.actor_names import leader_actor
from demarche.language.places import FAR, beginning_in, last_before
from demarche.language.speakers import Party, Voices, same_body

PLURAL = frozenset(("they", "we"))


@dataclass(slots=True)
class Memory:
    """Who spoke and was named last, for pronouns and continued quotations."""

    last: Speaker | None = None
    person: Speaker | None = None
    body: Speaker | None = None


def resolved(text: str, party: Party, voices: Voices, mentions: Sequence[Mention], memory: Memory) -> Speaker:
    """Return the party's speaker, with pronouns and "the ministry" traced back, and actors filled in."""
    speaker = party.speaker
    if party.kind == "pronoun":
        word = party.span.text.lower()
        if word in ("he", "she", "i"):
            return memory.person or nearest_person(party, voices) or memory.last or speaker
        return (memory.last if word in PLURAL else None) or memory.body or memory.last or speaker
    if party.kind == "role" and not speaker.name:
        head = party.span.text.split()[-1].lower()
        bare = len(party.span.text.split()) == 1
        plural = head.endswith("s") and head != "press"
        if bare and not plural and (known := called(head, party, voices)):
            return known
        if not plural and (known := holder(text, party, voices, mentions)):
            return known
        if speaker.actors:
            return speaker
        led = next(
            (c for word in party.span.text.split() if word[0].isupper() and (c := leader_actor(word))), None
        )
        if led:
            return replace(speaker, actors=(led,))
        the = DEFINITE.search(text, max(0, party.span.start - 5), party.span.start)
        if bare and the and memory.last and memory.last.actors:
            return replace(speaker, name=memory.last.name if not plural else None, actors=memory.last.actors)
        return replace(speaker, actors=owner(text, party, mentions))
    if party.kind == "body":
        if len(party.span.text.split()) == 1 and (known := same_body_before(text, party, voices, mentions)):
            return known
        if not speaker.actors:
            actors = owner(text, party, mentions, far=False) or body_elsewhere(party, voices)
            speaker = replace(speaker, actors=actors)
        return speaker
    if party.kind == "person" and not speaker.actors:
        return replace(speaker, actors=owner(text, party, mentions, far=False))
    return speaker


DEFINITE = re.compile(r"\b[Tt]he\s\Z")


def nearest_person(party: Party, voices: Voices) -> Speaker | None:
    """Return the last person named before the place."""
    before = beginning_in(voices.persons, party.span.start - FAR, party.span.start)
    return before[-1].speaker if before else None


def called(head: str, party: Party, voices: Voices) -> Speaker | None:
    """Return the person or body last called by a word of office ("the spokesman")."""
    for earlier in voices.before(party.span.start):
        role = earlier.speaker.role
        if earlier.speaker.name and role and head in role.text.lower().split():
            return earlier.speaker
    return None


def holder(text: str, party: Party, voices: Voices, mentions: Sequence[Mention]) -> Speaker | None:
    """Return the person whose office it is ("the U.S. president", "Arvania's foreign minister"), if one is named near."""
    if INDEFINITE.search(text, max(0, party.span.start - 12), party.span.start) or FORMER.search(
        party.span.text
    ):
        return None
    words = [word for word in party.span.text.lower().split() if word in OFFICES or word in KINDS_OF_OFFICE]
    actors = party.speaker.actors or owner(text, party, mentions, far=False)
    if not actors or not any(word in OFFICES for word in words):
        return None
    near = sorted(
        beginning_in(voices.persons, party.span.start - FAR, party.span.start + FAR),
        key=lambda other: (other.span.start > party.span.start, abs(other.span.start - party.span.start)),
    )
    for other in near:
        role = other.speaker.role
        if role and other.speaker.actors == actors:
            held = [word for word in role.text.lower().split() if word in OFFICES or word in KINDS_OF_OFFICE]
            if held == words and not FORMER.search(role.text):
                return other.speaker
    return None


INDEFINITE = re.compile(r"\b(?:an?|another|one|some|former|\w+ed)\s(?:\w+\s)?\Z", re.IGNORECASE)
FORMER = re.compile(r"\b(?:former|ex)\b", re.IGNORECASE)
OFFICES = frozenset(
    "president premier minister chancellor king emir leader secretary ambassador envoy".split()
)
KINDS_OF_OFFICE = frozenset(
    "prime foreign defense defence deputy vice interior finance trade commerce supreme state".split()
)


def body_elsewhere(party: Party, voices: Voices) -> tuple[ActorCode, ...]:
    """Return whose body it is by another place that names it with its nation ("the Arvanian Trade Ministry")."""
    for other in voices.between(party.span.start - FAR, party.span.start + FAR):
        if other.kind == "body" and other.speaker.actors and same_body(party.span.text, other.span.text):
            return other.speaker.actors
    return ()


def same_body_before(text: str, party: Party, voices: Voices, mentions: Sequence[Mention]) -> Speaker | None:
    """Return the body named in full before "the ministry"."""
    for earlier in voices.before(party.span.start):
        name = earlier.speaker.name if earlier.kind == "body" and " " in earlier.span.text else None
        if name and same_body(party.span.text, name.text):
            actors = earlier.speaker.actors or owner(text, earlier, mentions, far=False)
            return replace(earlier.speaker, actors=actors)
    return None


def owner(text: str, party: Party, mentions: Sequence[Mention], *, far: bool = True) -> tuple[ActorCode, ...]:
    """Return whose official or body it is: an actor in its words or owning it, else the last one named."""
    start, end = party.span.start, party.span.end
    inside = [m for m in beginning_in(mentions, start, end) if m.span.end <= end]
    if inside:
        return (inside[0].code,)
    for behind in beginning_in(mentions, end, end + 13):
        if re.fullmatch(r"\s(?:of|for|from|in)\s(?:the\s)?", text[end : behind.span.start]):
            return (behind.code,)
    before = last_before(mentions, start)
    if before and re.fullmatch(r"(?:['’]s?)?\s(?:\w+\s){0,2}", text[before.span.end : start]):
        return (before.code,)
    if not far:
        return ()
    if before is None:
        return (mentions[0].code,) if mentions else ()
    return (before.code,) if start - before.span.end < 250 else ()
