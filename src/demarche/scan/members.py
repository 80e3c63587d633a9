"""Members: one WARC record by itself, looked at by hand, and where the next one begins.

In a packed file each record is a gzip member of its own, as the standard asks and Common Crawl does.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MAGIC = b"\x1f\x8b\x08"  # a gzip member
VERSION = b"WARC/1."
BETWEEN = b"\r\n\r\n" + VERSION  # one record's end and the next one's beginning
CHUNK = 1 << 20
TRIED = 4096  # packed bytes that show what a member holds
LONGEST_HEADER = 1 << 16
LENGTH = re.compile(rb"(?im)^content-length:[ \t]*(\d{1,15})[ \t]*\r?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One record: what is wrong with it, None if nothing, and the byte after it."""

    fault: str | None
    end: int


def is_packed(file: BinaryIO) -> bool:
    """Return whether an archive's records are packed; of one whose beginning is damaged, whether any is."""
    file.seek(0)
    head = file.read(len(VERSION))
    if head.startswith(MAGIC) or head == VERSION:
        return head != VERSION
    return next_record(file, 0, packed=True) is not None


def next_record(file: BinaryIO, at: int, *, packed: bool) -> int | None:
    """Return where the first record at or after a byte begins, None if there is none."""
    if packed:
        return next((place for place in found(file, MAGIC, at) if holds_record(file, place)), None)
    file.seek(at)
    if file.read(len(VERSION)) == VERSION:
        return at
    place = next(found(file, BETWEEN, max(0, at - 4)), None)
    return None if place is None else place + 4


def found(file: BinaryIO, wanted: bytes, at: int) -> Iterator[int]:
    """Yield the places of some bytes in a file from ``at`` on."""
    file.seek(at)
    chunk = file.read(CHUNK)
    while chunk:
        place = chunk.find(wanted)
        while place >= 0:
            yield at + place
            place = chunk.find(wanted, place + 1)
        at += max(1, len(chunk) - len(wanted) + 1)
        file.seek(at)
        chunk = file.read(CHUNK)
        if len(chunk) < len(wanted):
            return


def holds_record(file: BinaryIO, place: int) -> bool:
    """Return whether a gzip member at a place begins as a WARC record does."""
    file.seek(place)
    try:
        return zlib.decompressobj(wbits=31).decompress(file.read(TRIED), len(VERSION)) == VERSION
    except zlib.error:
        return False


def checked(file: BinaryIO, place: int, *, packed: bool) -> Checked:
    """Return whether the record at a place is whole and says its length rightly."""
    return checked_member(file, place) if packed else checked_plain(file, place)


def checked_member(file: BinaryIO, place: int) -> Checked:
    """Return it of a gzip member, unpacked piece by piece."""
    file.seek(place)
    unpacker = zlib.decompressobj(wbits=31)
    head, size, read = b"", 0, place
    try:
        while not unpacker.eof:
            packed = unpacker.unconsumed_tail or file.read(CHUNK)
            if not packed:
                return Checked(fault="its gzip member is cut short", end=read)
            read = file.tell()
            piece = unpacker.decompress(packed, CHUNK)
            size += len(piece)
            if len(head) < LONGEST_HEADER:
                head += piece
    except zlib.error as error:
        return Checked(fault=f"its gzip member is damaged ({error})", end=read)
    return Checked(fault=length_fault(head, size), end=read - len(unpacker.unused_data))


def length_fault(head: bytes, size: int) -> str | None:
    """Return what is wrong with the length that a record of ``size`` bytes states, None if nothing."""
    end = head.find(b"\r\n\r\n")
    stated = LENGTH.search(head, 0, end) if end >= 0 else None
    if stated is None:
        return "it has no WARC header that states its length"
    holds = size - end - 4
    if int(stated[1]) + 4 == holds or int(stated[1]) == holds:  # the two line ends are often left out
        return None
    return f"it states a length of {int(stated[1]):,} bytes and holds {max(0, holds - 4):,}"


def checked_plain(file: BinaryIO, place: int) -> Checked:
    """Return it of a record that is not packed: the next one, or the file's end, stands where its length says."""
    file.seek(place)
    head = file.read(LONGEST_HEADER)
    end = head.find(b"\r\n\r\n")
    stated = LENGTH.search(head, 0, end) if end >= 0 else None
    if stated is None:
        return Checked(fault="it has no WARC header that states its length", end=place)
    after = place + end + 4 + int(stated[1])
    file.seek(after)
    follows = file.read(len(BETWEEN))
    if follows == BETWEEN or follows == b"\r\n\r\n":
        return Checked(fault=None, end=after + 4)
    size = file.seek(0, 2)
    fault = "it is cut short" if after > size else "what follows it is no record: its length is wrong"
    return Checked(fault=fault, end=min(after, size))
