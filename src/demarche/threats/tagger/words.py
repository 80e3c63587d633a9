"""The word filter: a weighing of a sentence's words that spares most sentences the encoder.

A logistic model over words and pairs of words that open in a small letter, so that no name weighs
anything. Where a cue of the rules fits, less is asked of the words than where none does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from demarche.threats.features import words_of


@dataclass(frozen=True, slots=True)
class WordWeights:
    """A fitted word model: bias, one weight a word or pair, and the bounds below which no sentence is read."""

    bias: float
    words: dict[str, float]
    least: float  # where a cue of the rules fits
    least_alone: float  # where none does


@cache
def word_weights() -> WordWeights:
    """Return the word weights that ship with the package."""
    data = json.loads(files("demarche.threats").joinpath("data/words.json").read_text("utf-8"))
    return WordWeights(
        bias=data["bias"], words=data["words"], least=data["least"], least_alone=data["least_alone"]
    )


def word_score(text: str, known: WordWeights) -> float:
    """Return the log-odds, by its words alone, that a sentence carries a threat.

    >>> word_score("They will retaliate.", WordWeights(-2.0, {"retaliate": 3.0, "will retaliate": 0.5}, 0, 0))
    1.5
    """
    return known.bias + sum(known.words.get(word, 0.0) for word in set(words_and_pairs(text)))


def words_and_pairs(text: str) -> Iterator[str]:
    """Yield the words of a text, their first letters, and each two that follow one another, names left out.

    >>> list(words_and_pairs("Iran will retaliate"))
    ['will', 'retaliate', 'retal~', 'will retaliate']
    """
    words = words_of(text)
    yield from words
    yield from (f"{word[:5]}~" for word in words if len(word) > 5)
    yield from (f"{first} {second}" for first, second in pairwise(words))
