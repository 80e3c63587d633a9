"""Who to whom: the statements of each sender to each target, counted."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, case, distinct, func, select

from demarche.register import pairs, schema
from demarche.register.finding import threat_conditions
from demarche.register.pairs import Cell
from demarche.register.standing import LEVELS
from demarche.register.values import Filter

LINKS, THREATS, ACTORS = schema.threat_links, schema.threats, schema.threat_actors

__all__ = ["Cell", "cells"]


def cells(connection: Connection, where: Filter) -> tuple[Cell, ...]:
    """Return a cell for each pair of the filter's senders and targets, the most statements first.

    Those of actors alone are kept (``pairs``); others are counted from the threats that pass the filter.
    """
    if pairs.is_by_actors(where):
        return pairs.cells(connection, replace(where, limit=None, after=None))
    sender, target = ACTORS.alias("sender"), ACTORS.alias("target")
    level = case({name: number for number, name in enumerate(LEVELS)}, value=THREATS.c.commitment, else_=0)
    count = func.count(distinct(LINKS.c.statement)).label("statements")
    query = (
        select(sender.c.code.label("by"), target.c.code.label("to"), count, func.max(level).label("highest"))
        .select_from(LINKS)
        .join(THREATS, THREATS.c.key == LINKS.c.threat)
        .join(sender, (sender.c.threat == THREATS.c.key) & (sender.c.role == "sender"))
        .join(target, (target.c.threat == THREATS.c.key) & (target.c.role == "target"))
        .where(*threat_conditions(where))
    )
    if where.article is not None or where.as_of is not None:  # joined only where asked for
        query = query.join(schema.articles, schema.articles.c.key == THREATS.c.article)
    if where.coder:
        query = query.join(schema.runs, schema.runs.c.key == THREATS.c.run)
    for column, codes in ((sender.c.code, where.sender), (target.c.code, where.target)):
        if codes:
            query = query.where(column.in_([code.upper() for code in codes]))
    rows = connection.execute(
        query.group_by(sender.c.code, target.c.code).order_by(count.desc(), sender.c.code, target.c.code)
    )
    return tuple(
        Cell(sender=by, target=to, statements=int(number), highest=LEVELS[highest])
        for by, to, number, highest in rows
    )
