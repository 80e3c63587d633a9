"""Sources: the feeds that are kept, how each fares, and what became of what it named."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response

from demarche.errors import UsageError
from demarche.watch import Feed
from demarche.watch.delivery import web_address
from demarche.web.desk import TheDesk
from demarche.web.paper import sent_on, shown
from demarche.web.people import Admin, Person, Reader
from demarche.web.query import Number
from demarche.web.refusals import found
from demarche.web.watching import add_feed

router = APIRouter(include_in_schema=False)
NEWEST = 50  # items of a feed's page
Word = Annotated[str, Form(max_length=2000)]
ItemState = Literal["", "waiting", "added", "known", "skipped"]
STATES = ("added", "known", "waiting", "skipped")


@router.get("/sources")
def sources(request: Request, desk: TheDesk, person: Reader) -> Response:
    """Show the feeds."""
    return sheet(request, desk, person)


def sheet(
    request: Request,
    desk: TheDesk,
    person: Person,
    *,
    typed: tuple[str, str, str] = ("", "", ""),
    problem: UsageError | None = None,
) -> Response:
    """Return the page; ``typed`` is what stood in the form that gave the problem."""
    feeds = sorted(desk.store.feeds(), key=lambda feed: (feed.error is None, feed.id))
    return shown(
        request,
        "sources.html",
        status=400 if problem else 200,
        feeds=feeds,
        failing=sum(feed.error is not None for feed in feeds),
        asked=max((feed.asked_at for feed in feeds if feed.asked_at), default=None),
        due={feed.id for feed in feeds if is_due(feed, desk.now())},
        states=STATES,
        every=desk.watching.every,
        typed=typed,
        problem=problem,
    )


@router.post("/sources")
def add(
    request: Request, desk: TheDesk, person: Admin, address: Word, title: Word = "", every: Word = ""
) -> Response:
    """Keep a feed."""
    try:
        feed = add_feed(desk, address, title=title, every=minutes(every), author=person.name)
    except UsageError as error:
        return sheet(request, desk, person, typed=(address, title, every), problem=error)
    return sent_on(f"/sources#f-{feed.id}")


@router.get("/sources/{number:int}")
def source(
    request: Request, desk: TheDesk, person: Reader, number: Number, state: ItemState = ""
) -> Response:
    """Show one feed: how it fares, and what became of what it named last."""
    with found():
        feed = desk.store.feed(str(number))
    items = desk.store.named_items(number, state=state or None, limit=NEWEST)
    return shown(
        request,
        "source.html",
        feed=feed,
        due=is_due(feed, desk.now()),
        items=[(item, web_address(item.name)) for item in items],
        state=state,
        states=STATES,
        newest=NEWEST,
    )


@router.post("/sources/{number:int}/remove")
def remove(desk: TheDesk, person: Admin, number: Number) -> Response:
    """Fetch a feed no longer; the articles it brought stay."""
    with found():
        desk.store.feed(str(number))
    desk.store.remove_feed(str(number), author=person.name)
    return sent_on("/sources")


def is_due(feed: Feed, now: datetime) -> bool:
    """Return whether a feed waits to be asked."""
    return feed.next_at <= now


def minutes(words: str) -> int | None:
    """Return a number of minutes, None where the field is empty; UsageError for anything else."""
    if not words.strip():
        return None
    if not words.strip().isdecimal() or len(words) > 9:
        raise UsageError(f"every: {words!r} is no number of minutes; give one such as 60")
    return int(words)
