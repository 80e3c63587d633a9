"""The register in figures, and what the desk runs as."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from demarche import __version__
from demarche.web.desk import TheDesk
from demarche.web.measuring import measured
from demarche.web.paper import shown
from demarche.web.people import Reader

router = APIRouter(include_in_schema=False)


@router.get("/status")
def status(request: Request, desk: TheDesk, person: Reader) -> Response:
    """Show the register in figures."""
    progress = desk.register.review_progress()
    return shown(
        request,
        "status.html",
        counts=desk.register.counts(),
        progress=progress,
        figures=measured(progress),
        version=__version__,
    )
