"""Candidates: every place of a document where a cue fits and a hostile response follows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from demarche.language import Sentence
from demarche.language.document import Document
from demarche.span import Span
from demarche.threats import Commitment, ResponseKind
from demarche.threats.cues import Cue, cues, quick_filter
from demarche.threats.responses import (
    NEAR_MARK,
    OPENING_MARK,
    kind_of_noun_phrase,
    kind_of_verb_phrase,
    response_end,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A cue at its place, with the response it opens."""

    sentence: Sentence
    cue: Cue
    start: int  # where the cue begins
    between: str  # the cue's own words, up to the response
    response: Span
    kind: ResponseKind
    hostile: bool  # False: kind is only assumed, the words name no known measure
    commitment: Commitment


def find_candidates(document: Document) -> tuple[Candidate, ...]:
    """Return the document's candidates in reading order, overlapping responses of a sentence reduced to one."""
    found: list[Candidate] = []
    for sentence, fitting in promising(document):
        found += without_overlap(list(candidates_in(document.text, sentence, fitting)))
    return tuple(found)


def promising(document: Document) -> Iterator[tuple[Sentence, list[Cue]]]:
    """Yield each sentence that passes the quick filter with the cues whose letters it has, in file order."""
    known = quick_filter()
    for index, here in document.words_by_sentence(known.words).items():
        sentence = document.sentences[index]
        if here.isdisjoint(known.hostile) or len(sentence.span.text) > LONGEST_SENTENCE:
            continue
        names = {cue.name for word in here for cue in known.opens.get(word, ())}
        yield sentence, [cue for cue in cues() if cue.name in names or not cue.stems]


LONGEST_SENTENCE = 1500  # characters; longer "sentences" are tables and lists, and would cost time


def candidates_in(text: str, sentence: Sentence, fitting: Iterable[Cue]) -> Iterator[Candidate]:
    """Yield the matches of the fitting cues in one sentence."""
    begin, end = sentence.span.start, sentence.span.end
    for cue in fitting:
        if cue.title_only and not sentence.in_title:
            continue
        for match in cue.pattern.finditer(text, begin, end):
            if is_negated(text, begin, match.start(), cue):
                continue
            candidate = candidate_at(text, sentence, cue, match)
            if candidate:
                yield candidate


def candidate_at(text: str, sentence: Sentence, cue: Cue, match: re.Match[str]) -> Candidate | None:
    """Return the candidate of one match, None where its words announce no cost."""
    start = match.start("r")
    end = sentence.span.end
    while start < end and text[start] in " \"“‘'":
        start += 1
    rough = text[start : min(end, start + 160)]
    kind: ResponseKind | None = None
    if cue.needs in ("verb", "either", "any"):
        kind = kind_of_verb_phrase(rough)
    if kind is None and cue.needs in ("noun", "either", "any"):
        kind = kind_of_noun_phrase(rough, within=60 if cue.needs == "noun" else 40)
    if kind is None and cue.needs != "any":
        return None
    stop = match.end("r") if cue.whole else response_end(text, start, end, kind=kind or "")
    span = Span.trimmed(text, start, stop, strip=' \t\n\r,;:."“”’')
    if span is None or len(span.text) < 2:
        return None
    span = with_both_marks(text, span)
    if not cue.whole:
        within = kind_of_verb_phrase(span.text) if cue.needs != "noun" else None
        within = within or kind_of_noun_phrase(span.text, within=80)
        if within is None and cue.needs != "any":
            return None
        kind = within or kind
    between = text[match.start() : start]
    return Candidate(
        sentence=sentence,
        cue=cue,
        start=span.start if cue.title_only else match.start(),
        between=between,
        response=span,
        kind=kind or "unspecified",
        hostile=kind is not None,
        commitment=commitment_of(cue, between, span.text),
    )


def with_both_marks(text: str, span: Span) -> Span:
    """Return the span with the quotation mark that closes one opened within it, or that opens one closed there."""
    opened = span.text.count('"') % 2 or span.text.count("“") > span.text.count("”")
    if opened and text[span.end : span.end + 1] in ('"', "”"):
        return Span.of(text, span.start, span.end + 1)
    closes = span.text.count('"') % 2 or span.text.count("”") > span.text.count("“")
    if closes and (mark := OPENING_MARK.search(text, max(0, span.start - NEAR_MARK), span.start)):
        return Span.of(text, mark.start(), span.end)
    return span


OPEN = re.compile(
    r"\b(?:may|might|could|can|consider\w*|possib\w+|perhaps|mull\w*|weigh\w*|likely|propos\w+|suggest\w*|hint\w*)\b",
    re.I,
)
EMPHATIC = re.compile(
    r"\b(?:certainly|immediate(?:ly)?|inevitabl[ey]|resolute(?:ly)?|definitely|never\sbefore|no\s(?:other\s)?(?:choice|option|alternative)|forced\sto|compelled"
    r"|crushing|devastating|totally|whatever\sthe\scost|at\sany\scost|merciless(?:ly)?|swift(?:ly)?|decisive(?:ly)?|severe(?:ly)?|strongest|overwhelming|without\shesitation"
    r"|not\shesitate|firmly|annihilat\w+|wipe[ds]?\s(?:out|off)|obliterat\w+|surely|absolutely|likes\sof\swhich|fire\sand\sfury|every\smeans|to\sthe\send)\b",
    re.IGNORECASE,
)


def commitment_of(cue: Cue, between: str, response: str) -> Commitment:
    """Return how firmly the cost is announced, by the cue's words, then the response's."""
    if cue.commitment == "reserved":
        return "reserved"
    if cue.commitment == "emphatic" or EMPHATIC.search(between) or EMPHATIC.search(response):
        return "emphatic"
    if OPEN.search(between) and "could not" not in between:
        return "open"
    return cue.commitment


NEGATION = re.compile(
    r"\b(?:not|never|no longer|without|neither|nor|den(?:y|ied|ies|ying)|rul\w+\sout|refus\w+\sto|stop|stopped|rather\sthan|instead\sof|no\splans?)\s+(?:\w+\s+){0,2}$|n['’]t\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
NEGATION_IS_MEANT = frozenset(
    (
        "not-rule-out",
        "not-hesitate",
        "not-unanswered",
        "not-tolerate",
        "no-choice",
        "options-open",
        "vow-not-to",
        "would-face",
        "or-else",
    )
)


def is_negated(text: str, begin: int, start: int, cue: Cue) -> bool:
    """Return whether "not", "denied" or the like stands right before the cue."""
    if cue.name in NEGATION_IS_MEANT:
        return False
    return bool(NEGATION.search(text, max(begin, start - 30), start))


def without_overlap(candidates: list[Candidate]) -> list[Candidate]:
    """Return the candidates less those whose response lies in or over a better one's.

    Better is: a cue that says more than a bare future, then the earlier start, then the longer response.
    """
    ordered = sorted(
        candidates,
        key=lambda c: (
            not c.hostile,
            c.cue.name in LAST,
            c.cue.name in BARE,
            c.response.start,
            -len(c.response.text),
        ),
    )
    kept: list[Candidate] = []
    for candidate in ordered:
        if not any(k.response.overlaps(candidate.response.start, candidate.response.end) for k in kept):
            kept.append(candidate)
    return sorted(kept, key=lambda c: c.response.start)


BARE = frozenset(
    (
        "conditional",
        "conditional-passive",
        "would-lead-to-do",
        "retaliation-word",
        "call-to",
        "say-measure",
        "future",
        "future-passive",
        "headline-to",
        "plan-to",
        "measure-due",
        "consider",
        "announce-measure",
    )
)
LAST = frozenset(("conditional", "conditional-passive", "retaliation-word", "call-to", "say-measure"))
