"""Coding: an article in, its threats and events out. The product in one function."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Date
from functools import cache
from typing import Any, Protocol, runtime_checkable

from demarche.articles import Article
from demarche.articles.characters import without_surrogates
from demarche.articles.dates import parse_date
from demarche.errors import ArticleError
from demarche.events import Event, EventCoder, code_events
from demarche.events.rules import RulesEventCoder
from demarche.language.document import Document
from demarche.threats import Threat, ThreatCoder, code_threats

CODEBOOK = "1.2"  # the version of the coding rules that coders follow


class Account(Protocol):
    """What a coder has spent so far, for people and for programs; empty where it did nothing."""

    def lines(self) -> Iterator[str]:
        """Yield it in words."""
        ...

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        ...


@runtime_checkable
class SpendingCoder(Protocol):
    """What a coder may offer besides its contract when it waits for a server and that costs.

    It is then called from ``concurrency`` threads at once, each with a document of its own, and asked at
    the end of a run what it spent.
    """

    @property
    def name(self) -> str:
        """The coder's versioned name."""
        ...

    @property
    def concurrency(self) -> int:
        """How many documents it may be given at once."""
        ...

    def account(self) -> Account:
        """Return what it has spent."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Coders:
    """The coders of one run: one for threats, one for events."""

    threats: ThreatCoder
    events: EventCoder

    @property
    def name(self) -> str:
        """Both versioned names, as registers keep them: "blend:v1+rules:v1"."""
        return f"{self.threats.name}+{self.events.name}"

    @property
    def spending(self) -> tuple[SpendingCoder, ...]:
        """Those of the two that wait for a server."""
        return tuple(coder for coder in (self.threats, self.events) if isinstance(coder, SpendingCoder))

    @property
    def concurrency(self) -> int:
        """How many documents they may be given at once, 1 where neither waits for a server."""
        return max((coder.concurrency for coder in self.spending), default=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedArticle:
    """An article with what was found in it, and by which coders."""

    article: Article
    threats: tuple[Threat, ...]
    events: tuple[Event, ...]
    coder: str
    codebook: str = CODEBOOK

    def __str__(self) -> str:
        from demarche.lines import threat_line  # prints: only here

        lines = [threat_line(threat, self.article) for threat in self.threats]
        return "\n".join(lines) if lines else "no threats"


@cache
def default_coders() -> Coders:
    """Return the coders that are used where none is named."""
    from demarche.threats.blend import BlendThreatCoder  # brings numpy: only where something is coded

    return Coders(threats=BlendThreatCoder(), events=RulesEventCoder())


def code_article(article: Article, *, coders: Coders | None = None) -> CodedArticle:
    """Return the article with its threats and events.

    Pure: the same article and coders give the same result, on a laptop or a cluster.
    Raises CodingError for an article that the coder cannot code.
    """
    coders = coders or default_coders()
    document = Document(article)
    return CodedArticle(
        article=article,
        threats=code_threats(document, by=coders.threats),
        events=code_events(document, by=coders.events),
        coder=coders.name,
    )


def code(
    text: str,
    *,
    title: str = "",
    date: str | Date | None = None,
    outlet: str | None = None,
    coders: Coders | None = None,
) -> CodedArticle:
    """Return the threats and events of one text.

    ``date`` is the day of publication (ISO or a ``datetime.date``), without which "on Wednesday" stays
    unresolved; ``outlet`` is who published it. Raises ArticleError if the text is empty or the date is
    no date.
    """
    if not text.strip():
        raise ArticleError("the text is empty; give the article's text")
    day, reason = (date, None) if isinstance(date, Date) else parse_date(date)
    if date is not None and day is None:
        raise ArticleError(f"date {date!r}: {reason}; give it as YYYY-MM-DD")
    article = Article(
        title=without_surrogates(title),
        text=without_surrogates(text),
        outlet=outlet,
        date=day,
        date_reason=reason,
    )
    return code_article(article, coders=coders)
