"""What a person types into a search field, read once and told to each engine in its own notation.

It is taken as words and "quoted phrases", all of which must occur; ``AND``, ``OR``, ``NOT`` and a trailing ``*``
are understood, every other sign is text. A word is a run of letters and digits, marks over letters and the
size of letters do not count.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass

from demarche.errors import UsageError

TOKEN = re.compile(r'"([^"]*)"(\*?)|(\S+)')
OPERATORS = ("AND", "OR", "NOT")
MARKS = "\u0300-\u036f"
WORD = re.compile(f"(?:[^\\W_][{MARKS}]*)+")
IN_TSQUERY = {"AND": "&", "OR": "|", "NOT": "& !"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A word or phrase that is sought; ``open``: its last word may go on."""

    text: str
    open: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """The words that must follow each other."""
        return tuple(map(folded, WORD.findall(self.text)))


Part = Sought | str  # a str is an operator


def folded(word: str) -> str:
    """Return a word as it is compared.

    >>> folded("Économie")
    'economie'
    """
    if word.isascii():
        return word.lower()
    return re.sub(f"[{MARKS}]", "", unicodedata.normalize("NFD", word)).lower()


def parsed(query: str) -> tuple[Part, ...]:
    """Return what is sought, an operator between any two.

    Raises UsageError for a query without words, or with an operator that joins nothing.
    """
    parts = [part for match in TOKEN.finditer(query) if (part := part_of(match))]
    if not any(isinstance(part, Sought) for part in parts):
        raise UsageError(f"search {query!r}: no word to look for; give at least one")
    for before, part in zip([None, *parts], [*parts, None], strict=True):
        if not isinstance(part, Sought) and not isinstance(before, Sought):
            raise UsageError(f"search {query!r}: AND, OR and NOT stand between words; put one on each side")
    joined = parts[:1]
    for before, part in itertools.pairwise(parts):
        if isinstance(before, Sought) and isinstance(part, Sought):
            joined.append("AND")
        joined.append(part)
    return tuple(joined)


def part_of(match: re.Match[str]) -> Part | None:
    """Return one word, phrase or operator, None where it holds no word."""
    phrase, star, word = match.groups()
    if word in OPERATORS:
        return str(word)
    if word is not None:
        phrase, star = (word[:-1], "*") if word.endswith("*") else (word, "")
    return Sought(text=phrase, open=bool(star)) if WORD.search(phrase) else None


def for_fts5(query: str) -> str:
    """Return what a person typed as a query of SQLite's FTS5.

    >>> for_fts5('missiles "South Kurils" U.S. territor*')
    '"missiles" AND "South Kurils" AND "U.S." AND "territor"*'
    >>> for_fts5("tariffs NOT (steel")
    '"tariffs" NOT "(steel"'
    """
    return " ".join(part if isinstance(part, str) else fts5_phrase(part) for part in parsed(query))


def fts5_phrase(part: Sought) -> str:
    """Return a phrase in FTS5's notation."""
    escaped = part.text.replace('"', '""').replace("\x00", " ")
    return f'"{escaped}"{"*" if part.open else ""}'


def for_tsquery(query: str, *, label: str = "") -> str:
    """Return what a person typed as a ``tsquery`` of PostgreSQL, in words of one ``label`` where it is given.

    >>> for_tsquery('missiles "South Kurils" OR territor*', label="A")
    "'missiles':A & ('south':A <-> 'kurils':A) | 'territor':*A"
    """
    return " ".join(
        IN_TSQUERY[part] if isinstance(part, str) else tsquery_phrase(part, label) for part in parsed(query)
    )


def tsquery_phrase(part: Sought, label: str) -> str:
    """Return a phrase in the notation of ``tsquery``."""
    words = [f"'{word}'{':' if label else ''}{label}" for word in part.words]
    if part.open:
        words[-1] = f"'{part.words[-1]}':*{label}"
    return words[0] if len(words) == 1 else f"({' <-> '.join(words)})"
