"""One threat: each field with its sentence, who says so and what it was; edited in place, and undone."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from demarche.export.stored import chain_of, threat_row
from demarche.lines import pieces_of
from demarche.register import StoredThreat
from demarche.register.store import SqlRegister
from demarche.web.answers import etag_of, unchanged
from demarche.web.desk import TheDesk
from demarche.web.fields import fields_of, typed
from demarche.web.paper import sent_on, shown
from demarche.web.people import Reader, Reviewer
from demarche.web.query import Number
from demarche.web.refusals import found

router = APIRouter(include_in_schema=False)
Back = Annotated[str, Form(max_length=2000)]


@router.get("/threats/{threat_id}")
def threat(request: Request, desk: TheDesk, person: Reader, threat_id: str) -> Response:
    """Show a threat."""
    with found():
        stored = desk.register.threat(threat_id)
    return shown(request, "threat.html", **sheet(desk.register, stored), back=f"/threats/{stored.id}")


def sheet(register: SqlRegister, stored: StoredThreat) -> dict[str, Any]:
    """Return what a threat's page, or its place in the review queue, shows."""
    article = register.article(stored.source.article_id)
    revisions = register.revisions(stored.id)
    return {
        "stored": stored,
        "article": article,
        "sentences": [pieces_of(sentence, stored.threat) for sentence in stored.threat.evidence],
        "fields": fields_of(stored, article.article.full_text, revisions),
        "revisions": revisions,
        "reviews": register.reviews(stored.id),
        "chain": chain_of(stored),
        "thread": thread_of(register, stored),
        "tag": etag_of(threat_row(stored)),
    }


def thread_of(register: SqlRegister, stored: StoredThreat) -> str | None:
    """Return the address of a threat's place in its thread, None where it is in none."""
    if stored.rejected or stored.superseded:
        return None
    return f"/statements/{stored.id}"


@router.post("/threats/{threat_id}/correct")
def correct(
    desk: TheDesk,
    person: Reviewer,
    threat_id: str,
    field: Annotated[str, Form(max_length=40)],
    value: Annotated[str, Form(max_length=20_000)] = "",
    tag: Annotated[str, Form(max_length=80)] = "",
    back: Back = "",
) -> Response:
    """Set one field, unless somebody changed the threat meanwhile."""
    with found():
        before = desk.register.threat(threat_id)
    unchanged(tag, threat_row(before))
    stored = desk.register.correct(before.id, field, typed(field, value), author=person.name)
    return sent_on(back or f"/threats/{stored.id}#f-{field}")


@router.post("/threats/{threat_id}/reject")
def reject(desk: TheDesk, person: Reviewer, threat_id: str, back: Back = "") -> Response:
    """Say that this is no threat."""
    stored = desk.register.reject(threat_id, author=person.name)
    return sent_on(back or f"/threats/{stored.id}")


@router.post("/threats/{threat_id}/restore")
def restore(desk: TheDesk, person: Reviewer, threat_id: str, back: Back = "") -> Response:
    """Say that it is one after all."""
    stored = desk.register.restore(threat_id, author=person.name)
    return sent_on(back or f"/threats/{stored.id}")


@router.post("/revisions/{number}/undo")
def undo(desk: TheDesk, person: Reviewer, number: Number, back: Back = "") -> Response:
    """Take one change back."""
    stored = desk.register.undo(number, author=person.name)
    return sent_on(back or f"/threats/{stored.id}")
