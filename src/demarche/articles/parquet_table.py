"""Parquet: one article a row, read batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO

from arro3.core import RecordBatch
from arro3.io import read_parquet

from demarche.articles import Article, Columns, Skipped
from demarche.articles.fields import article_from, check_columns
from demarche.articles.opening import reading_errors
from demarche.errors import SourceError

MAGIC = b"PAR1"  # first and last bytes; before the last stands the length of the footer


def read_parquet_table(
    source: str, /, *, columns: Columns | None = None, stream: BinaryIO | None = None
) -> Iterator[Article | Skipped]:
    """Yield the articles of a Parquet file; a bad row is skipped with file and row.

    ``stream`` stands in for the file where its bytes are already here. Raises SourceError for a file that is empty, cut short or damaged, or has no column for text or title.
    """
    columns = columns or Columns()
    with reading_errors(source), nullcontext(stream) if stream else Path(source).open("rb") as file:
        check_ends(file, source)
    row = 0
    with parquet_errors(source):
        batches = read_parquet(stream or source)
        check_columns(batches.schema.names, columns=columns, source=source)
    while True:
        with parquet_errors(source):
            batch = next(batches, None)
            if batch is None:
                break
            records = list(records_of(batch, columns))
        for record in records:
            row += 1
            yield article_from(record, columns=columns, where=f"{source}: row {row}")


def records_of(batch: RecordBatch, columns: Columns) -> Iterator[dict[str, object]]:
    """Yield the rows of a batch, with the columns that articles need."""
    wanted = (
        columns.id,
        columns.title,
        columns.text,
        columns.outlet,
        columns.date,
        columns.url,
        columns.byline,
    )
    names = [name for name in dict.fromkeys(wanted) if name in batch.schema.names]
    for values in zip(*(batch.column(name).to_pylist() for name in names), strict=True):
        yield dict(zip(names, values, strict=True))


def check_ends(file: BinaryIO, source: str) -> None:
    """Raise SourceError unless the file begins and ends as Parquet does.

    The library would stop on such a file with a report of its own.
    """
    size = file.seek(0, 2)
    if size == 0:
        raise SourceError(f"{source}: is empty; give a Parquet file")
    file.seek(0)
    if file.read(4) != MAGIC:
        raise SourceError(f"{source}: is not Parquet; check the file or name its kind")
    file.seek(max(4, size - 8))
    end = file.read(8)
    if end[-4:] != MAGIC or int.from_bytes(end[:4], "little") > size - 12:
        raise SourceError(f"{source}: the Parquet file is cut short; copy or fetch it again")


@contextmanager
def parquet_errors(source: str) -> Iterator[None]:
    """Turn what the Parquet library raises into a SourceError.

    On damaged metadata it panics, which reaches Python as a BaseException of a class without a public name.
    """
    try:
        yield
    except SourceError:
        raise
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            reason = str(error).strip().splitlines()[:1] or ["no reason given"]
            raise SourceError(
                f"{source}: the Parquet file is damaged ({reason[0][:160]}); copy or fetch it again"
            ) from error
        raise
