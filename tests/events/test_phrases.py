"""Phrases: from a head to the left and to the right."""

from __future__ import annotations

import pytest

from demarche.events.phrases import object_end, phrase_end, phrase_start
from tests.events.reading import words

ALL = frozenset({"of", "on", "with", "to", "against", "to+verb"})


def phrase(text: str, head: str, reach: frozenset[str] = ALL) -> str:
    read = words(text)
    at = read.lower.index(head)
    return " ".join(read.lower[phrase_start(read, at) : phrase_end(read, at, reach)])


@pytest.mark.parametrize(
    ("text", "head", "expected"),
    [
        ("They imposed steep new tariffs", "tariffs", "steep new tariffs"),
        ("They face a growing protest", "protest", "a growing protest"),
        ("He announced a new round of sanctions", "sanctions", "a new round of sanctions"),
        ("It slapped 300 mln dlrs in tariffs on cars", "tariffs", "300 mln dlrs in tariffs on cars"),
        ("It put steel and aluminium tariffs in force", "tariffs", "steel and aluminium tariffs"),
        ("They are to recommend sanctions", "sanctions", "sanctions"),
        ("Its planned trip failed", "trip", "its planned trip"),
    ],
)
def test_a_phrase_begins_where_its_noun_does(text: str, head: str, expected: str) -> None:
    assert phrase(text, head) == expected


@pytest.mark.parametrize(
    ("text", "head", "expected"),
    [
        ("tariffs on steel on Monday", "tariffs", "tariffs on steel"),
        ("tariffs on up to 60 billion dollars of goods", "tariffs", "tariffs on up to 60 billion dollars of goods"),
        ("talks with China, Syria and Iraq will fail", "talks", "talks with china , syria and iraq"),
        ("talks with the envoy, opening a door", "talks", "talks with the envoy"),
        ("a pact to ban missiles was signed", "pact", "a pact to ban missiles"),
        ("sanctions in retaliation for the raid", "sanctions", "sanctions"),
        ("a 25 percent tariff on steel and a 10 percent tariff on tin", "tariff", "a 25 percent tariff on steel and a 10 percent tariff on tin"),
    ],
)  # fmt: skip
def test_a_phrase_ends_where_its_complements_do(text: str, head: str, expected: str) -> None:
    assert phrase(text, head) == expected


@pytest.mark.parametrize(
    ("text", "verb", "expected"),
    [
        ("killed five people and set a shop ablaze", "killed", "five people"),
        ("declared itself a nuclear power", "declared", "itself a nuclear power"),
        ("visited the port", "visited", "the port"),
        ("struck by a shell", "struck", ""),
    ],
)
def test_an_object_ends_ahead_of_the_next_verb(text: str, verb: str, expected: str) -> None:
    read = words(text)
    at = read.lower.index(verb) + 1
    reach = frozenset({"of", "+np"})
    assert " ".join(read.lower[at : object_end(read, at, reach)]) == expected
