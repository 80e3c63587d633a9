"""Events by rules: the fields, how far a deed has come, and what is no event."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.events import Quantity
from demarche.events.quantities import find_quantities
from tests.events.reading import events


def test_every_field_of_a_plain_deed() -> None:
    (event,) = events("Japan bought 400 cruise missiles from the United States on Wednesday.")
    assert (event.actor, event.partner) == (("JPN",), ("USA",))
    assert (event.kind, event.status) == ("arms-transfer", "done")
    assert event.quantity == (Quantity(value=400.0, unit="missile"),)
    assert event.when == "2024-07-24"
    assert event.found_by == "rules:v1/arms-transfer"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Russia held naval exercises with China.", "done"),
        ("Russia will hold naval exercises with China.", "planned"),
        ("Russia has proposed naval exercises with China.", "proposed"),
        ("Russia denied holding naval exercises with China.", "denied"),
        ("Russia is holding naval exercises with China.", "ongoing"),
    ],
)
def test_how_far_a_deed_has_come(text: str, status: str) -> None:
    (event,) = events(text)
    assert (event.kind, event.status) == ("exercise", status)


@pytest.mark.parametrize(
    "text",
    [
        "Russia will impose sanctions on Japan if it buys the missiles.",
        "A library was opened in Osaka on Tuesday.",
        "The tests of the new bridge were a success.",
        "",
    ],
)
def test_conditions_and_plain_news_are_no_event(text: str) -> None:
    assert events(text) == ()


@pytest.mark.parametrize(
    ("text", "when"),
    [
        (
            "Having planned them for the better part of a long and unusually cold winter, "
            "Russia held naval exercises with China on Sunday.",
            "2024-07-21",
        ),
        ("Russia is holding naval exercises with China on Sunday.", "2024-07-21"),
        ("Russia will hold naval exercises with China on Sunday.", "2024-07-28"),
        ("Russia has proposed naval exercises with China on Sunday.", "2024-07-28"),
    ],
)
def test_a_weekday_lies_behind_what_is_done_and_ahead_of_what_is_planned(text: str, when: str) -> None:
    (event,) = events(text)
    assert (event.kind, event.when) == ("exercise", when)


def test_a_weapon_shown_at_an_exercise_is_found() -> None:
    found = events(
        "The US army showed its Harrow launcher in Poland for the first time during the exercise Northern Tide."
    )
    assert {event.kind for event in found} & {"exercise", "deployment"}
    assert all(event.actor == ("USA",) for event in found)


def test_a_contract_of_purchase_is_no_alliance() -> None:
    found = events("Japan signed a contract to buy 400 cruise missiles from the United States on Wednesday.")
    assert [event.kind for event in found] == ["arms-transfer"]


def test_a_deed_told_twice_is_one() -> None:
    (event,) = events(
        "China imposed new tariffs on American wine.",
        title="China imposed new tariffs on American wine on Monday, its ministry said",
    )
    assert event.what.text == "new tariffs on American wine"
    assert 0 < event.confidence < 1


@pytest.mark.parametrize(
    ("words", "quantities"),
    [
        ("300 mln dlrs in tariffs", [(3e8, "USD")]),
        ("tariffs of 25 percent on $34 billion of goods", [(25.0, "percent"), (3.4e10, "USD")]),
        ("54,000 troops", [(54000.0, "person")]),
        ("two warships", [(2.0, "warship")]),
        ("talks in March", []),
    ],
)
def test_quantities(words: str, quantities: list[tuple[float, str]]) -> None:
    assert [(q.value, q.unit) for q in find_quantities(words)] == quantities


WORDS = st.sampled_from(
    "Russia China the new sanctions tariffs on with drills will if $ 3 bn missiles deployed “ ” , . expelled ten diplomats in July by".split()
)


@given(st.lists(WORDS, max_size=50))
def test_words_of_deeds_in_any_order_break_nothing(words: list[str]) -> None:
    text = " ".join(words)
    for event in events(text):
        assert event.actor
        assert event.what.points_into(f"\n{text}")


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    events(text, title=text[:40])
