"""Persons: their offices, spellings and states."""

from __future__ import annotations

import pytest

from demarche.language import Person
from demarche.language.actors import find_actors
from demarche.language.persons import find_persons, same_name


def persons(text: str) -> tuple[Person, ...]:
    return find_persons(text, mentions=find_actors(text))


ONE = [
    ("Polish Defence Minister Marta Zielin spoke.", "Marta Zielin", "Defence Minister", ("POL",)),
    ("Poland's defence minister, Marta Zielin, spoke.", "Marta Zielin", "defence minister", ("POL",)),
    ("Marta Zielin, Poland's defence minister, spoke.", "Marta Zielin", "Poland's defence minister", ("POL",)),
    ("Marta Zielin, the Polish defence minister, spoke.", "Marta Zielin", "Polish defence minister", ("POL",)),
    ("President Marta Zielin of Poland spoke.", "Marta Zielin", "President", None),
    ("U.S. Secretary of State Aldo Pryce spoke.", "Aldo Pryce", "Secretary of State", ("USA",)),
    ("Secretary of State Aldo Pryce spoke.", "Aldo Pryce", "Secretary of State", ("USA",)),
    ("Mr. Pryce spoke.", "Pryce", None, ()),
    ("Gen. Aldo Pryce spoke.", "Aldo Pryce", None, ()),
    ("Aldo Pryce said so.", "Aldo Pryce", None, ()),
    ("“No,” said Aldo Pryce.", "Aldo Pryce", None, ()),
    ("A spokesman for Iran, Reza Kamali, spoke.", "Reza Kamali", "spokesman for Iran", ("IRN",)),
    ("Iranian Brigadier General Reza al-Kamali spoke.", "Reza al-Kamali", "Brigadier General", ("IRN",)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "role", "actors"), ONE)
def test_a_person_has_name_office_and_state(
    text: str, name: str, role: str | None, actors: tuple[str, ...] | None
) -> None:
    (person,) = persons(text)
    assert person.name.text == name
    assert (person.role.text if person.role else None) == role
    assert actors is None or person.actors == actors


def test_a_surname_and_a_title_later_are_the_same_person() -> None:
    text = "Polish Defence Minister Marta Zielin spoke. Zielin then left. Ms. Zielin will return."
    (person,) = persons(text)
    assert [place.text for place in person.mentions] == ["Marta Zielin", "Zielin", "Zielin"]
    assert all(place.points_into(text) for place in person.mentions)


def test_a_surname_named_before_the_full_name_is_joined() -> None:
    (person,) = persons("Mr. Kamali was firm. Iranian Foreign Minister Reza Kamali spoke for an hour.")
    assert person.name.text == "Reza Kamali"
    assert len(person.mentions) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [("Andrey Rudkov", "Andrei Rudkov"), ("Reza Kamali", "Reza Kamaly"), ("Ri Yong-mun", "Ri Yong Mun")],
)
def test_spellings_are_joined(one: str, other: str) -> None:
    (person,) = persons(f"Foreign Minister {one} spoke. Later {other} said nothing.")
    assert [place.text for place in person.mentions] == [one, other]


def test_two_persons_stay_two() -> None:
    found = persons("Prime Minister Marta Zielin met President Aldo Pryce. Pryce smiled; Zielin did not.")
    assert [person.name.text for person in found] == ["Marta Zielin", "Aldo Pryce"]
    assert [len(person.mentions) for person in found] == [2, 2]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Marta Zielin", "Zielin", True),
        ("Marta Zielin", "Marta Pryce", False),
        ("Marta Zielin", "Piotr Zielin", False),
        ("Li Wen", "Li Wan", False),
        ("", "Zielin", False),
        ("J.", "J.", False),
    ],
)
def test_same_name(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same
    assert same_name(other, one) is same


def test_an_ambassador_speaks_for_the_state_that_sent_her() -> None:
    (person,) = persons("Russia's ambassador to the United Nations, Olga Demina, spoke.")
    assert person.actors == ("RUS",)
    (person,) = persons("Kenyan Ambassador to Iran Grace Wanjala spoke.")
    assert person.actors == ("KEN",)


@pytest.mark.parametrize(
    "text",
    [
        "Saudi Arabia said it would answer.",
        "North Korea warned of a reply.",
        "In May the drill ended. On Monday it rained.",
        "The White House said no.",
        "Foreign Ministry said the reply was firm.",
        "The president spoke.",
        "",
    ],
)
def test_a_state_month_or_body_is_no_person(text: str) -> None:
    assert persons(text) == ()


def test_a_known_leader_needs_no_office() -> None:
    (person,) = persons("Vladimir Putin stayed away.")
    assert person.actors == ("RUS",)
