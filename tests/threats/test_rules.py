"""The rules coder end to end, on sentences of our own."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.articles import Article
from demarche.language.document import Document
from demarche.threats import Threat, code_threats
from demarche.threats.rules import RulesThreatCoder


def threats(
    text: str, *, title: str = "", day: date | None = date(2024, 7, 25), outlet: str = "Harbour Wire"
) -> tuple[Threat, ...]:
    article = Article(title=title, text=text, date=day, outlet=outlet)
    return code_threats(Document(article), by=RulesThreatCoder())


def test_every_field_of_a_plain_conditional_threat() -> None:
    (threat,) = threats(
        "Russia will retaliate if Norway closes its ports to Russian ships, "
        "Russian Foreign Minister Ivan Demidov said on Wednesday in an interview with Sputnik."
    )
    assert (threat.sender, threat.target) == (("RUS",), ("NOR",))
    assert threat.speaker is not None
    assert threat.speaker.text == "Ivan Demidov"
    assert threat.speaker_role is not None
    assert threat.speaker_role.text == "Foreign Minister"
    assert threat.trigger is not None
    assert threat.trigger.text == "Norway closes its ports to Russian ships"
    assert (threat.trigger_form, threat.aim) == ("if", "deterrent")
    assert (threat.response.text, threat.response_kind) == ("retaliate", "unspecified")
    assert (threat.commitment, threat.quoted) == ("stated", False)
    assert threat.said_on == "2024-07-24"
    assert threat.channel is not None
    assert threat.channel.text == "in an interview with Sputnik"
    assert threat.via == ("Sputnik",)
    assert threat.found_by == "rules:v1/future"
    assert 0.35 <= threat.confidence <= 1


@pytest.mark.parametrize(
    ("text", "sender", "target", "form", "kind"),
    [
        ("Iran threatened to close the strait if the United States imposes new sanctions.", "IRN", "USA", "if", "other"),
        ("The United States will impose tariffs on Mexico unless it stops the migrants, President Trump said.", "USA", "MEX", "unless", "economic"),
        ("China vowed to retaliate over the new US tariffs, the Commerce Ministry said.", "CHN", "USA", "because", "unspecified"),
        ("Any attack on Israel will be met with a crushing response, Israeli Prime Minister Benjamin Netanyahu warned Iran.", "ISR", "IRN", "if", "unspecified"),
        ("Turkey threatened to expel the ambassador of the Netherlands in response to the ban.", "TUR", "NLD", "because", "diplomatic"),
    ],
)  # fmt: skip
def test_sender_target_form_and_kind(text: str, sender: str, target: str, form: str, kind: str) -> None:
    (threat,) = threats(text)
    assert (threat.sender, threat.target) == ((sender,), (target,))
    assert (threat.trigger_form, threat.response_kind) == (form, kind)


@pytest.mark.parametrize(
    "text",
    [
        "Russia condemned the exercise and voiced concern, the Foreign Ministry said.",
        "Analysts say Iran could retaliate if it is attacked.",
        "Japan opened a bridge in Osaka on Tuesday.",
        "We do not intend to attack anybody, the Chinese spokesman said.",
        "The team will respond with a new coach if it loses on Saturday.",
        "",
    ],
)
def test_what_the_codebook_leaves_out_is_left_out(text: str) -> None:
    assert threats(text, title="News of the day") == ()


def test_a_threat_told_three_times_is_one_with_three_sentences() -> None:
    (threat,) = threats(
        "Russia will take countermeasures if Finland joins the alliance, the Kremlin said on Monday.\n"
        "“We will take countermeasures if Finland joins,” Kremlin spokesman Pavel Orlov told reporters.",
        title="Russia to take countermeasures if Finland joins alliance",
    )
    assert len(threat.evidence) == 3
    assert threat.sender == ("RUS",)
    assert "FIN" in threat.target


def test_the_coder_gives_the_same_for_the_same_text() -> None:
    text = "Iran threatened to close the strait if the United States imposes new sanctions."
    assert threats(text) == threats(text)


@given(st.text(max_size=300), st.text(max_size=60))
def test_no_text_breaks_it_and_every_span_points_back(text: str, title: str) -> None:
    article = Article(title=title, text=text)
    for threat in code_threats(Document(article), by=RulesThreatCoder()):
        assert threat.response.points_into(article.full_text)


WORDS = st.sampled_from(
    'if unless will retaliate Russia Japan the U.S. “ ” " , . said Mr. Trump threatened to close tariffs on '
    "not should over response Foreign Ministry he they any attack met with \n".split(" ")
)


@given(st.lists(WORDS, max_size=60))
def test_words_of_threat_in_any_order_break_nothing(words: list[str]) -> None:
    article = Article(title="", text=" ".join(words), date=date(2024, 7, 25))
    document = Document(article)
    for threat in RulesThreatCoder(threshold=0)(document):
        assert threat.evidence
        assert threat.sender
        assert all(span.points_into(document.text) for span in threat.evidence)
