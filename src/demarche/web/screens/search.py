"""Search: articles by their words, threats by their fields."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request, Response

from demarche.errors import UsageError
from demarche.register import Hit, StoredThreat
from demarche.web.desk import TheDesk
from demarche.web.paper import shown
from demarche.web.people import Reader
from demarche.web.query import ThePage, TheWanted, parted, words
from demarche.web.screens.threads import state_names

router = APIRouter(include_in_schema=False)
HITS = 20
THREATS = 25


@router.get("/search")
def search(
    request: Request, desk: TheDesk, person: Reader, wanted: TheWanted, page: ThePage, q: str = ""
) -> Response:
    """Show the articles that hold the words, or the threats that fit the fields."""
    hits: tuple[Hit, ...] = ()
    threats: list[StoredThreat] = []
    after, problem = None, None
    sought = words("q", q)
    try:
        if sought:
            hits = desk.register.search(sought, limit=HITS)
        elif wanted.given:
            where = replace(wanted.where, after=page.after, limit=THREATS + 1)
            threats, after = parted(desk.register.threats(where), THREATS)
    except UsageError as error:
        problem = error
    return shown(
        request,
        "search.html",
        status=400 if problem else 200,
        q=q,
        hits=hits,
        threats=threats,
        wanted=wanted,
        problem=problem,
        following=wanted.address("/search", after=after) if after else None,
        asked=bool(sought or wanted.given),
        names=state_names(),
    )
