"""Threats: listed, shown, corrected, rejected, restored; changes undone."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Body, Header, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from demarche.export.stored import revision_row, threat_page_row, threat_row
from demarche.register import StoredThreat
from demarche.register.values import Value
from demarche.web.answers import answered, unchanged
from demarche.web.api.examples import THREAT, page, shows
from demarche.web.desk import Desk, TheDesk
from demarche.web.people import Reader, Reviewer
from demarche.web.query import Number, ThePage, TheWanted, parted
from demarche.web.refusals import found

router = APIRouter(tags=["threats"])


class Correction(BaseModel):
    """One field and what it should be."""

    model_config = ConfigDict(extra="forbid")

    field: str = Field(max_length=40, examples=["target"])
    value: (
        Annotated[str, Field(max_length=20_000)] | bool | list[Annotated[str, Field(max_length=4000)]] | None
    ) = Field(default=None, examples=[["JPN", "USA"]])

    @property
    def kept(self) -> Value:
        """The value as the register takes it."""
        return tuple(self.value) if isinstance(self.value, list) else self.value


@router.get("/api/threats", responses=shows(page(THREAT)))
def threats(
    request: Request, desk: TheDesk, person: Reader, wanted: TheWanted, part: ThePage, rejected: bool = False
) -> Response:
    """List the threats that fit, newest article first."""
    where = replace(wanted.where, after=part.after, limit=part.limit + 1, rejected=rejected)
    items, following = parted(desk.register.threats(where), part.limit)
    return answered(request, {"items": [threat_row(one) for one in items], "next": following})


@router.get("/api/threats/{threat_id}", responses=shows(THREAT))
def threat(request: Request, desk: TheDesk, person: Reader, threat_id: str) -> Response:
    """Give one threat with its source chain and its changes."""
    with found():
        stored = desk.register.threat(threat_id)
    return answered(request, row_of(desk, stored))


@router.patch("/api/threats/{threat_id}", responses=shows(THREAT))
def correct(
    request: Request,
    desk: TheDesk,
    person: Reviewer,
    threat_id: str,
    body: Annotated[Correction, Body()],
    if_match: Annotated[str | None, Header(description="Refuse if it changed since this ETag.")] = None,
) -> Response:
    """Set one field; the machine's value is kept beside it."""
    with found():
        before = desk.register.threat(threat_id)
    unchanged(if_match, row_of(desk, before))
    return changed(request, desk, desk.register.correct(before.id, body.field, body.kept, author=person.name))


@router.post("/api/threats/{threat_id}/reject", responses=shows(THREAT | {"rejected": True}))
def reject(request: Request, desk: TheDesk, person: Reviewer, threat_id: str) -> Response:
    """Say that a record is no threat."""
    with found():
        stored = desk.register.threat(threat_id)
    return changed(request, desk, desk.register.reject(stored.id, author=person.name))


@router.post("/api/threats/{threat_id}/restore", responses=shows(THREAT))
def restore(request: Request, desk: TheDesk, person: Reviewer, threat_id: str) -> Response:
    """Take a rejection back."""
    with found():
        stored = desk.register.threat(threat_id)
    return changed(request, desk, desk.register.restore(stored.id, author=person.name))


@router.post("/api/revisions/{number}/undo", responses=shows(THREAT))
def undo(request: Request, desk: TheDesk, person: Reviewer, number: Number) -> Response:
    """Take one change back; it stays on record as undone."""
    return changed(request, desk, desk.register.undo(number, author=person.name))


@router.get("/api/revisions", responses=shows({"items": [{"id": 12, "field": "target"}], "next": None}))
def revisions(request: Request, desk: TheDesk, person: Reader, threat: str = "") -> Response:
    """List what people changed, oldest first."""
    with found():
        items = desk.register.revisions(threat or None)
    return answered(request, {"items": [revision_row(one) for one in items], "next": None})


def changed(request: Request, desk: Desk, stored: StoredThreat) -> Response:
    """Return a threat as it stands after a change."""
    return answered(request, row_of(desk, stored))


def row_of(desk: Desk, stored: StoredThreat) -> dict[str, object]:
    """Return a threat as ``demarche show --json`` prints it."""
    article = desk.register.article(stored.source.article_id)
    return threat_page_row(stored, article, desk.register.revisions(stored.id))
