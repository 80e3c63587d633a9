"""What follows from new rows in SQLite, once for many: their words, and which cards and pairs are to be forgotten.

PostgreSQL does it by itself, with a generated column and a trigger for each statement. SQLite has triggers for
each row alone, at several times the cost (migration 0008); they still follow what is changed and deleted.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

INDEXED = {"articles": ("title", "text"), "threats": ("speaker", "words")}  # columns whose words are sought
VALUES = "(SELECT value FROM json_each(?))"
OF_ARTICLES = (
    f"(SELECT l.thread FROM threat_links l JOIN threats t ON t.key = l.threat WHERE t.article IN {VALUES})"  # noqa: S608
)
OF_LINES = f"(SELECT thread FROM card_lines WHERE line IN {VALUES})"  # noqa: S608 - words of ours
CARDS = "DELETE FROM thread_cards WHERE thread IN "
FORGETTING: dict[str, tuple[str, tuple[str, ...]]] = {  # the column that is asked by, and what is done
    "threat_links": (
        "thread",
        (
            CARDS + VALUES,
            f"DELETE FROM thread_pairs WHERE thread IN {VALUES}",  # noqa: S608
            "INSERT OR IGNORE INTO stale_pairs (thread) SELECT DISTINCT value FROM json_each(?)",
        ),
    ),
    "reprints": ("article", (CARDS + OF_ARTICLES,)),
    "event_lines": ("line", (CARDS + OF_LINES,)),
}


def follow(connection: Connection, table: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Do what follows from rows that were just inserted into a table of SQLite."""
    if columns := INDEXED.get(table):
        places = [names.index(name) for name in ("key", *columns)]
        query = f"INSERT INTO {table}_fts (rowid, {', '.join(columns)}) VALUES (?, ?, ?)"  # noqa: S608
        connection.exec_driver_sql(query, [tuple(row[at] for at in places) for row in rows])
    if table in FORGETTING:
        column, statements = FORGETTING[table]
        at = names.index(column)
        values = json.dumps(list({row[at] for row in rows}), ensure_ascii=False)
        for statement in statements:
            connection.exec_driver_sql(statement, (values,))
        connection.exec_driver_sql("UPDATE card_clock SET ticks = ticks + ?", (len(rows),))
