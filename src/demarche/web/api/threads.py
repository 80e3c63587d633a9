"""Threads: a list in pages, one whole with its ledger, a report as Markdown."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request, Response

from demarche.export.joined import card_summary, ledger_record, thread_record
from demarche.export.markdown import thread_report
from demarche.web.answers import answered, attached
from demarche.web.api.examples import LEDGER, THREAD, page, shows
from demarche.web.desk import TheDesk
from demarche.web.people import Reader
from demarche.web.query import ThePage, TheWanted, day, parted
from demarche.web.refusals import found

router = APIRouter(tags=["threads"])


@router.get("/api/threads", responses=shows(page(THREAD)))
def threads(request: Request, desk: TheDesk, person: Reader, wanted: TheWanted, part: ThePage) -> Response:
    """List the threads of which a threat fits, last said first; commitment and course are those of the last 50 statements."""
    where = replace(wanted.where, after=part.after, limit=part.limit + 1)
    items, following = parted(desk.register.cards(where), part.limit)
    return answered(request, {"items": [card_summary(one) for one in items], "next": following})


@router.get("/api/threads/{thread_id}", responses=shows(THREAD | {"statements": [], "ledger": [LEDGER]}))
def thread(request: Request, desk: TheDesk, person: Reader, thread_id: str, as_of: str = "") -> Response:
    """Give one thread with its statements and ledger; any of its threats' ids leads to it."""
    then = day("as_of", as_of)
    with found():
        one = desk.register.thread(thread_id, as_of=then)
    ledger = desk.register.ledger_of(one, as_of=then)
    return answered(request, thread_record(one) | {"ledger": [ledger_record(entry) for entry in ledger]})


@router.get("/api/threads/{thread_id}/report.md", responses=shows("# Russia → Japan", kind="text/markdown"))
@router.get("/threads/{thread_id}/report.md", include_in_schema=False)
def report(desk: TheDesk, person: Reader, thread_id: str, as_of: str = "") -> Response:
    """Give one thread as Markdown with numbered citations, for a briefing."""
    then = day("as_of", as_of)
    with found():
        one = desk.register.thread(thread_id, as_of=then)
    body = thread_report(one, desk.register.ledger_of(one, as_of=then), as_of=then or desk.now().date())
    return Response(body, media_type="text/markdown", headers=attached(f"thread-{one.id}.md"))
