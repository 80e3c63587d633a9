"""The list of threads: who to whom over what, since when, how often, how firmly, and did it happen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from fastapi import APIRouter, Request, Response

from demarche.errors import UsageError
from demarche.language.actor_names import display_names
from demarche.register import StoredThread
from demarche.register.store import SqlRegister
from demarche.threads.judging import VERDICTS, Answer
from demarche.web.charts import Spark, sparks
from demarche.web.desk import TheDesk
from demarche.web.paper import sent_on, shown
from demarche.web.people import Reader
from demarche.web.query import ThePage, TheWanted, Wanted, parted

router = APIRouter(include_in_schema=False)
JUDGED = 3  # statements of a thread, the last ones, whose ledger the list sums up
A_PAGE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thread of the list."""

    thread: StoredThread
    sparks: tuple[Spark, ...]
    trigger: Answer
    response: Answer
    lapsed: bool


@router.get("/")
def start() -> Response:
    """Go to the threads."""
    return sent_on("/threads")


@router.get("/threads")
def threads(request: Request, desk: TheDesk, person: Reader, wanted: TheWanted, page: ThePage) -> Response:
    """Show the threads that fit, last said first."""
    size = A_PAGE if "limit" not in request.query_params else page.limit
    where = replace(wanted.where, after=page.after, limit=size + 1)
    try:
        found, after = parted(desk.register.threads(where), size)
        problem = None
    except UsageError as error:
        found, after, problem = [], None, error
    return shown(
        request,
        "threads.html",
        status=400 if problem else 200,
        rows=[row_of(desk.register, thread, wanted) for thread in found],
        wanted=wanted,
        problem=problem,
        following=wanted.address("/threads", after=after) if after else None,
        later=page.after is not None,
        empty=not found and is_empty(desk.register),
        names=state_names(),
    )


def row_of(register: SqlRegister, thread: StoredThread, wanted: Wanted) -> Row:
    """Return a thread with how far its last statements' triggers and responses have come."""
    recent = replace(thread, statements=thread.statements[-JUDGED:])
    ledger = register.ledger_of(recent, as_of=wanted.where.as_of)
    return Row(
        thread=thread,
        sparks=sparks(thread.course),
        trigger=max((entry.trigger for entry in ledger), key=weight),
        response=max((entry.response for entry in ledger), key=weight),
        lapsed=ledger[-1].lapsed,
    )


def weight(answer: Answer) -> int:
    """Return how far an answer says that things have come; what people differ about counts as most."""
    known = VERDICTS[answer.side]
    return known.index(answer.state) if answer.state in known else len(known)


def is_empty(register: SqlRegister) -> bool:
    """Return whether the register holds no article."""
    return next(register.articles(), None) is None


@cache
def state_names() -> tuple[str, ...]:
    """Return the names of actors, for the filter's suggestions."""
    return tuple(sorted(set(display_names().values())))
