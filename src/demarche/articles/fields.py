"""Fields: an article from one record of named values, as JSON lines and tables hold them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date as Date
from datetime import datetime

from demarche.articles import Article, Columns, Skipped
from demarche.articles.characters import clean_text, clean_title
from demarche.articles.dates import DayOrReason, parse_date
from demarche.articles.opening import MB
from demarche.errors import SourceError

LONGEST = 10 * MB  # characters of a text: lines and files are bounded likewise, a Parquet cell is not


def article_from(record: Mapping[str, object], *, columns: Columns, where: str) -> Article | Skipped:
    """Return the article of a record, or why it holds none.

    It needs a text or a title. A date that cannot be read leaves the article without one, with the reason.
    """
    given_id = identity(record.get(columns.id))
    text, title = record.get(columns.text), record.get(columns.title)
    for name, value in ((columns.text, text), (columns.title, title)):
        if value is not None and not isinstance(value, str):
            why = f"field {name!r} holds {kind_of(value)}, not text"
            return Skipped(where=where, why=why, given_id=given_id)
        if value is not None and len(value) > LONGEST:
            why = f"field {name!r} is longer than {LONGEST // MB} MB; split it into its articles, or leave it out"
            return Skipped(where=where, why=why, given_id=given_id)
    body = clean_text(text) if isinstance(text, str) else ""
    headline = clean_title(title) if isinstance(title, str) else ""
    if not body.strip() and not headline:
        why = f"no text in {columns.text!r} or {columns.title!r}; {held(record)}"
        return Skipped(where=where, why=why, given_id=given_id)
    day, reason = day_of(record.get(columns.date))
    return Article(
        title=headline,
        text=body,
        outlet=word(record.get(columns.outlet)),
        date=day,
        date_reason=reason,
        url=word(record.get(columns.url)),
        byline=word(record.get(columns.byline)),
        given_id=given_id,
    )


def check_columns(names: Iterable[str], *, columns: Columns, source: str) -> None:
    """Raise SourceError unless a table has the text's or the title's column."""
    present = list(names)
    if columns.text not in present and columns.title not in present:
        have = ", ".join(repr(name) for name in present[:20]) or "none"
        raise SourceError(
            f"{source}: has no column {columns.text!r} or {columns.title!r}; it has {have}: "
            "say which holds the text"
        )


def day_of(value: object) -> DayOrReason:
    """Return the day of a date field, written or already a date."""
    if isinstance(value, datetime):
        return value.date(), None
    if isinstance(value, Date):
        return value, None
    written = word(value)
    day, reason = parse_date(written)
    return day, f"{written[:40]!r}: {reason}" if reason and written else reason


def identity(value: object) -> str | int | None:
    """Return an id as it was given: a number stays one, so that outputs echo what the input held.

    >>> identity(17), identity("a-17"), identity("")
    (17, 'a-17', None)
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return word(value)


def word(value: object) -> str | None:
    """Return a field's value as words on one line, None where it holds none."""
    if isinstance(value, str):
        return clean_title(value) or None
    if isinstance(value, (list, tuple)):
        return ", ".join(item for item in map(word, value) if item) or None
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, float):
        if not math.isfinite(value):  # how some tools write an empty cell
            return None
        return str(int(value)) if value.is_integer() else str(value)
    return str(value) if isinstance(value, (int, Date)) else None


def held(record: Mapping[str, object]) -> str:
    """Return which fields a record has, for a message."""
    names = ", ".join(repr(str(name)[:40]) for name in list(record)[:8])
    return f"its fields are {names}" if names else "it has no fields"


def kind_of(value: object) -> str:
    """Return what JSON calls a value: "an array", "a number"."""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number"
    names = {"dict": "an object", "list": "an array", "str": "a string", "NoneType": "null", "bytes": "bytes"}
    return names.get(type(value).__name__, f"a {type(value).__name__}")
