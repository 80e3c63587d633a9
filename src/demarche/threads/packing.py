"""Tellings and deeds as JSON, as the register keeps them, and back."""

from __future__ import annotations

import json
from dataclasses import fields
from functools import lru_cache
from typing import Any

from demarche.threads import Deed, Telling

TELLING_FIELDS = tuple(field.name for field in fields(Telling))
DEED_FIELDS = tuple(field.name for field in fields(Deed))
COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)
SETS = frozenset(("trigger", "response", "told", "words"))


def packed(value: Telling | Deed) -> str:
    """Return a telling or deed as compact JSON; equal values give equal text."""
    record = {}
    for name in TELLING_FIELDS if isinstance(value, Telling) else DEED_FIELDS:
        part = getattr(value, name)
        record[name] = sorted(part) if isinstance(part, frozenset) else part
    return COMPACT.encode(record)


def telling_from(text: str) -> Telling:
    """Return the telling that the JSON holds."""
    return Telling(**unpacked(text))


@lru_cache(maxsize=4096)  # pages of one thread, and of many, ask for the same deeds
def deed_from(text: str) -> Deed:
    """Return the deed that the JSON holds."""
    return Deed(**unpacked(text))


def unpacked(text: str) -> dict[str, Any]:
    """Return the fields, lists as sets or tuples."""
    record = json.loads(text)
    return {
        name: (frozenset(part) if name in SETS else tuple(part)) if isinstance(part, list) else part
        for name, part in record.items()
    }
