"""Every entry of the language data does on its own example what it says."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from demarche.language.actor_names import leader_actor
from demarche.language.actors import find_actors
from demarche.language.dates import find_dates
from demarche.language.persons import find_persons
from demarche.language.sentences import split_sentences


def table(name: str) -> dict[str, Any]:
    path = files("demarche.language").joinpath(f"data/{name}.toml")
    return tomllib.loads(path.read_text("utf-8"))


ACTORS = [
    (code, entry["example"])
    for name in ("states", "organisations", "groups")
    for code, entry in table(name).items()
    if isinstance(entry, dict) and "example" in entry
]


@pytest.mark.parametrize(("code", "example"), ACTORS, ids=[code for code, _ in ACTORS])
def test_an_actor_is_found_in_its_example(code: str, example: str) -> None:
    found = find_actors(example)
    assert code in {mention.code for mention in found}
    assert all(mention.span.points_into(example) for mention in found)


PHRASES = [(name, entry["example"]) for name, entry in table("not_actors")["phrases"].items()]


@pytest.mark.parametrize(("name", "example"), PHRASES, ids=[name for name, _ in PHRASES])
def test_no_actor_is_found_in_the_name_of_another_thing(name: str, example: str) -> None:
    assert find_actors(example) == ()


def test_every_leader_is_known_by_the_full_name() -> None:
    for entry in table("leaders")["leader"]:
        # clear of the two years of grace around another office of the same person
        year = entry["years"][0] + (3 if len(entry["years"]) == 1 else 0)
        assert leader_actor(entry["name"], year=year) == entry["code"], entry["name"]


def sentence_examples() -> Iterator[str]:
    for group in table("sentences").values():
        for entry in group if isinstance(group, list) else [group]:
            if isinstance(entry, dict) and "sentences" not in entry and entry.get("example"):
                yield entry["example"]


ONE_SENTENCE = [
    e for e in sentence_examples() if e.count(". ") <= 2 and "Analysts" not in e and "lasted" not in e
]


@pytest.mark.parametrize("example", ONE_SENTENCE)
def test_an_abbreviation_ends_no_sentence(example: str) -> None:
    found = split_sentences(f"\n{example}", title_end=0, furniture=())
    assert [sentence.span.text for sentence in found] == [example]


TIMES = [
    (name, entry["example"], entry["values"])
    for name, entry in table("times").items()
    if isinstance(entry, dict) and "values" in entry
]


@pytest.mark.parametrize(("name", "example", "values"), TIMES, ids=[name for name, _, _ in TIMES])
def test_a_time_word_is_resolved_in_its_example(name: str, example: str, values: list[str]) -> None:
    found = find_dates(example, today=date(2023, 6, 14))
    assert [time.value for time in found] == values


def test_offices_show_a_person_in_their_examples() -> None:
    offices = table("offices")
    for entry in (offices["offices"], offices["titles"]):
        persons = find_persons(entry["example"], mentions=find_actors(entry["example"]))
        assert [person.name.text for person in persons] == [entry["person"]]
    (person,) = find_persons(offices["offices"]["example"], mentions=())
    assert person.role is not None
    assert person.role.text.endswith(offices["offices"]["role"])
