"""Answers of the API: JSON with an ETag, streams of lines, and conditions on what is changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from demarche.web.refusals import OvertakenError


def etag_of(value: object) -> str:
    """Return what tells two states of a JSON value apart.

    >>> etag_of({"a": 1}) == etag_of({"a": 1}), etag_of({"a": 1}) == etag_of({"a": 2})
    (True, False)
    """
    return f'"{hashlib.sha256(packed(value)).hexdigest()[:20]}"'


def packed(value: object) -> bytes:
    """Return a value as JSON bytes, as the command line prints it."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def answered(request: Request, value: object, *, status: int = 200) -> Response:
    """Return a value as JSON with its ETag, or only that it has not changed."""
    return answered_bytes(request, packed(value), kind="application/json", status=status)


def answered_bytes(request: Request, body: bytes, *, kind: str, status: int = 200) -> Response:
    """Return a body of some kind with its ETag, or only that it has not changed."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    if request.method == "GET" and tag in given_tags(request, "if-none-match"):
        return Response(status_code=304, headers={"etag": tag})
    return Response(body, status, {"etag": tag}, media_type=kind)


def given_tags(request: Request, header: str) -> tuple[str, ...]:
    """Return the ETags that a header names, weak ones as strong."""
    return tuple(tag.strip().removeprefix("W/") for tag in request.headers.get(header, "").split(","))


def unchanged(tag: str | None, value: object) -> None:
    """Raise OvertakenError where a change names the state it was made for, and that has passed."""
    if tag and tag != "*" and tag.removeprefix("W/") != etag_of(value):
        raise OvertakenError("this was changed meanwhile; read it again, then change it")


def json_lines(rows: Iterator[Any], name: str) -> Response:
    """Return rows as a stream of JSON Lines."""
    body = (packed(row) + b"\n" for row in rows)
    return StreamingResponse(body, media_type="application/jsonl", headers=attached(f"{name}.jsonl"))


def attached(name: str) -> dict[str, str]:
    """Return the header that makes a browser keep an answer as a file."""
    return {"content-disposition": f'attachment; filename="{name}"'}
