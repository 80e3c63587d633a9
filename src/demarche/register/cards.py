"""Cards: what a list shows of a thread, made once and kept until something that it was made of changes.

Triggers forget a card (migration 0004): a thread's threats, their corrections, judgements and copies, and the
deeds on the lines that its last statements ask. Who makes a card first leaves a claim in its place, with those
lines: the same triggers take it away, so that a card is kept only if nothing it was made of changed meanwhile.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date as Date
from itertools import islice
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, bindparam, delete, exists, select, update
from sqlalchemy.exc import DBAPIError

from demarche.register import finding, joined, pairs, schema
from demarche.register.digests import Digests, sums_of
from demarche.register.engines import insert_many
from demarche.register.judging import ledgers, told_of
from demarche.register.lately import Lately, people_did
from demarche.register.postgres import BusyError
from demarche.register.threading import Reading
from demarche.register.values import Filter, StoredLedger, StoredThread
from demarche.threads import State, Telling
from demarche.threads.course import changes_of
from demarche.threads.digest import ThreadSum
from demarche.threads.judging import VERDICTS, Answer, DecidedBy
from demarche.threads.ledger import lines_asked, question_of

COURSE = 50  # statements, the last ones, whose commitment a card tells
JUDGED = 3  # statements, the last ones, whose ledger a card sums up
PAGE = 64
MOST_RIPE = 200  # looked at for what to make next
LATEST = 120.0  # seconds
CARD, CLAIM = "{", "claim"  # how the text of a card begins, and of a claim
LEFT_OVER = 10  # seconds after which a claim is of somebody who is gone
CARDS, LINES = schema.thread_cards, schema.card_lines
ALL = Filter()


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadCard:
    """A thread as a list shows it."""

    id: str
    title: str
    sender: tuple[str, ...]
    target: tuple[str, ...]
    matters: tuple[str, ...]
    first: str | None  # ISO days
    last: str | None
    statement_count: int
    report_count: int
    source_count: int
    outlets: tuple[str, ...]
    commitment: tuple[str, ...]  # of the last statements, ``COURSE`` at most
    course: tuple[str, ...]  # likewise
    trigger: State  # how far the last statements' triggers and responses have come, and who says so
    trigger_by: DecidedBy
    response: State
    response_by: DecidedBy
    deadline: str | None  # of the last statement, where nothing met it
    cursor: str = field(default="", repr=False)

    def lapsed(self, today: Date) -> bool:
        """Return whether the last statement's deadline is past and nothing is known to have come of it."""
        return self.deadline is not None and self.deadline < today.isoformat()


class Ledgering(Reading, Protocol):
    """What cards need of a register."""

    engine: Engine
    lately: Lately[int, ThreadCard]
    digests: Digests

    def threads(self, where: Filter = ...) -> Iterator[StoredThread]:
        """Yield threads."""
        ...

    def ledger_of(self, thread: StoredThread, *, as_of: Date | None = None) -> tuple[StoredLedger, ...]:
        """Return a thread's ledger."""
        ...

    def today(self) -> Date:
        """Return the day it is."""
        ...


class Carding(Ledgering, Protocol):
    """Cards of threads, mixed into a register's store."""

    def cards(self, where: Filter = ALL) -> Iterator[ThreadCard]:
        """Yield the cards of the threads of which a threat passes the filter, last said first."""
        if where.as_of is not None:
            for thread in self.threads(where):
                yield card_of(thread, self.ledger_of(recent(thread), as_of=where.as_of), thread.cursor)
            return
        yield from finding.paged(self.card_part, where, PAGE)

    def card_part(self, where: Filter, size: int) -> tuple[list[ThreadCard], str | None]:
        """Return the cards of the first threads that pass the filter, and where the next ones begin."""
        with self.reading() as connection:
            rows = joined.thread_page(connection, where, size)
            keys = [int(row["key"]) for row in rows]
            kept = cards_kept(connection, keys)
        kept |= self.lately_made([key for key in keys if key not in kept])
        return [kept[key] for key in keys if key in kept], joined.next_cursor(rows, size)

    def lately_made(self, keys: Sequence[int]) -> dict[int, ThreadCard]:
        """Return the cards of these threads, those made a moment ago as they were if people did nothing since."""
        if not self.lately.seconds:
            return self.make_cards(keys)
        with self.reading() as connection:
            people = people_did(connection)
        late = self.lately.those(keys, people)
        made = self.make_cards([key for key in keys if key not in late])
        self.lately.put(made, people)
        return late | made

    def make_cards(self, keys: Sequence[int], *, patient: bool = False) -> dict[int, ThreadCard]:
        """Return the cards of these threads, made anew and kept where nothing changed meanwhile.

        Where another writes it is not waited for, unless ``patient``: they are made again another time.
        """
        if not keys:
            return {}
        writing = self.engine.execution_options(write=True if patient else "at once")
        mark = claim_of(time.time())
        claimed = claim(writing, keys, mark)
        with self.reading() as connection:
            made = cards_of(connection, keys, self.digests, today=self.today())
        if claimed:
            keep(writing, made, mark)
        return made

    def warm_cards(self, some: int = 10) -> int:
        """Make some cards that are missing; return how many.

        First those that readers will soon have to wait for, then those last said. What was made a moment ago can wait:
        what changes all the time is not made all the time.
        """
        ripe = self.lately.ripe()[:MOST_RIPE]
        table, later = schema.threads, self.lately.unripe().union(ripe)
        query = (
            select(table.c.key)
            .where(~exists().where(CARDS.c.thread == table.c.key, CARDS.c.card.startswith(CARD)))
            .order_by(table.c.last.desc(), table.c.key)
            .limit(some + len(later))
        )
        with self.reading() as connection:
            people = people_did(connection)
            kept = cards_kept(connection, ripe)
            missing = [int(key) for key in connection.execute(query).scalars()]
        wanted = [key for key in ripe if key not in kept] + [key for key in missing if key not in later]
        made = self.make_cards(wanted[:some], patient=True)
        self.lately.put(made, people)
        return len(made)

    def warm_pairs(self, some: int = 500) -> int:
        """Keep the pairs of some threads that are stale; return how many there were."""
        with self.reading() as connection:
            if not pairs.any_stale(connection):
                return 0
        with self.writing() as connection:
            return pairs.refresh(connection, some=some)


def dearness(card: ThreadCard) -> float:
    """Return how many seconds older than others a thread's card may be shown while much is added, at most two minutes.

    A second for each 100 statements: so however long threads grow, making their cards takes a bounded share of the time.
    Where there is time for it cards are made anew at half of that age, before readers wait for them.
    """
    return min(card.statement_count / 100, LATEST)


def recent(thread: StoredThread) -> StoredThread:
    """Return a thread with its last statements only."""
    return replace(thread, statements=thread.statements[-JUDGED:], course=thread.course[-JUDGED:])


def cards_kept(connection: Connection, keys: Sequence[int]) -> dict[int, ThreadCard]:
    """Return the cards of these threads that are kept."""
    query = select(CARDS.c.thread, CARDS.c.card).where(CARDS.c.thread.in_(keys))
    return {int(key): card_from(text) for key, text in connection.execute(query) if text.startswith(CARD)}


def lines_of(groups: Iterable[Sequence[Telling]]) -> list[str]:
    """Return the lines on which deeds would change the ledger of statements."""
    return sorted({line for group in groups for line in lines_asked(question_of(group))})


def cards_of(
    connection: Connection, keys: Sequence[int], digests: Digests, *, today: Date
) -> dict[int, ThreadCard]:
    """Return the cards of these threads, what they are made of read at once."""
    found = sums_of(connection, keys, digests)
    last = {key: statements[-JUDGED:] for key, (_, statements) in found.items()}
    told = told_of(connection, {statement: "" for statements in last.values() for statement in statements})
    entries = iter(ledgers(connection, told, today=today))
    return {
        key: card_of(total, list(islice(entries, len(last[key]))), joined.cursor_at(total.uttered, key))
        for key, (total, _) in found.items()
    }


def card_of(thread: StoredThread | ThreadSum, ledger: Sequence[StoredLedger], cursor: str = "") -> ThreadCard:
    """Return the card of a thread with the ledger of its last statements and the cursor behind it."""
    trigger = max((entry.trigger for entry in ledger), key=weight)
    response = max((entry.response for entry in ledger), key=weight)
    last = ledger[-1]
    open_ = last.deadline is not None and last.trigger.state == "no" and last.response.state == "no"
    return ThreadCard(
        id=thread.id,
        title=thread.title,
        sender=thread.actors("sender"),
        target=thread.actors("target"),
        matters=thread.matters,
        first=str(thread.first) if thread.first else None,
        last=str(thread.last) if thread.last else None,
        statement_count=len(thread.course),
        report_count=thread.report_count,
        source_count=thread.sources,
        outlets=thread.outlets,
        commitment=tuple(step.commitment for step in thread.course[-COURSE:]),
        course=changes_of(thread.course[-COURSE - 1 :])[-COURSE:],
        trigger=trigger.state,
        trigger_by=trigger.by,
        response=response.state,
        response_by=response.by,
        deadline=str(last.deadline) if open_ else None,
        cursor=cursor,
    )


def weight(answer: Answer) -> int:
    """Return how far an answer says that things have come; what people differ about counts as most."""
    known = VERDICTS[answer.side]
    return known.index(answer.state) if answer.state in known else len(known)


def card_from(text: str) -> ThreadCard:
    """Return the card that the JSON holds."""
    record: dict[str, Any] = json.loads(text)
    values: dict[str, Any] = {
        one.name: tuple(value) if isinstance(value := record[one.name], list) else value
        for one in fields(ThreadCard)
    }
    return ThreadCard(**values)


def claim_of(now: float) -> str:
    """Return a claim that nobody else makes, with the time of it in seconds."""
    return f"{CLAIM} {now:.0f} {secrets.token_hex(8)}"


def is_free(text: str | None, mark: str) -> bool:
    """Return whether a claim may take the place of what is kept for a thread: of nothing, or of a claim left over.

    >>> is_free(None, "claim 100 a"), is_free("claim 99 b", "claim 100 a"), is_free("claim 10 b", "claim 100 a")
    (True, False, True)
    """
    if text is None or text.startswith(CARD):
        return text is None
    return abs(int(mark.split()[1]) - int(text.split()[1])) > LEFT_OVER


def claim(engine: Engine, keys: Sequence[int], mark: str) -> bool:
    """Put a claim in the place of the cards that nobody else makes, and say on which deeds they depend.

    Return whether that could be done: not where another writes, or nothing may be written.
    """
    try:
        with engine.begin() as connection:
            query = select(CARDS.c.thread, CARDS.c.card).where(CARDS.c.thread.in_(keys))
            there = {int(key): str(text) for key, text in connection.execute(query)}
            free = [key for key in keys if is_free(there.get(key), mark)]
            grouped = joined.last_tellings(connection, free, JUDGED)
            lines = [
                {"line": line, "thread": key} for key, groups in grouped.items() for line in lines_of(groups)
            ]
            connection.execute(delete(CARDS).where(CARDS.c.thread.in_(free)))
            connection.execute(delete(LINES).where(LINES.c.thread.in_(free)))
            insert_many(connection, CARDS, [{"thread": key, "card": mark} for key in grouped])
            insert_many(connection, LINES, lines)
    except (BusyError, DBAPIError):  # locked, or read-only
        return False
    return True


def keep(engine: Engine, made: Mapping[int, ThreadCard], mark: str) -> None:
    """Keep cards whose claim is still there; none where another writes: they are made again another time."""
    rows = [{"key": key, "text": card_text(card)} for key, card in made.items()]
    if not rows:
        return
    own = (CARDS.c.thread == bindparam("key"), CARDS.c.card == mark)
    with contextlib.suppress(BusyError, DBAPIError), engine.begin() as connection:
        connection.execute(update(CARDS).where(*own).values(card=bindparam("text")), rows)


def card_text(card: ThreadCard) -> str:
    """Return the JSON that holds a card."""
    return json.dumps(asdict(card), ensure_ascii=False, separators=(",", ":"))
