"""Targets: the object, the trigger's actor, or whoever is likeliest for how often and how near it is named."""

from __future__ import annotations

from datetime import date

import pytest

from demarche.articles import Article
from demarche.language.document import Document
from demarche.threats.candidates import find_candidates
from demarche.threats.parties import Parties
from demarche.threats.rules import RulesThreatCoder, weighed


def parties(text: str, *, title: str = "") -> Parties:
    document = Document(Article(title=title, text=text, date=date(2024, 7, 25), outlet="Harbour Wire"))
    return weighed(document, find_candidates(document)[-1])[1]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        # where states meet is no target
        ("Iran's envoy told the UN that France was at fault. Iran will retaliate, he said.", ("FRA",)),
        ("Japan will complain to the WTO and retaliate. France had raised its duties.", ("FRA",)),
        # a territory's state
        ("North Korea threatened to fire missiles toward Guam.", ("USA",)),
        # the most named, not the nearest
        (
            "France sank the ship. France denied it. France then sent a note to Oslo by way of Rome. "
            "Italy carried it. Iran will retaliate.",
            ("FRA",),
        ),
        # an unnamed set where no actor is named
        ("Russia will respond to any breach of the treaty.", ("ANY",)),
        ("Russia will respond soon.", ()),
    ],
)
def test_target(text: str, target: tuple[str, ...]) -> None:
    assert parties(text).target == target


def test_who_gives_the_reply_threatens() -> None:
    found = parties(
        "Any attack on the islands will be met with a crushing reply from the French navy, Iran was told."
    )
    assert found.sender == ("FRA",)


def test_the_reply_is_told_without_who_gives_it() -> None:
    text = "France said Iran's raid would be met with swift retaliation by the French Army."
    document = Document(Article(title="", text=text, date=date(2024, 7, 25), outlet=None))
    (threat,) = RulesThreatCoder(threshold=0.0)(document)
    assert threat.response.text == "swift retaliation"
