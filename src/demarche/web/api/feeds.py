"""The feeds that are kept, and the hooks that alerts are sent to; both are admins' to change."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from demarche.watch.records import feed_record, hook_record
from demarche.web.answers import answered
from demarche.web.api.examples import FEED, HOOK, page, shows
from demarche.web.desk import TheDesk
from demarche.web.people import Admin, Reader
from demarche.web.query import Number, ThePage, numbered
from demarche.web.refusals import MissingError, found
from demarche.web.watching import add_feed, add_hook

router = APIRouter(tags=["feeds"])


class NewFeed(BaseModel):
    """A feed to be kept."""

    model_config = ConfigDict(extra="forbid")

    address: str = Field(max_length=2000, examples=["https://news.example/feed.xml"])
    title: str = Field(default="", max_length=200, description="What to call it; else as the feed says.")
    every: int | None = Field(default=None, description="Minutes between two fetches.", examples=[30])


class NewHook(BaseModel):
    """An address that alerts are to be sent to."""

    model_config = ConfigDict(extra="forbid")

    address: str = Field(max_length=2000, examples=["https://desk.example/alerts"])
    watch: str | None = Field(default=None, max_length=200, description="Only this watch's alerts.")


@router.get("/api/feeds", responses=shows(page(FEED)))
def feeds(request: Request, desk: TheDesk, person: Reader, part: ThePage) -> Response:
    """List the feeds, oldest first, each with how it fares."""
    items, following = numbered(desk.store.feeds(), part)
    return answered(request, {"items": [feed_record(one) for one in items], "next": following})


@router.get("/api/feeds/{number}", responses=shows(FEED))
def feed(request: Request, desk: TheDesk, person: Reader, number: Number) -> Response:
    """Give one feed."""
    with found():
        one = desk.store.feed(str(number))
    return answered(request, feed_record(one))


@router.post("/api/feeds", responses=shows(FEED))
def add(request: Request, desk: TheDesk, person: Admin, body: Annotated[NewFeed, Body()]) -> Response:
    """Keep a feed: the watch's next run fetches it. Only public addresses, and those the operator allows."""
    kept = add_feed(desk, body.address, title=body.title, every=body.every, author=person.name)
    return answered(request, feed_record(kept))


@router.delete("/api/feeds/{number}", responses=shows(FEED))
def remove(request: Request, desk: TheDesk, person: Admin, number: Number) -> Response:
    """Fetch a feed no longer; the articles it brought stay."""
    with found():
        desk.store.feed(str(number))
    return answered(request, feed_record(desk.store.remove_feed(str(number), author=person.name)))


@router.get("/api/hooks", responses=shows(page(HOOK)))
def hooks(request: Request, desk: TheDesk, person: Admin, part: ThePage) -> Response:
    """List the hooks, oldest first, with what became of their deliveries."""
    items, following = numbered(desk.store.hooks(), part)
    return answered(request, {"items": [hook_record(one) for one in items], "next": following})


@router.post("/api/hooks", responses=shows(HOOK | {"key": "6f1c…"}))
def add_one(request: Request, desk: TheDesk, person: Admin, body: Annotated[NewHook, Body()]) -> Response:
    """Send the alerts that come from now on to an address, signed; the key to check them with comes back."""
    hook, key = add_hook(desk, body.address, watch=body.watch, author=person.name)
    answer = answered(request, hook_record(hook) | {"key": key})
    answer.headers["cache-control"] = "no-store"
    return answer


@router.delete("/api/hooks/{number}", responses=shows(HOOK))
def remove_one(request: Request, desk: TheDesk, person: Admin, number: Number) -> Response:
    """Send nothing more to a hook."""
    if all(hook.id != number for hook in desk.store.hooks()):
        raise MissingError(f"hook {number}: there is none")
    return answered(request, hook_record(desk.store.remove_hook(number, author=person.name)))
