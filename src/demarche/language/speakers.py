"""Who can speak in an article: persons, bodies, offices, actors and pronouns, each with its place.

``find_parties`` lists them; adjacent ones that name one party ("Iran's" "foreign minister" "Javad Zarif")
are one, headed by the last. ``Voices`` says what a pronoun or "the ministry" stands for at a place.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from demarche.language import Mention, Person, Speaker
from demarche.language.places import FAR
from demarche.language.reporting import reporting
from demarche.span import Span

PartyKind = Literal["person", "body", "role", "actor", "pronoun"]

PRONOUN = re.compile(r"(?<![\w'’-])(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t|I|[Ww]e)(?![\w-])")
WORD_BEFORE = re.compile(r"([\w.'’/&-]+)[ \xa0]\Z")
DETERMINERS = frozenset("the a an one two three some several its his her their this that another".split())
MODIFIERS = frozenset(
    "senior top unnamed unidentified anonymous former deputy vice prime foreign defense defence interior finance trade "
    "commerce military government nuclear administration presidential intelligence economic security national chief "
    "oil energy agriculture industry ministry army union party opposition rebel masked bipartisan congressional "
    "state state-run supreme high-ranking high-level western other diplomatic political corporate affairs consumer "
    "telecommunications transport health labour labor justice permanent special acting visiting first new press "
    "government's country's ministry's group's".split()
)
NATION_BEFORE = 3  # characters between an actor's name and what belongs to it: "'s "


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A place that names somebody who may speak."""

    span: Span  # the whole noun phrase
    head: int  # where its head begins
    kind: PartyKind
    speaker: Speaker


@dataclass(slots=True)
class Voices:
    """The parties of an article in reading order."""

    text: str
    parties: tuple[Party, ...]
    starts: tuple[int, ...]
    persons: tuple[Party, ...]  # those parties that are persons

    def between(self, start: int, end: int) -> tuple[Party, ...]:
        """Return the parties that begin in the stretch."""
        return self.parties[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def before(self, offset: int) -> Iterator[Party]:
        """Yield the parties that begin before the place, at most ``FAR``, nearest first."""
        first = bisect_left(self.starts, offset - FAR)
        for index in range(bisect_right(self.starts, offset - 1) - 1, first - 1, -1):
            yield self.parties[index]


def find_parties(text: str, *, mentions: Sequence[Mention], persons: Sequence[Person]) -> Voices:
    """Return all parties of the article, none overlapping, longest kind first."""
    parts = [*person_parties(persons), *body_parties(text, mentions), *role_parties(text)]
    parts += [
        Party(span=m.span, head=m.span.start, kind="actor", speaker=Speaker(actors=(m.code,)))
        for m in mentions
    ]
    parts += [
        Party(span=Span.of(text, m.start(), m.end()), head=m.start(), kind="pronoun", speaker=Speaker())
        for m in PRONOUN.finditer(text)
    ]
    merged = joined(text, apart(parts))
    return Voices(
        text=text,
        parties=merged,
        starts=tuple(party.span.start for party in merged),
        persons=tuple(party for party in merged if party.kind == "person"),
    )


def person_parties(persons: Sequence[Person]) -> Iterator[Party]:
    """Yield every place of every person."""
    for person in persons:
        speaker = Speaker(name=person.name, role=person.role, actors=person.actors, is_person=True)
        for place in person.mentions:
            yield Party(span=place, head=place.start, kind="person", speaker=speaker)


def body_parties(text: str, mentions: Sequence[Mention]) -> Iterator[Party]:
    """Yield the bodies: ministries, councils, embassies, seats of power."""
    words = reporting()
    for found in words.body.finditer(text):
        start = widened(text, found.start(), lower=found.group()[0].islower())
        name = Span.of(text, start, found.end())
        code = next((code for part, code in words.body_actors.items() if part in name.text), None)
        speaker = Speaker(name=name, actors=(code,) if code else ())
        yield Party(span=name, head=found.start(), kind="body", speaker=speaker)
    for mention in mentions:
        if mention.kind == "seat":  # stands for its state, or for the office in it
            speaker = Speaker(
                name=mention.span if mention.span.text in OFFICES else None, actors=(mention.code,)
            )
            yield Party(span=mention.span, head=mention.span.start, kind="body", speaker=speaker)


OFFICES = ("White House", "Blue House", "Downing Street")  # seats that are called so for the office in them


def role_parties(text: str) -> Iterator[Party]:
    """Yield the offices and descriptions: "a senior U.S. official", "the spokesman"."""
    for found in reporting().role.finditer(text):
        start = widened(text, found.start(), lower=True)
        role = Span.of(text, start, found.end())
        yield Party(span=role, head=found.start(), kind="role", speaker=Speaker(role=role))


def widened(text: str, start: int, *, lower: bool) -> int:
    """Return where the noun phrase that ends in the word at ``start`` begins, its article left out."""
    for _ in range(6):
        before = WORD_BEFORE.search(text, max(0, start - 40), start)
        if before is None:
            break
        word = before.group(1)
        plain = word.lower()
        if (
            plain in DETERMINERS
            or (lower and word.endswith(("'s", "’s")))
            or (word[-1] in ".,;:" and not re.search(r"\b(?:[A-Z]\.)+\Z", word))
        ):
            break
        fits = word[0].isupper() or (lower and plain in MODIFIERS)
        if not fits or plain in SENTENCE_WORDS:
            break
        start = before.start(1)
    return start


SENTENCE_WORDS = frozenset(
    "in on at but and or as if when while after before since although though because until for from with by to "
    "also earlier meanwhile however said says told mr mrs ms president jan feb mar apr may june july aug sept oct nov "
    "dec monday tuesday wednesday thursday friday saturday sunday u.n.".split()
)


def apart(parts: Sequence[Party]) -> list[Party]:
    """Return the parties without overlaps: persons before bodies before roles before the rest."""
    chosen: list[Party] = []
    for kind in ("person", "body", "role", "actor", "pronoun"):
        starts = [party.span.start for party in chosen]
        own: list[Party] = []
        of_kind = (party for party in parts if party.kind == kind)
        for party in sorted(of_kind, key=lambda p: (p.span.start, -p.span.end)):
            start, end = party.span.start, party.span.end
            at = bisect_left(starts, start)
            clash = (
                (own and own[-1].span.end > start)
                or (at and chosen[at - 1].span.end > start)
                or (at < len(starts) and starts[at] < end)
            )
            if not clash:
                own.append(party)
        chosen = sorted(chosen + own, key=lambda p: p.span.start)
    return chosen


LINK = re.compile(r"(?:['’]s?)?[ \xa0](?:the )?|[ \xa0](?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Maj|Adm|Sen|Rep)\. |-")


def joined(text: str, parties: Sequence[Party]) -> tuple[Party, ...]:
    """Return the parties with neighbours that name one party put together, headed by the last."""
    result: list[Party] = []
    for party in parties:
        last = result[-1] if result else None
        if last and party.kind not in ("pronoun", "actor") and last.kind != "pronoun":
            link = text[last.span.end : party.span.start]
            if (
                (len(link) <= 9 and LINK.fullmatch(link) and last.kind != "person")
                or (last.kind == "person" and link[:2] in ("'s", "’s") and LINK.fullmatch(link))
                or (
                    party.kind == "person"
                    and last.kind == "body"
                    and reporting().role.fullmatch(link.strip())
                )
            ):
                result[-1] = together(text, last, party)
                continue
        result.append(party)
    return tuple(result)


def together(text: str, first: Party, head: Party) -> Party:
    """Return one party of two adjacent ones: a nation, body or office, and what follows it."""
    actors = head.speaker.actors or first.speaker.actors
    name, role = head.speaker.name, head.speaker.role
    if head.kind == "role":
        role = Span.of(text, first.span.start, head.span.end)
        if first.kind == "body":
            name, role = first.speaker.name or first.span, head.speaker.role
    elif head.kind == "person" and role is None and first.kind == "role":
        role = first.speaker.role
    return Party(
        span=Span.of(text, first.span.start, head.span.end),
        head=head.head,
        kind=head.kind,
        speaker=replace(head.speaker, name=name, role=role, actors=actors),
    )


def same_body(name: str, other: str) -> bool:
    """Return whether two names end in one word of a body ("the ministry", "Commerce Ministry")."""
    return name.split()[-1].lower() == other.split()[-1].lower() or name.lower() in other.lower()
