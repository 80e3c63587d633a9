"""Deeds as they were known at an article, read line by line and kept while that article is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from demarche.register import schema
from demarche.register.deeds import A_LINE
from demarche.threads import Deed
from demarche.threads.ledger import (
    BEFORE,
    HORIZON,
    SAME_DEED,
    Question,
    deed_lines,
    for_response,
    for_trigger,
    lines_asked,
    same_deed,
)
from demarche.threads.packing import deed_from

LINES, DEEDS = schema.event_lines, schema.event_deeds
MANY = 500  # lines asked for by one query
LONG_AGO = -(10**9)  # days: as if the trigger had been near for ever


@dataclass(frozen=True, slots=True)
class Row:
    """One deed on one line: its day, its event's key, its article's key."""

    day: int
    event: int
    article: int


@dataclass(kw_only=True)
class Known:
    """The deeds that articles up to one tell. What a thread's statements ask is mostly the same: it is read once."""

    connection: Connection
    article: int
    lines: dict[str, list[Row]] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    deeds: dict[int, Deed] = field(default_factory=dict)

    def near(self, question: Question, article: int) -> list[Deed]:
        """Return the deeds that a statement's ledger may propose, as known at an article: as ``deeds_near`` does."""
        if question.said is None:
            return []
        asked = lines_asked(question)
        self.read(asked)
        first, last = question.said - BEFORE, question.said + HORIZON
        found: dict[int, None] = {}
        for line in asked:
            rows = [
                row.event for row in self.lines[line] if first <= row.day <= last and row.article <= article
            ]
            found |= dict.fromkeys(rows[:A_LINE])
        return [self.deed(event) for event in found]

    def same(self, deed: Deed, article: int) -> list[Deed]:
        """Return what articles up to one tell of the same deed, among what shares a line with it."""
        day = deed.day or 0
        self.read(own := deed_lines(deed))
        rows = [row for line in own for row in self.lines[line]]
        near = {r.event for r in rows if abs(r.day - day) <= SAME_DEED and r.article <= article}
        return [other for event in sorted(near) if same_deed(other := self.deed(event), deed)]

    def read(self, lines: Sequence[str]) -> None:
        """Read the lines that were not read yet, earliest deed first."""
        new = sorted(set(lines) - set(self.lines))
        table = schema.events
        for at in range(0, len(new), MANY):
            some = new[at : at + MANY]
            self.lines |= {line: [] for line in some}
            query = (
                select(LINES.c.line, LINES.c.day, LINES.c.event, table.c.article, DEEDS.c.deed)
                .join(DEEDS, DEEDS.c.event == LINES.c.event)
                .join(table, table.c.key == LINES.c.event)
                .where(LINES.c.line.in_(some), table.c.article <= self.article)
                .order_by(LINES.c.day, LINES.c.event)
            )
            for line, day, event, article, text in self.connection.execute(query):
                self.lines[line].append(Row(int(day), int(event), int(article)))
                self.texts[event] = text

    def deed(self, event: int) -> Deed:
        """Return the deed of an event that was read."""
        if event not in self.deeds:
            self.deeds[event] = deed_from(self.texts[event])
        return self.deeds[event]


def may_concern(question: Question, deeds: Iterable[Deed]) -> bool:
    """Return whether one of the deeds may be proposed for a statement, whatever else is known."""
    return question.said is not None and any(
        for_trigger(question, deed) or for_response(question, deed, near_since=LONG_AGO)
        for deed in deeds
        if deed.status != "denied" and deed.day is not None
    )
