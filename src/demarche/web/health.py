"""For those who run the desk: is it well, and its figures."""

from __future__ import annotations

import logging

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import select

from demarche.errors import RegisterError
from demarche.logs import tell
from demarche.register import schema
from demarche.web.desk import TheDesk
from demarche.web.people import Reader

log = logging.getLogger(__name__)
router = APIRouter(include_in_schema=False)


@router.get("/healthz")
def healthz(desk: TheDesk) -> Response:
    """Say that the register answers, with 503 that it does not. Strangers are told nothing more."""
    try:
        with desk.register.reading() as connection:
            connection.execute(select(schema.articles.c.key).limit(1)).first()
    except RegisterError as error:
        tell(log, "unwell", level=logging.ERROR, why=str(error))
        return JSONResponse({"status": "failing"}, status_code=503)
    return JSONResponse({"status": "ok"})


@router.get("/metrics")
def metrics(request: Request, person: Reader) -> Response:
    """Give the figures as Prometheus reads them; where people log in, to a token alone."""
    return Response(generate_latest(request.app.state.figures.registry), media_type=CONTENT_TYPE_LATEST)
