"""Field confidence: how likely each field of a threat is right, given that it is one.

One logistic model a field, over those features of ``features.py`` that say how the field was read (which cue,
where the sender was found, which marker opens the trigger). Learned by ``training/fit_fields.py``, which prints
how the figures of articles that a fold had not seen compare with the share that was right.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from demarche.calibration import logistic
from demarche.threats import FieldConfidence

# Words of the sentence are left out: with a few hundred coded threats they would be learned by heart.
HOW_READ = (
    "cue", "kind", "commitment", "hostile", "place", "anyone", "number", "length", "trigger", "sender", "sender-size",
    "target", "subject-speaks", "speaker", "actors", "article-actors", "pair", "depth", "quoted", "own",
)  # fmt: skip


@cache
def fitted() -> Mapping[str, Any]:
    """Return what ``training/fit_fields.py`` wrote."""
    found: dict[str, Any] = json.loads(
        files("demarche.threats").joinpath("data/fields.json").read_text("utf-8")
    )
    return found


@cache
def field_weights() -> Mapping[str, Mapping[str, float]]:
    """Return the weights that ship with the package: by field, one a feature and the "bias"."""
    return {name: dict(weights) for name, weights in fitted()["fields"].items()}


def field_confidence_of(features: Iterable[str]) -> FieldConfidence:
    """Return how likely each field of a candidate with these features is right, if it is a threat."""
    seen = ["bias", *filter(says_how, features)]
    return FieldConfidence(
        **{
            name: round(logistic(sum(weights.get(feature, 0.0) for feature in seen)), 3)
            for name, weights in field_weights().items()
        }
    )


@cache
def grievance_confidence() -> Mapping[str, Mapping[str, float]]:
    """Return how likely trigger and form are right where the trigger is a grievance, by where that stands."""
    return {where: dict(shares) for where, shares in fitted().get("grievances", {}).items()}


def says_how(feature: str) -> bool:
    """Return whether a feature says how fields were read.

    >>> says_how("sender=speech"), says_how("w:retaliate")
    (True, False)
    """
    return feature.partition("=")[0] in HOW_READ
