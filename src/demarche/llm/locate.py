"""Locating: where words that a model copied stand in the text, exactly or nearly.

A model changes quotation marks, dashes, white space and the first letter. A folding evens these out and
remembers where each letter came from, so that what is found has the text's own offsets and words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from demarche.span import Span

MARKS = frozenset("\"'“”„‟«»‹›‘’‚‛`´′″＂＇")
DASHES = frozenset("-‐‑‒–—―−")
UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
OUTER = " \t\r\n\"'“”„«»‘’.,;:"  # what a model adds around words it copies


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A text evened out, and for each of its characters the place it came from."""

    source: str
    text: str
    places: tuple[int, ...]


def fold(source: str) -> Folded:
    """Return a text in small letters with plain quotation marks, dashes and single spaces.

    >>> fold("“Do it” —\\n now").text
    "'do it' - now"
    """
    letters: list[str] = []
    places: list[int] = []
    for place, char in enumerate(source):
        for letter in folded_char(char):
            if letter == " " and letters and letters[-1] == " ":
                continue
            letters.append(letter)
            places.append(place)
    return Folded(source=source, text="".join(letters), places=tuple(places))


def folded_char(char: str) -> str:
    """Return one character evened out: none, one or several letters."""
    if char.isascii() and char.isalnum():
        return char.lower()
    if char.isspace():
        return " "
    if char in MARKS:
        return "'"
    if char in DASHES:
        return "-"
    return "" if char in UNSEEN else unicodedata.normalize("NFKC", char).lower()


def find_words(words: str, folded: Folded, *, near: int) -> Span | None:
    """Return where words stand in a text, the place nearest to ``near``; None if they do not.

    Sought as they are, then evened out, then without marks and stops at their ends; always as whole words.

    >>> text = fold("He said: “We will  respond.” Nothing more.")
    >>> find_words('"we will respond"', text, near=0)
    Span(start=10, end=26, text='We will  respond')
    >>> find_words("will respon", text, near=0)
    """
    exact = [(start, start + len(words)) for start in places_of(words, folded.source)]
    if not exact:
        exact = list(folded_places(words, folded)) or list(folded_places(words.strip(OUTER), folded))
    if not exact:
        return None
    start, end = min(exact, key=lambda found: abs(found[0] - near))
    return Span.trimmed(folded.source, start, end)


def folded_places(words: str, folded: Folded) -> Iterator[tuple[int, int]]:
    """Yield where words stand once evened out, in the text's own offsets."""
    sought = fold(words).text.strip()
    for start in places_of(sought, folded.text):
        yield folded.places[start], folded.places[start + len(sought) - 1] + 1


def places_of(words: str, text: str) -> Iterator[int]:
    """Yield where words stand in a text as whole words."""
    start = text.find(words) if words else -1
    while start >= 0:
        if is_whole(text, start, start + len(words)):
            yield start
        start = text.find(words, start + 1)


def is_whole(text: str, start: int, end: int) -> bool:
    """Return whether a stretch cuts no word at either end.

    >>> is_whole("Russia", 1, 3), is_whole("the US, too", 4, 6)
    (False, True)
    """
    before = start > 0 and text[start].isalnum() and text[start - 1].isalnum()
    after = end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
    return not before and not after
