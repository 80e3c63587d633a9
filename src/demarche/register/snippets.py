"""Snippets: the stretch of a text that holds most of what is sought, with it marked.

SQLite makes its own; this makes them for PostgreSQL, whose own (``ts_headline``) cuts words otherwise than the
index does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from demarche.register.queries import WORD, Part, Sought, folded

WORDS = 32  # of a snippet, as SQLite's
CUT = " … "
Pieces = tuple[tuple[str, bool], ...]
Place = tuple[int, int, int]  # of what is sought: its number, its first word, the word behind it


def snippet(parts: Sequence[Part], *texts: str) -> Pieces:
    """Return the snippet of whichever text holds most of what is sought, the first of equals.

    Each piece says whether it was sought.

    >>> from demarche.register.queries import parsed
    >>> snippet(parsed("osaka bridge"), "Ten words on a Bridge at Osaka.", "A bridge")
    (('Ten words on a ', False), ('Bridge', True), (' at ', False), ('Osaka', True), ('.', False))
    """
    sought = wanted(parts)
    best: tuple[int, str, list[re.Match[str]], list[Place], int] | None = None
    for text in texts:
        words = list(WORD.finditer(text))
        places = places_of(sought, [folded(word[0]) for word in words])
        start, held = densest(places)
        if best is None or held > best[0]:
            best = (held, text, words, places, start)
    return cut(*best[1:]) if best else ()


def wanted(parts: Sequence[Part]) -> list[Sought]:
    """Return what must or may occur: what follows a NOT is not sought."""
    return [
        part
        for before, part in zip(("", *parts), parts, strict=False)
        if isinstance(part, Sought) and before != "NOT"
    ]


def places_of(sought: Sequence[Sought], words: Sequence[str]) -> list[Place]:
    """Return where what is sought stands among a text's words, in their order."""
    found = []
    for number, part in enumerate(sought):
        phrase = part.words
        for at in range(len(words) - len(phrase) + 1):
            if fits(words[at : at + len(phrase)], phrase, open_end=part.open):
                found.append((number, at, at + len(phrase)))
    return sorted(found, key=lambda place: (place[1], place[2]))


def fits(words: Sequence[str], phrase: Sequence[str], *, open_end: bool) -> bool:
    """Return whether words are those of a phrase, whose last one may go on where its end is open."""
    last = words[-1].startswith(phrase[-1]) if open_end else words[-1] == phrase[-1]
    return last and list(words[:-1]) == list(phrase[:-1])


def densest(places: Sequence[Place]) -> tuple[int, int]:
    """Return the first word of the window with most of what is sought, and how much that is."""
    best = (0, 0)
    for _, first, _ in places:
        held = len({number for number, at, end in places if first <= at and end <= first + WORDS})
        if held > best[1]:
            best = (first, held)
    return best


def cut(text: str, words: Sequence[re.Match[str]], places: Iterable[Place], first: int) -> Pieces:
    """Return the pieces of a text from about a word on, at most ``WORDS`` words."""
    inside = [(at, end) for _, at, end in places if first <= at and end <= first + WORDS]
    last = max((end for _, end in inside), default=first)
    first = max(0, min(first - (WORDS - (last - first)) // 2, len(words) - WORDS))
    past = min(first + WORDS, len(words))
    start = words[first].start() if first else 0
    stop = words[past - 1].end() if past < len(words) else len(text)
    pieces: list[tuple[str, bool]] = [(CUT, False)] if first else []
    at = start
    for one, end in merged(pair for pair in inside if first <= pair[0] and pair[1] <= past):
        begin, done = words[one].start(), words[end - 1].end()
        pieces += [(text[at:begin], False), (text[begin:done], True)]
        at = done
    pieces += [(text[at:stop], False), (CUT if past < len(words) else "", False)]
    return tuple((words, marked) for words, marked in pieces if words)


def merged(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return stretches of words in order, those that overlap as one."""
    found: list[tuple[int, int]] = []
    for first, end in sorted(pairs):
        if found and first < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((first, end))
    return found
