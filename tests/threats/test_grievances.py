"""Grievances: what the sender complains of is the trigger where none is stated."""

from __future__ import annotations

import pytest

from demarche.articles import Article
from demarche.coding import code_article
from demarche.threats import Threat


def threat_in(text: str) -> Threat:
    (threat,) = code_article(Article(title="", text=text)).threats
    return threat


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        (
            "Washington has accused Japan of dumping cheap steel on its market and threatened to impose new tariffs.",
            "dumping cheap steel on its market",
        ),
        (
            "The United States threatened to impose tariffs on Indian steel, alleging that India had broken the pact on quotas.",
            "India had broken the pact on quotas",
        ),
        (
            "Turkey will impose new sanctions on Greece, complaining about the patrols near its coast.",
            "the patrols near its coast",
        ),
        (
            "Iran's refusal to open its harbours has gone on for a month. Turkey threatened to close its airspace to Iran.",
            "Iran's refusal to open its harbours has gone on for a month",
        ),
        (
            "“The U.S. patrols gravely violate the treaty,” the Chinese foreign ministry said. “China will take further countermeasures.”",
            "The U.S. patrols",
        ),
    ],
)
def test_what_is_complained_of_is_the_trigger(text: str, trigger: str) -> None:
    threat = threat_in(text)
    assert (threat.trigger and threat.trigger.text, threat.trigger_form) == (trigger, "because")


def test_a_stated_condition_comes_first() -> None:
    threat = threat_in(
        "Washington, which accuses Japan of dumping steel, threatened to impose tariffs if Japan does not cut its exports."
    )
    assert threat.trigger is not None
    assert threat.trigger.text == "Japan does not cut its exports"
    assert threat.trigger_form == "unless"


@pytest.mark.parametrize(
    "text",
    [
        "Japan accused Russia of spying last year. Turkey threatened to impose tariffs on Greece.",  # of others
        "Greece said that Turkey had broken the truce. Greece threatened to close the port to Turkey, claiming that it would be brief.",
    ],
)
def test_what_concerns_others_is_no_grievance(text: str) -> None:
    assert threat_in(text).trigger is None


def test_a_grievance_is_as_sure_as_such_are() -> None:
    own = threat_in(
        "Washington has accused Japan of dumping cheap steel on its market and threatened to impose new tariffs."
    )
    near = threat_in(
        "Turkey accused Iran of closing its harbours. Ankara threatened to impose new sanctions on Iran."
    )
    assert own.field_confidence is not None
    assert near.field_confidence is not None
    assert own.field_confidence.trigger > near.field_confidence.trigger
    assert own.field_confidence.trigger_form > near.field_confidence.trigger_form


@pytest.mark.parametrize("words", ["cannot reach a deal", "can't reach a deal", "is unable to reach a deal"])
def test_what_one_is_not_able_to_do_averts_the_threat(words: str) -> None:
    assert (
        threat_in(
            f"Washington will impose tariffs on Japan if Tokyo {words}, the White House said."
        ).trigger_form
        == "unless"
    )
