"""Reading: what the encoder's figures for a sentence mean in its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from demarche.language import Sentence
from demarche.span import Span
from demarche.threats import ResponseKind
from demarche.threats.tagger.encoder import Output
from demarche.threats.tagger.pieces import Pieces

KINDS: tuple[ResponseKind, ...] = (
    "unspecified",
    "military",
    "nuclear",
    "economic",
    "diplomatic",
    "legal",
    "internal",
    "other",
)
EDGES = ' \t\n\r,;:."“”’'


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the tagger says of one sentence."""

    score: float  # log-odds that it carries a threat
    kind: ResponseKind  # likeliest kind of the response, if it does
    response: Span | None  # likeliest words of the response; None: it points at none


def reading_of(text: str, sentence: Sentence, pieces: Pieces, output: Output) -> Reading:
    """Return the reading of a sentence of the text."""
    run = best_run(output.response)
    response = None
    if run:
        start = sentence.span.start + pieces.places[run[0]][0]
        end = sentence.span.start + pieces.places[run[1] - 1][1]
        response = Span.trimmed(text, start, end, strip=EDGES)
    kind = max(range(len(KINDS)), key=lambda place: output.kinds[place])
    return Reading(score=output.score, kind=KINDS[kind], response=response)


def best_run(figures: Sequence[float]) -> tuple[int, int] | None:
    """Return start and end of the run with the highest sum, None where no figure is above nought.

    >>> best_run([-1.0, 2.0, -0.5, 1.0, -3.0, 1.5])
    (1, 4)
    """
    best: tuple[float, int, int] = (0.0, 0, 0)
    start, total = 0, 0.0
    for place, figure in enumerate(figures):
        if total <= 0:
            start, total = place, 0.0
        total += figure
        if total > best[0]:
            best = (total, start, place + 1)
    return best[1:] if best[0] > 0 else None
