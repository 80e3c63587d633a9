"""Responses: where the announced cost ends, and of what kind it is (``data/responses.toml``)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from demarche.language.alternatives import alternatives
from demarche.threats import ResponseKind

KINDS: tuple[ResponseKind, ...] = (
    "nuclear",
    "military",
    "economic",
    "diplomatic",
    "legal",
    "internal",
    "other",
    "unspecified",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Responses:
    """Hostile words by kind, ready for look-up in lower case."""

    verbs: Mapping[str, ResponseKind]  # every form of every verb
    light: frozenset[str]
    phrase: re.Pattern[str]  # a verb phrase at the head of a response
    phrase_kind: Mapping[str, ResponseKind]
    noun: re.Pattern[str]
    noun_kind: Mapping[str, ResponseKind]


@cache
def responses_table() -> Mapping[str, Any]:
    """Return ``data/responses.toml`` as read."""
    return tomllib.loads(files("demarche.threats").joinpath("data/responses.toml").read_text("utf-8"))


def verb_forms(verb: str, irregular: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield the forms of an English verb.

    >>> list(verb_forms("scrap", {}))
    ['scrap', 'scraps', 'scrapped', 'scrapping']
    """
    yield verb
    if verb in irregular:
        yield from irregular[verb]
        return
    if verb.endswith("e"):
        yield from (verb + "s", verb + "d", verb[:-1] + "ing")
    elif re.search(r"[^aeiou]y$", verb):
        yield from (verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing")
    elif re.search(r"(?:^|[^aeiou])[aeiou][bdglmnprt]$", verb) and verb not in (
        "counter",
        "abandon",
        "deter",
    ):
        yield from (verb + "s", verb + verb[-1] + "ed", verb + verb[-1] + "ing")
    else:
        ending = "es" if re.search(r"(?:s|x|z|ch|sh|o)$", verb) else "s"
        yield from (verb + ending, verb + "ed", verb + "ing")


def spelt(words: Iterable[str]) -> str:
    """Return a pattern of the words, longest first, blanks of any width."""
    return alternatives(words, blank=r"\s+")


@cache
def responses() -> Responses:
    """Return the hostile words, compiled."""
    table = responses_table()
    irregular = table["irregular"]
    verbs: dict[str, ResponseKind] = {}
    phrases: dict[str, ResponseKind] = {}
    nouns: dict[str, ResponseKind] = {}
    for kind in KINDS:
        for verb in table[kind]["verbs"]:
            for form in verb_forms(verb, irregular):
                verbs.setdefault(form, kind)
        for phrase in table[kind]["phrases"]:
            head, _, tail = phrase.lower().partition(" ")
            for form in verb_forms(head, irregular):
                phrases.setdefault(f"{form} {tail}".strip(), kind)
        for noun in table[kind]["nouns"]:
            nouns.setdefault(noun.lower(), kind)
    light = frozenset(form for verb in table["light"]["verbs"] for form in verb_forms(verb, irregular))
    return Responses(
        verbs=verbs,
        light=light,
        phrase=re.compile(rf"{spelt(phrases)}(?![\w-])", re.IGNORECASE),
        phrase_kind=phrases,
        noun=re.compile(rf"(?<![\w-]){spelt(nouns)}(?![\w-])", re.IGNORECASE),
        noun_kind=nouns,
    )


def folded(words: str) -> str:
    """Return the words in lower case with single blanks."""
    return " ".join(words.lower().split())


def kind_of_verb_phrase(words: str) -> ResponseKind | None:
    """Return the kind of cost a verb phrase announces, None if it announces none.

    >>> kind_of_verb_phrase("take adequate measures")
    'unspecified'
    >>> kind_of_verb_phrase("welcome the delegation") is None
    True
    """
    known = responses()
    text = words.lstrip("\"“'‘ ")
    head = re.match(r"[\w-]+", text)
    if head is None:
        return None
    noun = kind_of_noun_phrase(text[head.end() :], within=90)
    phrase = known.phrase.match(text)
    if phrase:
        kind = known.phrase_kind[folded(phrase.group())]
        return noun if kind == "unspecified" and noun and noun != "unspecified" else kind
    verb = head.group().lower()
    if verb in known.verbs:
        kind = known.verbs[verb]
        if noun == "nuclear" and kind in ("military", "other", "unspecified"):
            return "nuclear"
        if kind == "other" and noun in ("economic", "diplomatic"):
            return noun
        if kind == "diplomatic" and noun == "economic" and verb.startswith(("suspend", "cancel")):
            return noun
        return kind
    if verb in known.light:
        return noun
    return None


def kind_of_noun_phrase(words: str, *, within: int = 60) -> ResponseKind | None:
    """Return the kind of the first measure named in the words' first ``within`` characters.

    >>> kind_of_noun_phrase("swift retaliation")
    'unspecified'
    """
    known = responses()
    found = known.noun.search(words[: within + 20])
    if found is None or found.start() > within:
        return None
    kind = known.noun_kind[folded(found.group())]
    if kind == "unspecified":
        # "measures, including sanctions": a named measure outweighs the bare word
        later = known.noun.search(words, found.end())
        if later and later.start() <= within:
            second = known.noun_kind[folded(later.group())]
            return second if second != "unspecified" else kind
    return kind


CUT = re.compile(
    r"""[;!?](?=\s|$) | \.(?=["”’]|\s*$) | \s(?:—|–|--|-)(?=\s) | :(?=\s) | ["”](?=\s|$|[,.]) | [“"](?=\s*$)
    | ,(?=["”\s]|$)
    | \s(?:if|unless|because|until|when|whenever|while|once|since|although|though|but|whereas|despite
        |(?:as|so)\ long\ as|in\ (?:response|reply|reaction)\ to|in\ (?:retaliation|revenge|reprisal)
        |in\ the\ event|in\ case|following|amid|according\ to|in\ an?\ (?:attempt|effort|bid|move)\ to|in\ order\ to
        |as\ (?:the|a|it|they|he|she|part|well)|who|which|where|after|before|due\ to|should\ (?=\w)|or\ else|are\ in\ the\ works
        |to\ (?:ensure|safeguard|protect|force|prevent|offset|pressure|deter|show|make\ sure|respond)
        |in\ (?:event|posts?|a\ (?:statement|tweet|speech))|(?:is|are|was|were)\ (?:not|being|still|expected|due|set))\b
    """,
    re.VERBOSE | re.IGNORECASE,
)


def response_end(text: str, start: int, limit: int, *, kind: str = "") -> int:
    """Return where the response that starts at ``start`` ends, at most ``limit``.

    It ends before the next clause, condition or quotation mark; "over" opens a reason unless arms fly over.
    """
    position = start
    while match := CUT.search(text, position, limit):
        if match.group().startswith(",") and is_list(text, match.end(), limit):
            position = match.end()
            continue
        if match.start() - start < 3 or is_quoted_verb(text, start, match):
            position = match.end()
            continue
        limit = match.start()
        break
    if kind not in ("military", "nuclear"):
        over = re.compile(r"\sover\b(?!\s+(?:the\s+)?(?:next|coming|\d))").search(text, start + 3, limit)
        if over:
            limit = over.start()
    return limit


def is_quoted_verb(text: str, start: int, mark: re.Match[str]) -> bool:
    """Return whether a mark closes the verb alone, and its object follows: threatened to "set ablaze" the port."""
    return (
        mark.group() in '"”'
        and mark.start() - start < LONGEST_QUOTED_VERB
        and bool(OPENING_MARK.search(text, max(0, start - NEAR_MARK), start))
        and bool(OBJECT.match(text, mark.end()))
    )


LONGEST_QUOTED_VERB = 24  # characters
NEAR_MARK = 16  # characters before a verb within which its quotation opens: “totally destroy”
OPENING_MARK = re.compile(r"[“\"]\w*\s?\Z")
OBJECT = re.compile(r"\s(?:the|an?|any|all|its|their|our|from|(?-i:[A-Z][\w-]+)|(?-i:[a-z]{3,}s))\s")


def is_list(text: str, position: int, limit: int) -> bool:
    """Return whether what follows a comma is one more item of a list ("steel, aluminium and cars")."""
    rest = text[position : min(limit, position + 40)]
    return bool(re.match(r"\s(?:\w+\s){1,2}(?:and|or)\s\w|\s\w+,\s", rest)) and not re.match(
        r"\s(?:said|says|according|he|she|they|it|and|but|the)\b", rest
    )
