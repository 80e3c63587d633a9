"""What strangers' bytes reach, one function each: it returns, or raises what demarche raises on purpose.

Anything else is a fault. Hypothesis drives them in ``test_bytes``, atheris in ``fuzz/run.py``.
"""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
import tomllib
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache, partial
from pathlib import Path

from demarche.articles import Article, Skipped
from demarche.articles.reading import read_articles
from demarche.articles.sniffing import KINDS, Kind
from demarche.coders import find_coders
from demarche.coding import Coders, code_article
from demarche.errors import DemarcheError, UsageError
from demarche.evaluate.coded import coded_line
from demarche.language.document import Document
from demarche.llm.answer import AnswerError, read_answer, threat_answer
from demarche.records import threat_from, threat_record
from demarche.scan import Part
from demarche.scan.warc import read_warc
from demarche.settings import file_layer, load_settings
from demarche.watch.entries import entries_of
from demarche.watch.fetching import Answer

Target = Callable[[bytes], None]
DAY = date(2024, 7, 25)


@cache
def coders(name: str) -> Coders:
    """Return the coders of threats and events."""
    return find_coders(name, "rules:v1")


def words_of(data: bytes) -> str:
    """Return bytes as a text that may hold anything, lone surrogates too."""
    return data.decode("utf-8", "surrogateescape").replace("\udc80", "\ud800")


def read(data: bytes, *, kind: Kind) -> None:
    """Read bytes as a file of a kind; each article's text must be text."""
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(DemarcheError):
        path = Path(folder) / "bytes"
        path.write_bytes(data)
        for one in read_articles(str(path), kind=kind):
            if not isinstance(one, Skipped):
                one.full_text.encode("utf-8", "surrogatepass")


def warc(data: bytes) -> None:
    """Read bytes as an archive."""
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(DemarcheError):
        path = Path(folder) / "bytes.warc"
        path.write_bytes(data)
        for _ in read_warc(
            Part(source=str(path), kind="warc", number=0, of=1, start=0, stop=None), Counter()
        ):
            pass


def code(data: bytes, *, coder: str) -> None:
    """Code a text; every record goes through JSON and back, every span points at its words."""
    text = words_of(data)
    title, _, body = text.partition("\n")
    article = Article(title=title, text=body or title, date=DAY, outlet="Harbour Wire")
    coded = code_article(article, coders=coders(coder))
    whole = Document(article).text
    assert len(whole) == len(article.full_text)
    for threat in coded.threats:
        again = threat_from(json.loads(json.dumps(threat_record(threat))))
        assert again.response == threat.response
        assert all(span.points_into(whole) for span in (threat.response, *threat.evidence))
    assert all(event.what.points_into(whole) for event in coded.events)


def settings(data: bytes) -> None:
    """Read bytes as a settings file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_bytes(data)
        with contextlib.suppress(UsageError):
            file_layer(path, required=True)
            load_settings({}, {"DEMARCHE_CONFIG": str(path)})


def toml(data: bytes) -> None:
    """Read bytes as TOML, as all our data is read: the library itself must hold."""
    with contextlib.suppress(ValueError, RecursionError):
        tomllib.load(io.BytesIO(data))


def coded(data: bytes) -> None:
    """Read bytes as a line of coded articles."""
    with contextlib.suppress(DemarcheError):
        coded_line(words_of(data), "bytes:1")


def answer(data: bytes) -> None:
    """Read bytes as a language model's answer."""
    with contextlib.suppress(DemarcheError):
        for one in read_answer(words_of(data)):
            with contextlib.suppress(AnswerError):
                threat_answer(one)


def feed(data: bytes) -> None:
    """Read bytes as what a watched feed's server answered."""
    with contextlib.suppress(DemarcheError):
        entries_of(
            Answer(url="https://gazette.example/feed", status=200, content=data), "https://gazette.example"
        )


TARGETS: dict[str, Target] = {
    **{f"read-{kind}": partial(read, kind=kind) for kind in KINDS},
    "code-rules": partial(code, coder="rules:v1"),
    "code-blend": partial(code, coder="blend:v1"),
    "warc": warc,
    "settings": settings,
    "toml": toml,
    "coded": coded,
    "answer": answer,
    "feed": feed,
}
