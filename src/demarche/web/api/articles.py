"""Articles with their text, threats and events; search by words; events."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from demarche.export.jsonl import line
from demarche.export.stored import event_row, hit_row, source_row
from demarche.register import EventFilter, Filter
from demarche.web.answers import answered
from demarche.web.api.examples import SOURCE, THREAT, page, shows
from demarche.web.desk import TheDesk
from demarche.web.people import Reader
from demarche.web.query import ThePage, TheWanted, parted, words
from demarche.web.refusals import found

router = APIRouter(tags=["articles"])


@router.get("/api/articles/{article_id}", responses=shows({"id": "strait-1", "text": "…", "threats": []}))
def article(request: Request, desk: TheDesk, person: Reader, article_id: str) -> Response:
    """Give one article: its text, threats and events, as JSON Lines exports have it, and its copies."""
    with found():
        stored = desk.register.article(article_id)
    threats = list(desk.register.threats(Filter(article=stored.id)))
    row = line(desk.register, stored.id, threats)
    return answered(request, row | {"copies": [source_row(one) for one in desk.register.copies(stored.id)]})


@router.get(
    "/api/search", responses=shows({"items": [{"article": SOURCE, "snippet": "…", "threats": [THREAT]}]})
)
def search(
    request: Request,
    desk: TheDesk,
    person: Reader,
    q: Annotated[str, Query(description="All words must occur.", examples=["peace treaty"])],
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Response:
    """List the articles that hold the words, nearest first."""
    hits = desk.register.search(words("q", q) or "", limit=limit)
    return answered(request, {"items": [hit_row(hit) for hit in hits], "next": None})


@router.get("/api/events", responses=shows(page({"id": "9c41aa02bb03cc04", "kind": "deployment"})))
def events(
    request: Request, desk: TheDesk, person: Reader, wanted: TheWanted, part: ThePage, article: str = ""
) -> Response:
    """List the deeds of the senders that are named, newest article first; of the filter only actors and days count."""
    where = EventFilter(
        actor=wanted.where.sender,
        partner=wanted.where.target,
        since=wanted.where.since,
        until=wanted.where.until,
        as_of=wanted.where.as_of,
        article=article or None,
        after=part.after,
    )
    items, following = parted(desk.register.events(replace(where, limit=part.limit + 1)), part.limit)
    return answered(request, {"items": [event_row(one) for one in items], "next": following})
