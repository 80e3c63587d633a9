"""The prompt: the codebook as instruction, invented examples, the article as numbered sentences."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date as Date
from functools import cache
from importlib.resources import files

from demarche.articles import Article
from demarche.articles.characters import without_surrogates
from demarche.coding import CODEBOOK
from demarche.language.document import Document
from demarche.llm import Message
from demarche.llm.answer import ANSWER_SCHEMA

UNNUMBERED = "[-]"  # datelines and credits: no evidence, but they say when and through whom


def messages_for(document: Document) -> tuple[Message, ...]:
    """Return the chat that asks for a document's threats."""
    return (*opening(), Message(role="user", content=question(document)))


@cache
def opening() -> tuple[Message, ...]:
    """Return what is the same for every article: the instruction and the examples, answered."""
    turns = [Message(role="system", content=read("instruction.txt"))]
    for document, answer in examples():
        turns.append(Message(role="user", content=question(document)))
        turns.append(Message(role="assistant", content=json.dumps(answer, ensure_ascii=False)))
    return tuple(turns)


def examples() -> Iterator[tuple[Document, object]]:
    """Yield the invented articles of the prompt, each with the answer it should get."""
    for row in json.loads(read("examples.json")):
        day = Date.fromisoformat(row["date"])
        article = Article(title=row["title"], text=row["text"], outlet=row["outlet"], date=day)
        yield Document(article), row["answer"]


def question(document: Document) -> str:
    """Return an article as the model sees it: outlet, date, one numbered sentence a line."""
    article = document.article
    day = f"{article.date:%A, %Y-%m-%d}" if article.date else "unknown"
    head = f"Outlet: {one_line(article.outlet or 'unknown')}\nDate: {day}"
    return without_surrogates("\n".join([head, "", *numbered(document)]))


def numbered(document: Document) -> Iterator[str]:
    """Yield the text line by line: sentences by their number, what lies between them unnumbered."""
    place = 0
    for sentence in document.sentences:
        yield from unnumbered(document.text[place : sentence.span.start])
        yield f"[{sentence.index}] {one_line(sentence.span.text)}"
        place = sentence.span.end
    yield from unnumbered(document.text[place:])


def unnumbered(words: str) -> Iterator[str]:
    """Yield a stretch that is no sentence, if it holds anything."""
    if line := one_line(words):
        yield f"{UNNUMBERED} {line}"


def one_line(words: str) -> str:
    """Return words with every run of white space as one space."""
    return " ".join(words.split())


def read(name: str) -> str:
    """Return one text of this folder."""
    return files("demarche.llm").joinpath(name).read_text(encoding="utf-8").strip()


@cache
def prompt_version() -> str:
    """Return what identifies the prompt: a hash of instruction, examples and the answer's shape."""
    parts = [*(turn.content for turn in opening()), json.dumps(ANSWER_SCHEMA, sort_keys=True), CODEBOOK]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]
