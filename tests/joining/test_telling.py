"""What is read of a threat for joining."""

from __future__ import annotations

from datetime import date

import pytest

from demarche.threads.packing import deed_from, packed, telling_from

from .made import deed, telling


@pytest.mark.parametrize(
    ("words", "deadline"),
    [
        ("It must leave by 1 August or face sanctions.", date(2024, 8, 1)),
        ("It has until Friday to leave or face sanctions.", date(2024, 7, 26)),
        ("It was told on 2 July to leave or face sanctions.", None),
        ("It must leave or face sanctions.", None),
    ],
)
def test_a_deadline_is_a_day_up_to_which_the_target_has_time(words: str, deadline: date | None) -> None:
    told = telling(evidence=(words,), trigger="leave", trigger_form="unless")
    assert told.deadline == (deadline.toordinal() if deadline else None)


def test_only_a_demand_has_a_deadline() -> None:
    assert telling(evidence=("If it attacks by 1 August, we answer.",), trigger="it attacks").deadline is None


def test_a_month_of_utterance_is_no_day() -> None:
    assert telling(said_on="2024-03").said is None
    assert telling(said_on="2024-03-02").said == date(2024, 3, 2).toordinal()


def test_whose_conduct_the_trigger_names_comes_from_its_words_and_the_target() -> None:
    assert telling(trigger="American missiles stand there").conduct == ("USA", "JPN")


def test_packing_loses_nothing() -> None:
    told, done = telling(trigger="the missiles", said_on="2024-03-02"), deed()
    assert telling_from(packed(told)) == told
    assert deed_from(packed(done)) == done


def test_a_threat_to_two_is_towards_the_one_that_the_article_names_most() -> None:
    both = telling(
        target=("USA", "JPN"), title="Moscow and Tokyo", text="Japan and the United States. Japan again."
    )
    assert both.towards == "JPN"
    assert telling(target=("USA", "JPN"), text="Neither.").towards == "USA"
    assert telling(target=()).towards is None
