"""Parquet: one threat a row, lists as lists; zstd-compressed, written page by page."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from arro3.core import DataType, Field, Schema
from arro3.io import read_json, write_parquet

from demarche.export.rows import COLUMNS, Column, ColumnType, threat_row
from demarche.register import Filter, Register


def write(register: Register, where: Filter, path: Path) -> int:
    """Write the threats that fit; return how many rows."""
    return write_rows(map(threat_row, register.threats(where)), COLUMNS, path)


def write_rows(rows: Iterable[dict[str, Any]], columns: Sequence[Column], path: Path) -> int:
    """Write rows with these columns as one table; return how many.

    They pass through a temporary file of JSON Lines, from which the library builds its columns batch by
    batch: memory stays flat.
    """
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "rows.jsonl"
        with lines.open("w", encoding="utf-8") as file:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
                count += 1
        write_lines(lines, columns, path)
    return count


def write_lines(lines: Path, columns: Sequence[Column], path: Path) -> None:
    """Write a file of JSON Lines with these columns as one table."""
    write_parquet(read_json(str(lines), schema(columns)), str(path), compression="zstd(3)")


def schema(columns: Sequence[Column]) -> Schema:
    """Return a table's schema, from the data dictionary."""
    return Schema([Field(column.name, type_of(column.type)) for column in columns])


def type_of(kind: ColumnType) -> DataType:
    """Return the Arrow type of a column."""
    if kind in ("texts", "places"):
        return DataType.list(Field("item", DataType.utf8(), nullable=True))
    return {"text": DataType.utf8(), "number": DataType.float64(), "truth": DataType.bool()}[kind]
