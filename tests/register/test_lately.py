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
    assert lately.young() == {"long"}
    clock[0] += 20
    assert lately.those(["long"], ("nobody",)) == {}
    assert lately.young() == set()


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
    assert len(lately.made) <= 6
