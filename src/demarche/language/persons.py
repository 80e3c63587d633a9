"""Persons named in a text: one person's spellings joined, with the office nearest the fullest name.

A run of capitalised words is a person's name where an office or title stands before it, an office in
apposition behind it, a verb of saying beside it, or where it is a widely known leader's. A surname
alone later in the text is the nearest person so called.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz.distance import Levenshtein

from demarche.language import ActorCode, Mention, Person
from demarche.language.actor_names import leader_actor
from demarche.language.alternatives import alternatives
from demarche.language.places import beginning_in
from demarche.span import Span

TOKEN = r"[A-ZÀ-ÖØ-Þ][\w’'-]*\w|[A-Z]\."
PARTICLE = r"(?:bin|bint|ibn|al|el|ul|van|von|der|den|de|da|dos|di|du|la|le|Al|El)[ -]"
RUN = re.compile(rf"(?<![\w.’'-])(?:{TOKEN})(?:[ \xa0](?:{PARTICLE})?(?:{TOKEN})){{0,7}}")
SAYING = r"(?:said|says|told|warned|added|tweeted|vowed|stated|stressed|noted|announced|threatened|wrote|declared|argued|insisted|called|asked|claimed)"
SAYS_AFTER = re.compile(rf",?\s(?:also\s)?{SAYING}\b")
SAYS_BEFORE = re.compile(rf"\b{SAYING}\s\Z")
SENT_TO = re.compile(r"\b(?:ambassador|envoy|representative|delegate)\b", re.IGNORECASE)
BLANKS = frozenset({" ", "\xa0"})
WORD = re.compile(r"\S+")
LAST_WORD = re.compile(r"([\w-]+),?[ \xa0]\Z")
REMEMBERED = 20_000  # runs of capitalised words, and names, of which is kept what they say by themselves
SHORTEST_VARIANT = 5  # letters of a token that may be spelt in two ways
MOST_NAMESAKES = 200  # persons who share a token: no article of a newspaper has more, a hostile one may
POSSESSIVE = re.compile(r"['’]s?\Z")
BEHIND_NAME = re.compile(r"(?:['’]s?)?\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offices:
    """Words of office, compiled."""

    inside: re.Pattern[str]  # an office within a run of capitalised words
    before: re.Pattern[str]  # an office phrase that ends where a name begins
    behind: re.Pattern[str]  # an office in apposition behind a name
    last_words: frozenset[str]  # words in which an office phrase ends
    titles: frozenset[str]
    never: frozenset[str]
    of_states: Mapping[str, ActorCode]


@cache
def offices() -> Offices:
    """Return ``data/offices.toml``, compiled."""
    table = tomllib.loads(files("demarche.language").joinpath("data/offices.toml").read_text("utf-8"))
    people = alternatives({word.lower() for word in table["offices"]["words"]} - {"ministry"})
    modifier = (
        r"(?:deputy|vice|foreign|defen[cs]e|prime|interior|trade|commerce|finance|ministry|chief|senior|state|military|government|presidential|"
        r"national|security|policy|council|nuclear|army|navy|air|force|press|department|embassy|energy|oil|agriculture|industry|parliament|"
        r"parliamentary|affairs|top|acting|former|first|economic|cabinet|house|party|opposition|rebel|supreme|special|permanent|and|of|the)"
    )
    return Offices(
        inside=re.compile(rf"\b{people}\b", re.IGNORECASE),
        before=re.compile(
            rf"(?P<role>(?:(?:{modifier}|[A-Z][\w.’'&-]*)[ \xa0])*(?i:{people})(?:\s(?:of|for|to)\s(?:the\s)?(?:[A-Z][\w-]+|foreign affairs|defen[cs]e|commerce)(?:\s[A-Z][\w-]+)*)?),?[ \xa0]\Z",
        ),
        behind=re.compile(
            rf",[ \xa0](?:who\s(?:is|was)\s)?(?:the\s|an?\s)?(?P<role>(?:[\w.’'&-]+[ \xa0]){{0,5}}?{people}\b"
            r"(?:\s(?:of|for|to|in|at|on)\s(?:the\s)?[\w’'-]+(?:\s(?:of|for|and|the|[A-Z][\w’'-]*|foreign|affairs|relations|ministry|council|defen[cs]e|security))*)?)(?=[,.;:]|\s(?:said|told|who|and)|$)",
            re.IGNORECASE,
        ),
        last_words=frozenset(word.split()[-1] for word in table["offices"]["words"])
        | {"affairs", "defense", "defence", "commerce"},
        titles=frozenset(table["titles"]["words"]),
        never=frozenset(table["never"]["words"]),
        of_states={word: code for code, words in table["of_states"].items() for word in words},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One place that may name a person."""

    name: Span
    role: Span | None
    actors: tuple[ActorCode, ...]
    tokens: tuple[str, ...]  # for comparison
    sure: bool  # an office, title, saying verb or known leader shows it


def find_persons(text: str, *, mentions: Sequence[Mention]) -> tuple[Person, ...]:
    """Return the persons of the text in the order of their first full name."""
    starts = [mention.span.start for mention in mentions]
    sightings = list(find_sightings(text, mentions, starts))
    known = Acquaintances()
    for sighting in sorted((s for s in sightings if s.sure), key=lambda s: (-len(s.tokens), s.name.start)):
        home = next((g for g in known.like(sighting) if same_tokens(g[0].tokens, sighting.tokens)), None)
        if home:
            home.append(sighting)
        else:
            known.meet([sighting])
    for sighting in sightings:
        if not sighting.sure:
            home = nearest(known.like(sighting), sighting)
            if home:
                home.append(sighting)
    persons = [person_of(group) for group in known.groups]
    return tuple(sorted(persons, key=lambda person: person.name.start))


class Acquaintances:
    """The persons met so far, each as its sightings, found by their names' tokens in any spelling."""

    def __init__(self) -> None:
        self.groups: list[list[Sighting]] = []
        self.by_form: dict[str, list[int]] = {}

    def meet(self, group: list[Sighting]) -> None:
        """Add a person."""
        for form in {form for token in group[0].tokens for form in forms(token)}:
            self.by_form.setdefault(form, []).append(len(self.groups))
        self.groups.append(group)

    def like(self, sighting: Sighting) -> list[list[Sighting]]:
        """Return the persons with a token like one of the sighting's, in the order in which they were met."""
        found = set[int]()
        for form in {form for token in sighting.tokens for form in forms(token)}:
            found.update(self.by_form.get(form, ())[:MOST_NAMESAKES])
        return [self.groups[number] for number in sorted(found)]


@lru_cache(maxsize=REMEMBERED)
def forms(token: str) -> frozenset[str]:
    """Return a token and, where it may be misspelt, what is left without one letter: ``near`` tokens share one.

    >>> sorted(forms("andrei") & forms("andrey"))
    ['andre']
    """
    if len(token) < SHORTEST_VARIANT:
        return frozenset({token})
    return frozenset({token}) | {token[:at] + token[at + 1 :] for at in range(len(token))}


def find_sightings(text: str, mentions: Sequence[Mention], starts: list[int]) -> Iterator[Sighting]:
    """Yield every run of capitalised words that can be a person's name, or its surname."""
    known = offices()
    for run in RUN.finditer(text):
        start = role_start = run.start()
        own = run_of(run.group())
        end = start + own.end
        last_office = None if own.office is None else role_start + own.office
        if last_office is not None:
            if last_office >= end:
                continue
            start = last_office + 1
        start, titled = past_titles(text, start, end, known)
        start = past_actors(start, end, mentions, starts)
        name = trimmed_name(text, start, end, known)
        if name is None or touches_actor(name, mentions, starts):
            continue
        role, office_actors = role_before(text, role_start, name, last_office, mentions, known)
        if role is None:
            role, office_actors = role_behind(text, name, mentions, known)
        leader = leader_actor(name.text)
        many = len(name.text.split()) > 1
        says = bool(
            SAYS_AFTER.match(text, name.end) or SAYS_BEFORE.search(text, max(0, name.start - 14), name.start)
        )
        yield Sighting(
            name=name,
            role=role,
            actors=office_actors or ((leader,) if leader else ()),
            tokens=key_tokens(name.text),
            sure=bool(role or titled or leader or (many and says)),
        )


@dataclass(frozen=True, slots=True)
class Run:
    """What a run of capitalised words says by itself: its end without an "'s", the end of its last office."""

    end: int
    office: int | None


@lru_cache(maxsize=REMEMBERED)
def run_of(words: str) -> Run:
    """Return what a run says by itself; names come again and again."""
    possessive = POSSESSIVE.search(words)
    end = possessive.start() if possessive else len(words)
    offices_in = [match.end() for match in offices().inside.finditer(words, 0, end)]
    return Run(end, offices_in[-1] if offices_in else None)


def past_titles(text: str, start: int, end: int, known: Offices) -> tuple[int, bool]:
    """Return where the name begins behind "Mr." or "Gen.", and whether there was such a title."""
    titled = False
    while True:
        space = text.find(" ", start, end)
        if space < 0 or text[start:space] not in known.titles:
            before = text[max(0, start - 6) : start].strip().split(" ")[-1]
            return start, titled or before in known.titles
        start, titled = space + 1, True


def past_actors(start: int, end: int, mentions: Sequence[Mention], starts: list[int]) -> int:
    """Return where the name begins behind a nationality or a seat ("Russian", "White House")."""
    index = bisect_left(starts, start)
    while index < len(mentions) and mentions[index].span.start == start and mentions[index].span.end < end:
        start = mentions[index].span.end + 1
        index += 1
    return start


def touches_actor(name: Span, mentions: Sequence[Mention], starts: list[int]) -> bool:
    """Return whether an actor's name overlaps."""
    index = max(0, bisect_left(starts, name.start) - 1)
    return any(m.span.overlaps(name.start, name.end) for m in mentions[index : index + 4])


def trimmed_name(text: str, start: int, end: int, known: Offices) -> Span | None:
    """Return the name between two places without words that are never a name's, None if none is left."""
    words = [match.span() for match in WORD.finditer(text, start, end)]
    while words and text[words[0][0] : words[0][1]].strip(".,") in known.never:
        words.pop(0)
    for index, (a, b) in enumerate(words):
        if text[a:b].strip(".,") in known.never:
            words = words[:index]
            break
    if not words or len(words) > 5 or len({text[a:b] for a, b in words}) < len(words):
        return None  # none left, or a caption's names run together
    if len(words) == 1 and (
        words[0][1] - words[0][0] < 3
        or (text[words[0][0] : words[0][1]].isupper() and len(text[words[0][0] : words[0][1]]) < 4)
    ):
        return None
    if text[words[-1][0] : words[-1][1]].endswith(".") and len(words) == 1:
        return None
    return Span.of(text, words[0][0], words[-1][1])


def role_before(
    text: str,
    run_start: int,
    name: Span,
    office: int | None,
    mentions: Sequence[Mention],
    known: Offices,
) -> tuple[Span | None, tuple[ActorCode, ...]]:
    """Return the office that stands before a name, without the nationality, and whose it is."""
    window = max(0, name.start - 110)
    blank = text[name.start - 1 : name.start] in BLANKS
    last_word = LAST_WORD.search(text, max(0, name.start - 24), name.start) if blank else None
    ends_in_office = last_word is not None and (
        last_word[1].lower() in known.last_words or last_word[1][0].isupper()
    )
    found = known.before.search(text, window, name.start) if ends_in_office else None
    if found is None:
        if office is None:
            return None, ()
        start, end = run_start, office
    else:
        start, end = found.span("role")
        start = max(
            start,
            text.rfind(". ", start, end) + 2
            if ". " in text[start:end] and not re.search(r"\b[A-Z]\. ", text[start:end])
            else start,
        )
    codes = office_actors(text, start, end, mentions, known)
    while True:
        first = next((m for m in beginning_in(mentions, start, start + 1) if m.span.end < end), None)
        if first is None:
            break
        start = BEHIND_NAME.match(text, first.span.end).end()  # type: ignore[union-attr]  # if only nothing
    role = Span.trimmed(text, start, end)
    if (
        role
        and role.text.split()[0] in known.never
        and " " in role.text
        and role.text.split()[0] not in OPEN_OFFICES
    ):
        role = Span.trimmed(text, role.start + len(role.text.split()[0]), role.end)
    return role, codes


# Words that are no name's and yet open an office.
OPEN_OFFICES = frozenset(
    "Foreign Defense Defence National Supreme General State White Trade Former Treasury House Senate First Army Navy Security".split()
)


def role_behind(
    text: str, name: Span, mentions: Sequence[Mention], known: Offices
) -> tuple[Span | None, tuple[ActorCode, ...]]:
    """Return the office in apposition behind a name ("…, the deputy foreign minister,")."""
    found = known.behind.match(text, name.end, min(len(text), name.end + 140))
    if found is None:
        return None, ()
    return Span.trimmed(text, *found.span("role")), office_actors(
        text, found.start(), found.end("role"), mentions, known
    )


def office_actors(
    text: str, start: int, end: int, mentions: Sequence[Mention], known: Offices
) -> tuple[ActorCode, ...]:
    """Return whose office it is: the actor named in or before it, or the only state that calls one so."""
    words = text[start:end]
    inside = [m for m in beginning_in(mentions, start - 2, end) if m.span.end <= end]
    if SENT_TO.search(words):
        inside = [
            m
            for m in inside
            if not re.search(r"\b(?:to|for)\s(?:the\s)?\Z", text[start : m.span.start])
            and m.kind != "organisation"
        ]
    if inside:
        return (inside[0].code,)
    owner = [
        m
        for m in beginning_in(mentions, start - 24, start)
        if re.fullmatch(r"['’]s?\s(?:\w+\s)?", text[m.span.end : start])
    ]
    if owner:
        return (owner[-1].code,)
    lowered = words.lower()
    return next(((code,) for word, code in known.of_states.items() if word in lowered), ())


@lru_cache(maxsize=REMEMBERED)
def key_tokens(name: str) -> tuple[str, ...]:
    """Return a name's tokens for comparison, initials and hyphens left out."""
    words = name.lower().replace("’", "'").replace("-", " ").split()
    return tuple(word for word in words if len(word.strip(".")) > 1)


def near(one: str, other: str) -> bool:
    """Return whether two name tokens are spellings of one ("Andrey", "Andrei")."""
    return one == other or (
        one[0] == other[0]
        and abs(len(one) - len(other)) <= 1
        and min(len(one), len(other)) >= SHORTEST_VARIANT
        and Levenshtein.distance(one, other, score_cutoff=1) <= 1
    )


def same_name(full: str, other: str) -> bool:
    """Return whether two names are one person's: the same tokens in other spelling, or part of them.

    >>> same_name("Andrey Rudenko", "Andrei Rudenko"), same_name("Donald Trump", "Trump")
    (True, True)
    >>> same_name("Donald Trump", "Ivanka Trump")
    False
    """
    return same_tokens(key_tokens(full), key_tokens(other))


def same_tokens(first: Sequence[str], second: Sequence[str]) -> bool:
    """Return whether two names' tokens are one person's."""
    if not first or not second:
        return False
    if len(second) > len(first):
        first, second = second, first
    if len(second) == 1:
        return near(second[0], first[-1]) or (
            len(first) > 1 and near(second[0], first[0]) and len(first[0]) <= 6
        )
    return all(any(near(token, candidate) for candidate in first) for token in second)


def nearest(groups: list[list[Sighting]], sighting: Sighting) -> list[Sighting] | None:
    """Return the group whose surname the sighting is, the last one named before it."""
    fitting = [g for g in groups if same_tokens(g[0].tokens, sighting.tokens)]
    before = [g for g in fitting if g[0].name.start <= sighting.name.start]
    return max(before or fitting, key=lambda g: g[0].name.start, default=None)


def person_of(group: list[Sighting]) -> Person:
    """Return one person for all places that name him or her."""
    ordered = sorted(group, key=lambda s: s.name.start)
    full = max(group, key=lambda s: (len(s.tokens), len(s.name.text), -s.name.start))
    roles = sorted(
        (s for s in group if s.role), key=lambda s: (s is not full, abs(s.name.start - full.name.start))
    )
    actors = next((s.actors for s in (full, *roles, *ordered) if s.actors), ())
    return Person(
        name=full.name,
        mentions=tuple(dict.fromkeys(s.name for s in ordered)),
        role=roles[0].role if roles else None,
        actors=actors,
    )
