"""Who asks, and what they may do: one person without a login, a session, or a token."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Request, Response

from demarche.register.accounts import Role, User
from demarche.web.desk import Desk, TheDesk
from demarche.web.refusals import HastyError, RefusalError, StrangerError
from demarche.web.secrets import digest, fits, is_feed_token, new_session

COOKIE = "demarche-session"
RANKS: dict[Role, int] = {"reader": 0, "reviewer": 1, "admin": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who makes a request."""

    name: str
    role: Role
    by: Literal["alone", "session", "token"]

    def may(self, role: Role) -> bool:
        """Return whether the person may do what a role may."""
        return RANKS[self.role] >= RANKS[role]


def person_of(request: Request, desk: Desk) -> Person | None:
    """Return who asks, None for a stranger; HastyError for one who guesses tokens."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme == "Bearer":
        if is_feed_token(token.strip()):
            raise RefusalError("token: this one opens the alerts' feeds alone; make one for programs")
        return by_token(token.strip(), address_of(request), desk)
    if not desk.login:
        return Person(name=desk.author, role="admin", by="alone")
    secret = request.cookies.get(cookie_name(desk))
    user = desk.register.user_of_session(digest(secret)) if secret else None
    return None if user is None else Person(name=user.name, role=user.role, by="session")


def by_token(token: str, address: str, desk: Desk) -> Person | None:
    """Return whose token this is; wrong ones are counted."""
    patient(desk, address)
    user = desk.register.user_of_token(digest(token))
    if user is None:
        desk.attempts.failed(address)
        raise StrangerError("token: is unknown or revoked; make a new one on the account page")
    return Person(name=user.name, role=user.role, by="token")


def needs(role: Role) -> Callable[[Request, Desk], Person]:
    """Return the dependency that gives the person who asks, if they may do what the role may."""

    def checked(request: Request, desk: TheDesk) -> Person:
        person = person_of(request, desk)
        if person is None:
            raise StrangerError("this desk needs a login; log in, or send a token")
        request.state.person = person
        if not person.may(role):
            raise RefusalError(f"{person.name} is a {person.role}; this needs a {role}, ask an admin")
        return person

    return checked


Reader = Annotated[Person, Depends(needs("reader"))]
Reviewer = Annotated[Person, Depends(needs("reviewer"))]
Admin = Annotated[Person, Depends(needs("admin"))]


def log_in(desk: Desk, name: str, password: str, address: str) -> str:
    """Return a new session's secret for a name and its password.

    Raises StrangerError where they do not fit, HastyError after too many tries from an address or on a name.
    """
    keys = (address, f"name {name[:100]}")
    for key in keys:
        patient(desk, key)
    if not fits(password, desk.register.password_of(name)):
        for key in keys:
            desk.attempts.failed(key)
        raise StrangerError("login: name and password do not fit; try again, or ask an admin")
    for key in keys:
        desk.attempts.succeeded(key)
    secret = new_session()
    desk.register.begin_session(name, digest(secret), expires_at=desk.now() + desk.session)
    return secret


def patient(desk: Desk, key: str) -> None:
    """Raise HastyError where a key failed too often."""
    if seconds := desk.attempts.wait(key):
        raise HastyError(f"login: too many wrong tries; wait {seconds // 60 + 1} minutes")


def keep_session(response: Response, secret: str, desk: Desk) -> None:
    """Set the session's cookie."""
    response.set_cookie(
        cookie_name(desk),
        secret,
        max_age=int(desk.session.total_seconds()),
        path="/",
        httponly=True,
        secure=desk.secure,
        samesite="lax",
    )


def end_session(request: Request, response: Response, desk: Desk) -> None:
    """End the session of a request, if it has one."""
    if secret := request.cookies.get(cookie_name(desk)):
        desk.register.end_session(digest(secret))
    response.delete_cookie(cookie_name(desk), path="/", secure=desk.secure, httponly=True)


def cookie_name(desk: Desk) -> str:
    """Return the cookie's name; over TLS one that browsers bind to the host."""
    return f"__Host-{COOKIE}" if desk.secure else COOKIE


def address_of(request: Request) -> str:
    """Return the address a request came from."""
    return request.client.host if request.client else "unknown"


def known(user: User) -> dict[str, object]:
    """Return a user as JSON values, without the password."""
    return {
        "name": user.name,
        "role": user.role,
        "added_at": user.added_at.isoformat(),
        "disabled_at": user.disabled_at.isoformat() if user.disabled_at else None,
    }
