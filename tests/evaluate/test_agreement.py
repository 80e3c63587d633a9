"""Agreement: the published examples of Krippendorff's alpha, and two hands that we wrote."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.evaluate import Agreement, Coded, FieldAgreement, agreement
from demarche.evaluate.alpha import alpha, disagreement_by_chance, masi, nominal
from demarche.evaluate.coded import coded_from

from .test_scores import EVENT, THREAT, THREATS, coded

# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability": examples A, B and C.
BINARY = ("0100000010", "1110010000")
CATEGORIES = ("aabbdcccedda", "babbbccceddd")
FOUR_HANDS = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


def units_of(*hands: str) -> list[tuple[str, ...]]:
    return [tuple(value for value in unit if value != ".") for unit in zip(*hands, strict=True)]


def squared(one: str, other: str) -> float:
    return float((int(one) - int(other)) ** 2)


def test_the_published_examples() -> None:
    assert alpha(units_of(*BINARY)) == pytest.approx(0.095, abs=0.0005)
    assert alpha(units_of(*CATEGORIES)) == pytest.approx(0.692, abs=0.0005)
    assert alpha(units_of(*FOUR_HANDS)) == pytest.approx(0.743, abs=0.0005)
    assert alpha(units_of(*FOUR_HANDS), squared) == pytest.approx(0.849, abs=0.0005)


def test_alpha_is_not_defined_without_a_difference_or_a_pair() -> None:
    assert alpha([("a", "a"), ("a", "a")]) is None
    assert alpha([("a",), ("b",)]) is None
    assert alpha([]) is None
    assert disagreement_by_chance("a") == 0


VALUES = st.sampled_from("abc")


@given(st.lists(st.tuples(VALUES, VALUES), max_size=20))
def test_alpha_is_at_most_one_and_knows_no_first_hand(units: list[tuple[str, str]]) -> None:
    there, back = alpha(units), alpha([(b, a) for a, b in units])
    if there is None or back is None:
        assert there is back
        return
    assert there == pytest.approx(back)
    assert there <= 1
    assert (there == 1) == all(a == b for a, b in units)


SETS = st.frozensets(VALUES)


@given(SETS, SETS)
def test_sets_lie_apart_by_degrees(one: frozenset[str], other: frozenset[str]) -> None:
    assert masi(one, other) == masi(other, one)
    assert 0 <= masi(one, other) <= nominal(one, other)


def field(found: Agreement, name: str) -> FieldAgreement:
    return next(one for one in found.fields if one.name == name)


def test_two_hands_alike_agree_in_everything() -> None:
    hand = (coded("a", THREAT), coded("b"), coded("c", {**THREAT, "sender": ["WSM"], "commitment": "open"}))
    found = agreement(hand, hand)
    assert (found.articles, found.both, found.records, found.paired) == ((3, 3), 3, (2, 2), 2)
    assert all(one.value == 1 for one in found.fields if one.name != "via")
    for name in ("article", "sender", "commitment"):
        assert (field(found, name).alpha, field(found, name).alpha_interval) == (1, (1, 1))
    assert (field(found, "target").alpha, field(found, "target").units) == (None, 2)
    assert (field(found, "detect").alpha, field(found, "detect").units) == (None, None)


def test_a_field_is_agreed_on_as_far_as_it_is_alike() -> None:
    labels = ["open", "stated", "stated", "open", "reserved", "emphatic"]
    others = ["open", "stated", "open", "open", "reserved", "emphatic"]
    one, other = (
        tuple(coded(str(n), {**THREAT, "commitment": label}) for n, label in enumerate(hand))
        for hand in (labels, others)
    )
    commitment = field(agreement(one, other), "commitment")
    assert commitment.value == pytest.approx(5 / 6)
    assert commitment.alpha == alpha(zip(labels, others, strict=True))
    assert commitment.interval
    assert commitment.alpha_interval
    low, high = commitment.alpha_interval
    assert low < (commitment.alpha or 0) < high == 1
    assert commitment.measure == "share"


def test_only_what_both_have_coded_counts() -> None:
    failed: dict[str, Any] = {"error": {"code": "coding", "message": "no"}}
    one = (coded("a", THREAT), coded("b", THREAT), coded("c", THREAT))
    other = (
        coded("a", THREAT),
        coded_from({"id": "b", **failed}, "here"),
        coded_from({"id": "c", "events": []}, "here"),
    )
    found = agreement(one, other)
    assert (found.articles, found.both, found.records) == ((3, 1), 1, (1, 1))
    assert agreement(one[1:], other).fields == ()
    assert agreement(one, other, events=True).both == 2


def test_events_in_either_order_agree() -> None:
    turned = {**EVENT, "actor": ["TON"], "partner": ["FJI"], "status": "planned"}
    other = {**EVENT, "evidence": "Samoa bought nine boats.", "kind": "arms-transfer", "actor": ["WSM"]}
    found = agreement(
        (coded("a", events=(EVENT,)), coded("b", events=(other,))),
        (coded("a", events=(turned,)), coded("b", events=(other,))),
        events=True,
    )
    assert (field(found, "actor").alpha, field(found, "status").value) == (1, 0.5)
    assert field(found, "what").measure == "overlap"


@given(st.lists(THREATS, max_size=3), st.lists(THREATS, max_size=3))
def test_any_two_hands_have_their_figures(first: list[Any], second: list[Any]) -> None:
    found = agreement((Coded(id="a", threats=tuple(first)),), (Coded(id="a", threats=tuple(second)),))
    for one in found.fields:
        assert 0 <= one.value <= 1
        assert one.alpha is None or one.alpha <= 1
    assert found.as_json()["articles"] == {"first": 1, "second": 1, "both": 1}
