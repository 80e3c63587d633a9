"""Watches and their alerts: what is waited for on one side, what changed on the other, seen to in place."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request, Response

from demarche.errors import UsageError
from demarche.export.wording import event_day
from demarche.lines import pieces_of
from demarche.register import EventFilter, StoredEvent, StoredThreat
from demarche.watch import Alert
from demarche.watch.delivery import web_address
from demarche.web.alerting import Asked, State, asked
from demarche.web.desk import Desk, TheDesk
from demarche.web.paper import sent_on, shown
from demarche.web.people import Reader, Reviewer
from demarche.web.query import Many, Number, Page, ThePage
from demarche.web.refusals import found
from demarche.web.watching import Deed, given_of, see_to

router = APIRouter(include_in_schema=False)
A_PAGE = 25
Back = Annotated[str, Form(max_length=2000)]
Kinds = Annotated[Many, Query()]
Act = Literal["assign", "note", "close", "reopen"]


@router.get("/watches")
def watches(
    request: Request,
    desk: TheDesk,
    person: Reader,
    part: ThePage,
    state: State = "open",
    kind: Kinds = [],  # noqa: B006
    assigned: str = "",
    since: str = "",
    done: str = "",
) -> Response:
    """Show the watches, and the alerts of all of them that nobody closed."""
    wanted = asked(desk, state, kind, assigned=assigned, since=since)
    return sheet(request, desk, wanted, part.after, number=None, done=done)


@router.get("/watches/{number:int}")
def watch(
    request: Request,
    desk: TheDesk,
    person: Reader,
    number: Number,
    part: ThePage,
    state: State = "open",
    kind: Kinds = [],  # noqa: B006
    assigned: str = "",
    since: str = "",
    done: str = "",
) -> Response:
    """Show one watch: what it wants, and its alerts."""
    wanted = asked(desk, state, kind, watch=str(number), assigned=assigned, since=since)
    return sheet(request, desk, wanted, part.after, number=number, done=done)


def sheet(
    request: Request, desk: Desk, wanted: Asked, after: str | None, *, number: int | None, done: str
) -> Response:
    """Return the page of all watches, or of one, with a page of alerts."""
    store, path = desk.store, request.url.path
    known = store.watches()
    alerts, following = wanted.page(desk, Page(limit=A_PAGE, after=after))
    one = next((watch for watch in known if watch.id == number), None)
    return shown(
        request,
        "watches.html",
        watches=known,
        open_alerts=store.open_alerts(),
        watch=one,
        formers=store.watch_changes(one.id) if one else (),
        finds=given_of(one.wants) if one else (),
        alerts=alerts,
        places={alert.id: place_of(alert) for alert in alerts},
        wanted=wanted,
        path=path,
        back=wanted.address(path, watch=None),
        following=wanted.address(path, watch=None, after=following) if following else None,
        later=after is not None,
        done=closed_last(desk, done),
        feeds=store.has_feeds(),
        people=people(desk),
    )


def closed_last(desk: Desk, number: str) -> Alert | None:
    """Return the alert that an address says was closed last, None where there is none."""
    try:
        return desk.store.alert(int(number)) if number.isdecimal() and len(number) < 16 else None
    except UsageError:
        return None


@router.get("/watches/alerts/{number:int}")
def alert(request: Request, desk: TheDesk, person: Reader, number: Number) -> Response:
    """Show one alert: what changed, why it was made, what people did with it."""
    with found():
        one = desk.store.alert(number)
    threat = threat_of(desk, one)
    event = event_of(desk, one)
    return shown(
        request,
        "alert.html",
        alert=one,
        place=place_of(one),
        page_of=web_address(one.url),
        threat=threat,
        sentence=pieces_of(threat.threat.evidence[0], threat.threat) if threat else (),
        event=event,
        event_day=event_day(event) if event else None,
        numbers=desk.store.watch_numbers(),
        back=request.url.path,
        people=people(desk),
    )


@router.post("/watches/alerts/{number:int}")
def act(
    desk: TheDesk,
    person: Reviewer,
    number: Number,
    act: Annotated[Act, Form()],
    words: Annotated[str, Form(max_length=10_000)] = "",
    back: Back = "",
) -> Response:
    """Assign an alert, write a note on it, close it or open it again."""
    with found():
        desk.store.alert(number)
    see_to(desk, number, deed_of(act, words), author=person.name)
    own = f"/watches/alerts/{number}"
    place = back or own
    if act == "close" and place != own:
        place += f"{'&' if '?' in place else '?'}done={number}"
    return sent_on(place)


def deed_of(act: Act, words: str) -> Deed:
    """Return what a button asks for."""
    return Deed(
        assigned=words if act == "assign" else None,
        note=words if act == "note" else None,
        closed={"close": True, "reopen": False}.get(act),
    )


def place_of(alert: Alert) -> str:
    """Return where what an alert is about is shown: its statement, its thread, else the article of the deed."""
    if alert.statement:
        return f"/statements/{alert.statement}"
    if alert.thread:
        return f"/threads/{alert.thread}"
    return f"/articles/{alert.article}" if alert.article else f"/watches/alerts/{alert.id}"


def threat_of(desk: Desk, alert: Alert) -> StoredThreat | None:
    """Return the threat that an alert's statement is known by, None where there is none any more."""
    try:
        return desk.register.threat(alert.statement) if alert.statement else None
    except UsageError:
        return None


def event_of(desk: Desk, alert: Alert) -> StoredEvent | None:
    """Return the deed that an alert tells of, None where there is none any more."""
    if alert.event is None or alert.article is None:
        return None
    told = desk.register.events(EventFilter(article=alert.article))
    return next((event for event in told if event.id == alert.event), None)


def people(desk: Desk) -> tuple[str, ...]:
    """Return who may see to an alert, for suggestions."""
    return tuple(user.name for user in desk.register.users() if user.disabled_at is None)
