"""Selection: a deed is kept once."""

from __future__ import annotations

from demarche.events.selection import selected
from tests.events.reading import candidates


def kept(text: str, scores: list[float], least: float = 0.0) -> list[str]:
    found = candidates(text)
    assert len(found) == len(scores), [c.what.text for c in found]
    return [found[i].what.text for i in selected(found, scores, least)]


def test_the_surer_of_two_tellings_is_kept() -> None:
    text = "Tariffs on wine were announced. Steep tariffs on wine came later."
    assert kept(text, [0.2, 0.9]) == ["Steep tariffs on wine"]


def test_other_objects_are_other_deeds() -> None:
    text = "Tariffs on wine were announced. Tariffs on steel came later."
    assert kept(text, [0.2, 0.9]) == ["Tariffs on steel", "Tariffs on wine"]


def test_one_sentence_tells_one_meeting() -> None:
    assert kept("Talks in the port follow a visit to the island.", [0.2, 0.9]) == ["a visit to the island"]


def test_what_is_doubtful_is_left_out() -> None:
    assert kept("Tariffs on wine were announced.", [-0.1]) == []
