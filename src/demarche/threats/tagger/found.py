"""Candidates where the tagger points at a response and no cue of the rules fits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from demarche.language import Sentence
from demarche.language.document import Document
from demarche.span import Span
from demarche.threats.candidates import Candidate, commitment_of
from demarche.threats.cues import Cue
from demarche.threats.responses import kind_of_noun_phrase, kind_of_verb_phrase, response_end
from demarche.threats.tagger.reading import EDGES, Reading

TAGGER = Cue(
    name="tagger",
    pattern=re.compile(r"(?!)"),
    needs="any",
    whole=False,
    title_only=False,
    commitment="stated",
    stems=(),
    example="",
    response="",
)
ANNOUNCING = re.compile(
    r"(?:\b(?:will|would|shall|may|might|could|can|must|to|be|been|being|is|are|was|were|has|have|had|not|also|only|soon|now|again"
    r"|going|ready|prepared|forced|able|likely|set|about|considering|planning|plans?|intends?|threaten(?:s|ed|ing)?|vow(?:s|ed|ing)?"
    r"|pledg(?:es?|ed|ing)|promis(?:es?|ed|ing)|warn(?:s|ed|ing)?|of|with|a|an|the|its|their|our|any|immediately|certainly)\s+)+\Z",
    re.IGNORECASE,
)
BROKEN_OFF = re.compile(
    r"\s(?:of|on|to|in|at|for|with|from|by|against|over|toward|towards|into|the|an?|its|their|our|and|or)\Z",
    re.IGNORECASE,
)
REACH = 80  # characters before the response in which its announcing words are sought


def tagged_candidates(
    document: Document, readings: Mapping[int, Reading], found: Sequence[Candidate], *, least: float
) -> Iterator[Candidate]:
    """Yield a candidate for each likely sentence whose response overlaps none of those found."""
    for index, reading in readings.items():
        response = reading.response
        if reading.score < least or response is None:
            continue
        if any(c.response.overlaps(response.start, response.end) for c in found if c.sentence.index == index):
            continue
        sentence = document.sentences[index]
        yield tagged(document.text, sentence, whole(document.text, sentence, response), reading)


def whole(text: str, sentence: Sentence, response: Span) -> Span:
    """Return a response that breaks off behind a preposition or an article, up to the end of its clause."""
    if not BROKEN_OFF.search(response.text):
        return response
    end = response_end(text, response.start, sentence.span.end)
    return Span.trimmed(text, response.start, max(end, response.end), strip=EDGES) or response


def tagged(text: str, sentence: Sentence, response: Span, reading: Reading) -> Candidate:
    """Return the candidate at a response that the tagger points at."""
    begin = max(sentence.span.start, response.start - REACH)
    announcing = ANNOUNCING.search(text[begin : response.start])
    start = begin + announcing.start() if announcing else response.start
    between = text[start : response.start]
    kind = kind_of_verb_phrase(response.text) or kind_of_noun_phrase(response.text, within=80)
    return Candidate(
        sentence=sentence,
        cue=TAGGER,
        start=start,
        between=between,
        response=response,
        kind=kind or reading.kind,
        hostile=kind is not None,
        commitment=commitment_of(TAGGER, between, response.text),
    )
