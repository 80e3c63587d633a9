"""The ledger: statements with their answers; people's judgements, kept and undone."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from demarche.export.joined import judgement_record, ledger_record
from demarche.threads import Side
from demarche.web.answers import answered
from demarche.web.api.examples import JUDGEMENT, LEDGER, page, shows
from demarche.web.desk import TheDesk
from demarche.web.people import Reader, Reviewer
from demarche.web.query import Number, ThePage, TheWanted, parted

router = APIRouter(tags=["ledger"])


class NewJudgement(BaseModel):
    """A person's answer about a statement's trigger or response."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [JUDGEMENT]})

    threat: str = Field(max_length=64, description="Id of any threat of the statement, or how it begins.")
    side: Side
    verdict: str = Field(max_length=20, description="no, approached, met; or no, partly, yes.")
    event: str | None = Field(default=None, max_length=64, description="By this deed; else as a whole.")
    note: str | None = Field(default=None, max_length=2000)


@router.get("/api/ledger", responses=shows(page(LEDGER)))
def ledger(request: Request, desk: TheDesk, person: Reader, wanted: TheWanted, part: ThePage) -> Response:
    """List statements with whether their trigger was met and their response followed, last said first."""
    where = replace(wanted.where, after=part.after, limit=part.limit + 1)
    items, following = parted(desk.register.ledger(where), part.limit)
    return answered(request, {"items": [ledger_record(one) for one in items], "next": following})


@router.get("/api/judgements", responses=shows({"items": [JUDGEMENT | {"id": 3}], "next": None}))
def judgements(request: Request, desk: TheDesk, person: Reader) -> Response:
    """List people's judgements, oldest first, undone ones too."""
    items = [judgement_record(one) for one in desk.register.judgements()]
    return answered(request, {"items": items, "next": None})


@router.post("/api/judgements", responses=shows(LEDGER))
def judge(
    request: Request, desk: TheDesk, person: Reviewer, body: Annotated[NewJudgement, Body()]
) -> Response:
    """Judge a statement; give its ledger as it then stands."""
    stands = desk.register.judge(
        body.threat, body.side, body.verdict, event=body.event, note=body.note, author=person.name
    )
    return answered(request, ledger_record(stands))


@router.post("/api/judgements/{number}/undo", responses=shows(LEDGER))
def undo(request: Request, desk: TheDesk, person: Reviewer, number: Number) -> Response:
    """Take a judgement back; it stays on record as undone."""
    return answered(request, ledger_record(desk.register.undo_judgement(number, author=person.name)))
