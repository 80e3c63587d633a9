"""WARC: the pages of a part of an archive file, as Common Crawl News packs them; bad records named.

fastwarc reads. It goes on past a record that says a wrong length, and stops at one whose bytes are damaged;
so a record is handed on only when the next one begins as it must, and where that fails the last record is
looked at by hand and the next whole one searched for (``members``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from demarche.articles import Skipped
from demarche.articles.html_page import LARGEST
from demarche.articles.opening import MB
from demarche.errors import ArticleError
from demarche.scan import Page, Part
from demarche.scan.bodies import decoded_body
from demarche.scan.members import checked, is_packed, next_record
from demarche.scan.sources import part_file

PAGES = ("text/html", "application/xhtml+xml")
INSIDE = b"\r\n\r\nWARC/1."  # the beginning of a record: within another, that one's length is wrong
HEADERS = 1 << 16  # bytes of HTTP headers ahead of a page, at most
Held = Page | Skipped | None


def read_warc(part: Part, counts: Counter[str]) -> Iterator[Page | Skipped]:
    """Yield the pages of a part and, in place, what was skipped; count records and pages.

    Raises SourceError if the file cannot be read, FetchError if it cannot be read now.
    """
    with part_file(part) as file:
        packed = is_packed(file)
        start = next_record(file, part.start, packed=packed) if part.start else 0
        if start is None and not part.start:
            yield lost(part.source, 0, "holds no WARC record")
        while start is not None and (part.stop is None or start < part.stop):
            stretch = Stretch(part, packed=packed, counts=counts)
            yield from stretch.records(file, start)
            start = stretch.next


class Stretch:
    """The records from one place up to the part's end, or to the first that is damaged."""

    def __init__(self, part: Part, *, packed: bool, counts: Counter[str]) -> None:
        self.part, self.packed, self.counts = part, packed, counts
        self.next: int | None = None  # where to go on, None at the end

    def records(self, file: BinaryIO, start: int) -> Iterator[Page | Skipped]:
        """Yield the pages and what was skipped."""
        held: Held = None
        last = start
        file.seek(start)
        try:
            for record in ArchiveIterator(file, parse_http=False):
                if held is not None:
                    yield held
                    held = None
                place = record.stream_pos
                if self.part.stop is not None and place >= self.part.stop:
                    return
                last = place
                self.counts["records"] += 1
                held = page_of(record, f"{self.part.source}@{place}", self.counts)
                if isinstance(held, Skipped) or (held is not None and INSIDE in held.data):
                    break  # its length may be wrong, and what follows be taken for a part of it
            else:
                if held is not None:
                    yield held
                return
        except OSError:
            pass
        yield from self.by_hand(file, last, held)

    def by_hand(self, file: BinaryIO, last: int, held: Held) -> Iterator[Page | Skipped]:
        """Yield the last record if it is whole, else that it is not, and find the next one after it."""
        found = checked(file, last, packed=self.packed)
        if found.fault is None and held is not None:
            yield held
        if found.fault is not None:
            yield lost(self.part.source, last, found.fault)
            self.next = next_record(file, last + 1, packed=self.packed)
            return
        self.next = next_record(file, found.end, packed=self.packed)
        if self.next != found.end and found.end < file.seek(0, 2):
            yield lost(self.part.source, found.end, "what stands here is no whole record")


def lost(source: str, place: int, fault: str) -> Skipped:
    """Return that a record of a file is damaged."""
    return Skipped(
        where=f"{source}@{place}",
        why=f"{fault}; fetch the file again, or go on without what stood here",
        code="damaged",
    )


def page_of(record: WarcRecord, where: str, counts: Counter[str]) -> Held:
    """Return the page of a record, why it was skipped, or None for what is no page of HTML."""
    if record.record_type != WarcRecordType.response:
        return None
    if record.content_length > LARGEST + HEADERS:
        counts["pages"] += 1
        size = record.content_length / MB
        return Skipped(
            where=where, why=f"the page has {size:.0f} MB, the most read is {LARGEST // MB}", code="large"
        )
    url = record.headers.get("WARC-Target-URI")
    try:
        record.parse_http()
        if record.http_headers is None:  # a name server's answer, for instance: the record's type is no HTTP
            return None
        status, kind = record.http_headers.status_code, record.http_content_type
        length = record.content_length
        data = record.reader.read()
        encoding = record.http_charset
        transfer = record.http_headers.get("Transfer-Encoding"), record.http_headers.get("Content-Encoding")
    except (ValueError, UnicodeError) as error:
        return Skipped(where=where, why=f"its HTTP headers cannot be read ({error})", code="damaged")
    if (status is not None and status // 100 != 2) or (kind is not None and kind.lower() not in PAGES):
        return None
    counts["pages"] += 1
    if len(data) < length:
        why = f"the record is cut short: {len(data):,} bytes of {length:,}; fetch the file again"
        return Skipped(where=where, why=why, code="damaged")
    try:
        body = decoded_body(data, transfer=transfer[0], content=transfer[1], where=where, limit=LARGEST)
    except ArticleError as error:
        return Skipped(where=where, why=str(error).removeprefix(f"{where}: "), code="damaged")
    return Page(number=counts["records"], where=where, data=body, url=url, encoding=encoding)
