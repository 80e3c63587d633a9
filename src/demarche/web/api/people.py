"""Tokens of the person who asks; users, for admins."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from demarche.register.accounts import Token
from demarche.web.answers import answered
from demarche.web.api.examples import shows
from demarche.web.desk import TheDesk
from demarche.web.people import Admin, Reader, known
from demarche.web.query import Number
from demarche.web.screens.login import own_user
from demarche.web.secrets import digest, hashed_password, new_feed_token, new_token

router = APIRouter(tags=["people"])
USER = {"name": "ada", "role": "reviewer", "added_at": "2026-11-26T12:00:00+00:00", "disabled_at": None}
TOKEN = {"id": 1, "label": "nightly export", "made_at": "2026-11-26T12:00:00+00:00", "revoked_at": None}


class NewToken(BaseModel):
    """What a token is for."""

    model_config = ConfigDict(extra="forbid")

    label: str = Field(max_length=64, examples=["nightly export"])
    feeds: bool = Field(
        default=False, description="It opens the alerts' feeds alone, and may stand in addresses."
    )


class NewUser(BaseModel):
    """A user to be added."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=64, examples=["ada"])
    role: str = Field(max_length=10, examples=["reviewer"])
    password: str = Field(max_length=1024, examples=["twelve characters or more"])


class ChangedUser(BaseModel):
    """What of a user is to change."""

    model_config = ConfigDict(extra="forbid")

    role: str | None = Field(default=None, max_length=10)
    password: str | None = Field(default=None, max_length=1024)
    disabled: bool | None = None


@router.get("/api/me", responses=shows({"name": "ada", "role": "reviewer", "by": "token"}))
def me(request: Request, person: Reader) -> Response:
    """Give who asks, and by what."""
    return answered(request, {"name": person.name, "role": person.role, "by": person.by})


@router.get("/api/tokens", responses=shows({"items": [TOKEN], "next": None}))
def tokens(request: Request, desk: TheDesk, person: Reader) -> Response:
    """List one's own tokens, without their secrets."""
    found = desk.register.tokens(own_user(desk, person))
    return answered(request, {"items": [token_row(one) for one in found], "next": None})


@router.post("/api/tokens", responses=shows(TOKEN | {"token": "demarche_…"}))
def make(request: Request, desk: TheDesk, person: Reader, body: Annotated[NewToken, Body()]) -> Response:
    """Make a token; it is shown this once."""
    token = new_feed_token() if body.feeds else new_token()
    kept = desk.register.add_token(own_user(desk, person), body.label, digest(token))
    answer = answered(request, token_row(kept) | {"token": token})
    answer.headers["cache-control"] = "no-store"
    return answer


@router.post("/api/tokens/{number}/revoke", responses=shows(TOKEN))
def revoke(request: Request, desk: TheDesk, person: Reader, number: Number) -> Response:
    """Revoke one of one's own tokens."""
    return answered(request, token_row(desk.register.revoke_token(own_user(desk, person), number)))


@router.get("/api/users", responses=shows({"items": [USER], "next": None}))
def users(request: Request, desk: TheDesk, person: Admin) -> Response:
    """List the users."""
    return answered(request, {"items": [known(user) for user in desk.register.users()], "next": None})


@router.post("/api/users", responses=shows(USER))
def add(request: Request, desk: TheDesk, person: Admin, body: Annotated[NewUser, Body()]) -> Response:
    """Add a user."""
    own_user(desk, person)
    return answered(
        request, known(desk.register.add_user(body.name, body.role, hashed_password(body.password)))
    )


@router.patch("/api/users/{name}", responses=shows(USER))
def change(
    request: Request, desk: TheDesk, person: Admin, name: str, body: Annotated[ChangedUser, Body()]
) -> Response:
    """Change a user's role or password, or close the account."""
    own_user(desk, person)
    password = None if body.password is None else hashed_password(body.password)
    user = desk.register.change_user(name, role=body.role, password=password, disabled=body.disabled)
    return answered(request, known(user))


def token_row(token: Token) -> dict[str, Any]:
    """Return a token as JSON values, without its secret."""
    return {
        "id": token.id,
        "label": token.label,
        "made_at": token.made_at.isoformat(),
        "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
    }
