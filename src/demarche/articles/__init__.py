"""Articles: one text, one outlet, one date; and the readers that make them.

A reader turns one source (a file, a page, a feed, standard input) into articles. Each reader is one
module with one function of the ``Reader`` shape; ``articles.reading`` picks it by what the source is.
What cannot be read is yielded as ``Skipped``, in place, so that a run goes on and can list it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Date
from functools import lru_cache
from typing import Literal, Protocol

from demarche.span import Span

FurnitureKind = Literal["dateline", "byline", "credit", "read-more", "caption", "boilerplate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One text published by one outlet on one date, as it was read."""

    title: str
    text: str
    outlet: str | None = None
    date: Date | None = None
    date_reason: str | None = None  # why ``date`` is null; None when it is known
    url: str | None = None  # canonical where the page names one
    byline: str | None = None
    given_id: str | int | None = None  # the id in the file it came from; outputs echo it

    @property
    def id(self) -> str:
        """The article's id: a hash of outlet, title and text (docs/decisions/0002)."""
        return article_id(self.outlet, self.title, self.text)

    @property
    def full_text(self) -> str:
        """Title, newline, text: what every span counts in."""
        return f"{self.title}\n{self.text}"


@lru_cache(maxsize=16)  # asked for once for each threat and event of an article
def article_id(outlet: str | None, title: str, text: str) -> str:
    """Return the id of an article: 20 hexadecimal digits."""
    key = "\x1f".join((outlet or "", title, text))
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:20]


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """A stretch of an article that is not its prose and is not coded."""

    kind: FurnitureKind
    span: Span
    agencies: tuple[str, ...] = ()  # outlets that a dateline or credit line names, nearest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """An input that gave no article: where it stood and why."""

    where: str  # "articles.jsonl:17", "https://… item 3"
    why: str
    code: str = "article"
    given_id: str | int | None = None  # the input's own id, where it could be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which field of a JSON line, CSV column or Parquet column holds what."""

    id: str = "id"
    title: str = "title"
    text: str = "text"
    outlet: str = "outlet"
    date: str = "date"
    url: str = "url"
    byline: str = "byline"


class Reader(Protocol):
    """Read one source; yields articles and, in place, what had to be skipped.

    Raises SourceError when the source as a whole cannot be read.
    """

    def __call__(self, source: str, /) -> Iterator[Article | Skipped]:
        """Yield the source's articles and, in place, what was skipped."""
        ...
