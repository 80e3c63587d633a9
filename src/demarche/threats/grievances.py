"""Grievances: what the sender holds against the target, where nothing says outright that the threat answers it.

"Arvania, which accuses Belmora of dumping steel, plans tariffs": the deed complained of is what the cost is announced for
(codebook ``because``). Sought only where a sentence states no trigger of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from typing import Literal

from demarche.language import ActorCode, Sentence
from demarche.language.document import Document
from demarche.span import Span
from demarche.threats import Threat
from demarche.threats.field_confidence import grievance_confidence
from demarche.threats.triggers import clause

ACCUSED = r"(?:[\w“”\"'’.-]+\s){1,8}?"
OWN_PLANS = (
    r"(?![\w’'“”\" ]{0,40}\b(?:would|will|could|may|might|wants?|plans?)\b)"  # "claiming that it would …"
)
NOUNS = r"(?:The|the|[Ss]uch|[Tt]his|[Tt]hese|[A-Z][\w.]+(?:['’]s?)?)\s(?:[\w.’'“”\"-]+\s){0,6}?"
BEFORE_DEED = (  # what stands ahead of a deed, by how plainly it is a complaint
    rf"\b(?:accus(?:e[sd]?|ing|ation)\s{ACCUSED}of|(?:blam|critici[sz]|denounc)(?:e[sd]?|ing)\s{ACCUSED}for"
    rf"|(?:condemn|sanction|punish)(?:e?s|ed|ing)?\s{ACCUSED}for|charg(?:e[sd]|ing)\s{ACCUSED}with(?=\s\w+ing\b))\s+",
    r"\b(?:(?:alleg|charg)(?:ing|e[sd])|complain(?:s|ed|ing)|(?:accus|argu|claim)ing)\s(?:(?:that|about|of)\s)?" + OWN_PLANS + r"(?=\w)",
    r"\b(?:which|that|who|whom|countries|nations)\s(?:he|she|it|they|[A-Z][\w.]+|the\s\w+)\s"
    r"(?:sa(?:ys?|id)|(?:claim|insist)(?:s|ed)|alleg(?:es|ed)|believ(?:es|ed))\s(?=\w+(?:ed|s|re|ve)\b)" + OWN_PLANS,
    r"(?=(?:(?-i:[A-Z][\w.]+(?:\s[A-Z][\w.]+)?)(?:['’]s?|s['’])|its|their)\s(?:[“\"']?[\w-]+[”\"']?\s){0,2}?"
    r"[“\"']?(?:failure[”\"']?|refusal|decision|attempts?|reluctance|violations?|aggression|meddling|interference|provocations?)"
    r"\s(?:to|of|in|against|on)\s\w)",
)  # fmt: skip
BEHIND_DEED = (  # what a deed, told as a subject, is said to do
    r"(?=(?:has|have|had)\s(?:outraged|angered|infuriated|enraged|alarmed|provoked)\b)",
    r"(?=(?:has\s|have\s)?(?:seriously|grossly|severely|blatantly|flagrantly|gravely|openly)\s"
    r"(?:violat|interfer|undermin|infring|harm|endanger|hurt|damag|threaten)\w*)",
)
COMPLAINTS = tuple(re.compile(pattern, re.IGNORECASE) for pattern in BEFORE_DEED)
SUBJECTS = tuple(re.compile(NOUNS + pattern) for pattern in BEHIND_DEED)
Where = Literal["own", "near"]  # sentence
BACK, ON = 3, 1  # sentences before and behind in which it is sought
LEAST = 8  # characters of a deed
LONGEST = 2000  # characters of a sentence that are looked through, again for each threat in it


def aggrieved(document: Document, threats: Iterable[Threat]) -> tuple[Threat, ...]:
    """Return the threats; one without a trigger with what its sender complains of near it, if anything."""
    return tuple(with_grievance(document, threat) if threat.trigger is None else threat for threat in threats)


def with_grievance(document: Document, threat: Threat) -> Threat:
    """Return a threat with what its sender complains of as trigger, as sure as such triggers are; unchanged without."""
    found = grievance_near(document, threat)
    if found is None:
        return threat
    deed, where = found
    sure = threat.field_confidence and replace(
        threat.field_confidence, **grievance_confidence().get(where, {})
    )
    return replace(threat, trigger=deed, trigger_form="because", field_confidence=sure)


def grievance_near(document: Document, threat: Threat) -> tuple[Span, Where] | None:
    """Return what is complained of in the threat's sentences, else in those around where the target is named beside it."""
    own = [found for span in threat.evidence if (found := document.sentence_at(span.start))]
    for sentence in own:
        for _, deed in grievances_in(document.text, sentence.span):
            if not threat.response.overlaps(deed.start, deed.end):
                return deed, "own"
    for sentence in own:
        for near in around(document, sentence):
            for start, deed in grievances_in(document.text, near.span):
                if names(document, start, deed.end, frozenset(threat.target)):
                    return deed, "near"
    return None


def around(document: Document, sentence: Sentence) -> Iterator[Sentence]:
    """Yield the sentences before and behind, nearest first."""
    index, every = sentence.index, document.sentences
    yield from reversed(every[max(0, index - BACK) : index])
    yield from every[index + 1 : index + 1 + ON]


def grievances_in(text: str, sentence: Span) -> Iterator[tuple[int, Span]]:
    """Yield what is complained of in a sentence, by how plainly it is said, with where the complaint begins."""
    end = min(sentence.end, sentence.start + LONGEST)
    for pattern in COMPLAINTS:
        for match in pattern.finditer(text, sentence.start, end):
            deed = clause(text, match.end(), end, before_response=False, least=match.end())
            if deed and len(deed.text) >= LEAST:
                yield match.start(), deed
    for pattern in SUBJECTS:
        for match in pattern.finditer(text, sentence.start, end):
            if deed := Span.trimmed(text, *match.span(), strip=' \t\n\r,;:“”"'):
                yield match.start(), deed


def names(document: Document, start: int, end: int, codes: Set[ActorCode]) -> bool:
    """Return whether one of the actors is named in a stretch."""
    return any(mention.code in codes for mention in document.mentions_in(start, end))
