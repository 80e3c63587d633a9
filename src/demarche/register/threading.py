"""The verbs of a register that concern threads, statements and the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date as Date
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection, select

from demarche.errors import UsageError
from demarche.register import finding, joined, judging, linking, schema
from demarche.register.values import Filter, StoredLedger, StoredThread
from demarche.threads import Side
from demarche.threads.grouping import order
from demarche.threads.judging import Judgement

ALL = Filter()
PAGE = 50  # threads read at once


class Reading(Protocol):
    """What these verbs need of a register."""

    def reading(self) -> AbstractContextManager[Connection]:
        """Give a connection for reading."""
        ...

    def writing(self) -> AbstractContextManager[Connection]:
        """Give a connection for writing."""
        ...

    def at(self) -> str:
        """Return the time as the tables hold it."""
        ...


class Threading(Reading, Protocol):
    """Threads, statements and the ledger of a register, mixed into its store."""

    def rejoin(self) -> None:
        """Join everything anew if the register was joined by other rules than these."""
        with self.reading() as connection:
            current = linking.is_current(connection)
        if not current:
            with self.writing() as connection:
                linking.rejoin(connection, at=self.at())

    def threads(self, where: Filter = ALL) -> Iterator[StoredThread]:
        """Yield the threads of which a threat passes the filter, last said first.

        As of a day, what is joined is what was known then; the list is then read through as a whole.
        """
        if where.as_of is not None:
            yield from self.threads_then(where)
            return
        left, after = where.limit, where.after
        while left is None or left > 0:
            size = PAGE if left is None else min(left, PAGE)
            with self.reading() as connection:
                rows = joined.thread_page(connection, replace(where, after=after), size)
                page = [one for row in rows for one in joined.threads_in(connection, row["key"])]
            yield from page
            if len(rows) < size:
                return
            after, left = page[-1].cursor, None if left is None else left - size

    def threads_then(self, where: Filter) -> Iterator[StoredThread]:
        """Yield the threads as of a day, last said first."""
        found, after = list[StoredThread](), None
        while True:
            with self.reading() as connection:
                rows = joined.thread_page(connection, replace(where, after=after), PAGE)
                for row in rows:
                    found += joined.threads_in(connection, row["key"], as_of=where.as_of)
            if len(rows) < PAGE:
                break
            after = f"{rows[-1]['last']}~{rows[-1]['key']}"
        found.sort(key=lambda thread: (-(thread.last or Date.min).toordinal(), thread.id))
        yield from found[: where.limit]

    def thread(self, prefix: str, *, as_of: Date | None = None) -> StoredThread:
        """Return the thread that holds the threat whose id begins so.

        Raises UsageError for none or several, and where it was not known yet on ``as_of``.
        """
        with self.reading() as connection:
            wanted = finding.threat_by_prefix(connection, prefix)["id"]
            found = joined.threads_in(connection, joined.thread_of(connection, prefix), as_of=as_of)
        for thread in found:
            if any(report.id == wanted for statement in thread.statements for report in statement.reports):
                return thread
        raise UsageError(f"threat {wanted}: was not known yet on {as_of}; give a later day")

    def ledger(self, where: Filter = ALL) -> Iterator[StoredLedger]:
        """Yield the ledger of every statement of which a threat passes the filter, last said first."""
        if where.as_of is not None:
            for thread in self.threads(where):
                yield from self.ledger_of(thread, as_of=where.as_of)
            return
        today = datetime.fromisoformat(self.at()).date()
        left, after = where.limit, where.after
        while left is None or left > 0:
            size = PAGE if left is None else min(left, PAGE)
            with self.reading() as connection:
                rows = joined.statement_page(connection, replace(where, after=after), size)
                page = [
                    judging.ledger_of_statement(
                        connection, row["key"], today=today, cursor=f"{row['last']}~{row['key']}"
                    )
                    for row in rows
                ]
            yield from page
            if len(rows) < size:
                return
            after, left = page[-1].cursor, None if left is None else left - size

    def ledger_of(self, thread: StoredThread, *, as_of: Date | None = None) -> tuple[StoredLedger, ...]:
        """Return the ledger of a thread's statements, in their order."""
        today = datetime.fromisoformat(self.at()).date()
        with self.reading() as connection:
            groups, _ = joined.groups_in(connection, joined.thread_of(connection, thread.id), as_of)
            told = {t.id: group for statements in groups for group in statements for t in group}
            return tuple(
                judging.ledger_of(
                    connection,
                    statement,
                    sorted(told[statement.id], key=order),
                    thread=thread.id,
                    today=today,
                    as_of=as_of,
                )
                for statement in thread.statements
            )

    def judge(
        self,
        threat: str,
        side: Side,
        verdict: str,
        *,
        event: str | None = None,
        note: str | None = None,
        author: str,
    ) -> StoredLedger:
        """Keep a person's answer about a statement's trigger or response; return its ledger as it then stands.

        ``threat`` begins the id of any threat of the statement; without ``event`` the answer is about the
        side as a whole. Raises UsageError for what is unknown.
        """
        signed(author)
        with self.writing() as connection:
            bound = judging.judge(
                connection, threat, side, verdict, event=event, note=note, author=author, at=self.at()
            )
            return self.ledger_in(connection, bound)

    def undo_judgement(self, number: int, *, author: str) -> StoredLedger:
        """Take a judgement back; it stays on record. Return the statement's ledger as it then stands."""
        signed(author)
        with self.writing() as connection:
            bound = judging.undo_judgement(connection, number, author=author, at=self.at())
            return self.ledger_in(connection, bound)

    def judgements(self) -> tuple[Judgement, ...]:
        """Return every judgement, oldest first, undone ones too."""
        with self.reading() as connection:
            query = select(schema.judgements).order_by(schema.judgements.c.id)
            return tuple(judging.judgement_of(row) for row in connection.execute(query).mappings())

    def ledger_in(self, connection: Connection, threat_id: str) -> StoredLedger:
        """Return the ledger of the statement that holds a threat."""
        joined.thread_of(connection, threat_id)  # says why where there is none
        row = finding.threat_by_prefix(connection, threat_id)
        links = schema.threat_links
        key = connection.execute(select(links.c.statement).where(links.c.threat == row["key"])).scalar_one()
        today = datetime.fromisoformat(self.at()).date()
        return judging.ledger_of_statement(connection, int(key), today=today)


def signed(author: str) -> None:
    """Raise UsageError unless a change has a name."""
    if not author.strip():
        raise UsageError("author: a change needs a name; give who makes it")
