"""The blend coder: what rules and tagger say of a candidate adds up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.articles import Article
from demarche.language.document import Document
from demarche.threats import Threat, code_threats
from demarche.threats.blend import BlendThreatCoder
from demarche.threats.blending import UNREAD, blend, inputs_of, with_ranks
from demarche.threats.candidates import find_candidates
from demarche.threats.tagger.reading import Read, Reading

STRAIT = "Iran will close the strait if the United States imposes new sanctions, its foreign minister said."


def threats(text: str, *, title: str = "", threshold: float | None = None) -> tuple[Threat, ...]:
    document = Document(Article(title=title, text=text, outlet="Harbour Wire"))
    return code_threats(document, by=BlendThreatCoder(threshold=threshold))


def test_where_a_cue_fires_it_is_the_explanation() -> None:
    (threat,) = threats(STRAIT)
    assert (threat.sender, threat.target) == (("IRN",), ("USA",))
    assert threat.response.text == "close the strait"
    assert threat.found_by == "blend:v1/future"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The weather was fine.",
        "Norway and Sweden opened a bridge and thanked the builders.",
        "Iran closed the strait on Monday.",
    ],
)
def test_what_is_no_threat_is_not_coded(text: str) -> None:
    assert threats(text) == ()


def test_a_lower_threshold_finds_no_less() -> None:
    text = f"{STRAIT} Norway may respond. Russia warned Sweden of consequences."
    assert len(threats(text, threshold=0.05)) >= len(threats(text, threshold=0.9))


@given(st.text(max_size=300), st.sampled_from(["", "Iran threatens to respond", "Harbour news"]))
def test_no_text_crashes_the_coder_and_spans_point_back(text: str, title: str) -> None:
    for threat in threats(f"{STRAIT} {text}", title=title):
        assert 0 <= threat.confidence <= 1


def test_the_same_article_gives_the_same_threats() -> None:
    assert threats(STRAIT) == threats(STRAIT)


def test_an_unread_sentence_says_so() -> None:
    (candidate, *_) = find_candidates(Document(Article(title="", text=STRAIT)))
    index = candidate.sentence.index
    unread = inputs_of(candidate, 1.0, Read(words={index: -2.0}, readings={}))
    assert (unread["tagger"], unread["unread"], unread["rules"], unread["words"]) == (UNREAD, 1.0, 1.0, -2.0)
    pointed = Reading(score=2.0, kind=candidate.kind, response=candidate.response)
    seen = inputs_of(candidate, 1.0, Read(words={}, readings={index: pointed}))
    assert (seen["tagger"], seen["points here"], seen["same kind"]) == (2.0, 1.0, 1.0)
    elsewhere = Reading(score=2.0, kind="nuclear", response=None)
    assert inputs_of(candidate, 1.0, Read(words={}, readings={index: elsewhere}))["points elsewhere"] == 1.0


def test_candidates_of_one_sentence_are_ranked_by_the_rules() -> None:
    ranked = with_ranks([(0, {"rules": 1.0}), (0, {"rules": 3.0}), (1, {"rules": 0.0}), (0, {"rules": -1.0})])
    assert [(row["second"], row["third"]) for row in ranked] == [(1, 0), (0, 0), (0, 0), (0, 1)]


def test_rules_and_tagger_both_speak_for_a_threat() -> None:
    weights = blend().last.weights
    assert weights["rules"] > 0
    assert weights["tagger"] > 0
