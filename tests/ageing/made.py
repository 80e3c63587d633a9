"""A register that people have worked with, what it says, and how it looked under each older schema."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from demarche.coding import code_article
from demarche.demo import demo_articles
from demarche.register import Filter, open_register
from demarche.register.following import INDEXED
from demarche.register.opening import migrate
from demarche.register.schema import APPLICATION_ID
from demarche.register.sqlite import engine_on
from demarche.register.store import SqlRegister
from demarche.watch.store import WatchStore

NOW = datetime(2026, 1, 1, tzinfo=UTC)
VERSIONS = sorted(
    path.name[:4]
    for path in (Path(__file__).parents[2] / "src/demarche/register/migrations/versions").glob("0*.py")
)
HAND_MADE = {"judgements": "0003", "users": "0004", "reviews": "0004", "feeds": "0005", "watches": "0005"}


def opened(place: Path, **options: Any) -> SqlRegister:
    return open_register(place, now=lambda: NOW, **options)


def worked_with(place: Path) -> None:
    """Fill a register with the demonstration's articles, and with what people do."""
    with opened(place) as register:
        register.add((code_article(article) for article in demo_articles()), source="demo")
        threats = [stored.id for stored in register.threats()]
        register.reject(threats[0], author="Ada")
        register.correct(threats[1], "commitment", "open", author="Ben")
        register.undo(register.revisions()[-1].id, author="Ada")
        register.correct(threats[2], "target", ("DEU",), author="Ada")
        for number in (3, 4):
            register.judge(threats[number], "trigger", "met", note="seen", author="Ada")
        register.undo_judgement(register.judgements()[-1].id, author="Ben")
        register.review(threats[5], "accept", author="Ada")
        register.add_user("ada", "admin", "hash")
        store = WatchStore(register)
        store.add_feed("https://gazette.example/feed.xml", every=60, author="Ada")
        store.add_watch("Japan", Filter(target=("JPN",)), author="Ada")


def said(register: SqlRegister) -> dict[str, Any]:
    """Return all that a register says: ids, records, what people did; no keys and no times."""
    threads = list(register.threads())
    return {
        "articles": [(one.id, one.coders) for one in register.articles()],
        "threats": [(one.id, one.threat) for one in register.threats(Filter(rejected=True))]
        + [(one.id, one.threat) for one in register.threats()],
        "events": [(one.id, one.event) for one in register.events()],
        "threads": [
            (thread.id, [(s.id, sorted(r.id for r in s.reports)) for s in thread.statements])
            for thread in threads
        ],
        "ledger": [
            (one.statement.id, one.trigger.state, one.response.state)
            for thread in threads
            for one in register.ledger_of(thread)
        ],
        "revisions": [(r.record, r.field, r.old, r.new, r.author, r.undone_by) for r in register.revisions()],
        "judgements": [(j.threat, j.side, j.verdict, j.author, j.undone_by) for j in register.judgements()],
        "search": [hit.source.article_id for hit in register.search("missiles", limit=50)],
    }


def aged(place: Path, older: Path, version: str) -> None:
    """Make a register as it looked under an older schema, with all the data of ``place`` that this had."""
    engine = engine_on(older, write=True, wait=5.0)
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        migrate(connection, version)
    engine.dispose()
    with closing(sqlite3.connect(older, isolation_level=None)) as database:
        database.execute("ATTACH ? AS now", (str(place),))
        tables = {row[0] for row in database.execute(TABLES)} & {
            row[0] for row in database.execute(TABLES.replace("sqlite_master", "now.sqlite_master"))
        }
        database.execute("BEGIN")
        for name in sorted(tables - {"alembic_version"}):
            columns = ", ".join(
                f'"{row[1]}"' for row in database.execute(f'PRAGMA main.table_info("{name}")')
            )
            database.execute(f'DELETE FROM main."{name}"')
            database.execute(f'INSERT INTO main."{name}" ({columns}) SELECT {columns} FROM now."{name}"')
        for name in INDEXED if version >= "0002" else ():  # since 0008 by those who insert
            database.execute(f"INSERT INTO main.{name}_fts ({name}_fts) VALUES ('rebuild')")
        database.execute("COMMIT")
        assert database.execute("SELECT version_num FROM main.alembic_version").fetchone() == (version,)


TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%' "
    "AND name NOT LIKE 'sqlite%' AND name NOT GLOB '*_fts*' AND name NOT GLOB '*_search*'"
)
