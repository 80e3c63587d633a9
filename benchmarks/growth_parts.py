#!/usr/bin/env python3
"""How the time of every reader, of the document pass and of each coder grows with one article's length.

    python benchmarks/growth_parts.py                          all parts, 1 KB to 10 MB
    python benchmarks/growth_parts.py --make deeds rules:v1    one coder on another text of benchmarks/growth.py

The text is dense: threats, deeds, quotations closed and not, offices, datelines and dates in turn, hundreds of times
what an article of a newspaper holds. Readers get it in their own format, and once more what is made to be hard for
that format. Time is processor time of one core. "growth" is the time of a length over that of a tenth of
it: 10 is linear. A coder's time holds its document pass. What would take longer than --patience seconds, going by the
length before, is left out; what a reader refuses is said.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import partial
from html import escape
from itertools import pairwise
from pathlib import Path

from arro3.core import Array, DataType, Table
from arro3.io import write_parquet
from growth import LENGTHS, MAKES, Chance, seconds, text_of

from demarche.articles import Article, Skipped
from demarche.articles.reading import read_articles
from demarche.coders import find_coders
from demarche.errors import DemarcheError
from demarche.language.document import Document
from demarche.scan import Part
from demarche.scan.warc import read_warc

DENSE = ("prose", "deeds", "quotes", "open quotes", "ministries", "he said", "datelines", "dates")
Write = Callable[[str], bytes]
Work = Callable[[], str]  # does it, and returns why it is refused


def dense(chance: Chance) -> str:
    """Return a paragraph with something of every dense make."""
    return "".join(MAKES[make](chance) for make in DENSE) + "\n"


MAKES["dense"] = dense


def csv(text: str) -> bytes:
    """Return a table of one row."""
    quoted = text.replace('"', '""')
    return f'id,title,text\n1,News,"{quoted}"\n'.encode()


def html(text: str) -> bytes:
    """Return a page, a paragraph a line."""
    told = "".join(f"<p>{escape(line)}</p>" for line in text.split("\n"))
    return f"<html><head><title>News</title></head><body><article>{told}</article></body></html>".encode()


def feed(text: str) -> bytes:
    """Return a feed of one entry."""
    return f"<rss><channel><title>Wire</title><item><title>News</title><description>{escape(text)}</description></item></channel></rss>".encode()


def parquet(text: str) -> bytes:
    """Return a Parquet file of one row."""
    file = io.BytesIO()
    columns = {
        name: Array([value], type=DataType.string()) for name, value in (("title", "News"), ("text", text))
    }
    write_parquet(Table.from_pydict(columns), file)
    return file.getvalue()


def warc(text: str) -> bytes:
    """Return an archive of one page."""
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + html(text)
    head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://wire.example/1\r\nContent-Type: application/http"
    return f"{head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n\r\n"


def filled(piece: str, head: str = "", tail: str = "") -> Write:
    """Return what writes a file of pieces, as long as a text."""
    return lambda text: (head + piece * (len(text) // len(piece)) + tail).encode()


READERS: dict[str, tuple[str, Write]] = {
    "text": ("text", str.encode),
    "html": ("html", html),
    "html, tags": ("html", filled("<b><i>x</i></b> ", "<html><body><p>", "</p></body></html>")),
    "html, open tags": ("html", filled("<div>", "<html><body>")),
    "html, entities": ("html", filled("&lt;&#39; ", "<html><body><p>", "</p></body></html>")),
    "jsonl": ("jsonl", lambda text: json.dumps({"id": 1, "text": text}).encode()),
    "jsonl, brackets": ("jsonl", filled("[", '{"text": ')),
    "csv": ("csv", csv),
    "csv, marks": ("csv", filled('""', 'id,text\n1,"', '"\n')),
    "csv, columns": ("csv", filled("x,", "text,id\n")),
    "parquet": ("parquet", parquet),
    "feed": ("feed", feed),
    "feed, entries": ("feed", filled("<item><title>x</title></item>", "<rss><channel>", "</channel></rss>")),
    "feed, open tags": ("feed", filled("<a>", "<rss><channel><item><description>")),
    "warc": ("warc", warc),
}  # fmt: skip


def read(kind: str, path: Path) -> str:
    """Read a file, and return why it is refused, if it is."""
    if kind == "warc":
        part = Part(source=str(path), kind="warc", number=0, of=1, start=0, stop=None)
        got = list(read_warc(part, Counter()))
    else:
        try:
            got = list(read_articles(str(path), kind=kind))
        except DemarcheError as error:
            return str(error).removeprefix(f"{path}: ").removeprefix(str(path))
    skipped = [one for one in got if isinstance(one, Skipped)]
    return skipped[0].why if skipped and len(skipped) == len(got) else ""


def document_pass(article: Article) -> None:
    """Do all of the document pass."""
    document = Document(article)
    _ = document.furniture, document.quotes, document.speeches, document.times, document.person_places


def parts() -> dict[str, Callable[[str, Path], Work]]:
    """Return what is measured by name: each makes its work of a text and a file that it may write."""
    coders = find_coders("rules:v1", "rules:v1"), find_coders("blend:v1", "rules:v1")

    def reading(kind: str, write: Write, text: str, path: Path) -> Work:
        path.write_bytes(
            write(text[: len(text) * 4 // 5])
        )  # with its marks it is then as long as it is called
        return lambda: read(kind, path)

    def coding(work: Callable[[Article], object], text: str, path: Path) -> Work:
        del path
        article = Article(title="News", text=text, date=date(2024, 7, 1), outlet="Wire")

        def done() -> str:
            work(article)
            return ""

        return done

    return {
        **{f"read {name}": partial(reading, kind, write) for name, (kind, write) in READERS.items()},
        "sentences": partial(coding, lambda article: Document(article).sentences),
        "document pass": partial(coding, document_pass),
        "rules:v1": partial(coding, lambda article: coders[0].threats(Document(article))),
        "blend:v1": partial(coding, lambda article: coders[1].threats(Document(article))),
        "events rules:v1": partial(coding, lambda article: coders[0].events(Document(article))),
    }


def main() -> int:
    """Print a row a part; return 1 where a time of a second or more grew more than twentyfold with a tenfold length."""
    known = parts()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(known))
    parser.add_argument("--make", default="dense", help=", ".join(MAKES))
    parser.add_argument("--most", type=int, default=LENGTHS[-1])
    parser.add_argument("--patience", type=float, default=600.0)
    arguments = parser.parse_args()
    lengths = [length for length in LENGTHS if length <= arguments.most]
    for coder in ("rules:v1", "blend:v1", "events rules:v1"):  # loads everything
        known[coder](text_of("dense", 1000), Path())()
    heads = " | ".join(f"{length // 1000:,} KB" for length in lengths)
    print(f"| part | {heads} | growth | refused |\n|---|{'---|' * (len(lengths) + 2)}")
    worst = 0.0
    for part in arguments.parts or known:
        taken, refused = measured(known[part], arguments.make, lengths, arguments.patience)
        worst = max([worst, *(late / max(early, 0.001) for early, late in pairwise(taken) if late >= 1)])
        cells = [f"{one:.3f}" if one < 10 else f"{one:.0f}" for one in taken]
        cells += ["–"] * (len(lengths) - len(taken))
        growth = taken[-1] / max(taken[-2], 0.001) if len(taken) > 1 else 0.0
        print(f"| {part} | {' | '.join(cells)} | {growth:.1f} | {refused} |", flush=True)
    print(f"\nseconds of one core, {arguments.make} text; worst growth above a second {worst:.1f}")
    return int(worst > 20)


def measured(
    part: Callable[[str, Path], Work], make: str, lengths: list[int], patience: float
) -> tuple[list[float], str]:
    """Return how long a part took for each length, and at which it began to refuse, and why."""
    taken, refused = list[float](), ""
    with tempfile.TemporaryDirectory() as folder:
        for length in lengths:
            if taken and 12 * taken[-1] > patience:
                break
            said = list[str]()
            work = part(text_of(make, length), Path(folder) / "read")
            taken.append(seconds(lambda work=work, said=said: said.append(work())))
            if said[0] and not refused:
                refused = f"from {length // 1000:,} KB: {said[0]}"
    return taken, refused


if __name__ == "__main__":
    sys.exit(main())
