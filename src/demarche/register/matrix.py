"""Who to whom: the statements of each sender to each target, counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from sqlalchemy import Connection, case, distinct, func, select

from demarche.register import schema
from demarche.register.finding import threat_conditions, with_actors
from demarche.register.values import Filter
from demarche.threats import Commitment

LEVELS: tuple[Commitment, ...] = get_args(Commitment)
LINKS, THREATS, ACTORS = schema.threat_links, schema.threats, schema.threat_actors


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One sender's statements to one target."""

    sender: str
    target: str
    statements: int
    highest: Commitment


def cells(connection: Connection, where: Filter) -> tuple[Cell, ...]:
    """Return a cell for each pair of sender and target, the most statements first."""
    sender, target = ACTORS.alias("sender"), ACTORS.alias("target")
    level = case({name: number for number, name in enumerate(LEVELS)}, value=THREATS.c.commitment, else_=0)
    count = func.count(distinct(LINKS.c.statement)).label("statements")
    query = (
        select(sender.c.code.label("by"), target.c.code.label("to"), count, func.max(level).label("highest"))
        .select_from(LINKS)
        .join(THREATS, THREATS.c.key == LINKS.c.threat)
        .join(schema.articles, schema.articles.c.key == THREATS.c.article)
        .join(schema.runs, schema.runs.c.key == THREATS.c.run)
        .join(sender, (sender.c.threat == THREATS.c.key) & (sender.c.role == "sender"))
        .join(target, (target.c.threat == THREATS.c.key) & (target.c.role == "target"))
        .where(*threat_conditions(where))
    )
    query, _ = with_actors(query, THREATS, ACTORS, (("sender", where.sender), ("target", where.target)))
    rows = connection.execute(
        query.group_by(sender.c.code, target.c.code).order_by(count.desc(), sender.c.code, target.c.code)
    )
    return tuple(
        Cell(sender=by, target=to, statements=int(number), highest=LEVELS[highest])
        for by, to, number, highest in rows
    )
