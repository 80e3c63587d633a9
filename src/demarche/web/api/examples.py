"""Examples for the API's description, cut short where a list would be long."""

from __future__ import annotations

from typing import Any

THREAD: dict[str, Any] = {
    "id": "3f2a9c1b5d7e8f90",
    "title": "Russia → Japan on missiles: missiles, islands",
    "sender": ["RUS"],
    "target": ["JPN"],
    "matters": ["missiles"],
    "first": "2019-07-12",
    "last": "2024-07-25",
    "statement_count": 4,
    "report_count": 7,
    "source_count": 5,
    "outlets": ["Northern Courier"],
    "commitment": ["open", "stated"],
    "course": ["first", "firmer"],
}
SOURCE: dict[str, Any] = {
    "id": "0c1d2e3f4a5b6c7d8e9f",
    "title": "Moscow warns Tokyo",
    "outlet": "Northern Courier",
    "date": "2024-07-25",
    "date_reason": None,
    "url": "https://news.example/1",
}
THREAT: dict[str, Any] = {
    "id": "3f2a9c1b5d7e8f90",
    "evidence": ["Russia will retaliate if Japan buys the missiles."],
    "evidence_span": [[19, 68]],
    "sender": ["RUS"],
    "target": ["JPN"],
    "trigger": "Japan buys the missiles",
    "trigger_span": [44, 67],
    "trigger_form": "if",
    "response": "retaliate",
    "response_kind": "unspecified",
    "commitment": "stated",
    "found_by": "rules:v1/will",
    "confidence": 0.81,
    "article": SOURCE,
    "corrected": [],
    "rejected": False,
}
LEDGER: dict[str, Any] = {
    "statement": "3f2a9c1b5d7e8f90",
    "thread": "3f2a9c1b5d7e8f90",
    "day": "2024-07-25",
    "trigger_state": "approached",
    "trigger_by": "program",
    "response_state": "no",
    "response_by": "program",
    "entries": [{"side": "trigger", "event": "9c41aa02bb03cc04", "proposed": "approached", "score": 0.71}],
    "judgements": [],
}
JUDGEMENT: dict[str, Any] = {
    "threat": "3f2a9c1b5d7e8f90",
    "side": "trigger",
    "verdict": "met",
    "event": "9c41aa02bb03cc04",
    "note": "Delivered on 3 March.",
}
WATCH: dict[str, Any] = {
    "id": 1,
    "name": "Russia to Japan",
    "kind": "search",
    "wants": {"sender": ["RUS"], "target": ["JPN"]},
    "author": "ada",
    "made_at": "2026-11-26T12:00:00+00:00",
    "alerts": 4,
    "open": 1,
}
ALERT: dict[str, Any] = {
    "id": 12,
    "key": "firmer 3f2a9c1b5d7e8f90",
    "kind": "firmer",
    "at": "2026-11-26T12:00:00+00:00",
    "day": "2026-11-25",
    "title": "Russia → Japan on missiles",
    "why": "emphatic after stated, said on 25 Nov 2026",
    "watches": ["Russia to Japan"],
    "thread": "3f2a9c1b5d7e8f90",
    "statement": "3f2a9c1b5d7e8f90",
    "event": None,
    "article": "0c1d2e3f4a5b6c7d8e9f",
    "outlet": "Northern Courier",
    "url": "https://news.example/1",
    "assigned": "ben",
    "closed_at": None,
    "closed_by": None,
    "notes": [{"action": "assigned", "words": "ben", "author": "ada", "at": "2026-11-26T12:05:00+00:00"}],
}
FEED: dict[str, Any] = {
    "id": 1,
    "address": "https://news.example/feed.xml",
    "title": "Northern Courier",
    "every": 60,
    "added_at": "2026-11-26T12:00:00+00:00",
    "added_by": "ada",
    "next_at": "2026-11-26T13:02:00+00:00",
    "asked_at": "2026-11-26T12:01:00+00:00",
    "answered_at": "2026-11-26T12:01:00+00:00",
    "failures": 0,
    "failing_since": None,
    "error": None,
    "fetches": 1,
    "items": {"waiting": 0, "added": 20, "known": 3, "skipped": 1},
}
HOOK: dict[str, Any] = {
    "id": 1,
    "address": "https://desk.example/alerts",
    "watch": "Russia to Japan",
    "author": "ada",
    "made_at": "2026-11-26T12:00:00+00:00",
    "deliveries": {"sent": 4},
    "error": None,
}
ERROR: dict[str, Any] = {
    "error": {
        "code": "missing",
        "message": "threat 'ff': the register has none whose id begins so; see `demarche list`",
        "then": "stop",
    }
}


def page(item: dict[str, Any]) -> dict[str, Any]:
    """Return a list's page with one item."""
    return {"items": [item], "next": "2024-07-25~17"}


def shows(example: object, *, kind: str = "application/json") -> dict[int | str, dict[str, Any]]:
    """Return a route's responses: one good example, and the one body of errors."""
    return {
        200: {"description": "As asked.", "content": {kind: {"example": example}}},
        304: {"description": "Unchanged since the ETag given in If-None-Match."},
        "default": {
            "description": "An error; `then` says whether to stop, skip or retry.",
            "content": {"application/json": {"example": ERROR}},
        },
    }
