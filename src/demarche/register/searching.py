"""Full-text search by SQLite's FTS5: articles by their words, ranked by bm25, with a snippet.

What a person types is taken as words and "quoted phrases", all of which must occur; ``AND``, ``OR``,
``NOT`` and a trailing ``*`` are understood, every other sign is text.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, literal_column, select, text
from sqlalchemy.sql import table as lightweight

from demarche.errors import UsageError
from demarche.register.rows import source_of
from demarche.register.values import Source

TOKEN = re.compile(r'"([^"]*)"(\*?)|(\S+)')
OPERATORS = ("AND", "OR", "NOT")
WORD = re.compile(r"\w")
START, END = "\x02", "\x03"  # char(2) and char(3): marks that no article's text should hold
LOOKED_AT = (
    5000  # articles that are ranked, the last added: of a frequent word there are hundreds of thousands
)
RANKED = text(  # a snippet of 32 words of whichever column holds the words
    "WITH looked_at AS (SELECT rowid AS key, bm25(articles_fts, 2.0, 1.0) AS rank FROM articles_fts "
    "WHERE articles_fts MATCH :query ORDER BY rowid DESC LIMIT :looked_at), "
    "nearest AS (SELECT key, rank FROM looked_at ORDER BY rank, key LIMIT :limit) "
    "SELECT a.key, a.id AS article_id, a.title, a.outlet, a.day, a.date_reason, a.url, n.rank, "
    "snippet(articles_fts, -1, char(2), char(3), ' … ', 32) AS snippet "
    "FROM nearest n CROSS JOIN articles_fts JOIN articles a ON a.key = n.key "
    "WHERE articles_fts MATCH :query AND articles_fts.rowid = n.key ORDER BY n.rank, n.key"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleHit:
    """An article that holds the words."""

    key: int
    source: Source
    snippet: tuple[tuple[str, bool], ...]
    score: float


def quoted(query: str) -> str:
    """Return what a person typed as an FTS5 query that means it, whatever signs it holds.

    Raises UsageError for a query without words, or with an operator that joins nothing.

    >>> quoted('missiles "South Kurils" U.S. territor*')
    '"missiles" "South Kurils" "U.S." "territor"*'
    >>> quoted("tariffs NOT (steel")
    '"tariffs" NOT "(steel"'
    """
    parts = [part for match in TOKEN.finditer(query) if (part := token(match))]
    if not any(part not in OPERATORS for part in parts):
        raise UsageError(f"search {query!r}: no word to look for; give at least one")
    for before, part in zip([None, *parts], [*parts, None], strict=True):
        if part in (*OPERATORS, None) and before in (None, *OPERATORS):
            raise UsageError(f"search {query!r}: AND, OR and NOT stand between words; put one on each side")
    # A phrase beside a phrase means both, but not beside an operator's: FTS5 wants AND there.
    return " ".join(parts) if not set(OPERATORS) & set(parts) else with_and(parts)


def token(match: re.Match[str]) -> str | None:
    """Return one word, phrase or operator in FTS5's notation, None where it holds no word."""
    phrase, star, word = match.groups()
    if word in OPERATORS:
        return str(word)
    if word is not None:
        phrase, star = (word[:-1], "*") if word.endswith("*") else (word, "")
    if not WORD.search(phrase):
        return None
    escaped = phrase.replace('"', '""').replace("\x00", " ")
    return f'"{escaped}"{star}'


def with_and(parts: list[str]) -> str:
    """Return the parts with AND between those that have no operator."""
    joined = parts[:1]
    for before, part in itertools.pairwise(parts):
        if before not in OPERATORS and part not in OPERATORS:
            joined.append("AND")
        joined.append(part)
    return " ".join(joined)


def rows_matching(name: str, query: str, key: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that a row of ``name`` holds the words of an FTS5 query."""
    index = f"{name}_fts"
    match = literal_column(index).op("MATCH")(query)
    return key.in_(select(literal_column("rowid")).select_from(lightweight(index)).where(match))


def search_articles(connection: Connection, query: str, *, limit: int) -> list[ArticleHit]:
    """Return the articles that hold the words, best first; a word of the title counts double.

    Where very many hold them, the best of those added last.
    """
    asked = {"query": quoted(query), "limit": limit, "looked_at": LOOKED_AT}
    found = connection.execute(RANKED, asked).mappings()
    return [
        ArticleHit(
            key=row["key"], source=source_of(row), snippet=pieces(row["snippet"]), score=-float(row["rank"])
        )
        for row in found
    ]


def pieces(snippet: str) -> tuple[tuple[str, bool], ...]:
    """Return a snippet's pieces, each with whether it was sought.

    >>> pieces("a \\x02red\\x03 line")
    (('a ', False), ('red', True), (' line', False))
    """
    found = []
    for i, part in enumerate(re.split(f"[{START}{END}]", snippet)):
        if part:
            found.append((part, i % 2 == 1))
    return tuple(found)
