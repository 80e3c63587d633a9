"""Corrections: what a person may set, checked, and the record as it stands with them applied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from demarche.errors import UsageError
from demarche.records import THREAT_SPANS, Record
from demarche.register.values import Value
from demarche.threats import Commitment, ResponseKind, TriggerForm

CHOICES: Mapping[str, tuple[str, ...]] = {
    "trigger_form": get_args(TriggerForm),
    "response_kind": get_args(ResponseKind),
    "commitment": get_args(Commitment),
}
CODES = ("sender", "target")
FIELDS = (*THREAT_SPANS, *CODES, "via", *CHOICES, "said_on", "quoted")
CODE = re.compile(r"[A-Z][A-Z0-9 '&.-]*")
ISO = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


def checked_value(field: str, value: Value, *, text: str, near: int) -> object:
    """Return a correction as the JSON value that revisions keep.

    A copied field becomes ``{"text", "span"}`` at its occurrence nearest to ``near``. Raises UsageError
    for a field that does not exist, a value of the wrong kind, or words that the article does not hold.
    """
    if field not in FIELDS:
        raise UsageError(f"there is no field {field!r} to correct; fields are {', '.join(FIELDS)}")
    if field in THREAT_SPANS:
        return checked_words(field, value, text=text, near=near)
    if field in CODES:
        codes = listed(field, value)
        wrong = [code for code in codes if not CODE.fullmatch(code)]
        if wrong:
            raise UsageError(
                f"{field}: {wrong[0]!r} is no actor code; codes are capitals such as RUS or NATO"
            )
        return codes
    if field == "via":
        return listed(field, value)
    if field == "quoted":
        if not isinstance(value, bool):
            raise UsageError(f"quoted is true or false, not {value!r}")
        return value
    if field == "said_on":
        if value is not None and not (isinstance(value, str) and ISO.fullmatch(value)):
            raise UsageError(f"said_on: {value!r} is no ISO day, month or year, such as 2024-07-24 or 2024")
        return value
    if value not in CHOICES[field]:
        raise UsageError(f"{field}: {value!r} is none of {', '.join(CHOICES[field])}")
    return value


def listed(field: str, value: Value) -> list[str]:
    """Return a list value; UsageError for another kind."""
    if value is None:
        return []
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, bool):
        raise UsageError(f"{field} is a list, not {value!r}")
    return list(value)


def checked_words(field: str, value: Value, *, text: str, near: int) -> object:
    """Return words of the article with their place, None to clear the field."""
    if value is None and field != "response":
        return None
    if not isinstance(value, str) or not value.strip():
        raise UsageError(f"{field} is words of the article, not {value!r}")
    places = [match.start() for match in re.finditer(re.escape(value), text)]
    if not places:
        raise UsageError(f"{field}: the article does not hold the words {value!r}; copy them exactly")
    start = min(places, key=lambda place: abs(place - near))
    return {"text": value, "span": [start, start + len(value)]}


def with_corrections(
    record: Record, revisions: Iterable[tuple[str, object]]
) -> tuple[Record, tuple[str, ...], bool]:
    """Return the record as it stands, which fields a person set, and whether one rejected it.

    ``revisions`` are field and new value, oldest first; a later one wins.
    """
    effective = dict(record)
    fields: dict[str, None] = {}
    rejected = False
    for field, new in revisions:
        if field == "rejected":
            rejected = bool(new)
            continue
        fields[field] = None
        set_field(effective, field, new)
    return effective, tuple(fields), rejected


def set_field(record: Record, field: str, new: Any) -> None:
    """Set one field of a record, with its span where it is copied from the text."""
    if field in THREAT_SPANS:
        record[field] = None if new is None else new["text"]
        record[f"{field}_span"] = None if new is None else new["span"]
    else:
        record[field] = new


def value_of(record: Record, field: str) -> object:
    """Return a field of a record as revisions keep it."""
    if field in THREAT_SPANS and record[field] is not None:
        return {"text": record[field], "span": record[f"{field}_span"]}
    return record[field]
