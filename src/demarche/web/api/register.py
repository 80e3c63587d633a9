"""The register as a whole: its figures, who to whom, the codebook's labels."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Request, Response

from demarche import __version__
from demarche.coding import CODEBOOK
from demarche.web.answers import answered
from demarche.web.api.examples import shows
from demarche.web.desk import TheDesk
from demarche.web.labels import groups
from demarche.web.people import Reader
from demarche.web.query import TheWanted

router = APIRouter(tags=["register"])
CELL = {"sender": "RUS", "target": "JPN", "statements": 4, "highest": "stated"}


@router.get("/api/status", responses=shows({"articles": 28, "threats": 34, "version": __version__}))
def status(request: Request, desk: TheDesk, person: Reader) -> Response:
    """Give the register in figures."""
    counts = asdict(desk.register.counts())
    days = {name: counts[name].isoformat() if counts[name] else None for name in ("first", "last")}
    return answered(request, counts | days | {"version": __version__, "codebook": CODEBOOK})


@router.get("/api/matrix", responses=shows({"items": [CELL], "next": None}))
def matrix(request: Request, desk: TheDesk, person: Reader, wanted: TheWanted) -> Response:
    """Give how many statements each sender made to each target, the most first."""
    cells = [asdict(cell) for cell in desk.register.matrix(wanted.where)]
    return answered(request, {"items": cells, "next": None})


@router.get("/api/codebook", responses=shows({"version": CODEBOOK, "groups": []}))
def codebook(request: Request, desk: TheDesk, person: Reader) -> Response:
    """Give the codebook's labels with a line on each."""
    found = [asdict(group) | {"labels": dict(group.labels)} for group in groups()]
    return answered(request, {"version": CODEBOOK, "groups": found})
