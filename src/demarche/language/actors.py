"""Actors: names in a text that stand for a state, an organisation, a group or a region.

One Aho-Corasick pass (leftmost, longest) over all names and over the phrases in which a name means
something else ("Peking duck"); then each hit is tried by a few cheap rules on the words around it.
The names and the phrases are data: see ``data/states.toml`` and ``data/not_actors.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ahocorasick_rs import MATCHKIND_LEFTMOST_LONGEST, AhoCorasick

from demarche.language import ActorCode, Mention
from demarche.language.actor_names import (
    ActorName,
    actor_name,
    actor_names,
    code_for_name,
    is_state,
    leader_actor,
    read_data,
)
from demarche.span import Span

__all__ = ["actor_name", "code_for_name", "find_actors", "is_state", "leader_actor"]

WORD_BEFORE = re.compile(r"([\w.'’-]+)[ \n]$")
CAPITALISED_AFTER = re.compile(r"[ -][A-Z][a-z]")
# "in Russian." is the language, "in Russian waters" is not.
LANGUAGE_BEFORE = re.compile(
    r"\b(?:(in|into|from)|(?:speak|speaks|spoke|spoken|speaking|fluent in|learn|learns|learned)) $"
)
NO_NOUN_AFTER = re.compile(r"(?![ -][A-Za-z])|[ ](?:on|at|and|that|to|by|with|as|or|in|for|,)\b")
ARTICLE_BEFORE = re.compile(r"\b(?:[Tt]he|THE) $")
OTHERS_BEFORE = re.compile(r"(?:['’]s?)? $|-$")
LOOK_BACK = 24  # characters read before a name: enough for one word and a verb
COMPASS = ("North", "South", "West")
SURNAMES_TOO = ("state", "capital", "nationality")
COMMON_WORDS_IN_CAPITALS = frozenset(("US", "IS", "EC", "DPR", "LPR"))  # never made from longer names
EU_WORDS = ("European", "EU", "EC ", "E.C.", "Commission", "NATO", "Juncker", "Barroso", "von der Leyen")


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """When an ambiguous name is an actor, by words of the whole article."""

    needs: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    for_it: tuple[str, ...] = ()

    def holds(self, text: str) -> bool:
        """Return whether the name is an actor in this article."""
        if self.needs and not has_any(text, self.needs):
            return False
        if not self.against or not has_any(text, self.against):
            return True
        return has_any(text, self.for_it)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The compiled names: what the automaton finds, and what each find means."""

    automaton: AhoCorasick
    names: tuple[str, ...]  # its patterns
    meanings: tuple[ActorName | None, ...]  # by pattern; None: a phrase that is no actor
    conditions: Mapping[str, Condition]
    before: tuple[str, ...]
    after: tuple[str, ...]
    given: frozenset[str]


def has_any(text: str, words: Iterable[str]) -> bool:
    """Return whether the text holds one of the words."""
    return any(word in text for word in words)


@cache
def lexicon() -> Lexicon:
    """Return the compiled names; built once, on first use."""
    rules = read_data("not_actors.toml")
    meanings: dict[str, ActorName | None] = {}
    for name in (*korea_names(rules["korea"]), *actor_names()):
        for written in spellings(name.name):
            meanings.setdefault(written, name)
    for group in rules["phrases"].values():
        for phrase in group["words"]:
            meanings.update(dict.fromkeys((phrase, phrase.upper()), None))
    conditions = {name: condition(entry) for name, entry in rules["depends"].items()}
    korea = condition(rules["korea"])
    conditions |= dict.fromkeys((*rules["korea"]["north"], *rules["korea"]["south"]), korea)
    return Lexicon(
        automaton=AhoCorasick(list(meanings), matchkind=MATCHKIND_LEFTMOST_LONGEST),
        names=tuple(meanings),
        meanings=tuple(meanings.values()),
        conditions=conditions,
        before=tuple(rules["joined"]["before"]),
        after=tuple(rules["joined"]["after"]),
        given=frozenset(rules["given"]["names"]),
    )


def korea_names(entry: Mapping[str, Any]) -> tuple[ActorName, ...]:
    """Return the names of the two Koreas by compass."""
    north = [ActorName(name=name, code="PRK", kind="state") for name in entry["north"]]
    south = [ActorName(name=name, code="KOR", kind="state") for name in entry["south"]]
    return (*north, *south)


def condition(entry: Mapping[str, Any]) -> Condition:
    """Return the condition that a table of not_actors.toml states."""
    return Condition(
        needs=tuple(entry.get("needs", ())),
        against=tuple(entry.get("against", ())),
        for_it=tuple(entry.get("for", ())),
    )


def spellings(name: str) -> tuple[str, ...]:
    """Return a name as written and as headlines in capitals write it.

    >>> spellings("Iran"), spellings("US")
    (('Iran', 'IRAN'), ('US',))
    """
    upper = name.upper()
    return (name,) if upper == name or upper in COMMON_WORDS_IN_CAPITALS else (name, upper)


def find_actors(text: str) -> tuple[Mention, ...]:
    """Return the names that stand for political actors, in reading order, none overlapping.

    Lower-case "us" is never the United States; a name that is part of another thing ("Peking duck"),
    of a person ("Robert Jordan") or of a language ("in Russian.") is left out.
    """
    words = lexicon()
    found: list[Mention] = []
    holds: dict[str, bool] = {}
    surnames: set[str] = set()
    for pattern, start, end in words.automaton.find_matches_as_indexes(text):
        meaning = words.meanings[pattern]
        if meaning is None or not stands_alone(text, start, end):
            continue
        written = text[start:end]
        if written not in holds:
            rule = words.conditions.get(meaning.name) or words.conditions.get(written)
            holds[written] = rule is None or rule.holds(text)
        if not holds[written] or written in surnames:
            continue
        if meaning.kind in SURNAMES_TOO and follows_given_name(text, start, words.given):
            surnames.add(written)
            continue
        if is_description(text, start, end, words) or not fits_around(text, start, end, meaning):
            continue
        if meaning.kind == "office" and belongs_to_another(text, start, meaning.code, found):
            continue
        code = "BEL" if written in ("Brussels", "BRUSSELS") and not has_any(text, EU_WORDS) else meaning.code
        found.append(Mention(span=Span(start, end, written), code=code, kind=meaning.kind))
    return tuple(found)


def stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether no letter or digit touches the name."""
    if start and (text[start - 1].isalnum() or text[start - 1] == "_"):
        return False
    return end >= len(text) or not text[end].isalnum()


def follows_given_name(text: str, start: int, given: frozenset[str]) -> bool:
    """Return whether the word before the name is a given name, so that the name is a surname."""
    word = WORD_BEFORE.search(text, max(0, start - LOOK_BACK), start)
    return word is not None and word.group(1) in given


def is_description(text: str, start: int, end: int, words: Lexicon) -> bool:
    """Return whether a prefix or suffix makes the name a description ("pro-", "-backed")."""
    return text.startswith(words.after, end) or text.endswith(words.before, max(0, start - 6), start)


def fits_around(text: str, start: int, end: int, name: ActorName) -> bool:
    """Return whether the words around leave the name an actor: no language, no longer proper name."""
    if name.kind == "nationality":
        before = LANGUAGE_BEFORE.search(text, max(0, start - LOOK_BACK), start)
        return before is None or (before.group(1) is not None and not NO_NOUN_AFTER.match(text, end))
    if name.name in COMPASS:
        article = ARTICLE_BEFORE.search(text, max(0, start - LOOK_BACK), start)
        return article is not None and not CAPITALISED_AFTER.match(text, end)
    return True


def belongs_to_another(text: str, start: int, code: ActorCode, found: list[Mention]) -> bool:
    """Return whether the office stands right after another state's name ("the Mexican Senate")."""
    if not found or found[-1].code == code or found[-1].span.end < start - 3:
        return False
    return OTHERS_BEFORE.fullmatch(text, found[-1].span.end, start) is not None
