"""Reading: what the encoder's figures for a sentence mean in its words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from demarche.language import Sentence
from demarche.language.document import Document
from demarche.span import Span
from demarche.threats import ResponseKind
from demarche.threats.candidates import LONGEST_SENTENCE
from demarche.threats.tagger.context import context_of
from demarche.threats.tagger.encoder import Output, encoder
from demarche.threats.tagger.pieces import Pieces
from demarche.threats.tagger.words import WordWeights, word_score, word_weights

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
LEAST_GUESS = -5.0  # of first guess and words together, log-odds, below which no sentence is read to the end
EDGES = ' \t\n\r,;:."“”’'


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the tagger says of one sentence."""

    score: float  # log-odds that it carries a threat
    kind: ResponseKind  # likeliest kind of the response, if it does
    response: Span | None  # likeliest words of the response; None: it points at none


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What the tagger says of a document: of each sentence by its words, of the likely ones by the encoder."""

    words: Mapping[int, float]  # log-odds by sentence
    readings: Mapping[int, Reading]  # by sentence, those read to the end


def read(document: Document, near: Collection[int]) -> Read:
    """Return what the tagger says of a document; ``near`` are the sentences in which a cue of the rules fits.

    Sentences that the word filter spares are not read.
    """
    known = word_weights()
    words = {
        sentence.index: word_score(sentence.span.text, known)
        for sentence in document.sentences
        if len(sentence.span.text) <= LONGEST_SENTENCE
    }
    likely = [document.sentences[index] for index in likely_in(words, near, known)]
    if not likely:
        return Read(words=words, readings={})
    graph = encoder()
    pieces = [graph.vocabulary.pieces(context_of(document, s), s.span.text) for s in likely]
    outputs = graph.read(pieces, [LEAST_GUESS - words[s.index] for s in likely])
    return Read(
        words=words,
        readings={
            likely[place].index: reading_of(document.text, likely[place], pieces[place], outputs[place])
            for place in sorted(outputs)
        },
    )


def likely_in(words: Mapping[int, float], near: Collection[int], known: WordWeights) -> list[int]:
    """Return the sentences whose words ask for the encoder."""
    return [
        index
        for index, score in words.items()
        if score >= (known.least if index in near else known.least_alone)
    ]


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
