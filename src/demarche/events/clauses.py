"""Clauses: whose deed a sentence tells, whom it meets, how far it has come, where and when."""

from __future__ import annotations

import re

from demarche.events import EventStatus
from demarche.language import ActorCode, Mention, Sentence
from demarche.language.dates import find_dates, resolve
from demarche.language.document import Document, codes_of, unique
from demarche.span import Span

Codes = tuple[ActorCode, ...]

CONDITION = re.compile(
    r"\b(?:if|unless|should\s+(?:the|any|a)\s|in the event|or else|could|might|would)\b", re.IGNORECASE
)
CUT = re.compile(
    r"""[;:!?]|\.(?=["”’]|\s*$)|,(?=\s)|["”](?=\s|$)|\s(?:—|–|--)\s
    |\s(?:after|before|because|when|while|who|which|that|as|until|since|but|and\s(?:said|will|has|was|the)|in\s(?:response|retaliation|an?\s(?:bid|effort|attempt))
    |said|says|to\s(?:protest|avoid|force|punish|press|try)|was|were|is|are|has|have|had|will|would|could|took|take|takes|on\s(?:\w+day|[A-Z]\w+\s\d+|\d+)|(?:last|this|next)\s\w+)\b""",
    re.VERBOSE,
)
PREPOSITION = re.compile(
    r"\b(?:with|from|against|on|to|at|of|for|over|toward|towards|into|between|and)\s+(?:the\s+)?\Z",
    re.IGNORECASE,
)
PLACE_BEFORE = re.compile(r"\b(?:in|near|off|at|around|outside)\s+(?:the\s+)?\Z", re.IGNORECASE)
BY = re.compile(r"\bby\s+(?:the\s+)?\Z", re.IGNORECASE)
PLACE = re.compile(
    r"\b(?:in|near|off|at)\s(?:the\s)?(?P<place>(?:Sea\sof\s)?[A-Z][\w’'-]+(?:\s(?:of\s)?[A-Z][\w’'-]+){0,3})"
)
TIME_WORD = re.compile(
    r"^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|^(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec)"
)

DENIED = re.compile(
    r"\b(?:den(?:y|ied|ies)|not|never|no\splans?|rul\w+\sout|refus\w+\sto)\b|n['’]t\b", re.IGNORECASE
)
PROPOSED = re.compile(
    r"\b(?:propos\w+|consider\w*|suggest\w*|call\w*\sfor|urg\w+|offer\w*|mull\w*|weigh\w*|ready\sto|want\w*\sto|seek\w*|may|possible|studying|asked)\b",
    re.IGNORECASE,
)
PLANNED = re.compile(
    r"\b(?:will|plans?|planned|planning|to\sbe|set\sto|due\sto|scheduled|intends?|expected\sto|agreed\sto|going\sto|upcoming|prepar\w+|next\s(?:week|month|year)|announced\splans|decided\sto|(?:is|are)\sto)\b",
    re.IGNORECASE,
)
ONGOING = re.compile(
    r"\b(?:(?:is|are|has\sbeen|have\sbeen)\s\w+ing|continu\w+|ongoing|under\sway|currently|remain\w*|now)\b",
    re.IGNORECASE,
)


def is_conditional(sentence: str) -> bool:
    """Return whether the sentence only supposes: a conditional announcement is a threat, no event."""
    return bool(CONDITION.search(sentence))


def object_span(text: str, start: int, end: int, limit: int) -> Span | None:
    """Return the object from ``start``: its head at ``end``, and what hangs on it up to the clause's end."""
    cut = CUT.search(text, end, limit)
    stop = min(cut.start() if cut else limit, end + 70)
    if stop < limit and text[stop : stop + 1].isalnum() and not cut:
        stop = text.rfind(" ", end, stop) if text.rfind(" ", end, stop) > 0 else end
    while start < end and text[start] in " \"“‘'":
        start += 1
    return Span.trimmed(text, start, max(stop, end), strip=' \t\n\r,;:."“”')


def actors_of(document: Document, sentence: Sentence, what: Span | None, cue: int) -> tuple[Codes, Codes]:
    """Return whose deed it is and whom it meets.

    The actor stands before the deed and in no prepositional phrase, or behind "by"; a nationality within the
    object ("Arvanian strikes") is the actor where nobody stands before. The partner is who else is named.
    """
    if what is None:
        return (), ()
    mentions = document.mentions_in(sentence.span.start, sentence.span.end)
    named = [(m.span.start, m.code) for m in mentions if not preceded(document.text, m, PLACE_BEFORE)]
    agents = [m.code for m in mentions if preceded(document.text, m, BY)]
    free = [
        code
        for at, code in sorted(named)
        if at < cue and not PREPOSITION.search(document.text, max(0, at - 12), at)
    ]
    within = [m.code for m in mentions if m.span in what and not preceded(document.text, m, PREPOSITION)]
    actor = agents[:1] or free[:1] or within[:1] or [code for _, code in sorted(named)][:1]
    others = unique(code for _, code in sorted(named) if code not in actor)
    behind = codes_of(m for m in mentions if m.span.start >= what.start and m.code not in actor)
    return tuple(actor), behind[:3] or others[:1]


def preceded(text: str, mention: Mention, by: re.Pattern[str]) -> bool:
    """Return whether words of a pattern stand right before a name."""
    return bool(by.search(text, max(0, mention.span.start - 12), mention.span.start))


def status_of(text: str, sentence: Span, what: Span) -> EventStatus:
    """Return how far the deed has come, by the words just before it, then those of its sentence."""
    before = text[max(sentence.start, what.start - 60) : what.start]
    near = before + text[what.end : min(sentence.end, what.end + 25)]
    for status, pattern in STATUSES:
        if pattern.search(before):
            return status
    if PLANNED.search(near) and not re.search(r"\b(?:was|were|had|did)\b", near):
        return "planned"
    return "ongoing" if ONGOING.search(near) else "done"


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


def when_of(document: Document, sentence: Sentence, what: Span) -> str | None:
    """Return when it was or will be: the time nearest to the deed in its sentence."""
    times = find_dates(sentence.span.text, today=document.article.date)
    if not times:
        return None
    near = what.start - sentence.span.start
    nearest = min(times, key=lambda time: abs(time.span.start - near))
    planned = bool(PLANNED.search(document.text, sentence.span.start, what.start))
    return resolve(nearest, today=document.article.date, forward=planned)
