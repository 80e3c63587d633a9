"""Actors: names that mean two things, capitals, and what is no actor."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from demarche.language.actors import actor_name, code_for_name, find_actors, is_state


def codes(text: str) -> list[str]:
    return [mention.code for mention in find_actors(text)]


def conditions() -> dict[str, dict[str, Any]]:
    text = files("demarche.language").joinpath("data/not_actors.toml").read_text("utf-8")
    rules = tomllib.loads(text)
    depends: dict[str, dict[str, Any]] = rules["depends"]
    return depends


DEPENDS = sorted(conditions())


@pytest.mark.parametrize("name", DEPENDS)
def test_a_doubtful_name_is_an_actor_in_its_example_only(name: str) -> None:
    entry = conditions()[name]
    in_example = [mention.span.text for mention in find_actors(entry["example"])]
    in_counter = [mention.span.text for mention in find_actors(entry["counter"])]
    assert any(name in found or found in name for found in in_example), in_example
    assert name not in in_counter


NAMES = [
    ("Georgia's army crossed the bridge near Tbilisi.", ["GEO", "GEO"]),
    ("Voters in Georgia and Alabama chose a governor.", []),
    ("Jordan recalled its envoy from Israel.", ["JOR", "ISR"]),
    ("Michael Jordan scored. Jordan smiled.", []),
    ("Turkey will close the strait.", ["TUR"]),
    ("They ate turkey on Thursday.", []),
    ("Türkiye and Greece met.", ["TUR", "GRC"]),
    ("Chad sent troops to the border.", ["TCD"]),
    ("Chad Johnson won the race.", []),
    ("Washington warned Beijing.", ["USA", "CHN"]),
    ("George Washington crossed the river.", []),
    ("The Washington Post wrote about it.", []),
    ("A storm hit Washington state.", []),
    ("The US told us to wait.", ["USA"]),
    ("They gave us no answer.", []),
    ("U.S. and U.N. envoys met.", ["USA", "UN"]),
    ("US-backed forces left Iraq.", ["IRQ"]),
    ("The West Bank was calm.", []),
    ("If the West sends tanks, Russia will answer.", ["WEST", "RUS"]),
    ("Rain fell in the west of Poland.", ["POL"]),
    ("West Virginia elected him.", []),
    ("IRAN WARNS ISRAEL OVER SYRIA", ["IRN", "ISR", "SYR"]),
    ("NORTH KOREA THREATENS SOUTH KOREA", ["PRK", "KOR"]),
    ("Robert London met Anna Paris.", []),
    ("She answered in Russian.", []),
    ("The ship was seen in Russian waters.", ["RUS"]),
    ("A pro-Russian crowd met an anti-American one.", []),
    ("The Irani rider and the Omania won.", []),
    ("South Sudan and Sudan signed; Guinea-Bissau and Guinea did not.", ["SSD", "SDN", "GNB", "GIN"]),
    ("Niger and Nigeria closed the border.", ["NER", "NGA"]),
    ("The Democratic Republic of the Congo accused Rwanda.", ["COD", "RWA"]),
    ("The Kremlin, the Pentagon and Downing Street kept silent.", ["RUS", "USA", "GBR"]),
    ("NATO and the European Union will reply.", ["NATO", "EU"]),
    ("Hamas and Hezbollah will reply.", ["HAMAS", "HEZBOLLAH"]),
    ("Czechoslovakia left the talks.", ["CSK"]),
]


@pytest.mark.parametrize(("text", "expected"), NAMES)
def test_names_are_read_by_what_stands_around_them(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_mentions_stand_in_reading_order_without_overlap() -> None:
    text = "The South Korean foreign ministry in Seoul and the U.S. State Department answered North Korea."
    found = find_actors(text)
    places = [place for mention in found for place in (mention.span.start, mention.span.end)]
    assert places == sorted(places)
    assert len({mention.code for mention in found}) == 3
    assert all(mention.span.points_into(text) for mention in found)


def test_brussels_is_belgium_unless_europe_is_the_matter() -> None:
    assert codes("Brussels will expel the spy.") == ["BEL"]
    assert codes("Brussels will fine the firm; the European Commission agreed.")[0] == "EU"


def test_names_and_codes_go_both_ways() -> None:
    assert code_for_name("the United States") == code_for_name("USA") == code_for_name("AMERICAN") == "USA"
    assert code_for_name("  north   korea ") == "PRK"
    assert code_for_name("") is None
    assert is_state("USA")
    assert not is_state("HAMAS")
    assert not is_state("")
    assert actor_name("PRK") == "North Korea"
    assert actor_name("ZZZ") == "ZZZ"
