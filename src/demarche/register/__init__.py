"""The register: every coded article, its threats and events, and what people corrected.

A machine's record is never overwritten: a newer coder's run supersedes it, and a person's correction is
kept beside it and wins. Ids are stable (``identity``). ``open_register`` opens a SQLite file or a PostgreSQL
database; all verbs are those of ``Register``, and every store passes ``tests/register/test_contract.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date as Date
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from demarche.coding import CodedArticle
from demarche.register.values import (
    Added,
    Counts,
    EventFilter,
    Filter,
    Hit,
    Revision,
    Source,
    StoredArticle,
    StoredEvent,
    StoredLedger,
    StoredThread,
    StoredThreat,
    Value,
)
from demarche.threads import Side
from demarche.threads.judging import Judgement

if TYPE_CHECKING:
    from demarche.register.store import SqlRegister

__all__ = [
    "Added",
    "Counts",
    "EventFilter",
    "Filter",
    "Hit",
    "Register",
    "Revision",
    "Source",
    "StoredArticle",
    "StoredEvent",
    "StoredLedger",
    "StoredThread",
    "StoredThreat",
    "open_register",
]


class Register(Protocol):
    """Keeps coded articles. Raises RegisterError where the store fails, UsageError for a wrong argument."""

    def add(self, coded: CodedArticle | Iterable[CodedArticle], *, source: str | None = None) -> Added:
        """Add coded articles, each whole or not at all; adding again changes nothing."""
        ...

    def threats(self, where: Filter = ...) -> Iterator[StoredThreat]:
        """Yield the threats that fit, newest article first."""
        ...

    def events(self, where: EventFilter = ...) -> Iterator[StoredEvent]:
        """Yield the events that fit, newest article first."""
        ...

    def threat(self, prefix: str) -> StoredThreat:
        """Return the threat whose id begins so; UsageError if none or several do."""
        ...

    def article(self, prefix: str) -> StoredArticle:
        """Return the article whose id begins so; UsageError if none or several do."""
        ...

    def articles(self) -> Iterator[StoredArticle]:
        """Yield all articles in the order in which they came."""
        ...

    def search(self, query: str, *, limit: int = 20) -> tuple[Hit, ...]:
        """Return the articles that hold all the words, nearest first."""
        ...

    def correct(self, threat_id: str, field: str, value: Value, *, author: str) -> StoredThreat:
        """Set one field of a threat for a person."""
        ...

    def reject(self, threat_id: str, *, author: str) -> StoredThreat:
        """Record that a person says this is no threat."""
        ...

    def restore(self, threat_id: str, *, author: str) -> StoredThreat:
        """Record that a person says it is a threat after all."""
        ...

    def undo(self, revision_id: int, *, author: str) -> StoredThreat:
        """Take one change back; it stays on record as undone."""
        ...

    def revisions(self, threat_id: str | None = None) -> tuple[Revision, ...]:
        """Return the changes by people, oldest first."""
        ...

    def threads(self, where: Filter = ...) -> Iterator[StoredThread]:
        """Yield the threads of which a threat fits, last said first."""
        ...

    def thread(self, prefix: str, *, as_of: Date | None = None) -> StoredThread:
        """Return the thread that holds the threat whose id begins so; UsageError if there is none."""
        ...

    def ledger(self, where: Filter = ...) -> Iterator[StoredLedger]:
        """Yield the ledger of every statement of which a threat fits, last said first."""
        ...

    def ledger_of(self, thread: StoredThread, *, as_of: Date | None = None) -> tuple[StoredLedger, ...]:
        """Return the ledger of a thread's statements, in their order."""
        ...

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
        """Keep a person's answer about a statement's trigger or response."""
        ...

    def undo_judgement(self, number: int, *, author: str) -> StoredLedger:
        """Take a judgement back; it stays on record as undone."""
        ...

    def judgements(self) -> tuple[Judgement, ...]:
        """Return the judgements by people, oldest first."""
        ...

    def counts(self) -> Counts:
        """Return the register in figures."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def open_register(
    place: str | Path, *, now: Callable[[], datetime], write: bool = True, wait: float = 30.0
) -> SqlRegister:
    """Return the register at ``place``; a new one is made, an old one migrated.

    ``place`` is a file's path, or ``postgresql://USER@HOST/DATABASE``. ``write=False`` opens one that exists for
    reading only; ``wait`` is how many seconds another program's lock is waited for. Raises RegisterError, which
    names place, fault and next step, and leaves what is there as it was.
    """
    from demarche.register.opening import open_engine  # SQLAlchemy loads only where a register is used
    from demarche.register.places import shown
    from demarche.register.store import SqlRegister

    register = SqlRegister(open_engine(place, write=write, wait=wait), now=now, place=shown(place))
    if write:
        register.rejoin()
    return register
