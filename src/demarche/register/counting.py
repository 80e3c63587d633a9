"""The register in figures, counted so that no table is read whole; kept until something was added or changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Index, func, select, text

from demarche.register import finding, schema
from demarche.register.rows import date_of
from demarche.register.values import Counts

MOMENT = text(  # what grows or moves with whatever the figures count; each a look at the end of an index
    "SELECT (SELECT ticks FROM card_clock), (SELECT max(key) FROM articles), (SELECT max(key) FROM threats), "
    "(SELECT max(key) FROM events), (SELECT max(key) FROM runs), (SELECT max(id) FROM revisions), "
    "(SELECT count(*) FROM revisions WHERE undone_at IS NOT NULL)"
)
OUTLETS = text(  # from one outlet to the next along the index, not along the articles
    "WITH RECURSIVE found(outlet) AS (SELECT min(outlet) FROM articles UNION ALL "
    "SELECT (SELECT min(a.outlet) FROM articles a WHERE a.outlet > found.outlet) FROM found "
    "WHERE found.outlet IS NOT NULL) SELECT count(outlet) FROM found"
)
Moment = tuple[Any, ...]
Index("ix_articles_outlet", schema.articles.c.outlet)
Index("ix_articles_day", schema.articles.c.day)
SUPERSEDED = schema.events.c.superseded_by.is_not(None)
Index(  # of those alone, so that no query of the others is led to it
    "ix_events_superseded_by",
    schema.events.c.superseded_by,
    sqlite_where=SUPERSEDED,
    postgresql_where=SUPERSEDED,
)


def moment(connection: Connection) -> Moment:
    """Return what tells one state of the register from another."""
    return tuple(connection.execute(MOMENT).one())


def counts(connection: Connection) -> Counts:
    """Return the register in figures."""
    articles, threats, events = schema.articles, schema.threats, schema.events
    stands = threats.c.superseded_by.is_(None)
    days = select(func.min(articles.c.day)).where(articles.c.day != "").scalar_subquery()
    first, last = connection.execute(select(days, select(func.max(articles.c.day)).scalar_subquery())).one()
    runs = connection.execute(select(schema.runs.c.coder).order_by(schema.runs.c.coder)).scalars()
    return Counts(
        articles=finding.count(connection, articles),
        outlets=int(connection.execute(OUTLETS).scalar_one()),
        threats=finding.count(connection, threats, stands, threats.c.rejected.is_(False)),
        events=finding.count(connection, events) - finding.count(connection, events, SUPERSEDED),
        revisions=finding.count(connection, schema.revisions),
        superseded=finding.count(connection, threats, threats.c.superseded_by.is_not(None)),
        rejected=finding.count(connection, threats, stands, threats.c.rejected),
        coders=tuple(dict.fromkeys(runs)),
        first=date_of(first or ""),
        last=date_of(last or ""),
    )
