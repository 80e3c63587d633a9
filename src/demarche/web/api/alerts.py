"""Alerts: listed, seen to; and as an Atom feed and a JSON Feed for feed readers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Header, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from demarche.watch.delivery import atom, json_feed
from demarche.watch.records import alert_record
from demarche.web.alerting import TheAlerts, feed_address
from demarche.web.answers import answered, answered_bytes, unchanged
from demarche.web.api.examples import ALERT, page, shows
from demarche.web.desk import TheDesk
from demarche.web.people import Reader, Reviewer
from demarche.web.query import Number, ThePage
from demarche.web.refusals import found
from demarche.web.subscribing import Subscriber
from demarche.web.watching import Deed, see_to

router = APIRouter(tags=["alerts"])
FEED_LENGTH = 200  # alerts of a feed, the newest
ATOM, JSON_FEED = "application/atom+xml", "application/feed+json"


class SeenTo(BaseModel):
    """What is to be done with an alert; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    assigned: str | None = Field(default=None, max_length=100, description='Who sees to it; "" for nobody.')
    note: str | None = Field(default=None, max_length=10_000, examples=["ask the desk in Tokyo"])
    closed: bool | None = Field(default=None, description="true: it is seen to; false: it is not after all.")


@router.get("/api/alerts", responses=shows(page(ALERT) | {"next": "12"}))
def alerts(request: Request, desk: TheDesk, person: Reader, asked: TheAlerts, part: ThePage) -> Response:
    """List the alerts that fit, newest first."""
    items, following = asked.page(desk, part)
    return answered(request, {"items": [alert_record(one) for one in items], "next": following})


@router.get("/api/alerts.atom", responses=shows("<feed>…</feed>", kind=ATOM))
def atom_feed(request: Request, desk: TheDesk, person: Subscriber, asked: TheAlerts) -> Response:
    """Give the newest 200 alerts that fit as an Atom feed, without notes and who sees to them."""
    address = feed_address(request, asked)
    body = atom(asked.newest(desk, FEED_LENGTH), title=asked.title, address=address)
    return answered_bytes(request, body.encode(), kind=f"{ATOM}; charset=utf-8")


@router.get("/api/alerts.jsonfeed", responses=shows({"version": "…", "items": []}, kind=JSON_FEED))
def feed(request: Request, desk: TheDesk, person: Subscriber, asked: TheAlerts) -> Response:
    """Give the newest 200 alerts that fit as a JSON Feed, without notes and who sees to them."""
    address = feed_address(request, asked)
    body = json_feed(asked.newest(desk, FEED_LENGTH), title=asked.title, address=address)
    return answered_bytes(request, body.encode(), kind=JSON_FEED)


@router.get("/api/alerts/{number}", responses=shows(ALERT))
def alert(request: Request, desk: TheDesk, person: Reader, number: Number) -> Response:
    """Give one alert with all that was done with it."""
    with found():
        one = desk.store.alert(number)
    return answered(request, alert_record(one))


@router.patch("/api/alerts/{number}", responses=shows(ALERT))
def act(
    request: Request,
    desk: TheDesk,
    person: Reviewer,
    number: Number,
    body: Annotated[SeenTo, Body()],
    if_match: Annotated[str | None, Header(description="Refuse if it changed since this ETag.")] = None,
) -> Response:
    """Assign an alert, write a note on it, close it or open it again."""
    with found():
        before = desk.store.alert(number)
    unchanged(if_match, alert_record(before))
    deed = Deed(assigned=body.assigned, note=body.note, closed=body.closed)
    return answered(request, alert_record(see_to(desk, number, deed, author=person.name)))
