"""Coded articles made by hand, so that these tests do not hang on what a coder finds."""

from __future__ import annotations

from datetime import date

from demarche.articles import Article
from demarche.coding import CodedArticle
from demarche.span import Span
from demarche.threats import Threat

TEXT = "Arvania will close the strait if the fleet comes nearer. It may also recall its envoy from Belmora."


def span(article: Article, words: str) -> Span:
    start = article.full_text.index(words)
    return Span.of(article.full_text, start, start + len(words))


def threat(article: Article, evidence: str, response: str, *, trigger: str | None = None) -> Threat:
    return Threat(
        evidence=(span(article, evidence),), sender=("RUS",), target=("JPN",), speaker=None, speaker_role=None,
        trigger=span(article, trigger) if trigger else None, trigger_form="if" if trigger else "none",
        response=span(article, response), response_kind="other", commitment="stated", basis=None, channel=None,
        said_on=None, via=(), quoted=False, found_by="made:v1/test", confidence=0.7,
    )  # fmt: skip


def article(number: int = 0, text: str = TEXT) -> Article:
    return Article(title=f"Report {number}", text=text, outlet="Harbour Wire", date=date(2024, 7, 1 + number))


def strait(one: Article, response: str = "close the strait") -> Threat:
    return threat(one, TEXT[:56], response, trigger="the fleet comes nearer")


def envoy(one: Article) -> Threat:
    return threat(one, TEXT[57:], "recall its envoy")


def coded(one: Article, *threats: Threat, coder: str = "made:v1") -> CodedArticle:
    return CodedArticle(article=one, threats=threats, events=(), coder=coder)
