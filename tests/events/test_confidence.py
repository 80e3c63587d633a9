"""Confidence: weights add up, the curve rises, what is told first counts for the whole sentence."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from demarche.events.candidates import find_candidates
from demarche.events.confidence import confidence_of, scores_of, weights
from demarche.events.features import features_of
from tests.events.reading import document

TEXT = "Russia imposed new tariffs on Polish apples on Monday. The tariffs may be lifted."


def test_a_score_is_the_sum_of_its_features() -> None:
    read = document(TEXT)
    found = find_candidates(read)
    known = replace(weights(), least=-99.0)  # so that each extent is looked at
    expected = [
        known.bias + sum(known.features.get(feature, 0.0) for feature in features)
        for features in features_of(read, found)
    ]
    assert [round(score, 6) for score in scores_of(read, found, known)] == [round(e, 6) for e in expected]


def test_features_hold_no_names() -> None:
    read = document(TEXT)
    for features in features_of(read, find_candidates(read)):
        assert not any("russia" in feature or "polish" in feature for feature in features)


@given(st.floats(-12, 12), st.floats(-12, 12))
def test_a_higher_score_is_no_less_sure(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 < confidence_of(low, weights()) <= confidence_of(high, weights()) < 1
