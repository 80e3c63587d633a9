"""How judgements compose."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.errors import UsageError
from demarche.threads import Proposal, State
from demarche.threads.judging import Judgement, answer, checked, together

from .made import deed

NOW = datetime(2024, 8, 1, tzinfo=UTC)


def said(
    number: int, verdict: State, *, author: str = "Ada", event: str | None = "e1", undone: bool = False
) -> Judgement:
    return Judgement(
        id=number, threat="t", side="trigger", event=event, verdict=verdict, author=author, at=NOW,
        undone_at=NOW if undone else None,
    )  # fmt: skip


def proposal(state: State = "approached", number: int = 1) -> Proposal:
    return Proposal(deed=deed(number), side="trigger", state=state, score=0.7, reasons=(), days=1)


def state(*judgements: Judgement, proposals: tuple[Proposal, ...] = (proposal(),)) -> tuple[str, str]:
    found = answer("trigger", proposals, judgements)
    return found.state, found.by


def test_the_program_proposes_and_a_person_decides() -> None:
    assert state() == ("approached", "program")
    assert state(said(1, "met")) == ("met", "person")
    assert state(said(1, "no")) == ("no", "person")
    assert answer("trigger", (), ()).state == "no"


def test_an_undone_judgement_stays_on_record_and_counts_no_more() -> None:
    found = answer("trigger", (proposal(),), (said(1, "met", undone=True),))
    assert (found.state, found.by, len(found.judgements)) == ("approached", "program", 1)


def test_the_last_word_of_each_counts_and_two_who_differ_make_it_unsure() -> None:
    assert state(said(1, "no"), said(2, "met")) == ("met", "person")
    assert state(said(1, "no"), said(2, "met", author="Ben")) == ("unsure", "person")
    assert state(said(1, "met"), said(2, "met", author="Ben")) == ("met", "person")


def test_a_rejected_deed_leaves_the_others_proposed() -> None:
    assert state(said(1, "no"), proposals=(proposal(), proposal("met", 2))) == ("met", "program")


def test_a_word_about_the_whole_side_outranks_its_deeds() -> None:
    assert state(said(1, "met"), said(2, "no", event=None)) == ("no", "person")


def test_what_the_text_says_has_happened_is_met_until_a_person_says_otherwise() -> None:
    assert answer("trigger", (), (), happened=True).state == "met"
    assert answer("trigger", (), (said(1, "no", event=None),), happened=True).state == "no"


def test_a_deed_that_only_a_person_names_is_an_entry() -> None:
    found = answer("trigger", (), (said(1, "met", event="other"),))
    assert [(entry.event, entry.proposal) for entry in found.entries] == [("other", None)]


def test_a_verdict_belongs_to_its_side() -> None:
    assert checked("response", "partly") == "partly"
    with pytest.raises(
        UsageError, match="'partly' is no answer about a trigger; give one of no, approached, met"
    ):
        checked("trigger", "partly")


@given(
    st.dictionaries(st.text(min_size=1), st.sampled_from(["no", "approached", "met"]), max_size=4),
    st.randoms(),
)
def test_the_order_in_which_people_speak_does_not_count(verdicts: dict[str, State], dice: object) -> None:
    names = list(verdicts)
    dice.shuffle(names)  # type: ignore[attr-defined]
    shuffled = [said(n, verdicts[name], author=name) for n, name in enumerate(names)]
    plain = [said(n, verdict, author=name) for n, (name, verdict) in enumerate(verdicts.items())]
    assert together(shuffled) == together(plain)
