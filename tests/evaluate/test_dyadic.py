"""benchmarks/dyadic.py: what a dyadic record keeps, and the stand-in for a coder by dictionary."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from demarche.articles import Article
from demarche.evaluate.coded import Coded, ThreatLabels

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "dyadic.py"


@pytest.fixture(scope="module")
def dyadic() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dyadic", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def threat(dyadic: ModuleType, *, response: str, kind: str = "military", **fields: object) -> ThreatLabels:
    plain: ThreatLabels = dyadic.labels("A sentence.", frozenset({"FJI"}), frozenset({"TON"}))
    return replace(plain, response=response, response_kind=kind, **fields)  # type: ignore[arg-type]


def test_two_threats_of_one_day_are_one_record(dyadic: ModuleType) -> None:
    told = (threat(dyadic, response="send ships"), threat(dyadic, response="stop the ferry", kind="economic"))
    alone = threat(dyadic, response="answer", trigger="the patrols return")
    nobody = replace(threat(dyadic, response="strike"), target=frozenset({"ANY"}))
    gold = [
        Coded(id="1", threats=told),
        Coded(id="2", threats=(alone,)),
        Coded(id="3", threats=(nobody,)),
        Coded(id="4", threats=(alone,)),
    ]
    days = {"1": "2024-03-01", "2": "2024-03-02", "3": "2024-03-02", "4": None}
    found = {what: (count, whole) for what, count, whole in dyadic.kept(gold, days)}
    assert found["has no target that a dyad can name"] == (1, 5)
    assert found["its article has no day"] == (1, 5)
    assert found["can be recorded at all"] == (3, 5)
    assert found["shares its record with another trigger or response, one class"] == (2, 3)
    assert found["records once a day, one class"] == (2, 3)
    assert found["records once a day, a class for each kind of response"] == (3, 3)
    assert found["carries a condition (trigger)"] == (2, 5)


def test_the_same_threat_in_two_articles_is_one_record_that_hides_nothing(dyadic: ModuleType) -> None:
    gold = [Coded(id=str(n), threats=(threat(dyadic, response="send ships"),)) for n in range(2)]
    found = {what: count for what, count, _ in dyadic.kept(gold, {"0": "2024-03-01", "1": "2024-03-01"})}
    assert found["records once a day, one class"] == 1
    assert found["shares its record with another trigger or response, one class"] == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Fiji warned Tonga on Monday.", ({"FJI"}, {"TON"})),
        ("Tonga said that Fiji threatened to send ships to Samoa.", ({"FJI"}, {"WSM"})),
        ("It was a threat to Fiji.", None),
        ("Fiji will send ships if Tonga does.", None),
    ],
)
def test_the_stand_in_needs_a_verb_between_two_actors(
    dyadic: ModuleType, text: str, found: tuple[set[str], set[str]] | None
) -> None:
    got = [
        (set(one.sender), set(one.target)) for one in dyadic.stand_in(Article(title="", text=text), both=True)
    ]
    assert got == ([found] if found else [])


def test_the_stand_in_may_leave_a_side_open(dyadic: ModuleType) -> None:
    (one,) = dyadic.stand_in(Article(title="", text="It was a threat to Fiji."), both=False)
    assert (one.sender, one.target, one.evidence) == (frozenset(), {"FJI"}, ("It was a threat to Fiji.",))
