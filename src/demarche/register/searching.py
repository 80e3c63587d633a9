"""Full-text search: by SQLite's FTS5, ranked by bm25; by PostgreSQL's ``tsvector``, ranked by ``ts_rank``.

Both cut texts into the same words (``queries``); a word of the title counts double in both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    cast,
    func,
    literal,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.sql import table as lightweight

from demarche.register import schema
from demarche.register.engines import ByEngine
from demarche.register.queries import for_fts5, for_tsquery, parsed
from demarche.register.rows import source_of
from demarche.register.snippets import Pieces, snippet
from demarche.register.values import Source

START, END = "\x02", "\x03"  # char(2) and char(3): marks that no article's text should hold
LOOKED_AT = 5000  # articles that are ranked, the last added: a frequent word stands in hundreds of thousands
IN_SQLITE = text(  # a snippet of 32 words of whichever column holds the words
    "WITH looked_at AS (SELECT rowid AS key, bm25(articles_fts, 2.0, 1.0) AS rank FROM articles_fts "
    "WHERE articles_fts MATCH :query ORDER BY rowid DESC LIMIT :looked_at), "
    "nearest AS (SELECT key, rank FROM looked_at ORDER BY rank, key LIMIT :limit) "
    "SELECT a.key, a.id AS article_id, a.title, a.outlet, a.day, a.date_reason, a.url, -n.rank AS score, snippet(articles_fts, -1, char(2), char(3), ' … ', 32) AS snippet "
    "FROM nearest n CROSS JOIN articles_fts JOIN articles a ON a.key = n.key "
    "WHERE articles_fts MATCH :query AND articles_fts.rowid = n.key ORDER BY n.rank, n.key"
)
IN_POSTGRES = text(  # labels A: title, B: text; divided by the logarithm of the length
    "SELECT a.key, a.id AS article_id, a.title, a.outlet, a.day, a.date_reason, a.url, "
    "a.text, ts_rank('{0, 0, 0.5, 1}', a.lexemes, q, 1) AS score "
    "FROM articles a, CAST(:query AS tsquery) q "
    "WHERE a.lexemes @@ q ORDER BY score DESC, a.key LIMIT :limit"
)
OFTEN = 10_000  # rows that hold a frequent word
COLUMNS = {"speaker": "A"}  # the label of what is found by its column


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleHit:
    """An article that holds the words."""

    key: int
    source: Source
    snippet: Pieces
    score: float


def rows_matching(
    name: str, query: str, key: ColumnElement[int], *, column: str | None = None
) -> ColumnElement[bool]:
    """Return the condition that a row of ``name`` holds the words, in one column where it is given."""
    sought = for_tsquery(query, label=COLUMNS[column] if column else "")
    holds = literal_column(f"{name}.lexemes").op("@@")(cast(literal(sought), TSQUERY))
    return ByEngine(sqlite=key.in_(keys_matching(name, query, column)), postgresql=holds)


def keys_matching(name: str, query: str, column: str | None) -> Select[Any]:
    """Return SQLite's query for the keys of the rows of ``name`` that hold the words."""
    index, sought = f"{name}_fts", for_fts5(query)
    match = literal_column(index).op("MATCH")(f"{column} : ({sought})" if column else sought)
    return select(literal_column("rowid", Integer)).select_from(lightweight(index)).where(match)


def is_frequent(connection: Connection, name: str, query: str, *, column: str | None = None) -> bool:
    """Return whether so many rows of ``name`` hold the words that it is dear to list them all."""
    rows = keys_matching(name, query, column)
    if connection.dialect.name != "sqlite":
        key = schema.metadata.tables[name].c.key
        rows = select(key).where(rows_matching(name, query, key, column=column))
    found = rows.limit(OFTEN).subquery()
    return int(connection.execute(select(func.count()).select_from(found)).scalar_one()) == OFTEN


def search_articles(connection: Connection, query: str, *, limit: int) -> list[ArticleHit]:
    """Return the articles that hold the words, best first; a word of the title counts double.

    Where very many hold them, the best of those added last.
    """
    parts = parsed(query)
    if connection.dialect.name == "sqlite":
        asked = {"query": for_fts5(query), "limit": limit, "looked_at": LOOKED_AT}
        found = [(row, pieces(row["snippet"])) for row in connection.execute(IN_SQLITE, asked).mappings()]
    else:
        rows = connection.execute(IN_POSTGRES, {"query": for_tsquery(query), "limit": limit}).mappings()
        found = [(row, snippet(parts, row["text"], row["title"])) for row in rows]
    return [
        ArticleHit(key=row["key"], source=source_of(row), snippet=marked, score=float(row["score"]))
        for row, marked in found
    ]


def pieces(marked: str) -> Pieces:
    """Return a marked snippet's pieces, each with whether it was sought.

    >>> pieces("a \\x02red\\x03 line")
    (('a ', False), ('red', True), (' line', False))
    """
    found = []
    for i, part in enumerate(re.split(f"[{START}{END}]", marked)):
        if part:
            found.append((part, i % 2 == 1))
    return tuple(found)
