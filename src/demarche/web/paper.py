"""Templates, and the words they use. Every value is escaped; an unknown name is an error."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, get_args

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from demarche.export.wording import (
    CHANGES,
    answer_line,
    counted,
    day_text,
    event_day,
    flat,
    period,
)
from demarche.language.actor_names import actor_name, names_of
from demarche.lines import FORMS, ID_LENGTH, MARKS, day_words, threat_parts
from demarche.register import Source, StoredThreat
from demarche.threats import Commitment, ResponseKind, TriggerForm
from demarche.watch.delivery import NAMES
from demarche.watch.wording import wanted_words
from demarche.web.desk import Desk
from demarche.web.navigation import SLOTS
from demarche.web.people import Person


@cache
def environment() -> Environment:
    """Return the templates with their words."""
    made = Environment(
        loader=PackageLoader("demarche.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "actor": actor_name,
        "actors": actors,
        "day": lambda value: day_words(str(value) if value else None),
        "moment": moment,
        "short": lambda value: str(value)[:ID_LENGTH],
        "label": lambda value: str(value).replace("_", " "),
        "flat": flat,
        "counted": counted,
        "thousands": lambda value: f"{value:,}",
    }
    made.globals |= {
        "slots": SLOTS,
        "marks": MARKS,
        "forms": FORMS,
        "changes": CHANGES,
        "kinds": get_args(ResponseKind),
        "commitments": get_args(Commitment),
        "trigger_forms": get_args(TriggerForm),
        "answer_line": answer_line,
        "day_text": day_text,
        "event_day": event_day,
        "period": period,
        "parts_of": parts_of,
        "outlet_of": outlet_of,
        "asset": asset,
        "alert_kinds": NAMES,
        "wanted_words": wanted_words,
    }
    return made


def actors(codes: object) -> str:
    """Return actors' names in a row.

    >>> actors(("CAN", "MEX"))
    'Canada, Mexico'
    """
    return names_of(codes) if isinstance(codes, (tuple, list)) else ""


def moment(value: datetime) -> str:
    """Return a time in words, its zone said.

    >>> moment(datetime(2024, 7, 25, 9, 5, tzinfo=UTC))
    '25 Jul 2024, 09:05 UTC'
    """
    there = value.astimezone(UTC)
    return f"{day_words(there.date().isoformat())}, {there:%H:%M} UTC"


def parts_of(stored: StoredThreat) -> object:
    """Return the pieces of a stored threat's line."""
    return threat_parts(stored.threat, outlet=stored.source.outlet, date=stored.source.date)


def outlet_of(source: Source) -> str:
    """Return an article's outlet and day in words."""
    day: date | None = source.date
    return f"{source.outlet or 'outlet unknown'}, {day_words(str(day) if day else None)}"


@cache
def asset(name: str) -> str:
    """Return the address of a static file, with a mark that changes when the file does."""
    import hashlib

    data = files("demarche.web").joinpath("static", name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(data).hexdigest()[:12]}"


def shown(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    """Return a page."""
    desk: Desk = request.app.state.desk
    person: Person | None = getattr(request.state, "person", None)
    shared = {"here": request.url.path, "person": person, "login": desk.login, "now": desk.now()}
    body = environment().get_template(template).render(**shared, **values)
    return HTMLResponse(body, status)


def sent_on(path: str) -> Response:
    """Return the answer to a form: go and read that page."""
    return RedirectResponse(local(path), 303)


def local(path: str) -> str:
    r"""Return a path of this desk; "/" for anything that leads elsewhere.

    >>> local("/threads?sender=RUS"), local("//evil.example"), local("https://evil.example"), local("/\\evil")
    ('/threads?sender=RUS', '/', '/', '/')
    """
    plain = path.isprintable() and "\\" not in path
    return path if plain and path.startswith("/") and not path.startswith("//") else "/"
