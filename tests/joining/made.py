"""Threats and deeds made by hand, so that these tests do not hang on what a coder finds."""

from __future__ import annotations

from datetime import date
from typing import Any

from demarche.articles import Article
from demarche.span import Span
from demarche.threads import Deed, Telling
from demarche.threads.statements import Report
from demarche.threads.telling import telling_of
from demarche.threads.words import stems
from demarche.threats import Threat


def span(words: str | None) -> Span | None:
    return Span(0, len(words), words) if words else None


def threat(**given: Any) -> Threat:
    """Return a threat; copied fields are given as words."""
    fields: dict[str, Any] = {
        "evidence": ("Arvania said it would respond.",), "sender": ("RUS",), "target": ("JPN",), "speaker": None,
        "speaker_role": None, "trigger": None, "trigger_form": "if" if given.get("trigger") else "none",
        "response": "take countermeasures", "response_kind": "unspecified", "commitment": "stated",
        "basis": None, "channel": None, "said_on": None, "via": (), "quoted": False, "found_by": "made:v1/test",
        "confidence": 0.7,
    } | given  # fmt: skip
    for name in ("speaker", "speaker_role", "trigger", "response", "basis", "channel"):
        fields[name] = span(fields[name])
    fields["evidence"] = tuple(span(words) for words in fields["evidence"])
    return Threat(**fields)


def telling(
    number: int = 1, *, day: date | None = date(2024, 7, 24), title: str = "", text: str = "", **given: Any
) -> Telling:
    """Return the telling of a threat in an article of its own."""
    article = Article(
        title=title or f"Report {number}", text=text or f"Text {number}.", outlet="Wire", date=day
    )
    return telling_of(f"{number:016x}", threat(**given), article)


def report(
    number: int = 1,
    *,
    outlet: str | None = "Wire",
    day: date | None = date(2024, 7, 24),
    copy: str | None = None,
    corrected: tuple[str, ...] = (),
    **given: Any,
) -> Report:
    """Return one article's report."""
    return Report(
        id=f"{number:016x}", threat=threat(**given), article=f"article-{number}", title="", outlet=outlet,
        date=day, reprint_of=copy, corrected=corrected,
    )  # fmt: skip


def deed(number: int = 1, *, day: date = date(2024, 8, 14), what: str = "missiles", **given: Any) -> Deed:
    """Return a deed told in an article of its own on its own day."""
    fields: dict[str, Any] = {
        "id": f"e{number}", "article": f"of deed {number}", "known": day.toordinal(), "day": day.toordinal(),
        "actor": ("JPN",), "partner": (), "kind": "arms-transfer", "status": "planned", "things": ("missiles",),
        "words": stems(what),
    } | given  # fmt: skip
    return Deed(**fields)
