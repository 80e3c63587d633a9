"""What a person said outlives every recoding, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from demarche.errors import UsageError
from demarche.register import Filter, Register, StoredThreat, open_register
from tests.register.made import article, coded, envoy, strait

NOW = datetime(2024, 8, 1, tzinfo=UTC)
LONGER = "close the strait if the fleet"


@pytest.fixture
def register(place: str) -> Iterator[Register]:
    with open_register(place, now=lambda: NOW) as made:
        yield made


def only(register: Register, **where: bool) -> StoredThreat:
    (stored,) = register.threats(Filter(**where))  # type: ignore[arg-type]
    return stored


def test_an_older_version_added_later_does_not_take_the_place_of_a_newer(register: Register) -> None:
    one = article()
    register.add(coded(one, strait(one), coder="made:v10"))
    register.add(coded(one, envoy(one), coder="made:v9"))
    assert only(register).threat.response.text == "close the strait"
    assert list(register.threats(Filter(sender=("RUS",)))) == [only(register)]
    assert register.counts().superseded == 1
    assert register.article(one.id).coders == ("made:v9", "made:v10")


def test_of_two_families_the_one_added_last_stands(register: Register) -> None:
    one = article()
    register.add(coded(one, strait(one), coder="made:v10"))
    register.add(coded(one, envoy(one), coder="other:v1"))
    assert only(register).threat.response.text == "recall its envoy"


def test_a_corrected_threat_stands_though_the_newer_coder_misses_it(register: Register) -> None:
    one = article()
    register.add(coded(one, strait(one), envoy(one)))
    kept = next(s for s in register.threats() if s.threat.response.text == "recall its envoy")
    register.correct(kept.id, "commitment", "open", author="Ada")
    register.add(coded(one, strait(one), coder="made:v2"))
    found = {s.threat.response.text: s for s in register.threats()}
    assert set(found) == {"close the strait", "recall its envoy"}
    assert (found["recall its envoy"].threat.commitment, found["recall its envoy"].coder) == (
        "open",
        "made:v1",
    )
    assert len(list(register.threats(Filter(sender=("RUS",), target=("JPN",))))) == 2


def test_a_rejected_threat_stays_rejected_when_read_longer(register: Register) -> None:
    one = article()
    register.add(coded(one, strait(one)))
    register.reject(only(register).id, author="Ada")
    register.add(coded(one, strait(one, LONGER), coder="made:v2"))
    assert list(register.threats()) == []
    assert only(register, rejected=True).threat.response.text == LONGER


def test_undoing_a_carried_correction_undoes_the_first_too(register: Register) -> None:
    one = article()
    register.add(coded(one, strait(one)))
    first = only(register)
    register.correct(first.id, "commitment", "open", author="Ada")
    register.add(coded(one, strait(one, LONGER), coder="made:v2"))
    (carried,) = register.revisions(only(register).id)
    assert (carried.carried_from, carried.author) == (1, "Ada")
    assert register.undo(carried.id, author="Ben").threat.commitment == "stated"
    register.add(coded(one, strait(one), coder="made:v3"))
    assert (only(register).id, only(register).threat.commitment) == (first.id, "stated")
    assert [r.undone_by for r in register.revisions()] == ["Ben", "Ben"]


def test_a_correction_goes_there_and_back_once(register: Register) -> None:
    one = article()
    register.add(coded(one, strait(one)))
    register.correct(only(register).id, "sender", "prk", author="Ada")
    register.add(coded(one, strait(one, LONGER), coder="made:v2"))
    register.add(coded(one, strait(one), coder="made:v3"))
    assert only(register).threat.sender == ("PRK",)
    assert len(register.revisions()) == 2
    register.undo(1, author="Ada")
    assert only(register).threat.sender == ("RUS",)


def test_a_superseded_threat_cannot_be_corrected(register: Register) -> None:
    one = article()
    register.add(coded(one, strait(one)))
    old = only(register)
    register.add(coded(one, envoy(one), coder="made:v2"))
    assert register.threat(old.id).superseded
    with pytest.raises(UsageError, match="newer coder"):
        register.correct(old.id, "commitment", "open", author="Ada")


def test_a_change_needs_a_name(register: Register) -> None:
    one = article()
    register.add(coded(one, strait(one)))
    with pytest.raises(UsageError, match="needs a name"):
        register.reject(only(register).id, author=" ")
    assert register.revisions() == ()


def test_two_threats_of_one_response_have_two_ids_in_any_order(register: Register) -> None:
    one = article()
    pair = (strait(one), replace(strait(one), sender=("CHN",)))
    register.add(coded(one, *pair))
    ids = {s.id: s.threat.sender for s in register.threats()}
    assert len(ids) == 2
    register.add(coded(one, *reversed(pair), coder="made:v2"))
    assert {s.id: s.threat.sender for s in register.threats()} == ids
