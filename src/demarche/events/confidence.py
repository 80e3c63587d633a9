"""Confidence: how sure the coder is that a candidate is an event.

A logistic model over the features of ``features.py``, its weights learned from coded articles by
``training/fit_events.py`` and kept in ``data/weights.json``. The figure is calibrated on articles the
weights were not learned from.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import fsum  # the order of a set does not matter to it

from demarche.calibration import share_at
from demarche.events.candidates import Candidate
from demarche.events.context import Context
from demarche.events.features import WORD, call_features, extent_features, sentence_features
from demarche.language.document import Document


@dataclass(frozen=True, slots=True)
class Weights:
    """A fitted model: bias, one weight a feature, the least score, and the calibration curve."""

    bias: float
    features: Mapping[str, float]
    words: Mapping[str, float]  # of words anywhere in the sentence, once more by themselves
    least: float  # log-odds below which a candidate is left out
    curve_at: tuple[float, ...]  # log-odds, rising
    curve: tuple[float, ...]  # the share right at each


@cache
def weights() -> Weights:
    """Return the weights that ship with the package."""
    data = json.loads(files("demarche.events").joinpath("data/weights.json").read_text("utf-8"))
    return Weights(
        bias=data["bias"],
        features=data["features"],
        words={f.removeprefix(WORD): weight for f, weight in data["features"].items() if f.startswith(WORD)},
        least=data["least"],
        curve_at=tuple(data["curve"]["at"]),
        curve=tuple(data["curve"]["share"]),
    )


REACH = 1.8  # log-odds that the words of an extent add at most, but for one event in a hundred


def scores_of(document: Document, candidates: Sequence[Candidate], known: Weights) -> list[float]:
    """Return the model's log-odds for each candidate; what its sentence and its word say is added up once.

    Where these leave no chance to reach the least score, the extent is not looked at.
    """
    weight, word_weight = known.features.get, known.words.get
    context = Context(document, candidates)
    sentences: dict[int, float] = {}
    calls: dict[tuple[int, int, str, int], float] = {}
    found = []
    for candidate in candidates:
        index = candidate.sentence.index
        if index not in sentences:
            signs = fsum([weight(feature, 0.0) for feature in sentence_features(document, candidate)])
            words = fsum([word_weight(stem, 0.0) for stem in set(candidate.words.stems)])
            sentences[index] = known.bias + signs + words
        call = (index, candidate.anchor, candidate.deed.name, len(candidate.call.particles))
        if call not in calls:
            own = {*call_features(candidate), *context.of_call(candidate)}
            calls[call] = fsum([weight(feature, 0.0) for feature in own])
        score = sentences[index] + calls[call]
        if score > known.least - REACH:
            own = {*extent_features(candidate), *context.of_extent(candidate)}
            score += fsum([weight(feature, 0.0) for feature in own])
        found.append(score)
    return found


def confidence_of(score: float, known: Weights) -> float:
    """Return the share of candidates with this score that are events, between the curve's points.

    >>> confidence_of(0.0, Weights(0.0, {}, {}, 0.0, (-1.0, 1.0), (0.2, 0.8)))
    0.5
    """
    return share_at(score, known.curve_at, known.curve)
