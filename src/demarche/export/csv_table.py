"""CSV: one threat a row; the values of a list are joined by "; "."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from demarche.export.rows import COLUMNS, threat_row
from demarche.register import Filter, Register

# Spreadsheets run a cell that begins so as a formula; an apostrophe makes it text (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(register: Register, where: Filter, path: Path) -> int:
    """Write the threats that fit; return how many rows."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [column.name for column in COLUMNS])
        writer.writeheader()
        for stored in register.threats(where):
            writer.writerow({name: cell(value) for name, value in threat_row(stored).items()})
            count += 1
    return count


def cell(value: Any) -> Any:
    """Return a value as one cell.

    >>> cell(["RUS", "BLR"]), cell("=1+1"), cell(None), cell(True)
    ('RUS; BLR', "'=1+1", '', 'true')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        value = "; ".join(value)
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
