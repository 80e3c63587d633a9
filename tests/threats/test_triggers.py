"""Triggers: the span, its form, and the word that opened it."""

from __future__ import annotations

import pytest

from demarche.span import Span
from demarche.threats.triggers import Trigger, find_trigger, without_trigger

CASES = [
    # inversion takes a name with stops
    (
        "Arvania would keep the right to retaliate should U.S. sanctions bite.",
        "retaliate",
        "future",
        "U.S. sanctions bite",
        "if",
    ),
    (
        "Any attack on the islands, or on the port, will be met with force.",
        "force",
        "met-with",
        "Any attack on the islands, or on the port",
        "if",
    ),
    ("Whatever step they take will be met with force.", "force", "met-with", "Whatever step they take", "if"),
    ("Raids on the port would be met with force.", "force", "met-with", "Raids on the port", "if"),
    # several conditions in a row
    (
        "If they fire, if they come ashore, we will strike back.",
        "strike back",
        "future",
        "they fire, if they come ashore",
        "if",
    ),
    # in the response
    (
        "Arvania vowed to repel any landing on its shore with heavy fire.",
        "repel any landing on its shore with heavy fire",
        "vow-to",
        "any landing on its shore",
        "if",
    ),
    (
        "Arvania threatened to retaliate to the Belmoran measures by closing the strait.",
        "retaliate to the Belmoran measures by closing the strait",
        "threaten-to",
        "the Belmoran measures",
        "because",
    ),
    # what the sentence opens with
    (
        "Following the Belmoran raid, Arvania said it would retaliate.",
        "retaliate",
        "future",
        "the Belmoran raid",
        "because",
    ),
    # demands
    (
        "Arvania has demanded that the fleet leave by noon, or else face an attack.",
        "an attack",
        "would-face",
        "the fleet leave by noon",
        "unless",
    ),
    (
        "He told the envoy to return to talks or face sanctions.",
        "sanctions",
        "would-face",
        "return to talks",
        "unless",
    ),
    (
        "Arvania demanded that the ship be returned and threatened countermeasures.",
        "countermeasures",
        "threaten-measure",
        "the ship be returned",
        "unless",
    ),
    # the day is no part of one
    (
        "Arvania will respond to the raid on Sunday.",
        "respond to the raid on Sunday",
        "future",
        "the raid",
        "because",
    ),
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


@pytest.mark.parametrize(
    ("text", "response", "cue"),
    [
        ("Arvania said all options were on the table.", "all options", "options-open"),
        ("Arvania threatened to retaliate against Belmoran wine.", "retaliate", "threaten-to"),
        ("Arvania may strike if it wants.", "strike", "future"),
        ("Arvania closed the port after touring it and may strike.", "strike", "future"),
        ("Arvania will fight till the end.", "fight", "future"),
    ],
)
def test_no_trigger(text: str, response: str, cue: str) -> None:
    at = text.index(response)
    assert find_trigger(text, 0, len(text), Span.of(text, at, at + len(response)), cue=cue) is None


def test_a_response_is_cut_where_its_trigger_stands() -> None:
    cases = {
        "repel any landing with heavy fire": ("any landing", "against-any", "heavy fire"),
        "retaliate to the duties by closing the strait": ("the duties", "answer-to", "closing the strait"),
        "respond in kind to any raid": ("any raid", "respond-to", "respond in kind"),
        "fight any landing": ("any landing", "against-any", "fight"),
        "set fire to ports to avenge the raid": ("the raid", "avenge", "set fire to ports"),
    }
    for text, (words, marker, response) in cases.items():
        at = text.index(words)
        trigger = Trigger(span=Span.of(text, at, at + len(words)), form="if", marker=marker)
        assert without_trigger(text, Span.of(text, 0, len(text)), trigger).text == response
