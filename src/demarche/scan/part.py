"""One part scanned: its pages or articles through the cascade into one file, written aside and renamed."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from demarche.articles import Skipped
from demarche.coders import find_coders
from demarche.errors import SourceError
from demarche.scan import Job, Page, Stored
from demarche.scan.bounds import PlaceFile, place_file
from demarche.scan.cascade import through
from demarche.scan.rows import COUNTS, SKIPPED, line_of, rows_of
from demarche.scan.stored import read_stored
from demarche.scan.warc import read_warc


def scan_part(job: Job) -> None:
    """Scan one part; its file is there when it is whole, and holds what its bytes give and nothing else.

    Raises UsageError for a coder that is not installed, and OSError where the file cannot be written.
    """
    target = Path(job.target)
    aside = target.with_name(f"{target.name}.{os.getpid()}")
    with PlaceFile(place_file(target)) as place, aside.open("w", encoding="utf-8") as file:
        write_part(job, file, place)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(target)


def write_part(job: Job, file: IO[str], place: PlaceFile) -> None:
    """Write a part's rows, what was skipped, and its counts at the end."""
    counts = Counter[str]()
    coders = find_coders(job.settings.coder, job.settings.event_coder)
    for item in items_of(job, counts):
        if isinstance(item, Skipped):
            write_skip(file, item)
            continue
        if item.number in job.poison:
            why = "it ended the process that read it, twice; it is left out"
            write_skip(file, Skipped(where=item.where, why=why, code="killed"))
            continue
        place.at(item.number, item.where)
        found = through(item, coders=coders, everything=job.settings.everything, counts=counts)
        if isinstance(found, Skipped):
            write_skip(file, found)
        elif found is not None:
            for table, row in rows_of(found, read_from=item.where):
                file.write(line_of(table, row))
                counts[table] += 1
    file.write(f"{COUNTS}\t\t{json.dumps(counts)}\n")


def items_of(job: Job, counts: Counter[str]) -> Iterator[Page | Stored | Skipped]:
    """Yield a part's pages or articles; a file that cannot be read on is named where it ends."""
    try:
        if job.part.kind == "warc":
            yield from read_warc(job.part, counts)
        else:
            yield from read_stored(job.part, job.settings.columns, counts)
    except SourceError as error:
        if job.part.number == 0 or job.part.kind == "warc":  # each share of a file meets the same fault
            message = str(error).removeprefix(f"{job.part.source}: ")
            yield Skipped(where=job.part.source, why=message, code="source")


def write_skip(file: IO[str], skipped: Skipped) -> None:
    """Write what was skipped."""
    row = {"where": skipped.where, "code": skipped.code, "why": skipped.why, "id": skipped.given_id}
    file.write(f"{SKIPPED}\t\t{json.dumps(row)}\n")
