"""The words by which a page shows that it may hold a threat or an event, made from the rules' own lexicons.

One automaton finds the words of cues, hostile measures and deeds, another the names of political actors;
both read bytes, so that a page need not be decoded to be dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import MATCHKIND_LEFTMOST_LONGEST, BytesAhoCorasick

from demarche.events.candidates import needs
from demarche.language import ActorCode
from demarche.language.actors import lexicon as actor_lexicon
from demarche.threats.cues import Cue, cues, hostile_words

LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")


# What a word may be part of, as bits: a measure that costs its target something, a way of announcing it, a
# deed told. Plain integers, since an enum's are ten times slower and these are looked up for every word.
HOSTILE, CUE, DEED = 1, 2, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words of cues and deeds as ``spaced`` writes them: what each may be part of."""

    automaton: BytesAhoCorasick
    roles: tuple[int, ...]
    cues: tuple[tuple[Cue, ...], ...]
    always: tuple[Cue, ...]  # cues that no word announces


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names of political actors as written: whom each stands for, None for a phrase that is no actor."""

    automaton: BytesAhoCorasick
    codes: tuple[ActorCode | None, ...]


@cache
def words() -> Words:
    """Return the words, compiled; built once a process.

    Hostile words and words of deeds count whole, those of cues where a word begins with them.
    """
    stems = {stem for cue in cues() for stem in cue.stems}
    roles: dict[bytes, int] = {}
    for words_, role, end in ((hostile_words(), HOSTILE, b" "), (stems, CUE, b""), (needs(), DEED, b" ")):
        for word in words_:
            written = opening(word) + end
            roles[written] = roles.get(written, 0) | role
    of_stem: dict[bytes, list[Cue]] = {}
    for cue in cues():
        for stem in dict.fromkeys(map(opening, cue.stems)):
            of_stem.setdefault(stem, []).append(cue)
    return Words(
        automaton=BytesAhoCorasick(list(roles)),
        roles=tuple(roles.values()),
        cues=tuple(tuple(of_stem.get(word, ())) for word in roles),
        always=tuple(cue for cue in cues() if not cue.stems),
    )


def opening(word: str) -> bytes:
    """Return a word with the blank before it, as ``spaced`` writes it; a colon needs none."""
    written = spaced(word.encode())[1:-1]
    return written if written[:1] in (b" ", b":") else b" " + written


def spaced(text: bytes) -> bytes:
    """Return a text in small letters, a blank for every mark but the colon, and a blank at each end.

    >>> spaced(b"U.S. warns: Hit-back")
    b' u s  warns: hit back '
    """
    return b" " + text.translate(SMALL_AND_BLANK) + b" "


SMALL_AND_BLANK = bytes(
    byte if byte in LETTERS or byte >= 0x80 or byte in b":$%" else 0x20 for byte in bytes(range(256)).lower()
)


@cache
def names() -> Names:
    """Return the names, compiled; built once a process."""
    known = actor_lexicon()
    return Names(
        automaton=BytesAhoCorasick(
            [name.encode() for name in known.names], matchkind=MATCHKIND_LEFTMOST_LONGEST
        ),
        codes=tuple(meaning.code if meaning else None for meaning in known.meanings),
    )


def begins_word(text: bytes, start: int) -> bool:
    """Return whether no ASCII letter or digit stands right before ``start``.

    >>> begins_word(b"cohabit", 2), begins_word(b"a bit", 2)
    (False, True)
    """
    return not start or text[start - 1] not in LETTERS


def stands_alone(text: bytes, start: int, end: int) -> bool:
    """Return whether no ASCII letter or digit touches the stretch."""
    return begins_word(text, start) and (end >= len(text) or text[end] not in LETTERS)
