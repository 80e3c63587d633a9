"""JSON Lines: one article a line, plain or gzip, read as a stream."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from demarche.articles import Article, Columns, Skipped
from demarche.articles.fields import article_from, kind_of
from demarche.articles.opening import MB, opened
from demarche.errors import SourceError

LONGEST_LINE = 10 * MB
CHUNK = 1 << 16


def read_json_lines(
    source: str,
    /,
    *,
    columns: Columns | None = None,
    stream: BinaryIO | None = None,
    longest_line: int = LONGEST_LINE,
) -> Iterator[Article | Skipped]:
    """Yield the articles of a JSON Lines source; a bad line is skipped with file and line.

    A line beyond ``longest_line`` bytes is passed over without being held in memory. Raises SourceError
    for a source that is empty, cannot be read (gzip cut short: after the lines that came through), or is
    one JSON value over several lines.
    """
    columns = columns or Columns()
    name = "standard input" if source == "-" else source
    empty = True
    with opened(source, stream) as file:
        for number, line in numbered_lines(file, longest=longest_line):
            where = f"{name}:{number}"
            if line is None:
                why = f"the line is longer than {longest_line / MB:g} MB; split it or leave it out"
                yield Skipped(where=where, why=why)
            elif line.strip():
                if empty:
                    check_shape(line, name)
                yield article_of_line(line, columns=columns, where=where)
            else:
                continue
            empty = False
    if empty:
        raise SourceError(f"{name}: is empty; give one JSON object a line")


def numbered_lines(file: BinaryIO, *, longest: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield each line with its number from 1; None for a line beyond ``longest`` bytes."""
    number = 0
    while line := file.readline(longest + 1):
        number += 1
        if len(line) <= longest or line.endswith(b"\n"):
            yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
            continue
        while (rest := file.readline(CHUNK)) and not rest.endswith(b"\n"):
            pass
        yield number, None


def check_shape(line: bytes, name: str) -> None:
    """Raise SourceError if the first line shows that the source is not one object a line."""
    start = line.strip()
    if start.startswith(b"["):
        raise SourceError(
            f"{name}: holds a JSON array, not one JSON object a line; convert it, as with jq -c '.[]'"
        )
    if start == b"{":
        raise SourceError(
            f"{name}: holds JSON spread over several lines; put each object on one line, as with jq -c ."
        )


def article_of_line(line: bytes, *, columns: Columns, where: str) -> Article | Skipped:
    """Return the article of one line, or why it holds none."""
    try:
        record = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return Skipped(where=where, why=f"the line is not UTF-8 at byte {error.start}; convert the file")
    except json.JSONDecodeError as error:
        return Skipped(where=where, why=f"the line is not JSON: {error.msg} at character {error.pos}")
    except RecursionError:
        return Skipped(where=where, why="the line is not usable JSON: it is nested too deeply")
    except ValueError as error:  # a number of more digits than Python reads
        return Skipped(where=where, why=f"the line is not usable JSON: {error}")
    if not isinstance(record, dict):
        return Skipped(where=where, why=f"the line holds {kind_of(record)}, not an object with fields")
    return article_from(record, columns=columns, where=where)
