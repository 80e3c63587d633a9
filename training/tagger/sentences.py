"""Sentences of coded articles, each labelled by the threats that stand in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demarche.articles import Article, Columns
from demarche.articles.fields import article_from
from demarche.evaluate.pairing import evidence_likeness
from demarche.language.document import Document
from demarche.threats.tagger.context import context_of
from demarche.threats.tagger.reading import KINDS


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """A sentence with what stands before it and what is coded in it."""

    article: str
    index: int
    in_title: bool
    context: str
    text: str
    threats: tuple[int, ...]  # places of the coded threats that stand here
    responses: tuple[tuple[int, int], ...]  # offsets within the sentence; empty: a repeat in other words
    triggers: tuple[tuple[int, int], ...]
    kind: int  # place in KINDS of the first threat's response, -1 without one


def rows_of(paths: list[Path]) -> Iterator[dict[str, Any]]:
    """Yield the coded articles of the files."""
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.strip())


def labelled(paths: list[Path]) -> list[Labelled]:
    """Return all sentences of the coded articles, in reading order."""
    return [sentence for row in rows_of(paths) for sentence in sentences_of(row)]


def sentences_of(row: dict[str, Any]) -> Iterator[Labelled]:
    """Yield one article's sentences with their labels."""
    article = article_from(row, columns=Columns(), where=str(row["id"]))
    if not isinstance(article, Article):
        raise SystemExit(f"{article.where}: {article.why}")
    document = Document(article)
    for sentence in document.sentences:
        text = sentence.span.text
        here = [
            place
            for place, threat in enumerate(row["threats"])
            if evidence_likeness(threat["evidence"], [text]) is not None
        ]
        coded = [row["threats"][place] for place in here]
        yield Labelled(
            article=str(row["id"]),
            index=sentence.index,
            in_title=sentence.in_title,
            context=context_of(document, sentence),
            text=text,
            threats=tuple(here),
            responses=tuple(places(text, [threat["response"] for threat in coded])),
            triggers=tuple(places(text, [threat["trigger"] for threat in coded])),
            kind=KINDS.index(coded[0]["response_kind"]) if coded else -1,
        )


def places(text: str, spans: list[str | None]) -> Iterator[tuple[int, int]]:
    """Yield where the spans stand in the text, those that stand there."""
    for span in spans:
        if span and (start := text.find(span)) >= 0:
            yield start, start + len(span)
