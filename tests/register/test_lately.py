"""What was made a moment ago is shown while it is young, and never once people did anything."""

from __future__ import annotations

import time

import pytest

from demarche.register.lately import Lately


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    moment = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: moment[0])
    return moment


def test_what_is_dear_stays_young_longer(clock: list[float]) -> None:
    lately = Lately[str, float](lambda seconds: seconds)
    lately.seconds = 5.0
    lately.put({"short": 0.0, "long": 20.0}, ("nobody",))
    assert lately.those(["short", "long", "other"], ("nobody",)) == {"short": 0.0, "long": 20.0}
    clock[0] += 6
    assert lately.those(["short", "long"], ("nobody",)) == {"long": 20.0}
    clock[0] += 20
    assert lately.those(["long"], ("nobody",)) == {}


def test_what_is_past_half_of_its_time_is_ripe(clock: list[float]) -> None:
    lately = Lately[str, float](lambda seconds: seconds)
    lately.seconds = 10.0
    lately.put({"long": 20.0, "short": 0.0, "shorter": -2.0}, ())
    assert (lately.unripe(), lately.ripe()) == ({"long", "short", "shorter"}, [])
    clock[0] += 6
    assert (lately.unripe(), lately.ripe()) == ({"long"}, ["shorter", "short"])
    assert lately.those(["short"], ()) == {"short": 0.0}
    clock[0] += 10
    assert (lately.unripe(), lately.ripe()) == (set(), ["long"])
    lately.put({"long": 20.0}, ())
    assert (lately.unripe(), lately.ripe()) == ({"long"}, [])


def test_what_people_did_shows_at_once(clock: list[float]) -> None:
    lately = Lately[str, float]()
    lately.seconds = 5.0
    lately.put({"card": 1.0}, (7,))
    assert lately.those(["card"], (8,)) == {}


def test_without_seconds_nothing_is_kept(clock: list[float]) -> None:
    lately = Lately[str, float]()
    lately.put({"card": 1.0}, ())
    assert lately.those(["card"], ()) == {}


def test_what_is_too_old_is_dropped(clock: list[float]) -> None:
    lately = Lately[int, float]()
    lately.seconds = 5.0
    for number in range(50):
        lately.put({number: 0.0}, ())
        clock[0] += 1
    assert len(lately.kept) <= 6
