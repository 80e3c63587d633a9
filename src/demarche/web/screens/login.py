"""Logging in and out, and a person's own account: password and tokens."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from demarche.web.desk import TheDesk
from demarche.web.paper import local, sent_on, shown
from demarche.web.people import Admin, Reader, address_of, end_session, keep_session, log_in
from demarche.web.query import Number
from demarche.web.refusals import HastyError, RefusalError, StrangerError
from demarche.web.secrets import digest, fits, hashed_password, new_feed_token, new_token

router = APIRouter(include_in_schema=False)
Word = Annotated[str, Form(max_length=1024)]
Label = Annotated[str, Form(max_length=100)]


@router.get("/login")
def login(request: Request, desk: TheDesk, next: str = "/threads") -> Response:
    """Show the form."""
    if not desk.login:
        return sent_on("/threads")
    return shown(request, "login.html", next=local(next), name="", problem=None)


@router.post("/login")
def enter(
    request: Request, desk: TheDesk, name: Label, password: Word, next: Annotated[str, Form()] = "/threads"
) -> Response:
    """Begin a session, or say that the words do not fit."""
    try:
        secret = log_in(desk, name, password, address_of(request))
    except (StrangerError, HastyError) as refusal:
        return shown(
            request, "login.html", status=refusal.status, next=local(next), name=name, problem=refusal
        )
    answer = sent_on(next)
    keep_session(answer, secret, desk)
    return answer


@router.post("/logout")
def leave(request: Request, desk: TheDesk) -> Response:
    """End the session."""
    answer = sent_on("/login")
    end_session(request, answer, desk)
    return answer


def own_user(desk: TheDesk, person: Reader) -> str:
    """Return the name of the person's user; RefusalError where the desk has no logins."""
    if person.by == "alone":
        raise RefusalError("accounts: this desk is used without logins; start it with --team to have them")
    return person.name


@router.get("/account")
def account(request: Request, desk: TheDesk, person: Reader) -> Response:
    """Show a person's tokens and, to an admin, all users."""
    return sheet(request, desk, own_user(desk, person), person, made=None)


def sheet(request: Request, desk: TheDesk, name: str, person: Reader, *, made: str | None) -> Response:
    """Return the account page; ``made`` is a new token, shown this once."""
    return shown(
        request,
        "account.html",
        tokens=desk.register.tokens(name),
        users=desk.register.users() if person.may("admin") else (),
        made=made,
    )


@router.post("/account/tokens")
def make_token(
    request: Request, desk: TheDesk, person: Reader, label: Label, use: Annotated[str, Form()] = "programs"
) -> Response:
    """Make a token and show it, this once."""
    name, token = own_user(desk, person), new_feed_token() if use == "feeds" else new_token()
    desk.register.add_token(name, label, digest(token))
    answer = sheet(request, desk, name, person, made=token)
    answer.headers["cache-control"] = "no-store"
    return answer


@router.post("/account/tokens/{number}/revoke")
def revoke(desk: TheDesk, person: Reader, number: Number) -> Response:
    """Revoke a token."""
    desk.register.revoke_token(own_user(desk, person), number)
    return sent_on("/account")


@router.post("/account/password")
def password(request: Request, desk: TheDesk, person: Reader, old: Word, new: Word) -> Response:
    """Change a person's own password; all their sessions end."""
    name = own_user(desk, person)
    if not fits(old, desk.register.password_of(name)):
        desk.attempts.failed(f"name {name}")
        raise RefusalError("password: the old one does not fit; try again")
    desk.register.change_user(name, password=hashed_password(new))
    return sent_on("/login")


@router.post("/users")
def add_user(desk: TheDesk, person: Admin, name: Label, role: Label, password: Word) -> Response:
    """Add a user."""
    own_user(desk, person)
    desk.register.add_user(name.strip(), role, hashed_password(password))
    return sent_on("/account#users")


@router.post("/users/{name}/change")
def change_user(desk: TheDesk, person: Admin, name: str, role: Label = "", state: Label = "") -> Response:
    """Change a user's role, or close or open the account."""
    own_user(desk, person)
    disabled = {"close": True, "open": False}.get(state)
    desk.register.change_user(name, role=role or None, disabled=disabled)
    return sent_on("/account#users")
