"""Articles in words that the rules understand, and a register that is watched."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from demarche.articles import Article
from demarche.coding import CodedArticle, code_article
from demarche.register import open_register
from demarche.register.store import SqlRegister

NOW = datetime(2024, 8, 1, 12, 0, tzinfo=UTC)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def article(text: str, day: date, outlet: str = "Harbour Wire", title: str = "") -> Article:
    return Article(title=title or f"News of {day}", text=text, outlet=outlet, date=day)


def coded(text: str, day: date, outlet: str = "Harbour Wire") -> CodedArticle:
    return code_article(article(text, day, outlet))


def opened(path: Path, clock: Clock | None = None) -> SqlRegister:
    register = open_register(path / "register.db", now=clock or Clock())
    assert isinstance(register, SqlRegister)
    return register
