"""The application: every screen and resource on one desk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from demarche import __version__
from demarche.errors import DemarcheError, UsageError
from demarche.logs import request_id
from demarche.web import api, health, screens
from demarche.web.answers import answered
from demarche.web.desk import Desk
from demarche.web.figures import Figures
from demarche.web.guard import Guard
from demarche.web.observing import Observing
from demarche.web.paper import sent_on, shown
from demarche.web.refusals import MissingError, StrangerError, body_of, status_of
from demarche.web.subscribing import SubscriberError

HEADINGS = {
    400: "That cannot be done",
    401: "Log in",
    403: "Not allowed",
    404: "Not here",
    412: "Changed meanwhile",
    429: "Wait a little",
    503: "The register does not answer",
}


def create_app(desk: Desk) -> FastAPI:
    """Return the application on a desk."""
    app = FastAPI(
        title="demarche",
        version=__version__,
        summary="Who has warned whom, of what, if what happens, and whether it then happened.",
        openapi_url="/api/openapi.json",
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        docs_url=None,  # its pages load scripts from elsewhere; /api is ours
        redoc_url=None,
        redirect_slashes=False,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    app.state.desk = desk
    app.state.figures = Figures(desk.register)
    app.mount("/static", StaticFiles(packages=[("demarche.web", "static")]), name="static")
    for router in (*screens.ROUTERS, *api.ROUTERS, health.router):
        app.include_router(router)
    for kind, handler in HANDLERS.items():
        app.add_exception_handler(kind, handler)
    app.add_middleware(Guard, desk=desk, failed=unexpected)
    app.add_middleware(Observing, figures=app.state.figures)  # the last added is the outermost
    return app


def told(request: Request, error: DemarcheError, status: int) -> Response:
    """Return an error as the one JSON body, or as a page."""
    if request.url.path.startswith("/api"):
        answer = answered(request, body_of(error), status=status)
    elif isinstance(error, StrangerError) and request.method == "GET" and request.url.path != "/login":
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return sent_on(f"/login?next={quote(here, safe='/')}")
    else:
        heading = HEADINGS.get(status, "Something failed")
        answer = shown(request, "error.html", status=status, heading=heading, error=error)
    if status == 401:
        asks = 'Basic realm="demarche alerts"' if isinstance(error, SubscriberError) else "Bearer"
        answer.headers["www-authenticate"] = asks
    return answer


async def expected(request: Request, error: Exception) -> Response:
    """Tell an error that demarche raised on purpose."""
    assert isinstance(error, DemarcheError)  # noqa: S101 - registered for it alone
    return told(request, error, status_of(error))


async def invalid(request: Request, error: Exception) -> Response:
    """Tell what was wrong with a parameter or a body."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it alone
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"][1:]) or "body"
    return told(request, UsageError(f"{name}: {first['msg'].lower()}"), 400)


async def unserved(request: Request, error: Exception) -> Response:
    """Tell that there is no such page, or not for this method."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it alone
    if error.status_code == 404:
        return told(request, MissingError("there is no such page; begin at /threads, or read /api"), 404)
    return told(request, UsageError(f"{request.method}: {error.detail.lower()}"), error.status_code)


def unexpected(request: Request) -> Response:
    """Tell that the program failed; what failed stands in the log alone."""
    fault = DemarcheError(
        f"the desk failed on this; what failed stands in its log as request {request_id.get()}, please report it"
    )
    return told(request, fault, 500)


HANDLERS: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
    DemarcheError: expected,
    RequestValidationError: invalid,
    HTTPException: unserved,
}
