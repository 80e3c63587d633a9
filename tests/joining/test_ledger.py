"""What the ledger proposes, and what it must not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from demarche.threads import Deed, Proposal
from demarche.threads.ledger import deed_lines, lines_asked, proposals_for, question_of
from demarche.threads.words import stems

from .made import deed, telling

MISSILES: dict[str, Any] = {
    "trigger": "American missiles are deployed on Japan's islands",
    "target": ("JPN", "USA"),
}


def proposed(*deeds: Deed, **given: Any) -> tuple[Proposal, ...]:
    question = question_of([telling(1, **(MISSILES | given))])
    found = proposals_for(question, deeds)
    lines = set(lines_asked(question))  # the register finds a deed by these lines only
    assert all(set(deed_lines(proposal.deed)) & lines for proposal in found)
    return found


def test_a_purchase_of_the_named_thing_approaches_the_trigger_and_says_why() -> None:
    (found,) = proposed(deed(what="nearly 500 Tomahawk missiles"))
    assert (found.side, found.state, found.days) == ("trigger", "approached", 21)
    assert found.reasons == ("same actor Japan", "same thing: missiles", "planned, 3 weeks later")


def test_a_deployment_that_is_done_meets_it() -> None:
    done = deed(
        actor=("USA",), partner=("JPN",), kind="deployment", status="done", what="missiles on the islands"
    )
    (found,) = proposed(done)
    assert found.state == "met"
    assert "does what the trigger says" in found.reasons
    (planned,) = proposed(deed(kind="deployment", status="planned"))
    assert planned.state == "approached"


def test_the_same_thing_in_another_country_comes_near_nothing() -> None:
    there = deed(actor=("USA",), partner=("PHL",), kind="deployment", status="done", what="missiles on Luzon")
    assert proposed(there) == ()
    (found,) = proposed(replace(there, partner=()))
    assert found.state == "met"


def test_an_exercise_of_both_is_what_military_cooperation_means() -> None:
    drill = deed(
        actor=("JPN",), partner=("USA",), kind="exercise", status="done", things=("military exercises",)
    )
    (found,) = proposed(drill, trigger="military cooperation of Japan and the United States grows")
    assert found.state == "approached"
    alone = deed(actor=("JPN",), kind="exercise", status="done", things=("military exercises",))
    assert not proposed(alone, trigger="military cooperation of Japan and the United States grows")


@pytest.mark.parametrize(
    "other",
    [
        {"actor": ("CHN",)},  # nobody whose conduct the trigger names
        {"actor": ("RUS",)},  # the sender's own deed
        {"things": ("fishing",), "what": "fishing"},
        {"status": "denied"},
        {"day": date(2024, 7, 1)},  # before it was said
        {"day": date(2029, 7, 1)},
    ],
)
def test_what_is_not_proposed_for_a_trigger(other: dict[str, Any]) -> None:
    assert not proposed(deed(**other))


def test_what_has_happened_is_sought_before_the_utterance() -> None:
    before = deed(
        day=date(2024, 7, 10), kind="deployment", status="done", what="American missiles on the islands"
    )
    (found,) = proposed(before, trigger_form="because")
    assert (found.state, found.days) == ("met", -14)
    assert found.reasons[-1] == "done, 2 weeks earlier"


def test_a_demand_is_borne_on_by_yielding_only() -> None:
    assert not proposed(deed(kind="deployment", status="done"), trigger_form="unless")
    (found,) = proposed(deed(kind="concession", status="done"), trigger_form="unless")
    assert found.state == "approached"


def test_what_is_to_end_is_not_met_by_its_going_on() -> None:
    drill = deed(
        kind="exercise", status="done", things=("military exercises",), partner=("USA",), what="the drills"
    )
    assert proposed(drill, trigger="Japan holds the drills with the United States")
    assert not proposed(drill, trigger="Japan suspends the drills with the United States")


def test_a_broad_thing_is_shared_only_with_like_words() -> None:
    attack = deed(
        kind="attack", status="done", things=("attack",), partner=("RUS",), what="fought in the war of 1905"
    )
    assert not proposed(attack, trigger="Japan strikes the port")
    assert proposed(replace(attack, words=stems("struck the port")), trigger="Japan strikes the port")


def test_an_attack_on_somebody_else_does_not_meet_a_trigger() -> None:
    elsewhere = deed(kind="attack", status="done", partner=("AFG",), what="missile strikes")
    assert not proposed(elsewhere, trigger="missile strikes of Japan")


def test_a_named_measure_that_is_carried_out_is_a_response() -> None:
    answer = deed(
        actor=("RUS",),
        partner=("JPN",),
        kind="sanction",
        status="done",
        things=("trade",),
        what="ban on its cars",
    )
    (found,) = proposed(answer, response="ban its cars", response_kind="economic")
    assert (found.side, found.state) == ("response", "yes")
    assert found.reasons[:2] == ("by Russia", "towards Japan")


def test_another_kind_of_measure_is_no_response() -> None:
    talks = deed(actor=("RUS",), partner=("JPN",), kind="talks", status="done", things=())
    drill = deed(actor=("RUS",), partner=("JPN",), kind="exercise", status="done", things=())
    assert not proposed(talks, drill, response="ban its cars", response_kind="economic")


def test_a_vague_response_waits_for_its_trigger() -> None:
    drill = deed(1, actor=("RUS",), partner=("JPN",), kind="exercise", status="done", things=())
    assert not proposed(drill)
    approach = deed(2, day=date(2024, 8, 1))
    assert [p.side for p in proposed(drill, approach)] == ["trigger", "response"]
    assert [p.side for p in proposed(drill, deed(3, day=date(2024, 9, 1)))] == ["trigger"]


def test_an_announcement_in_the_same_article_is_not_its_own_fulfilment() -> None:
    told = telling(1, response="ban its cars", response_kind="economic")
    own = deed(
        article=told.article,
        actor=("RUS",),
        partner=("JPN",),
        kind="sanction",
        day=date(2024, 7, 24),
        what="ban its cars",
    )
    assert not proposals_for(question_of([told]), [own])


def test_one_deed_told_twice_is_one_proposal() -> None:
    (found,) = proposed(
        deed(1, what="Tomahawk missiles"), deed(2, day=date(2024, 8, 16), what="Tomahawk missiles")
    )
    assert found.also == ("e2",)
