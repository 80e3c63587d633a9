"""Scores of records that we wrote, worked out by hand, and the laws that all scores keep."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.errors import SourceError
from demarche.evaluate import (
    Coded,
    compare,
    confusions,
    field_reliability,
    read_coded,
    reliability,
    score_events,
    score_threats,
    scores_by_outlet,
)
from demarche.evaluate.coded import coded_from, event_labels, threat_labels
from demarche.evaluate.figures import Rates
from demarche.evaluate.intervals import draws, interval
from demarche.evaluate.pairing import pair_events, pair_threats, same_speaker
from demarche.evaluate.right import right_fields
from demarche.evaluate.words import token_f1

THREAT: dict[str, Any] = {
    "evidence": ["Fiji will stop the ferry if the patrols return, its transport minister said."],
    "sender": ["FJI"],
    "target": ["TON"],
    "speaker": "Mere Vula",
    "trigger": "the patrols return",
    "trigger_form": "if",
    "response": "stop the ferry",
    "response_kind": "economic",
    "commitment": "stated",
    "confidence": 0.8,
    "found_by": "rules:v1/if",
}
EVENT: dict[str, Any] = {
    "evidence": "Fiji and Tonga held talks on the ferry in Suva.",
    "actor": ["FJI"],
    "partner": ["TON"],
    "kind": "talks",
    "status": "done",
    "what": "talks on the ferry",
}


def coded(
    identity: str, *threats: dict[str, Any], events: tuple[dict[str, Any], ...] = (), **rest: Any
) -> Coded:
    """Return a coded article of these records."""
    return coded_from({"id": identity, "threats": threats, "events": events, **rest}, "here")


def f1(figure: object) -> float:
    """Return the F1 of rates."""
    assert isinstance(figure, Rates)
    return figure.f1


def test_a_perfect_coder_scores_one_in_everything() -> None:
    gold = (coded("a", THREAT), coded("b"))
    score = score_threats(gold, gold)
    assert (score.articles, score.gold, score.pred, score.paired) == (2, 1, 1, 1)
    for name in ("article", "detect", "sender", "target", "speaker", "record"):
        assert f1(score.figures[name]) == 1, name
    assert all(score.figures[name] == 1 for name in ("trigger", "response", "commitment", "said_on"))


def test_what_is_missed_and_raised_counts_against() -> None:
    other = {**THREAT, "evidence": ["Samoa may recall its envoy over the wreck."], "sender": ["WSM"]}
    score = score_threats((coded("a", THREAT), coded("b", other)), (coded("a", THREAT, other),))
    assert score.figures["detect"] == Rates(0.5, 0.5, 0.5)
    assert score.figures["sender"] == Rates(0.5, 0.5, 0.5)
    assert f1(score.figures["article"]) == pytest.approx(2 / 3)


def test_a_record_is_right_only_as_a_whole() -> None:
    for field, value in (("target", []), ("speaker", None), ("trigger", None), ("trigger_form", "unless")):
        score = score_threats((coded("a", THREAT),), (coded("a", {**THREAT, field: value}),))
        assert f1(score.figures["detect"]) == 1
        assert f1(score.figures["record"]) == 0, field


def test_pairing_prefers_the_likest_and_pairs_once() -> None:
    twin = threat_labels({**THREAT, "response": "close the harbour"})
    own = threat_labels(THREAT)
    assert pair_threats([own, twin], [twin, own]) == ((1, 0), (0, 1))
    assert pair_threats([own], [own, own]) == ((0, 1),)


def test_a_sentence_cut_short_is_the_same_sentence() -> None:
    long = threat_labels(
        {**THREAT, "evidence": [THREAT["evidence"][0] + " He spoke for an hour in the rain and" * 5]}
    )
    assert token_f1(long.evidence[0], THREAT["evidence"][0]) < 0.5
    assert pair_threats([long], [threat_labels(THREAT)]) == ((0, 0),)


def test_speakers() -> None:
    assert same_speaker("the Foreign Ministry of Fiji", "Fiji Foreign Ministry")
    assert same_speaker("Mere Vula", "Vula")
    assert not same_speaker("Mere Vula", "Mere Koroi")
    assert not same_speaker(None, "Vula")


def test_events_pair_by_sentence_and_kind_and_talks_have_no_order() -> None:
    turned = {**EVENT, "actor": ["TON"], "partner": ["FJI"]}
    score = score_events((coded("a", events=(EVENT,)),), (coded("a", events=(turned,)),))
    assert f1(score.figures["actor"]) == f1(score.figures["partner"]) == f1(score.figures["record"]) == 1
    attack, back = {**EVENT, "kind": "attack"}, {**turned, "kind": "attack"}
    score = score_events((coded("a", events=(attack,)),), (coded("a", events=(back,)),))
    assert f1(score.figures["detect"]) == 1
    assert f1(score.figures["actor"]) == 0
    assert pair_events([event_labels(EVENT)], [event_labels({**EVENT, "kind": "attack"})]) == ()


def test_confusions_say_which_and_why() -> None:
    wrong = {**THREAT, "target": ["WSM"]}
    extra = {**THREAT, "evidence": ["Samoa may recall its envoy over the wreck."]}
    found = confusions((coded("a", THREAT), coded("b", THREAT)), (coded("a", wrong, extra),))
    assert [(error.what, error.article) for error in found] == [
        ("false alarm", "a"),
        ("wrong", "a"),
        ("missed", "b"),
    ]
    assert found[1].fields == (("target", ["TON"], ["WSM"]),)
    assert found[0].found_by == "rules:v1/if"
    turned = {**EVENT, "status": "planned"}
    (error,) = confusions((coded("a", events=(EVENT,)),), (coded("a", events=(turned,)),), events=True)
    assert error.fields == (("status", "done", "planned"),)


def test_reliability_counts_right_ones_in_their_tenth() -> None:
    extra = {**THREAT, "evidence": ["Samoa may recall its envoy over the wreck."], "confidence": 0.85}
    sure = {**extra, "confidence": 1.0}
    (eighth, ninth) = reliability((coded("a", THREAT),), (coded("a", THREAT, extra, sure),))
    assert (eighth.low, eighth.threats, eighth.right, eighth.share) == (0.8, 2, 1, 0.5)
    assert (ninth.low, ninth.threats, ninth.right) == (0.9, 1, 0)


def test_each_field_has_its_own_reliability() -> None:
    low, high = dict.fromkeys(("target", "trigger"), 0.4), dict.fromkeys(("target", "trigger"), 0.8)
    right = {**THREAT, "field_confidence": high}
    wrong = {**THREAT, "target": ["FJI"], "field_confidence": low}
    gold = (coded("a", THREAT), coded("b", THREAT))
    target, trigger = field_reliability(gold, (coded("a", right), coded("b", wrong)))
    assert (target.field, target.threats, target.share, target.sure, target.doubtful) == (
        "target",
        2,
        0.5,
        1,
        0,
    )
    assert target.mean_confidence == pytest.approx(0.6)
    assert (trigger.share, trigger.sure, trigger.doubtful) == (1, 1, 1)
    assert field_reliability(gold, gold) == ()


def test_a_null_is_right_where_gold_has_none() -> None:
    one, other = coded("a", THREAT).threats[0], coded("a", {**THREAT, "speaker": None}).threats[0]
    assert right_fields(other, other)["speaker"]
    assert not right_fields(one, other)["speaker"]
    assert all(right_fields(one, one).values())


def test_an_event_is_found_only_with_its_object() -> None:
    other = {**EVENT, "what": "an unlike thing altogether"}
    assert pair_events(coded("a", events=(EVENT,)).events, coded("a", events=(other,)).events) == ()


def test_a_clear_difference_is_told_from_none() -> None:
    gold = tuple(coded(str(n), THREAT) for n in range(12))
    better, worse = gold, gold[:4]
    detect = next(d for d in compare(gold, worse, better) if d.figure == "detect")
    assert detect.value == pytest.approx(0.5)
    assert detect.interval[0] > 0
    assert detect.p_value < 0.05
    same = next(d for d in compare(gold, worse, worse) if d.figure == "detect")
    assert (same.value, same.p_value) == (0, 1)


def test_outlets_are_scored_apart() -> None:
    gold = (coded("a", THREAT, outlet="Wire"), coded("b", THREAT, outlet="Post"), coded("c", outlet="Wire"))
    scores = scores_by_outlet(gold, gold[:1])
    assert list(scores) == ["Wire", "Post"]
    assert [f1(score.figures["detect"]) for score in scores.values()] == [1, 0]


def test_articles_without_an_outlet_go_by_their_ids_beginning() -> None:
    gold = tuple(coded(name, events=(EVENT,)) for name in ("wire-1-01", "wire-1-02", "post:9", "7"))
    scores = scores_by_outlet(gold, gold[:1], events=True)
    assert {name: score.articles for name, score in scores.items()} == {"wire-1": 2, "post": 1, "unknown": 1}
    assert f1(scores["wire-1"].figures["detect"]) == pytest.approx(2 / 3)
    assert scores["post"].intervals["detect"] == (0, 0)


def test_events_of_two_coders_are_compared_too() -> None:
    gold = tuple(coded(str(n), events=(EVENT,)) for n in range(12))
    detect = next(d for d in compare(gold, gold[:4], gold, events=True) if d.figure == "detect")
    assert (detect.second, detect.p_value < 0.05) == (1, True)


def test_draws_are_the_same_every_time_and_intervals_hold_the_middle() -> None:
    assert draws(3) == draws(3)
    assert {place for resample in draws(3) for place in resample} == {0, 1, 2}
    assert interval([float(n) for n in range(1000)]) == (25, 974)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "holds no coded article"),
        ("nonsense\n", ":1: not JSON"),
        ('{"threats": []}\n', ":1: no coded article"),
        ('{"id": 1, "threats": 5}\n', ":1: a record of another shape"),
    ],
)
def test_a_file_of_another_shape_is_named(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SourceError, match=words):
        read_coded(path)
    with pytest.raises(SourceError, match="No such file"):
        read_coded(tmp_path / "missing.jsonl")


WORDS = st.lists(st.sampled_from(["fiji", "will", "stop", "the", "ferry", "Élan", ""]), max_size=6).map(
    " ".join
)
THREATS = st.builds(
    lambda evidence, sender, trigger: threat_labels(
        {**THREAT, "evidence": [evidence], "sender": sender, "trigger": trigger}
    ),
    WORDS,
    st.lists(st.sampled_from(["FJI", "TON"]), max_size=2),
    WORDS,
)


@given(WORDS, WORDS)
def test_token_f1_is_symmetric_and_between_0_and_1(one: str, other: str) -> None:
    assert token_f1(one, other) == token_f1(other, one)
    assert 0 <= token_f1(one, other) <= 1
    assert token_f1(one, one) == 1


@given(st.lists(THREATS, max_size=4), st.lists(THREATS, max_size=4))
def test_pairs_are_one_to_one_and_figures_are_shares(gold: list[Any], pred: list[Any]) -> None:
    pairs = pair_threats(gold, pred)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    one, other = (Coded(id="a", threats=tuple(gold)),), (Coded(id="a", threats=tuple(pred)),)
    there, back = (score_threats(*sides, intervals=False) for sides in ((one, other), (other, one)))
    for name, figure in there.figures.items():
        assert 0 <= (figure.f1 if isinstance(figure, Rates) else figure) <= 1, name
    assert there.paired == len(pairs)
    assert back.gold == there.pred
