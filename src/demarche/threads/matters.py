"""What a text is about: the things it names, and the matter each is filed under (data/matters.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ahocorasick_rs import AhoCorasick, MatchKind

from demarche.articles.characters import small
from demarche.events import EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something that triggers and deeds can name."""

    name: str
    matter: str
    words: tuple[str, ...]
    placed: bool  # the matter lies in a place
    broad: bool  # sharing it says little
    deeds: tuple[EventKind, ...]  # kinds of event that are this thing done
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All things, and one automaton over their words."""

    things: Mapping[str, Thing]
    automaton: AhoCorasick
    owners: tuple[tuple[str, bool], ...]  # per word: its thing, whether any ending will do


@cache
def lexicon() -> Lexicon:
    """Return ``data/matters.toml``, compiled."""
    table = tomllib.loads(files("demarche.threads").joinpath("data/matters.toml").read_text("utf-8"))
    things = {
        name: Thing(
            name=name,
            matter=entry["matter"],
            words=tuple(entry["words"]),
            placed=entry.get("placed", False),
            broad=entry.get("broad", False),
            deeds=tuple(entry["deeds"]),
            example=entry["example"],
        )
        for name, entry in table.items()
    }
    words = [(word, thing.name) for thing in things.values() for word in thing.words]
    return Lexicon(
        things=things,
        automaton=AhoCorasick([word.rstrip("*") for word, _ in words], matchkind=MatchKind.LeftmostLongest),
        owners=tuple((name, word.endswith("*")) for word, name in words),
    )


def things_in(text: str) -> tuple[tuple[str, str], ...]:
    """Return the things that a text names, each with the words that name it, in reading order.

    >>> things_in("if missiles are put on Japan's islands")
    (('missiles', 'missiles'), ('territory', 'islands'))
    """
    known = lexicon()
    lowered = small(text)
    found = []
    for index, start, end in known.automaton.find_matches_as_indexes(lowered):
        name, open_ended = known.owners[index]
        stop = word_end(lowered, end)
        whole = open_ended or lowered[end:stop] in ("", "s", "es", "'s", "’s")
        if whole and not (start and (lowered[start - 1].isalnum() or lowered[start - 1] == "-")):
            found.append((name, text[start:stop]))
    return tuple(found)


def word_end(text: str, at: int) -> int:
    """Return where the word that goes on at an offset ends."""
    while at < len(text) and (text[at].isalnum() or text[at] in "'’"):
        at += 1
    return at


def names_in(text: str) -> tuple[str, ...]:
    """Return the names of the things in a text, each once, in reading order."""
    return tuple(dict.fromkeys(name for name, _ in things_in(text)))
