"""Making and changing a watch: a standing trigger, or a saved search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, get_args

from fastapi import APIRouter, Depends, Request, Response

from demarche.errors import UsageError
from demarche.register import Filter
from demarche.threats import TriggerForm
from demarche.watch import Watch
from demarche.watch.records import watch_record
from demarche.watch.values import StandingTrigger
from demarche.web.answers import etag_of, unchanged
from demarche.web.desk import TheDesk
from demarche.web.paper import sent_on, shown
from demarche.web.people import Reviewer
from demarche.web.query import Number, TheWanted, wanted
from demarche.web.refusals import found
from demarche.web.screens.threads import state_names
from demarche.web.watching import add_watch, given_of, wish

router = APIRouter(include_in_schema=False)
MANY = ("sender", "target", "kind", "commitment", "form", "outlet")
ONE = ("speaker", "since", "until", "text", "min_confidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A watch as somebody types it."""

    name: str = ""
    trigger: str = ""
    given: tuple[tuple[str, str], ...] = ()
    tag: str = ""  # of the watch that is changed, as it was when the form was shown

    def first(self, name: str) -> str:
        """Return a parameter's value, several joined by commas."""
        return ", ".join(self.all(name))

    def all(self, name: str) -> tuple[str, ...]:
        """Return all values of a parameter."""
        return tuple(value for key, value in self.given if key == name)

    def wants(self) -> Filter | str:
        """Return what the watch is to want; UsageError for what means nothing."""
        many = {name: list(self.all(name)) for name in MANY}
        one = {name: self.first(name) for name in ONE}
        return wish(self.trigger, wanted(**many, **one).where)  # type: ignore[arg-type]


async def typed(request: Request) -> Draft:
    """Return the form's fields; outlets stand one a line.

    What addresses call "form" has another name on the page, where a form's own ``form`` must stay.
    """
    form = await request.form(max_files=0, max_fields=200)
    pairs = [(name, value) for name, value in form.multi_items() if isinstance(value, str) and value.strip()]
    pairs = [("form" if name == "trigger_form" else name, value) for name, value in pairs]
    lines = [
        (name, line.strip())
        for name, value in pairs
        if name in (*MANY, *ONE)
        for line in (value.splitlines() if name == "outlet" else [value])
        if line.strip()
    ]
    single: Mapping[str, str] = dict(pairs)
    return Draft(
        name=single.get("name", "")[:200],
        trigger=single.get("trigger", "")[:500],
        given=tuple(lines),
        tag=single.get("tag", "")[:80],
    )


Typed = Annotated[Draft, Depends(typed)]


@router.get("/watches/new")
def new(request: Request, person: Reviewer, asked: TheWanted, name: str = "", trigger: str = "") -> Response:
    """Show the form; an address may hold the search that is to be saved."""
    return form(request, Draft(name=name[:200], trigger=trigger[:500], given=asked.given), watch=None)


@router.post("/watches/new")
def make(request: Request, desk: TheDesk, person: Reviewer, draft: Typed) -> Response:
    """Make a watch."""
    try:
        watch = add_watch(desk, draft.name, draft.wants(), author=person.name)
    except UsageError as error:
        return form(request, draft, watch=None, problem=error)
    return sent_on(f"/watches/{watch.id}")


@router.get("/watches/{number:int}/edit")
def edit(request: Request, desk: TheDesk, person: Reviewer, number: Number) -> Response:
    """Show the form with a watch as it is."""
    with found():
        watch = desk.store.watch(str(number))
    return form(request, draft_of(watch), watch=watch)


@router.post("/watches/{number:int}/edit")
def change(request: Request, desk: TheDesk, person: Reviewer, number: Number, draft: Typed) -> Response:
    """Change a watch, unless somebody changed it meanwhile."""
    with found():
        before = desk.store.watch(str(number))
    unchanged(draft.tag, tagged(before))
    try:
        desk.store.change_watch(str(number), name=draft.name, wants=draft.wants(), author=person.name)
    except UsageError as error:
        return form(request, draft, watch=before, problem=error)
    return sent_on(f"/watches/{number}")


@router.post("/watches/{number:int}/remove")
def remove(desk: TheDesk, person: Reviewer, number: Number) -> Response:
    """End a watch; its alerts stay."""
    with found():
        desk.store.watch(str(number))
    desk.store.remove_watch(str(number), author=person.name)
    return sent_on("/watches")


def draft_of(watch: Watch) -> Draft:
    """Return a watch as a person would have typed it."""
    trigger = watch.wants.words if isinstance(watch.wants, StandingTrigger) else ""
    tag = etag_of(tagged(watch))
    return Draft(name=watch.name, trigger=trigger, given=given_of(watch.wants), tag=tag)


def tagged(watch: Watch) -> dict[str, object]:
    """Return what of a watch a person changes: not how many alerts it has, which may grow meanwhile."""
    return {name: value for name, value in watch_record(watch).items() if name not in ("alerts", "open")}


def form(
    request: Request, draft: Draft, *, watch: Watch | None, problem: UsageError | None = None
) -> Response:
    """Return the form."""
    return shown(
        request,
        "watch_form.html",
        status=400 if problem else 200,
        draft=draft,
        watch=watch,
        problem=problem,
        forms=get_args(TriggerForm),
        names=state_names(),
    )
