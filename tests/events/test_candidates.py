"""Candidates: every rule on its own example, voices, and words that only look like a deed."""

from __future__ import annotations

import pytest

from demarche.events.deeds import Deed, deeds, forms_of
from tests.events.reading import candidates


@pytest.mark.parametrize("deed", deeds(), ids=lambda deed: deed.name)
def test_a_rule_finds_its_example(deed: Deed) -> None:
    found = [c.what.text for c in candidates(deed.example) if c.deed.name == deed.name]
    assert deed.what in found


def test_every_rule_has_its_own_name() -> None:
    assert len({deed.name for deed in deeds()}) == len(deeds())


@pytest.mark.parametrize(
    ("text", "name", "voice", "what"),
    [
        ("Two warships were sent to the gulf.", "send forces", "passive", "Two warships"),
        ("A guide abducted on Sunday was freed.", "strike someone", "bare", "abducted"),
        ("The envoy was barred from landing.", "turn away", "passive", "barred from landing"),
        ("Troops marched into the town.", "forces go", "active", "Troops"),
        ("Farmers blocked the road.", "crowd acts", "active", "blocked the road"),
        ("The army sent two warships.", "send forces", "active", "two warships"),
    ],
)
def test_voices(text: str, name: str, voice: str, what: str) -> None:
    found = [(c.voice, c.what.text) for c in candidates(text) if c.deed.name == name and c.extent == "plain"]
    assert found == [(voice, what)]


@pytest.mark.parametrize(
    ("text", "name", "extents"),
    [
        (
            "Arvania's first visit to Belmora as a member was short.",
            "visits",
            {"plain": "first visit to Belmora"},
        ),
        (
            "The pact reached last July failed.",
            "pacts",
            {"plain": "The pact", "wide": "The pact reached last July"},
        ),
        (
            "The pact, signed in May, calls on Belmora to pay.",
            "pacts",
            {"plain": "The pact", "apposed": "The pact, signed in May"},
        ),
        (
            "Arvania bombed rebel posts in Port Orin and in the nearby hills.",
            "strike someone",
            {
                "narrow": "bombed rebel posts",
                "plain": "bombed rebel posts in Port Orin",
                "wide": "bombed rebel posts in Port Orin and in the nearby hills",
            },
        ),
        (
            "The plan of Belmora’s neighbours led to its first talks with Mr. Orin last week.",
            "talks",
            {"plain": "its first talks with Mr. Orin"},
        ),
    ],
)
def test_extents(text: str, name: str, extents: dict[str, str]) -> None:
    assert {c.extent: c.what.text for c in candidates(text) if c.deed.name == name} == extents


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A tariff war is feared.", "tariffs"),
        ("It is bound by the General Agreement on Tariffs and Trade.", "pacts"),
        ("The minister spoke at a news conference.", "meetings"),
        ("He did not answer a request for comment.", "decision"),
        ("They hope to attack soon.", "attacks"),
        ("Belmora will impose tariffs if talks fail.", "tariffs"),
        ("Arvania signed a contract to buy 40 missiles from Belmora.", "agree to"),
        ("Arvania signed a deal to buy 40 missiles from Belmora.", "agree to"),
        ("Arvania signed a deal to buy 40 missiles from Belmora.", "deals"),
        ("Arvania signed an agreement to buy 40 missiles from Belmora.", "pacts"),
    ],
)
def test_what_only_looks_like_a_deed(text: str, name: str) -> None:
    assert name not in {c.deed.name for c in candidates(text)}


def test_long_tables_are_left_out() -> None:
    assert candidates("Tariffs " * 400 + ".") == ()


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("carry", {"carry", "carries", "carried", "carrying"}),
        ("ban", {"ban", "bans", "banned", "banning", "baning"}),
        ("expel", {"expel", "expels", "expelled", "expelling", "expeling"}),
        ("launch", {"launch", "launches", "launched", "launching"}),
    ],
)
def test_forms_of_verbs(verb: str, forms: set[str]) -> None:
    assert {form for form, _ in forms_of(verb)} == forms
