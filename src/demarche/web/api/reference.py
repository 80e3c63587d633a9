"""The API's reference as a page, made from its own description."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response

from demarche.web.desk import TheDesk
from demarche.web.paper import shown
from demarche.web.people import Reader

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One thing the API does."""

    method: str
    path: str
    words: str
    parameters: tuple[tuple[str, str], ...]


@router.get("/api")
def reference(request: Request, desk: TheDesk, person: Reader) -> Response:
    """Show what the API does."""
    return shown(request, "api.html", calls=calls_of(request.app.openapi()))


def calls_of(description: dict[str, Any]) -> tuple[Call, ...]:
    """Return the calls of an OpenAPI description in their order."""
    return tuple(
        Call(
            method=method.upper(),
            path=path,
            words=call.get("description", ""),
            parameters=tuple(
                (parameter["name"], parameter.get("description", ""))
                for parameter in call.get("parameters", ())
                if parameter["in"] == "query"
            ),
        )
        for path, methods in description["paths"].items()
        for method, call in methods.items()
    )
