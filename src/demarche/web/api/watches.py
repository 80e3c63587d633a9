"""Watches: listed, made, changed, ended."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Header, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from demarche.register import Filter
from demarche.watch.records import watch_record
from demarche.watch.values import StandingTrigger
from demarche.web.answers import answered, unchanged
from demarche.web.api.examples import WATCH, page, shows
from demarche.web.desk import TheDesk
from demarche.web.people import Reader, Reviewer
from demarche.web.query import Number, ThePage, numbered, wanted
from demarche.web.refusals import found
from demarche.web.watching import add_watch, wish

router = APIRouter(tags=["watches"])
Word = Annotated[str, Field(max_length=200)]
Words = Annotated[list[Word], Field(max_length=100)]


class Wants(BaseModel):
    """A saved search: the fields of a filter, under the names that a watch's record has."""

    model_config = ConfigDict(extra="forbid")

    sender: Words = []
    target: Words = []
    speaker: Word = ""
    kind: Words = []
    commitment: Words = []
    trigger_form: Words = []
    since: Word = ""
    until: Word = ""
    outlet: Words = []
    text: Annotated[str, Field(max_length=500)] = ""
    min_confidence: float | None = Field(default=None, ge=0, le=1)

    def where(self) -> Filter:
        """Return it as a filter; UsageError for what means nothing."""
        values = self.model_dump(exclude={"trigger_form", "min_confidence"})
        least = "" if self.min_confidence is None else str(self.min_confidence)
        return wanted(**values, form=self.trigger_form, min_confidence=least).where


class NewWatch(BaseModel):
    """A watch to be made; without trigger and wants it hears everything."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=200, examples=["Russia to Japan"])
    trigger: str = Field(default="", max_length=500, description="Whose doing, with what thing.")
    wants: Wants = Field(default=Wants(), examples=[{"sender": ["RUS"], "target": ["JPN"]}])


class ChangedWatch(BaseModel):
    """What of a watch is to change."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(default=None, max_length=200)
    trigger: str = Field(default="", max_length=500)
    wants: Wants | None = None


@router.get("/api/watches", responses=shows(page(WATCH)))
def watches(request: Request, desk: TheDesk, person: Reader, part: ThePage) -> Response:
    """List the watches, oldest first, each with how many alerts it has."""
    items, following = numbered(desk.store.watches(), part)
    return answered(request, {"items": [watch_record(one) for one in items], "next": following})


@router.post("/api/watches", responses=shows(WATCH))
def make(request: Request, desk: TheDesk, person: Reviewer, body: Annotated[NewWatch, Body()]) -> Response:
    """Make a watch: a saved search, or a standing trigger. It hears what comes from now on."""
    wants = wish(body.trigger, body.wants.where())
    return answered(request, watch_record(add_watch(desk, body.name, wants, author=person.name)))


@router.get("/api/watches/{number}", responses=shows(WATCH))
def watch(request: Request, desk: TheDesk, person: Reader, number: Number) -> Response:
    """Give one watch."""
    with found():
        one = desk.store.watch(str(number))
    return answered(request, watch_record(one))


@router.patch("/api/watches/{number}", responses=shows(WATCH))
def change(
    request: Request,
    desk: TheDesk,
    person: Reviewer,
    number: Number,
    body: Annotated[ChangedWatch, Body()],
    if_match: Annotated[str | None, Header(description="Refuse if it changed since this ETag.")] = None,
) -> Response:
    """Change a watch's name or what it wants, as a whole; its alerts stay, and what it was is kept."""
    with found():
        before = desk.store.watch(str(number))
    unchanged(if_match, watch_record(before))
    wants: Filter | StandingTrigger | str = before.wants
    if body.trigger or body.wants is not None:
        wants = wish(body.trigger, (body.wants or Wants()).where())
    name = before.name if body.name is None else body.name
    changed = desk.store.change_watch(str(number), name=name, wants=wants, author=person.name)
    return answered(request, watch_record(changed))


@router.delete("/api/watches/{number}", responses=shows(WATCH))
def remove(request: Request, desk: TheDesk, person: Reviewer, number: Number) -> Response:
    """End a watch; its alerts stay."""
    with found():
        desk.store.watch(str(number))
    return answered(request, watch_record(desk.store.remove_watch(str(number), author=person.name)))
