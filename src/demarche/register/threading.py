"""The verbs of a register that concern threads, statements and the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date as Date
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection, select

from demarche.errors import UsageError
from demarche.register import finding, joined, judging, linking, past, schema
from demarche.register.values import Filter, StoredLedger, StoredThread
from demarche.threads import Side
from demarche.threads.judging import Judgement

ALL = Filter()
PAGE = 64  # threads read at once: a page of the desk and what tells that more follow


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
        if where.as_of is None:
            yield from finding.paged(self.thread_part, where, PAGE)
            return
        yield from past.cut((then.thread for then in self.then(where)), where)

    def thread_part(self, where: Filter, size: int) -> tuple[list[StoredThread], str | None]:
        """Return the first threads that pass the filter, and where the next ones begin."""
        with self.reading() as connection:
            rows = joined.thread_page(connection, where, size)
            found = [one for row in rows for one in joined.threads_in(connection, row["key"])]
        return found, joined.next_cursor(rows, size)

    def then(self, where: Filter) -> Iterator[past.Then]:
        """Yield the threads as of the filter's day of which a threat passes it, in no order."""
        return finding.paged(self.then_part, past.whole(where), PAGE)

    def then_part(self, where: Filter, size: int) -> tuple[list[past.Then], str | None]:
        """Return what the first threads were on the filter's day, and where the next ones begin."""
        as_of = where.as_of or self.today()
        with self.reading() as connection:
            rows = joined.thread_page(connection, where, size)
            found = list(past.threads_then(connection, where, [int(row["key"]) for row in rows], as_of))
        return found, joined.next_cursor(rows, size)

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
        if where.as_of is None:
            yield from finding.paged(self.ledger_part, where, PAGE)
            return
        told = past.cut((one for then in self.then(where) for one in then.told), where)
        for at in range(0, len(told), PAGE):
            with self.reading() as connection:
                some = judging.ledgers(
                    connection, told[at : at + PAGE], today=self.today(), as_of=where.as_of
                )
            yield from some

    def ledger_part(self, where: Filter, size: int) -> tuple[list[StoredLedger], str | None]:
        """Return the ledgers of the first statements that pass the filter, and where the next ones begin."""
        with self.reading() as connection:
            rows = joined.statement_page(connection, where, size)
            told = judging.told_of(connection, {int(row["key"]): joined.cursor_of(row) for row in rows})
            found = judging.ledgers(connection, told, today=self.today())
        return found, joined.next_cursor(rows, size)

    def ledger_of(self, thread: StoredThread, *, as_of: Date | None = None) -> tuple[StoredLedger, ...]:
        """Return the ledger of a thread's statements, in their order."""
        with self.reading() as connection:
            told = joined.tellings_of(connection, [s.id for s in thread.statements], as_of=as_of)
            wanted = [
                judging.Told(statement=statement, tellings=told[statement.id], thread=thread.id)
                for statement in thread.statements
            ]
            return tuple(judging.ledgers(connection, wanted, today=self.today(), as_of=as_of))

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
        key = joined.link_of(connection, threat_id)["statement"]
        return judging.ledger_of_statement(connection, key, today=self.today())

    def today(self) -> Date:
        """Return the day it is."""
        return datetime.fromisoformat(self.at()).date()


def signed(author: str) -> None:
    """Raise UsageError unless a change has a name."""
    if not author.strip():
        raise UsageError("author: a change needs a name; give who makes it")
