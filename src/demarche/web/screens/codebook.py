"""The codebook's labels, with what each means, so that a reviewer need not leave the desk."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from demarche.coding import CODEBOOK
from demarche.web.desk import TheDesk
from demarche.web.labels import groups
from demarche.web.paper import shown
from demarche.web.people import Reader

router = APIRouter(include_in_schema=False)


@router.get("/codebook")
def codebook(request: Request, desk: TheDesk, person: Reader) -> Response:
    """Show the labels."""
    return shown(request, "codebook.html", groups=groups(), version=CODEBOOK)
