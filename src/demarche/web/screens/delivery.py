"""Where alerts go: feeds for feed readers, with a token of their own; hooks, for admins."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from demarche.web.desk import TheDesk
from demarche.web.paper import sent_on, shown
from demarche.web.people import Admin, Person, Reader
from demarche.web.query import Number
from demarche.web.refusals import MissingError
from demarche.web.secrets import digest, new_feed_token
from demarche.web.watching import NO_SECRET, add_hook

router = APIRouter(include_in_schema=False)
Word = Annotated[str, Form(max_length=2000)]


@router.get("/watches/delivery")
def delivery(request: Request, desk: TheDesk, person: Reader) -> Response:
    """Show the feeds' addresses and, to an admin, the hooks."""
    return sheet(request, desk, person)


def sheet(
    request: Request, desk: TheDesk, person: Person, *, token: str = "", key: tuple[str, str] | None = None
) -> Response:
    """Return the page; a new token and a hook's key are shown this once."""
    answer = shown(
        request,
        "delivery.html",
        watches=desk.store.watches(),
        base=str(request.base_url).rstrip("/"),
        token=token,
        key=key,
        hooks=desk.store.hooks() if person.may("admin") else (),
        no_secret=NO_SECRET if desk.watching.secret is None else None,
    )
    if token or key:
        answer.headers["cache-control"] = "no-store"
    return answer


@router.post("/watches/delivery/token")
def make_token(request: Request, desk: TheDesk, person: Reader) -> Response:
    """Make a feed token and show the addresses with it, this once."""
    token = ""
    if person.by != "alone":
        token = new_feed_token()
        desk.register.add_token(person.name, "feeds of alerts", digest(token))
    return sheet(request, desk, person, token=token)


@router.post("/watches/delivery/hooks")
def make_hook(request: Request, desk: TheDesk, person: Admin, address: Word, watch: Word = "") -> Response:
    """Make a hook and show its key."""
    hook, key = add_hook(desk, address, watch=watch or None, author=person.name)
    return sheet(request, desk, person, key=(hook.address, key))


@router.post("/watches/delivery/hooks/{number:int}/remove")
def remove_hook(desk: TheDesk, person: Admin, number: Number) -> Response:
    """Send nothing more to a hook."""
    if all(hook.id != number for hook in desk.store.hooks()):
        raise MissingError(f"hook {number}: there is none")
    desk.store.remove_hook(number, author=person.name)
    return sent_on("/watches/delivery#hooks")
