"""Clauses: how far a deed has come, where and when it was or will be."""

from __future__ import annotations

import re

from demarche.events import EventKind, EventStatus
from demarche.language import Sentence
from demarche.language.dates import find_dates, resolve
from demarche.language.document import Document
from demarche.span import Span

PLACE = re.compile(
    r"\b(?:in|near|off|at)\s(?:the\s)?(?P<place>(?:Sea\sof\s)?[A-Z][\w’'-]+(?:\s(?:of\s)?[A-Z][\w’'-]+){0,3})"
)
TIME_WORD = re.compile(
    r"^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|^(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec)"
)

DENIED = re.compile(
    r"\b(?:den(?:y|ied|ies|ying)|not|never|no\splans?|rul\w+\sout|refus\w+\sto)\b|n['’]t\b", re.IGNORECASE
)
PROPOSED = re.compile(
    r"\b(?:propos\w+|consider\w*|suggest\w*|call\w*\s(?:for|on)|urg\w+|offer\w*|mull\w*|weigh\w*|ready\sto|want\w*\sto|seek\w*"
    r"|may|might|could|should|possible|studying|asked|threaten\w*|whether|under\sdiscussion|idea\sof|prepared\sto)\b",
    re.IGNORECASE,
)
PLANNED = re.compile(
    r"\b(?:will|would|plans?|planned|planning|to\sbe|set\sto|due\sto|scheduled|intends?|expected\sto|agreed\sto|going\sto|upcoming|poised\sto"
    r"|about\sto|vow\w*|pledg\w+|prepar\w+|next\s(?:week|month|year)|later\sthis\s(?:week|month|year)|announced\splans|decided\sto|(?:is|are)\sto)\b",
    re.IGNORECASE,
)
ANNOUNCED = re.compile(r"\b(?:announc\w+|unveil\w*|sign\w*|outlin\w+)\b", re.IGNORECASE)
ONGOING = re.compile(
    r"\b(?:(?:is|are|has\sbeen|have\sbeen)\s\w+ing|continu\w+|ongoing|under\sway|currently|remain\w*|now|began|begun|begins|resum\w+|still)\b",
    re.IGNORECASE,
)
PAST = re.compile(r"\b(?:was|were|had|did|imposed|ago|last\s(?:week|month|year))\b", re.IGNORECASE)
TO_COME = re.compile(
    r"\b(?:will|would|to|set\sto|due\sto)\s(?:take|go\sinto|come\sinto|be|begin|start)\b|\bset\sfor\b"
)


def status_of(text: str, sentence: Span, what: Span, kind: EventKind) -> EventStatus:
    """Return how far the deed has come, by its words, those just before it, then those of its sentence."""
    before = text[max(sentence.start, what.start - 60) : what.start]
    behind = text[what.end : min(sentence.end, what.end + 40)]
    for status, pattern in STATUSES:
        if pattern.search(before) or (status != "denied" and pattern.match(what.text)):
            return status
    if kind == "sanction" and ANNOUNCED.search(before):
        return "planned"
    if TO_COME.search(behind) and not PAST.search(before):
        return "planned"
    if ONGOING.search(before + behind[:25]):
        return "ongoing"
    return "done"


STATUSES: tuple[tuple[EventStatus, re.Pattern[str]], ...] = (
    ("denied", DENIED),
    ("proposed", PROPOSED),
    ("planned", PLANNED),
)


def place_of(document: Document, sentence: Sentence, what: Span) -> Span | None:
    """Return the place named behind the deed, else in its sentence; None if there is none."""
    for start, end in ((what.start, sentence.span.end), (sentence.span.start, what.start)):
        for match in PLACE.finditer(document.text, start, end):
            if not TIME_WORD.match(match["place"]):
                return Span.of(document.text, *match.span("place"))
    return None


def when_of(document: Document, sentence: Sentence, what: Span, status: EventStatus) -> str | None:
    """Return when it was or will be: the time nearest to the deed in its sentence.

    "On Sunday" is the next one for what is planned or proposed, else the last.
    """
    times = find_dates(sentence.span.text, today=document.article.date)
    if not times:
        return None
    near = what.start - sentence.span.start
    nearest = min(times, key=lambda time: abs(time.span.start - near))
    return resolve(nearest, today=document.article.date, forward=status in ("planned", "proposed"))
