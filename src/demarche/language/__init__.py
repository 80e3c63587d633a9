"""Language: one pass over an article that says what stands where.

``Document`` holds sentences, quotations, actors, persons, reported speech and dates, each computed at
most once and only when asked for: most articles hold no threat and are left after their sentences.
All of it is pure; nothing here knows what a threat is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date
from typing import Literal

from demarche.span import Span

ActorCode = str  # "RUS", "NATO", "WEST": codebook section 3
ActorKind = Literal["state", "nationality", "capital", "seat", "office", "organisation", "group", "region"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of the coded text, furniture left out."""

    index: int
    span: Span
    in_title: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words inside one pair of quotation marks; the span leaves the marks out."""

    span: Span
    closed: bool = True  # False: runs on into the next paragraph, or its end mark is missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A name in the text that stands for a political actor."""

    span: Span
    code: ActorCode
    kind: ActorKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person of the article: the fullest spelling, every place, the office and whose it is."""

    name: Span  # fullest name in the article
    mentions: tuple[Span, ...]  # in reading order, the fullest among them
    role: Span | None = None  # office or description as written nearest the fullest name
    actors: tuple[ActorCode, ...] = ()  # whom the person speaks for


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Whose words they are."""

    name: Span | None = None  # the person's fullest name, or the body ("the Russian Foreign Ministry")
    role: Span | None = None  # office or description as written
    actors: tuple[ActorCode, ...] = ()  # on whose behalf
    is_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """A stretch that the text attributes to a speaker, direct or reported."""

    content: Span  # what was said, quotation marks and reporting clause left out
    speaker: Speaker
    verb: Span | None = None  # the reporting verb ("said", "warned"), None when inferred
    direct: bool = False  # content stands in quotation marks
    depth: int = 1  # 2 for Y in "X said Y had warned …"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeMention:
    """A date in words, resolved against the article's date."""

    span: Span
    value: str | None  # ISO day, month ("2023-02") or year ("2027"); None: cannot be resolved
    first: Date | None = None
    last: Date | None = None
