"""Triggers: the span, its form, and the word that opened it."""

from __future__ import annotations

import pytest

from demarche.span import Span
from demarche.threats.triggers import find_trigger

CASES = [
    (
        "Arvania will retaliate if Belmora bans its wine, the minister said.",
        "retaliate",
        "future",
        "Belmora bans its wine",
        "if",
    ),
    (
        "If Belmora bans its wine, Arvania will retaliate.",
        "retaliate",
        "future",
        "Belmora bans its wine",
        "if",
    ),
    (
        "If Belmora does not open its ports, Arvania will retaliate.",
        "retaliate",
        "future",
        "Belmora does not open its ports",
        "unless",
    ),
    (
        "Arvania will impose duties unless Belmora opens its ports.",
        "impose duties",
        "future",
        "Belmora opens its ports",
        "unless",
    ),
    ("Arvania will impose duties if this continues.", "impose duties", "future", "this continues", "unless"),
    (
        "Should the fleet come nearer, Arvania will strike back.",
        "strike back",
        "future",
        "the fleet come nearer",
        "if",
    ),
    (
        "In the event of an attack on the islands, Arvania will strike back.",
        "strike back",
        "future",
        "an attack on the islands",
        "if",
    ),
    (
        "Arvania vowed countermeasures over the new duties.",
        "countermeasures",
        "vow-measure",
        "the new duties",
        "because",
    ),
    (
        "Arvania will expel two envoys in response to the raid.",
        "expel two envoys",
        "future",
        "the raid",
        "because",
    ),
    (
        "Arvania will respond to any attack on its ships.",
        "respond to any attack on its ships",
        "future",
        "any attack on its ships",
        "if",
    ),
    (
        "Any attack on the islands will be met with a crushing reply.",
        "a crushing reply",
        "met-with",
        "Any attack on the islands",
        "if",
    ),
    (
        "Belmora must leave the valley or face sanctions, Arvania said.",
        "sanctions",
        "would-face",
        "leave the valley",
        "unless",
    ),
    (
        "Arvania will keep its duties as long as the ban stands.",
        "keep its duties",
        "future",
        "the ban stands",
        "unless",
    ),
]


@pytest.mark.parametrize(("text", "response", "cue", "words", "form"), CASES)
def test_the_trigger_of_a_sentence(text: str, response: str, cue: str, words: str, form: str) -> None:
    at = text.index(response)
    found = find_trigger(text, 0, len(text), Span.of(text, at, at + len(response)), cue=cue)
    assert found is not None
    assert (found.span.text, found.form) == (words, form)
    assert found.span.points_into(text)


@pytest.mark.parametrize(
    "text",
    [
        "Arvania will retaliate if necessary.",
        "Arvania will retaliate.",
        "Arvania will retaliate when needed.",
    ],
)
def test_an_empty_condition_is_no_trigger(text: str) -> None:
    at = text.index("retaliate")
    assert find_trigger(text, 0, len(text), Span.of(text, at, at + 9), cue="future") is None
