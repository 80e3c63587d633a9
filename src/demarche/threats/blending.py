"""Blending: how the rules' weighing of a candidate and the tagger's reading of its sentence add up.

A second logistic model over a few figures: what the rules' features add up to, what the tagger says of the
sentence, whether the tagger points at this response, and whether a likelier candidate stands beside it. Learned on
readings of articles that the tagger had not seen (``training/fit_blend.py``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from demarche.span import Span
from demarche.threats.candidates import Candidate
from demarche.threats.confidence import Weights, weights_from
from demarche.threats.tagger.found import TAGGER
from demarche.threats.tagger.reading import Read

UNREAD = -5.0  # log-odds of a sentence that the tagger did not read to the end
POINTED_AT = 0.5  # likeness from which the tagger points at a candidate's response

Inputs = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Sum:
    """A weighted sum of named figures."""

    bias: float
    weights: Inputs

    def of(self, inputs: Inputs) -> float:
        """Return the sum, log-odds.

        >>> Sum(-1.0, {"rules": 2.0}).of({"rules": 1.5, "words": 9.0})
        2.0
        """
        return self.bias + sum(weight * inputs.get(name, 0.0) for name, weight in self.weights.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Blend:
    """A fitted blend: the rules' features, then the sums of the first look and of the last."""

    rules: Weights  # its curve and threshold are those of the whole
    first: Sum
    first_least: float  # log-odds below which a candidate is not looked at again
    last: Sum


@cache
def blend() -> Blend:
    """Return the blend that ships with the package."""
    return blend_from(json.loads(files("demarche.threats").joinpath("data/blend.json").read_text("utf-8")))


def blend_from(data: Mapping[str, Any]) -> Blend:
    """Return the blend kept in a file's data."""
    first, last = data["first_sum"], data["last_sum"]
    return Blend(
        rules=weights_from(data),
        first=Sum(first["bias"], first["weights"]),
        first_least=first["least"],
        last=Sum(last["bias"], last["weights"]),
    )


def inputs_of(candidate: Candidate, rules: float, known: Read) -> dict[str, float]:
    """Return the figures of a candidate for which the rules' features add up to ``rules``."""
    index = candidate.sentence.index
    reading = known.readings.get(index)
    inputs = {
        "rules": rules,
        "words": known.words.get(index, UNREAD),
        "tagger": reading.score if reading else UNREAD,
        "unread": float(reading is None),
        "tagger only": float(candidate.cue is TAGGER),
    }
    if reading:
        alike = likeness(candidate.response, reading.response)
        inputs["points here"] = float(alike >= POINTED_AT)
        inputs["points elsewhere"] = float(alike == 0)
        inputs["same kind"] = float(reading.kind == candidate.kind)
    return inputs


def likeness(one: Span, other: Span | None) -> float:
    """Return the share of two spans' characters that they have in common.

    >>> likeness(Span(0, 4, "will"), Span(2, 6, "ll go"))
    0.5
    """
    if other is None:
        return 0.0
    both = min(one.end, other.end) - max(one.start, other.start)
    return 2 * max(0, both) / (one.end - one.start + other.end - other.start)


def with_ranks(rows: Iterable[tuple[int, dict[str, float]]]) -> list[dict[str, float]]:
    """Return each candidate's figures, with its rank by the rules among those of its sentence.

    Of two candidates of one sentence the second is seldom another threat.
    """
    known = list(rows)
    ranks: dict[int, int] = {}
    order = sorted(range(len(known)), key=lambda place: -known[place][1]["rules"])
    ranked = [dict(inputs) for _, inputs in known]
    for place in order:
        sentence = known[place][0]
        rank = ranks.get(sentence, 0)
        ranked[place]["second"] = float(rank == 1)
        ranked[place]["third"] = float(rank >= 2)
        ranks[sentence] = rank + 1
    return ranked
