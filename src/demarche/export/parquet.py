"""Parquet: one threat a row, lists as lists; zstd-compressed, written page by page."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from arro3.core import DataType, Field, Schema
from arro3.io import read_json, write_parquet

from demarche.export.rows import COLUMNS, ColumnType, threat_row
from demarche.register import Filter, Register


def write(register: Register, where: Filter, path: Path) -> int:
    """Write the threats that fit; return how many rows.

    The rows pass through a temporary file of JSON Lines, from which the library builds its columns batch
    by batch: memory stays flat.
    """
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "rows.jsonl"
        with rows.open("w", encoding="utf-8") as file:
            for stored in register.threats(where):
                file.write(json.dumps(threat_row(stored), ensure_ascii=False) + "\n")
                count += 1
        write_parquet(read_json(str(rows), schema()), str(path), compression="zstd(3)")
    return count


def schema() -> Schema:
    """Return the table's schema, from the data dictionary."""
    return Schema([Field(column.name, type_of(column.type)) for column in COLUMNS])


def type_of(kind: ColumnType) -> DataType:
    """Return the Arrow type of a column."""
    if kind in ("texts", "places"):
        return DataType.list(Field("item", DataType.utf8(), nullable=True))
    return {"text": DataType.utf8(), "number": DataType.float64(), "truth": DataType.bool()}[kind]
