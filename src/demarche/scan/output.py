"""Output read back: the coded articles of a folder that ``demarche scan`` wrote, one input and month at a time."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date as Date
from pathlib import Path
from typing import Any

from demarche.articles import Article
from demarche.articles.parquet_table import parquet_errors
from demarche.coding import CodedArticle
from demarche.errors import SourceError
from demarche.records import event_from, threat_from
from demarche.scan.folder import FORMAT
from demarche.scan.rows import OUTPUT

Row = dict[str, Any]
Found = tuple[Row, list[str], list[str]]  # an article's row, the records of its threats and events
Key = tuple[str, str]  # article and where it was read: an archive may hold an article twice

ARTICLE = tuple(column.name for column in OUTPUT["articles"])
NOTHING: dict[str, list[str]] = {"threats": [], "events": []}


def articles_in(folder: Path) -> int:
    """Return how many articles the inputs that are done gave; SourceError if it is no folder of a scan."""
    place = folder / "scan.json"
    try:
        kept = json.loads(place.read_text("utf-8")).get("format")
    except (OSError, ValueError) as error:
        raise SourceError(
            f"{folder}: is no folder of a scan; give the one named by demarche scan -o"
        ) from error
    if kept != FORMAT:
        raise SourceError(f"{folder}: was written in form {kept}, not {FORMAT}; scan anew with this version")
    return sum(about_of(path)["counts"].get("articles", 0) for path in done_in(folder))


def done_in(folder: Path) -> list[Path]:
    """Return the files that tell of an input that is done, by the input's name."""
    found = (folder / "done").glob("*.json")
    return sorted(found, key=lambda path: (about_of(path)["source"], path.name))


def about_of(path: Path) -> Row:
    """Return what a file of ``done`` tells; SourceError if it is damaged."""
    try:
        about: Row = json.loads(path.read_text("utf-8"))
        return about
    except (OSError, ValueError) as error:
        raise SourceError(f"{path}: is damaged ({error}); delete it and scan again") from error


def coded_articles(folder: Path) -> Iterator[tuple[str, CodedArticle]]:
    """Yield the coded articles of the inputs that are done, each with the input's file.

    Raises SourceError for a table that is missing or damaged.
    """
    for source, found in found_articles(folder):
        yield source, coded_article(found)


def found_articles(folder: Path) -> Iterator[tuple[str, Found]]:
    """Yield what the tables hold of each article, as it stands there; SourceError as ``coded_articles``."""
    for path in done_in(folder):
        about, identity, count = about_of(path), path.stem, 0
        for table in sorted((folder / "articles").glob(f"month=*/{identity}.parquet")):
            records = records_by_article(folder, table)
            for row in rows_of_table(table, ARTICLE):
                own = records.get((row["id"], row["read_from"]), NOTHING)
                count += 1
                yield about["source"], (row, own["threats"], own["events"])
        if count != (meant := about["counts"].get("articles", 0)):
            raise SourceError(
                f"{folder}: holds {count} of {meant} articles of {about['source']}, the folder is not whole; "
                "copy all of it, or scan anew"
            )


def records_by_article(folder: Path, articles: Path) -> dict[Key, dict[str, list[str]]]:
    """Return the records of the threats and events beside a table of articles, by article."""
    found: defaultdict[Key, dict[str, list[str]]] = defaultdict(lambda: {"threats": [], "events": []})
    for table in ("threats", "events"):
        path = folder / table / articles.parent.name / articles.name
        if path.exists():
            for row in rows_of_table(path, ("article_id", "read_from", "record")):
                found[row["article_id"], row["read_from"]][table].append(row["record"])
    return found


def rows_of_table(path: Path, names: tuple[str, ...]) -> Iterator[Row]:
    """Yield the wanted columns of a table's rows."""
    from arro3.io import read_parquet

    with parquet_errors(str(path)):
        for batch in read_parquet(str(path)):
            columns = [batch.column(name).to_pylist() for name in names]
            for values in zip(*columns, strict=True):
                yield dict(zip(names, values, strict=True))


def coded_article(found: Found) -> CodedArticle:
    """Return the coded article of its row and its records; SourceError if some are missing."""
    row, threats, events = found
    if len(threats) != row["threats"] or len(events) != row["events"]:
        raise SourceError(
            f"{row['read_from']}: {len(threats)} threats and {len(events)} events were found of "
            f"{row['threats']:.0f} and {row['events']:.0f}; the folder is not whole, scan anew"
        )
    article = Article(
        title=row["title"],
        text=row["text"],
        outlet=row["outlet"],
        date=Date.fromisoformat(row["date"]) if row["date"] else None,
        date_reason=row["date_reason"],
        url=row["url"],
        byline=row["byline"],
        given_id=json.loads(row["given_id"]),
    )
    return CodedArticle(
        article=article,
        threats=tuple(threat_from(json.loads(record)) for record in threats),
        events=tuple(event_from(json.loads(record)) for record in events),
        coder=row["coder"],
        codebook=row["codebook"],
    )
