"""The list of threads: who to whom over what, since when, how often, how firmly, and did it happen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from fastapi import APIRouter, Request, Response

from demarche.errors import UsageError
from demarche.language.actor_names import display_names
from demarche.register.cards import ThreadCard
from demarche.web.charts import Spark, sparks
from demarche.web.desk import TheDesk
from demarche.web.paper import sent_on, shown
from demarche.web.people import Reader
from demarche.web.query import ThePage, TheWanted, parted

router = APIRouter(include_in_schema=False)
A_PAGE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thread of the list."""

    card: ThreadCard
    sparks: tuple[Spark, ...]


@router.get("/")
def start() -> Response:
    """Go to the threads."""
    return sent_on("/threads")


@router.get("/threads")
def threads(request: Request, desk: TheDesk, person: Reader, wanted: TheWanted, page: ThePage) -> Response:
    """Show the threads that fit, last said first."""
    size = A_PAGE if "limit" not in request.query_params else page.limit
    where = replace(wanted.where, after=page.after, limit=size + 1)
    try:
        found, after = parted(desk.register.cards(where), size)
        problem = None
    except UsageError as error:
        found, after, problem = [], None, error
    return shown(
        request,
        "threads.html",
        status=400 if problem else 200,
        rows=[row_of(card) for card in found],
        wanted=wanted,
        problem=problem,
        following=wanted.address("/threads", after=after) if after else None,
        later=page.after is not None,
        empty=not found and desk.register.is_empty(),
        names=state_names(),
    )


def row_of(card: ThreadCard) -> Row:
    """Return a thread's card with its sparkline."""
    return Row(card=card, sparks=sparks(card.commitment))


@cache
def state_names() -> tuple[str, ...]:
    """Return the names of actors, for the filter's suggestions."""
    return tuple(sorted(set(display_names().values())))
