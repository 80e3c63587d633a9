"""Confidence: how sure the coder is that a candidate is a threat.

A logistic model over the features of ``features.py``, its weights learned from coded articles by
``training/fit_rules.py`` and kept in ``data/weights.json``. The figure is calibrated on articles the
weights were not learned from: of the threats given 0.8, about 80 in a hundred are right.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from demarche.calibration import logistic, share_at


@dataclass(frozen=True, slots=True)
class Weights:
    """A fitted model: bias, one weight a feature, the threshold, and the calibration curve."""

    bias: float
    features: dict[str, float]
    threshold: float  # of the calibrated confidence, below which a candidate is left out
    curve_at: tuple[float, ...]  # raw scores, rising
    curve: tuple[float, ...]  # the share right at each
    first: dict[str, float] = field(default_factory=dict)  # weights of the first look
    first_bias: float = 0.0
    first_least: float = float("-inf")  # log-odds below which a candidate is not looked at again


@cache
def weights() -> Weights:
    """Return the weights of the rules that ship with the package."""
    return weights_from(
        json.loads(files("demarche.threats").joinpath("data/weights.json").read_text("utf-8"))
    )


def weights_from(data: Mapping[str, Any]) -> Weights:
    """Return the weights kept in a file's data."""
    return Weights(
        bias=data["bias"],
        features=data["features"],
        threshold=data["threshold"],
        curve_at=tuple(data["curve"]["at"]),
        curve=tuple(data["curve"]["share"]),
        first=data["first"]["features"],
        first_bias=data["first"]["bias"],
        first_least=data["first"]["least"],
    )


def first_score(features: Iterable[str], known: Weights) -> float:
    """Return the first look's log-odds for a candidate."""
    return known.first_bias + sum(known.first.get(feature, 0.0) for feature in features)


def worth_a_look(features: Iterable[str], known: Weights) -> bool:
    """Return whether a candidate with these first features may be a threat.

    The bound keeps 97 in 100 of the threats among the candidates (out of fold; ``training/fit_rules.py``).
    """
    return first_score(features, known) >= known.first_least


def raw_score(features: Iterable[str], known: Weights) -> float:
    """Return the model's log-odds for a candidate."""
    return known.bias + sum(known.features.get(feature, 0.0) for feature in features)


def calibrated(score: float, known: Weights) -> float:
    """Return the share of candidates with this raw score that are threats, between the curve's points.

    >>> calibrated(0.0, Weights(0.0, {}, 0.5, (-1.0, 1.0), (0.2, 0.8)))
    0.5
    """
    if not known.curve_at:
        return logistic(score)
    return share_at(score, known.curve_at, known.curve)


def confidence_of(features: Iterable[str], known: Weights | None = None) -> float:
    """Return the confidence, 0 to 1, that a candidate with these features is a threat."""
    known = known or weights()
    return calibrated(raw_score(features, known), known)
