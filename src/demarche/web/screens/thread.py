"""One thread: a time line, words above and deeds below, then each statement with its reports and ledger."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date as Date
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response

from demarche.export.wording import letters_of
from demarche.lines import Piece, pieces_of
from demarche.register import StoredLedger, StoredThread
from demarche.register.store import SqlRegister
from demarche.threads import Side
from demarche.threads.course import Step
from demarche.threads.judging import VERDICTS
from demarche.threads.statements import Report, Statement, chain
from demarche.web.charts import time_line
from demarche.web.desk import TheDesk
from demarche.web.paper import sent_on, shown
from demarche.web.people import Reader, Reviewer
from demarche.web.query import Number, day
from demarche.web.refusals import found

router = APIRouter(include_in_schema=False)
A_PAGE = 25  # statements of a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One statement as the page tells it."""

    statement: Statement
    step: Step
    ledger: StoredLedger
    pieces: tuple[Piece, ...]  # its fullest sentence
    reports: tuple[tuple[Report, tuple[str, ...]], ...]  # each with its source chain


@router.get("/threads/{thread_id}")
def thread(
    request: Request,
    desk: TheDesk,
    person: Reader,
    thread_id: str,
    as_of: str = "",
    since: str = "",
    until: str = "",
    page: Annotated[int, Query(ge=1)] = 1,
) -> Response:
    """Show a thread."""
    then, first, last = day("as_of", as_of), day("since", since), day("until", until)
    with found():
        whole = desk.register.thread(thread_id, as_of=then)
    kept = within(whole, first, last)
    pages = max(-(-len(kept.statements) // A_PAGE), 1)
    part = sliced(kept, (min(page, pages) - 1) * A_PAGE)
    ledger = desk.register.ledger_of(part, as_of=then)
    return shown(
        request,
        "thread.html",
        thread=whole,
        told=[told(*one) for one in zip(part.statements, part.course, ledger, strict=True)],
        chart=time_line(part, ledger) if part.statements else None,
        letters=letters_of(ledger),
        verdicts=VERDICTS,
        as_of=then,
        since=first,
        until=last,
        page=min(page, pages),
        pages=pages,
        base=request.url.path,
    )


@router.post("/statements/{threat_id}/judge")
def judge(
    desk: TheDesk,
    person: Reviewer,
    threat_id: str,
    side: Annotated[Side, Form()],
    verdict: Annotated[str, Form(max_length=20)],
    event: Annotated[str, Form(max_length=64)] = "",
    note: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Keep an answer about a statement's trigger or response."""
    stands = desk.register.judge(
        threat_id, side, verdict, event=event or None, note=note.strip() or None, author=person.name
    )
    return sent_on(place_of(stands))


@router.post("/judgements/{number}/undo")
def undo(desk: TheDesk, person: Reviewer, number: Number) -> Response:
    """Take an answer back."""
    return sent_on(place_of(desk.register.undo_judgement(number, author=person.name)))


@router.get("/statements/{threat_id}")
def statement(desk: TheDesk, person: Reader, threat_id: str) -> Response:
    """Go to where a statement stands in its thread."""
    with found():
        return sent_on(address_of(desk.register, threat_id))


def address_of(register: SqlRegister, threat_id: str) -> str:
    """Return where the statement that holds a threat is shown."""
    whole = register.thread(threat_id)
    for number, one in enumerate(whole.statements):
        if any(report.id.startswith(threat_id) for report in one.reports):
            page = number // A_PAGE + 1
            return f"/threads/{whole.id}{f'?page={page}' if page > 1 else ''}#s-{one.id}"
    return f"/threads/{whole.id}"


def place_of(ledger: StoredLedger) -> str:
    """Return where a statement's ledger is shown."""
    return f"/statements/{ledger.statement.id}"


def within(thread: StoredThread, since: Date | None, until: Date | None) -> StoredThread:
    """Return a thread with the statements of some days only."""
    if since is None and until is None:
        return thread
    kept = [
        (s, step)
        for s, step in zip(thread.statements, thread.course, strict=True)
        if s.day and (since is None or s.day >= since) and (until is None or s.day <= until)
    ]
    return replace(thread, statements=tuple(s for s, _ in kept), course=tuple(step for _, step in kept))


def sliced(thread: StoredThread, start: int) -> StoredThread:
    """Return a thread with one page of its statements."""
    end = start + A_PAGE
    return replace(thread, statements=thread.statements[start:end], course=thread.course[start:end])


def told(statement: Statement, step: Step, ledger: StoredLedger) -> Told:
    """Return a statement as the page tells it, by its fullest report's first sentence."""
    fullest = statement.fields["response"].report
    report = next((r for r in statement.reports if r.id == fullest), statement.reports[0])
    return Told(
        statement=statement,
        step=step,
        ledger=ledger,
        pieces=pieces_of(report.threat.evidence[0], report.threat),
        reports=tuple((one, chain(one)) for one in statement.reports),
    )
