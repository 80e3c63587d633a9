"""What a list shows of a thread, added up from small digests of its statements.

A digest is made of a statement's reports and tellings, and stays right while those stay the same: of a long thread only
the statements that changed are read again.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date as Date
from sys import intern
from typing import Any, Literal, NamedTuple

from demarche.threads import Telling
from demarche.threads.course import READ_FOR_TITLE, Wording, step_of, title_from, wording_of
from demarche.threads.grouping import FAR, Bonds, order
from demarche.threads.statements import Statement, independent, marks_of
from demarche.threats import Commitment

LEVEL = 1  # of compression: the others take longer and save little


class Grade(NamedTuple):
    """How firm a statement is, and how much it says."""

    commitment: Commitment
    level: int
    specificity: int


class Digest(NamedTuple):
    """One statement, as far as its thread's place in a list asks. Days are ordinals; all but the wording is plain."""

    order: tuple[int, int, str]  # of its first telling
    statement: str
    day: int | None
    grade: tuple[Commitment, int, int]  # as in ``Grade``
    sender: tuple[str, ...]
    target: tuple[str, ...]
    matters: tuple[str, ...]  # of its tellings, each as often as named
    report_count: int
    voices: tuple[tuple[str, ...], ...]  # what marks each of its independent sources
    outlets: tuple[tuple[tuple[bool, int, str], str], ...]  # of each report, in order of appearance
    wording: Wording | None  # None: too far back for the title to be made of it


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadSum:
    """A thread's digests added up: the facts of ``StoredThread`` that a list shows."""

    id: str
    title: str
    matters: tuple[str, ...]
    course: tuple[Grade, ...]
    sender: tuple[str, ...]
    target: tuple[str, ...]
    first: Date | None
    last: Date | None
    report_count: int
    sources: int
    outlets: tuple[str, ...]
    uttered: int | None  # the last known day, as an ordinal

    def actors(self, field: Literal["sender", "target"]) -> tuple[str, ...]:
        """Return the actors that its statements name in a field, in order of first naming."""
        return self.sender if field == "sender" else self.target


def digest_of(statement: Statement, tellings: Sequence[Telling]) -> Digest:
    """Return the digest of a statement; its tellings are in their order."""
    step = step_of(statement)
    outlets = (
        ((report.date is None, ordinal(report.date) or 0, report.id), intern(report.outlet))
        for report in statement.reports
        if report.outlet
    )
    return Digest(
        order=order(tellings[0]),
        statement=step.statement,
        day=ordinal(step.day),
        grade=(step.commitment, step.level, step.specificity),
        sender=tuple(statement.value("sender") or ()),
        target=tuple(statement.value("target") or ()),
        matters=tuple(intern(matter) for telling in tellings for matter in telling.matters),
        report_count=len(statement.reports),
        voices=tuple(
            tuple(intern(mark) for mark in sorted(set().union(*map(marks_of, group))))
            for group in independent(statement.reports)
        ),
        outlets=tuple(outlets),
        wording=wording_of(statement),
    )


def packed(digests: Sequence[tuple[str, Digest]]) -> bytes:
    """Return digests as bytes, each with what it was made of. They say much the same: an eighth of their JSON is left."""
    return zlib.compress(json.dumps(digests, separators=(",", ":")).encode(), LEVEL)


def unpacked(data: bytes) -> list[tuple[str, Digest]]:
    """Return the digests that the bytes hold, each with what it was made of."""
    return [(source, digest_from(values)) for source, values in json.loads(zlib.decompress(data))]


def digest_from(values: Sequence[Any]) -> Digest:
    """Return the digest with these values as JSON has them."""
    order, statement, day, grade, sender, target, matters, report_count, voices, outlets, wording = values
    return Digest(
        order=tuple(order),
        statement=statement,
        day=day,
        grade=tuple(grade),
        sender=tuple(sender),
        target=tuple(target),
        matters=tuple(matters),
        report_count=report_count,
        voices=tuple(map(tuple, voices)),
        outlets=tuple((tuple(report), outlet) for report, outlet in outlets),
        wording=wording and Wording._make((*wording[:-1], tuple(wording[-1]))),
    )


def ordinal(day: Date | None) -> int | None:
    """Return a day as a number."""
    return day.toordinal() if day else None


def added_up(own: Sequence[Digest]) -> ThreadSum:
    """Return what the digests of a thread's statements, one or more in their order, come to.

    The last ``READ_FOR_TITLE`` have their wording.
    """
    grades = {plain: Grade._make(plain) for plain in {digest.grade for digest in own}}  # few, and shared
    named = Counter(matter for digest in own for matter in digest.matters)
    matters = tuple(sorted(named, key=lambda matter: (-named[matter], matter)))
    days = [Date.fromordinal(day) for day in {digest.day for digest in own} if day]
    uttered = [day for digest in own if (day := digest.order[0]) != FAR]
    return ThreadSum(
        id=own[0].statement,
        title=title_from([d.wording for d in own[-READ_FOR_TITLE:] if d.wording], matters),
        matters=matters,
        course=tuple(grades[digest.grade] for digest in own),
        sender=tuple(dict.fromkeys(code for digest in own for code in digest.sender)),
        target=tuple(dict.fromkeys(code for digest in own for code in digest.target)),
        first=min(days, default=None),
        last=max(days, default=None),
        report_count=sum(digest.report_count for digest in own),
        sources=sources_of(own),
        outlets=outlets_of(own),
        uttered=max(uttered, default=None),
    )


def sources_of(digests: Iterable[Digest]) -> int:
    """Return how many sources told of the statements independently: what shares a mark goes back to one."""
    bonds, seen = Bonds(), set[str]()
    for digest in digests:
        for voice in digest.voices:
            seen.update(voice)
            for mark in voice[1:]:
                bonds.join(voice[0], mark)
    return len({bonds.root(mark) for mark in seen})


def outlets_of(digests: Iterable[Digest]) -> tuple[str, ...]:
    """Return the outlets that reported the statements, in order of their first report."""
    first: dict[str, tuple[bool, int, str]] = {}
    for digest in digests:
        for report, outlet in digest.outlets:
            if outlet not in first or report < first[outlet]:
                first[outlet] = report
    return tuple(sorted(first, key=lambda outlet: first[outlet]))
