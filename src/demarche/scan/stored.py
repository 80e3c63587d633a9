"""Stored articles: a part's share of a JSON Lines or Parquet file.

Each share reads the file through. Lines come from object storage as they are read; of Parquet, whose columns lie apart and are
read in turn, a copy is kept while a share is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import count

from demarche.articles import Article, Columns, Skipped
from demarche.articles.json_lines import LONGEST_LINE, article_of_line, check_shape, numbered_lines
from demarche.articles.opening import MB, opened
from demarche.articles.parquet_table import read_parquet_table
from demarche.scan import Part, Stored
from demarche.scan.sources import part_copy, part_file

BLOCK = 32  # lines or rows in a row that go to one part


def read_stored(part: Part, columns: Columns, counts: Counter[str]) -> Iterator[Stored | Skipped]:
    """Yield the articles of a part and, in place, what was skipped; count records.

    Raises SourceError for a file that cannot be read to its end, after what came through; FetchError for one that cannot
    be read now.
    """
    rows = parquet_rows if part.kind == "parquet" else json_lines
    for number, item in rows(part, columns):
        counts["records"] += 1
        if isinstance(item, Skipped):
            yield item
        else:
            yield Stored(number=number, where=f"{part.source}:{number}", article=item)


def is_own(part: Part, number: int) -> bool:
    """Return whether a line or row, from 1, is the part's."""
    return (number - 1) // BLOCK % part.of == part.number


def json_lines(part: Part, columns: Columns) -> Iterator[tuple[int, Article | Skipped]]:
    """Yield the part's lines with their numbers."""
    first = True
    with part_file(part) as stream, opened(part.source, stream) as file:
        for number, line in numbered_lines(file, longest=LONGEST_LINE):
            if first and line is not None and line.strip():
                check_shape(line, part.source)
                first = False
            if not is_own(part, number):
                continue
            where = f"{part.source}:{number}"
            if line is None:
                why = f"the line is longer than {LONGEST_LINE / MB:g} MB; split it or leave it out"
                yield number, Skipped(where=where, why=why, code="large")
            elif line.strip():
                yield number, article_of_line(line, columns=columns, where=where)


def parquet_rows(part: Part, columns: Columns) -> Iterator[tuple[int, Article | Skipped]]:
    """Yield the part's rows with their numbers."""
    with part_copy(part) as copy:
        rows = read_parquet_table(part.source, columns=columns, stream=copy)
        for number, item in zip(count(1), rows, strict=False):
            if is_own(part, number):
                yield number, item
