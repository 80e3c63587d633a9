"""CSV: one article a row under a line of column names; comma, semicolon, tab or bar."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

from demarche.articles import Article, Columns, Skipped
from demarche.articles.characters import SAMPLE, encoding_of
from demarche.articles.fields import article_from, check_columns
from demarche.articles.json_lines import numbered_lines
from demarche.articles.opening import MB, opened
from demarche.errors import SourceError

LONGEST_FIELD = 10 * MB
DELIMITERS = ",;\t|"


def read_csv_table(
    source: str,
    /,
    *,
    columns: Columns | None = None,
    stream: BinaryIO | None = None,
    longest_line: int = LONGEST_FIELD,
) -> Iterator[Article | Skipped]:
    """Yield the articles of a CSV source, also gzip; a bad row is skipped with file and line.

    The delimiter is the one that the first line holds most of, the encoding UTF-8 or what is detected.
    Raises SourceError for a source that is empty, has no column for text or title, or breaks off.
    """
    columns = columns or Columns()
    name = "standard input" if source == "-" else source
    csv.field_size_limit(LONGEST_FIELD)  # the module's only way; its default is shorter than long reports
    with opened(source, stream) as file:
        lines = text_lines(file, name=name, longest=longest_line)
        head = next(lines, "")
        if not head.strip():
            raise SourceError(f"{name}: is empty; give a table whose first line names its columns")
        delimiter = max(DELIMITERS, key=head.count)
        rows = csv.reader(chained(head, lines), delimiter=delimiter)
        try:
            names = [cell.strip() for cell in next(rows)]
            check_columns(names, columns=columns, source=name)
            for row in rows:
                if row:
                    yield article_of_row(row, names, columns=columns, where=f"{name}:{rows.line_num}")
        except csv.Error as error:
            raise SourceError(
                f"{name}:{rows.line_num}: is no CSV from here ({error}); look for an open quotation mark"
            ) from error


def article_of_row(row: list[str], names: list[str], *, columns: Columns, where: str) -> Article | Skipped:
    """Return the article of one row, or why it holds none."""
    if len(row) != len(names):
        return Skipped(where=where, why=f"the row has {len(row)} cells where the header has {len(names)}")
    return article_from(dict(zip(names, row, strict=True)), columns=columns, where=where)


def text_lines(file: BinaryIO, *, name: str, longest: int) -> Iterator[str]:
    """Yield the decoded lines; SourceError for one beyond ``longest`` bytes."""
    encoding = ""
    for number, line in numbered_lines(file, longest=longest):
        if line is None:
            raise SourceError(f"{name}:{number}: the line is longer than {longest / MB:g} MB; is this CSV?")
        if not encoding:
            try:
                yield line.decode("utf-8")
                continue
            except UnicodeDecodeError:
                encoding = encoding_of(line[:SAMPLE])
        yield line.decode(encoding, errors="replace")


def chained(head: str, lines: Iterator[str]) -> Iterator[str]:
    """Yield the first line, then the others."""
    yield head
    yield from lines
