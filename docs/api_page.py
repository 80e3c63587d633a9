"""Fill docs/api.md with the calls of the REST API, from its own OpenAPI: ``python docs/api_page.py``. A test holds it to that."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from demarche.register import open_register
from demarche.web.app import create_app
from demarche.web.desk import Desk

PAGE = Path(__file__).resolve().parent / "api.md"
HEAD = """\
# REST API

Written from the API's own OpenAPI by `python docs/api_page.py`; a test fails when it is out of date. A running desk gives the same with every
parameter and example under `/api/openapi.json`. How to page, log in and read errors: [the desk](web.md#api).

| call | what | parameters |
|---|---|---|
"""


def page() -> str:
    """Return the page."""
    with TemporaryDirectory() as folder, open_register(Path(folder) / "register.db", now=clock) as register:
        described: dict[str, Any] = create_app(Desk(register=register, now=clock)).openapi()
    rows = [
        f"| `{method.upper()} {path}` | {told(operation)} | {given(operation)} |"
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
    return HEAD + "\n".join(rows) + "\n"


def told(operation: dict[str, Any]) -> str:
    """Return what an operation is for, in one line."""
    words = str(operation.get("description") or operation.get("summary") or "")
    return words.partition("\n\n")[0].replace("\n", " ").replace("|", "\\|")


def given(operation: dict[str, Any]) -> str:
    """Return the names of an operation's parameters."""
    return (
        ", ".join(f"`{one['name']}`" for one in operation.get("parameters", ()) if one["in"] == "query")
        or "–"
    )


def clock() -> datetime:
    """Return a time."""
    return datetime(2026, 1, 1, tzinfo=UTC)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
