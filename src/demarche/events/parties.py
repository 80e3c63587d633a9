"""Parties: whose deed it is, and whom it meets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from demarche.events.candidates import Candidate
from demarche.events.places import OFFICES
from demarche.language import ActorCode
from demarche.language.document import Document, unique
from demarche.span import Span

Codes = tuple[ActorCode, ...]

PREPOSITION = re.compile(
    r"\b(?:with|from|against|on|to|at|of|for|over|toward|towards|into|between|in|near|about|than)\s+(?:the\s+|all\s+|its\s+|\w+\s+of\s+)?\Z",
    re.IGNORECASE,
)
BY = re.compile(r"\bby\s+(?:the\s+|a\s+)?(?:\w+\s+)?\Z", re.IGNORECASE)
AND = re.compile(r"\s*(?:,|and|&|, and|,? along with|as well as)\s+(?:the\s+)?\Z", re.IGNORECASE)
AIMED = re.compile(r"\b(?:on|against|of|to|with)\s+(?:the\s+)?\Z", re.IGNORECASE)
TOWARDS = re.compile(
    r"\b(?:with|from|against|on|to|into|between|of|for|over|in)\s+(?:the\s+)?(?:\w+\s+){0,2}\Z", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Named:
    """A name in the sentence that stands for actors."""

    start: int
    end: int
    codes: Codes


def parties_of(document: Document, candidate: Candidate) -> tuple[Codes, Codes]:
    """Return the doers of a deed and whom it meets, each as far as the text names them.

    Persons are asked only where no actor is named: finding them takes longer than all the rest.
    """
    sentence = candidate.sentence.span
    names = actors_in(document, sentence.start, sentence.end)
    actor = doers(document, candidate, names)
    if not actor and maybe_person(candidate, names):
        names = names_in(document, sentence.start, sentence.end)
        actor = doers(document, candidate, names)
    actor = actor or earlier_actor(document, candidate)
    return actor, others(document, candidate, names, actor)


def maybe_person(candidate: Candidate, names: list[Named]) -> bool:
    """Return whether a name that is no actor stands among the words ahead of the deed."""
    words = candidate.words
    edge = min(candidate.anchor, candidate.start)
    return any(
        words.capital[i]
        and words.tags[i] in "WS"
        and (i > 0 or words.capital[1])  # a sentence opens with a capital
        and words.lower[i] not in OFFICES
        and not any(n.start <= words.spans[i][0] < n.end for n in names)
        for i in range(max(0, edge - PERSON_REACH), edge)
    )


PERSON_REACH = 14  # words ahead of a deed in which its doer is looked for


def actors_in(document: Document, start: int, end: int) -> list[Named]:
    """Return the actors named between two offsets, in reading order."""
    return [Named(m.span.start, m.span.end, (m.code,)) for m in document.mentions_in(start, end)]


def names_in(document: Document, start: int, end: int) -> list[Named]:
    """Return the actors named between two offsets and the persons who speak for one, in reading order."""
    found = actors_in(document, start, end)
    taken = [(name.start, name.end) for name in found]
    for person in document.persons_in(start, end):
        if not person.actors:
            continue
        for place in person.mentions:
            inside = start <= place.start and place.end <= end
            if inside and not any(s < place.end and place.start < e for s, e in taken):
                found.append(Named(place.start, place.end, person.actors[:1]))
    return sorted(found, key=lambda name: name.start)


def doers(document: Document, candidate: Candidate, names: list[Named]) -> Codes:
    """Return whose deed it is: who stands behind "by", owns the noun, or is the verb's subject."""
    text, what = document.text, candidate.what
    head = candidate.words.spans[candidate.anchor][0]
    edge = min(what.start, head)
    agents = [n for n in names if n.start >= edge and BY.search(text, max(0, n.start - 24), n.start)]
    if agents and candidate.voice != "active":
        return with_partners(text, names, agents[0])
    if candidate.call.form == "noun":
        owner = owner_of(text, what, head, names)
        if owner:
            return owner.codes
    if candidate.voice in ("passive", "bare"):
        return ()
    free = [n for n in names if n.end <= edge and is_subject(text, n)]
    return with_partners(text, names, free[-1]) if free else ()


def owner_of(text: str, what: Span, head: int, names: list[Named]) -> Named | None:
    """Return the name right ahead of a noun or within its phrase: "Arvania's tariffs", "Arvanian strikes"."""
    owners = [n for n in names if n.end <= what.start and text[n.end : what.start].strip() in OWN_MARKS]
    within = [
        n
        for n in names
        if what.start <= n.start < head and not AIMED.search(text, max(0, n.start - 16), n.start)
    ]
    return (owners + within)[-1] if owners or within else None


OWN_MARKS = frozenset({"’s", "'s", "’", "'", ""})


def is_subject(text: str, name: Named) -> bool:
    """Return whether a name may be the doer: in no phrase of a preposition, no adjective of a thing."""
    if PREPOSITION.search(text, max(0, name.start - 24), name.start):
        return False
    behind = NEXT_WORD.match(text, name.end)
    return behind is None or behind["word"] in OFFICES or not behind["word"].endswith(THING_ENDINGS)


NEXT_WORD = re.compile(r"\s(?P<word>[a-z]+)\b")
# Ends of a word behind a name that make the name an adjective: "American action", "Iranian exports".
THING_ENDINGS = tuple(
    "ion ions ity ment ments goods imports exports products tariffs sanctions markets trade plants targets".split()
)


def with_partners(text: str, names: list[Named], last: Named) -> Codes:
    """Return an actor's codes with those joined to it by commas and "and"."""
    joined = [last]
    for name in reversed([n for n in names if n.end <= last.start]):
        if AND.fullmatch(text, name.end, joined[-1].start):
            joined.append(name)
        elif text[name.end : joined[-1].start].strip() and len(text[name.end : joined[-1].start]) > 30:
            break
    return unique(code for name in reversed(joined) for code in name.codes)


def earlier_actor(document: Document, candidate: Candidate) -> Codes:
    """Return the actor that the words ahead of the deed name, else one of its sentence or the headline."""
    sentence = candidate.sentence.span
    if candidate.voice not in ("passive", "bare"):
        before = actors_in(document, max(0, sentence.start - 300), sentence.start)
        if before:
            return before[0].codes
    for start, end in ((0, document.title_end), (sentence.start, sentence.end), (0, sentence.start)):
        named = actors_in(document, start, end)
        if named:
            return named[0].codes
    return ()


def others(document: Document, candidate: Candidate, names: list[Named], actor: Codes) -> Codes:
    """Return whom a deed meets: those in or behind its object, else who else is named."""
    what = candidate.what
    within = unique(code for n in names if what.start <= n.start < what.end for code in n.codes)
    within = tuple(code for code in within if code not in actor)
    if within:
        return within
    behind = tuple(pointed_at(document.text, names, what.end))
    behind = tuple(code for code in unique(behind) if code not in actor)
    if behind:
        return behind[:3]
    return tuple(unique(code for n in names for code in n.codes if code not in actor))[:1]


def pointed_at(text: str, names: list[Named], start: int) -> Iterator[ActorCode]:
    """Yield the actors behind the object that a preposition points at."""
    for name in names:
        if name.start >= start and TOWARDS.search(text, max(0, name.start - 24), name.start):
            yield from name.codes
