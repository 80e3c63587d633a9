"""Export: what stands in the register, for other programs.

    jsonl    one article a line with its text, threats and events (docs/interchange.md)
    csv      one threat a row
    parquet  one threat a row, lists as lists
    plover   one event a row for tools that expect PLOVER event files
    tables   a folder of Parquet tables that join by id, with a data dictionary (``tables``)

Every writer takes an open register and a file, streams page by page, and returns how many rows it wrote.
``COLUMNS`` is the data dictionary of the tables.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from demarche.export.rows import COLUMNS, Column, threat_row
from demarche.register import Filter, Register

__all__ = ["COLUMNS", "FORMATS", "Column", "Format", "threat_row", "writer_of"]

Format = Literal["jsonl", "csv", "parquet", "plover"]
FORMATS: tuple[Format, ...] = ("jsonl", "csv", "parquet", "plover")
Writer = Callable[[Register, Filter, Path], int]


def writer_of(kind: Format) -> Writer:
    """Return the function that writes a format."""
    from demarche.export import csv_table, jsonl, parquet, plover

    writers: dict[Format, Writer] = {
        "jsonl": jsonl.write,
        "csv": csv_table.write,
        "parquet": parquet.write,
        "plover": plover.write,
    }
    return writers[kind]
