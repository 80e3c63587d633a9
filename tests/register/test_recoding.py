"""What a person said outlives every recoding, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from demarche.errors import UsageError
from demarche.register import Filter, Register, StoredThreat, open_register
from demarche.register.store import SqlRegister
from tests.register.made import article, coded, envoy, strait

NOW = datetime(2024, 8, 1, tzinfo=UTC)
LONGER = "close the strait if the fleet"


@pytest.fixture
def register(place: str) -> Iterator[SqlRegister]:
    with open_register(place, now=lambda: NOW) as made:
        yield made


def only(register: Register, **where: bool) -> StoredThreat:
    (stored,) = register.threats(Filter(**where))  # type: ignore[arg-type]
    return stored


def test_an_older_version_added_later_does_not_take_the_place_of_a_newer(register: SqlRegister) -> None:
    one = article()
    register.add(coded(one, strait(one), coder="made:v10"))
    register.add(coded(one, envoy(one), coder="made:v9"))
    assert only(register).threat.response.text == "close the strait"
    assert list(register.threats(Filter(sender=("RUS",)))) == [only(register)]
    assert register.counts().superseded == 1
    assert register.article(one.id).coders == ("made:v9", "made:v10")


def test_of_two_families_the_one_added_last_stands(register: SqlRegister) -> None:
    one = article()
    register.add(coded(one, strait(one), coder="made:v10"))
    register.add(coded(one, envoy(one), coder="other:v1"))
    assert only(register).threat.response.text == "recall its envoy"


def test_a_corrected_threat_stands_though_the_newer_coder_misses_it(register: SqlRegister) -> None:
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


def test_a_rejected_threat_stays_rejected_when_read_longer(register: SqlRegister) -> None:
    one = article()
    register.add(coded(one, strait(one)))
    register.reject(only(register).id, author="Ada")
    register.add(coded(one, strait(one, LONGER), coder="made:v2"))
    assert list(register.threats()) == []
    assert only(register, rejected=True).threat.response.text == LONGER


def test_undoing_a_carried_correction_undoes_the_first_too(register: SqlRegister) -> None:
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


def test_undoing_the_first_brings_the_carried_record_in_step(register: SqlRegister) -> None:
    one = article()
    register.add(coded(one, strait(one)))
    first = only(register)
    register.correct(first.id, "sender", "CHN", author="Ada")
    register.add(coded(one, strait(one, LONGER), coder="made:v2"))
    register.undo(1, author="Ada")
    assert only(register).threat.sender == ("RUS",)
    assert list(register.threats(Filter(sender=("CHN",)))) == []
    assert list(register.threats(Filter(sender=("RUS",)))) == [only(register)]
    assert not only(register).corrected


def test_taking_a_review_back_revives_the_record_coded_anew(register: SqlRegister) -> None:
    one = article()
    register.add(coded(one, strait(one)))
    register.review(only(register).id, "reject", author="Ada")
    register.add(coded(one, strait(one, LONGER), coder="made:v2"))
    assert list(register.threats()) == []
    register.undo_review(author="Ada")
    assert only(register).threat.response.text == LONGER
    assert len(list(register.threads())) == 1


def test_a_correction_goes_there_and_back_once(register: SqlRegister) -> None:
    one = article()
    register.add(coded(one, strait(one)))
    register.correct(only(register).id, "sender", "prk", author="Ada")
    register.add(coded(one, strait(one, LONGER), coder="made:v2"))
    register.add(coded(one, strait(one), coder="made:v3"))
    assert only(register).threat.sender == ("PRK",)
    assert len(register.revisions()) == 2
    register.undo(1, author="Ada")
    assert only(register).threat.sender == ("RUS",)


def test_two_people_who_reject_are_two(register: SqlRegister) -> None:
    one = article()
    register.add(coded(one, strait(one)))
    threat = only(register).id
    for author in ("Ada", "Ben", "Ada"):
        register.review(threat, "reject", author=author)
    assert [(r.author, r.old, r.new) for r in register.revisions()] == [
        ("Ada", False, True),
        ("Ben", True, True),
    ]
    register.undo_review(author="Ada")
    register.undo_review(author="Ada")
    assert register.threat(threat).rejected
    register.undo_review(author="Ben")
    assert not register.threat(threat).rejected


def test_two_people_who_correct_alike_are_two(register: SqlRegister) -> None:
    one = article()
    register.add(coded(one, strait(one)))
    first = only(register)
    register.correct(first.id, "target", first.threat.target, author="Ada")
    for author in ("Ada", "Ben", "Ada"):
        register.correct(first.id, "target", ("JPN", "USA"), author=author)
    assert [r.author for r in register.revisions()] == ["Ada", "Ben"]
    assert register.undo(1, author="Ada").threat.target == ("JPN", "USA")
    assert register.undo(2, author="Ben").threat.target == first.threat.target


def test_judgements_and_reviews_follow_to_the_record_coded_anew(register: SqlRegister) -> None:
    one = article()
    register.add(coded(one, strait(one)))
    first = only(register).id
    register.judge(first, "trigger", "met", author="Ada")
    register.review(first, "accept", author="Ada")
    register.review(first, "skip", author="Ben")
    for version, response in (("made:v2", LONGER), ("made:v3", "close the strait")):
        register.add(coded(one, strait(one, response), coder=version))
        (ledger,) = register.ledger()
        assert (ledger.trigger.state, ledger.trigger.by) == ("met", "person")
        assert {r.threat for r in register.reviews()} == {only(register).id}
        assert register.to_review(author="Cy") is None
        assert register.review_progress().left == 0
    assert only(register).id == first
    register.add(coded(one, strait(one, LONGER), coder="made:v4"))
    assert register.undo_judgement(1, author="Ada").trigger.by == "program"
    register.undo_review(author="Ada")
    assert register.to_review(author="Ada") == only(register)
    assert register.to_review(author="Ben") is None


def test_a_judged_or_accepted_threat_stands_though_the_newer_coder_misses_it(register: SqlRegister) -> None:
    one = article()
    register.add(coded(one, strait(one), envoy(one)))
    ids = {s.threat.response.text: s.id for s in register.threats()}
    register.judge(ids["recall its envoy"], "trigger", "met", author="Ada")
    register.review(ids["close the strait"], "accept", author="Ada")
    register.add(coded(one, coder="made:v2"))
    assert {s.id for s in register.threats()} == set(ids.values())
    register.undo_judgement(1, author="Ada")
    register.review(ids["recall its envoy"], "skip", author="Ada")
    register.add(coded(one, coder="made:v3"))
    assert only(register).id == ids["close the strait"]


def test_a_superseded_threat_cannot_be_corrected(register: SqlRegister) -> None:
    one = article()
    register.add(coded(one, strait(one)))
    old = only(register)
    register.add(coded(one, envoy(one), coder="made:v2"))
    assert register.threat(old.id).superseded
    with pytest.raises(UsageError, match="newer coder"):
        register.correct(old.id, "commitment", "open", author="Ada")


def test_a_change_needs_a_name(register: SqlRegister) -> None:
    one = article()
    register.add(coded(one, strait(one)))
    with pytest.raises(UsageError, match="needs a name"):
        register.reject(only(register).id, author=" ")
    assert register.revisions() == ()


def test_two_threats_of_one_response_have_two_ids_in_any_order(register: SqlRegister) -> None:
    one = article()
    pair = (strait(one), replace(strait(one), sender=("CHN",)))
    register.add(coded(one, *pair))
    ids = {s.id: s.threat.sender for s in register.threats()}
    assert len(ids) == 2
    register.add(coded(one, *reversed(pair), coder="made:v2"))
    assert {s.id: s.threat.sender for s in register.threats()} == ids
