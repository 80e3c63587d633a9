"""Confidence: the curve, the first look, and the weights that ship."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.threats.confidence import Weights, calibrated, confidence_of, weights, worth_a_look

KNOWN = Weights(0.0, {"a": 1.0, "b": -2.0}, 0.5, (-2.0, 0.0, 2.0), (0.1, 0.4, 0.9), {"a": 1.0}, -0.5, 0.0)


def test_confidence_follows_the_curve() -> None:
    assert confidence_of(("a",), KNOWN) == pytest.approx(0.65)
    assert confidence_of(("b",), KNOWN) == pytest.approx(0.1)
    assert confidence_of(("unknown",), KNOWN) == pytest.approx(0.4)


def test_the_first_look_has_its_own_weights() -> None:
    assert worth_a_look(("a",), KNOWN)
    assert not worth_a_look(("b",), KNOWN)


@given(st.floats(-50, 50))
def test_shipped_confidence_lies_between_nought_and_one(score: float) -> None:
    assert 0 <= calibrated(score, weights()) <= 1


@given(st.floats(-20, 20), st.floats(-20, 20))
def test_more_evidence_is_never_less_confidence(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert calibrated(low, weights()) <= calibrated(high, weights())
