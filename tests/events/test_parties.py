"""Parties: doers and whom a deed meets."""

from __future__ import annotations

import pytest

from demarche.events.candidates import find_candidates
from demarche.events.parties import parties_of
from tests.events.reading import document


def parties(text: str, name: str, *, title: str = "") -> tuple[tuple[str, ...], tuple[str, ...]]:
    read = document(text, title=title)
    candidate = next(c for c in find_candidates(read) if c.deed.name == name and not c.sentence.in_title)
    return parties_of(read, candidate)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Russia imposed tariffs on Polish apples.", "tariffs", (("RUS",), ("POL",))),
        ("Russia's tariffs on Polish apples hurt.", "tariffs", (("RUS",), ("POL",))),
        ("Israeli air strikes on Syria went on.", "strikes", (("ISR",), ("SYR",))),
        ("Two Polish diplomats were expelled by Russia.", "expel", (("RUS",), ("POL",))),
        ("Japan and China will hold talks with India.", "talks", (("JPN", "CHN"), ("IND",))),
        ("In an effort to calm American anger, Japan freed prisoners.", "lift", (("JPN",), ("USA",))),
    ],
)
def test_who_and_whom(text: str, name: str, expected: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    assert parties(text, name) == expected


def test_a_person_acts_for_his_state() -> None:
    text = "French President Luc Moreau spoke. Moreau imposed tariffs on Polish apples."
    assert parties(text, "tariffs") == (("FRA",), ("POL",))


def test_a_pronoun_is_the_actor_named_ahead() -> None:
    assert parties("Turkey spoke up. It imposed tariffs on wine.", "tariffs") == (("TUR",), ())


def test_without_a_doer_the_headline_tells_him() -> None:
    found = parties("The envoy was expelled.", "expel", title="Norway expels an envoy")
    assert found == (("NOR",), ())


def test_nobody_is_nobody() -> None:
    assert parties("The envoy was expelled.", "expel") == ((), ())
