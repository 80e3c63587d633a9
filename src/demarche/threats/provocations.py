"""Provocations: the deed that a bare "will retaliate" answers, told in the sentences around."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from demarche.span import Span
from demarche.threats.triggers import Trigger

REACTIVE = re.compile(
    r"\b(?:retaliat\w*|respon[ds]\w*|counter-?measures?|counter\b|reveng\w*|aveng\w*|react\w*|repl(?:y|ies)|answer\w*|(?:fight|hit|strike)\s+back|reprisals?|punish\w*|price|consequences)\b",
    re.IGNORECASE,
)
ACT = re.compile(
    r"(?:['’]s?)?\s(?:[\w“”\"'’-]+\s){0,4}?(?:tariffs?|duties|sanctions|attacks?|strikes?|killing|death|assassination|decision|moves?|raids?|announcement|tests?|launch|actions?|measures|threats?|airstrikes?|exercises?|drills?|expulsions?|bans?|restrictions|resolution|withdrawal|policies|practices|programs?|aggression|provocations?|invasion|speech|proposals?|demands?|stance|laws?|bill|hike|seizure|incursion)\b"
    r"(?:\s(?:on|of|against|to|in|by|from)\s[^,;.“”\"]{2,70}?)?(?=[,;.“”\"]|\s(?:and|but|as|while|which|that|will|would|after|when|is|are|was|were|has|have|had)\b|$)",
    re.IGNORECASE,
)


DEED_NAMED = re.compile(
    r"\b(?:the|this|that|these|those)\s(?:[\w’'-]+\s){0,3}?(?:attacks?|strikes?|killings?|death|assassination|raids?|airstrikes?|bombing|shelling|seizure|incursion|expulsions?|shooting|poisoning|tariffs|sanctions|provocations?)\b"
    r"(?:\s(?:on|of|against|by|in|that\s\w+ed)\s[^,;.“”\"]{2,50}?)?(?=[,;.“”\"]|\s(?:and|but|as|while|which|that|will|would|after|when|is|are|was|were|has|have|had|seems?|on\s\w+day)\b|$)",
    re.IGNORECASE,
)


def provocation_near(
    text: str, places: Iterator[int], response: Span, near: Sequence[Span]
) -> Trigger | None:
    """Return the deed that a bare "will retaliate" answers, from the sentences around; None if none is told.

    ``places`` are where names of the target end, nearest sentence first. Where no deed follows one, it is the
    nearest deed named in the sentences ``near`` ("the recent attack").
    """
    if not REACTIVE.search(response.text):
        return None
    for place in places:
        match = ACT.match(text, place, min(len(text), place + 200))
        if match and not response.overlaps(place, match.end()):
            start = place
            while start > 0 and not text[start - 1].isspace():
                start -= 1
            stop = match.end() - (3 if match.group().endswith(" to") else 0)
            span = Span.trimmed(text, start, stop, strip=" \t\n\r,;:.\"“”'‘(")
            if span:
                return Trigger(span=span, form="because", marker="near")
    for sentence in near:
        for match in DEED_NAMED.finditer(text, sentence.start, sentence.end):
            if not response.overlaps(match.start(), match.end()):
                return Trigger(span=Span.of(text, match.start(), match.end()), form="because", marker="near")
    return None


OTHERWISE = re.compile(r"[“\"'‘]?\s?(?:Otherwise|Or\selse|Failing\sthat|If\snot)\b")
DEMANDED_BEFORE = re.compile(
    r"\b(?:must|should|has\sto|have\sto|needs?\sto|(?:urge[sd]?|asks?|asked|calls?\son|called\son|tells?|told|demands?|demanded)\s[^,;.“”\"]{2,60}?\sto)\s(?P<demand>[^;“”\"]{8,200})",
)


def demand_in(text: str, sentence: Span, before: Span) -> Trigger | None:
    """Return the demand of the sentence before one that opens with "Otherwise"."""
    if not OTHERWISE.match(text, sentence.start):
        return None
    match = DEMANDED_BEFORE.search(text, before.start, before.end)
    span = Span.trimmed(text, *match.span("demand"), strip=" \t\n\r,;:.") if match else None
    return Trigger(span=span, form="unless", marker="or") if span else None
