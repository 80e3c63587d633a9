"""Which tellings are one utterance."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from demarche.threads.grouping import statements_of, threads_of
from demarche.threads.sameness import same_utterance

from .made import telling

FULL: dict[str, Any] = {
    "speaker": "Andrey Rudenko",
    "trigger": "Japan gives up its non-nuclear status",
    "response": "take adequate measures",
}


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    first, second = telling(1, **(FULL | one)), telling(2, **(FULL | other))
    assert same_utterance(first, second) == same_utterance(second, first)
    return same_utterance(first, second)


@pytest.mark.parametrize(
    "other",
    [
        {"speaker": "Andrei Rudenko", "trigger": "Tokyo abandons its non-nuclear status"},
        {"day": date(2024, 7, 25), "response": "adopt adequate measures"},
        {
            "trigger": None,
            "response": "countermeasures",
        },  # one report gives the trigger, another only the response
        {"speaker": None, "target": ()},
        {"speaker": "Foreign Ministry"},
    ],
)
def test_reports_of_one_utterance(other: dict[str, Any]) -> None:
    assert same({}, other)


@pytest.mark.parametrize(
    "other",
    [
        {"speaker": "Maria Sholokhova"},
        {"sender": ("CHN",)},
        {"target": ("KOR",)},
        {"trigger": "the fishing accord ends", "response": "close the ports"},
        {"response": "impose sanctions", "response_kind": "economic", "trigger": "the pipeline is closed"},
        {"day": date(2024, 8, 20)},
        {"day": None},
    ],
)
def test_what_is_another_utterance(other: dict[str, Any]) -> None:
    assert not same({}, other)


def test_a_report_without_a_day_of_utterance_may_recall_it_a_week_later_in_the_same_words() -> None:
    assert same({"said_on": "2024-07-24"}, {"day": date(2024, 7, 31)})
    assert not same({"said_on": "2024-07-24"}, {"day": date(2024, 7, 31), "said_on": "2024-07-31"})


def test_a_copied_sentence_is_one_utterance_though_fields_are_missing() -> None:
    words = ("A spokesman said on Wednesday that the answer would come at once and without any warning.",)
    assert same(
        {"evidence": words, "trigger": None, "speaker": None}, {"evidence": words, "day": date(2024, 7, 27)}
    )


def test_two_threats_of_one_article_are_two_statements_even_where_another_article_joins_them() -> None:
    text = "One text that tells two threats."
    first = telling(1, title="A", text=text, **FULL)
    second = telling(2, title="A", text=text, **(FULL | {"trigger": "Japan gives up its status"}))
    third = telling(3, **FULL)
    groups = statements_of([first, second, third])
    assert sorted(len(group) for group in groups) == [1, 2]


def test_two_utterances_in_different_weeks_stay_two_statements_of_one_thread() -> None:
    (thread,) = threads_of([telling(1, **FULL), telling(2, **FULL, day=date(2024, 8, 7))])
    assert [len(statement) for statement in thread.statements] == [1, 1]


def test_one_dyad_may_have_several_threads() -> None:
    about = ("missiles on the islands", "fishing in its waters", "missiles near its border")
    threads = threads_of(telling(n, trigger=t, day=date(2024, n, 1)) for n, t in enumerate(about, 1))
    assert [len(thread.tellings) for thread in threads] == [2, 1]


def test_a_matter_that_rested_for_more_than_five_years_is_another_thread() -> None:
    days = (date(2010, 1, 1), date(2014, 12, 30), date(2020, 1, 2))
    threads = threads_of(telling(n, trigger="the missiles", day=day) for n, day in enumerate(days, 1))
    assert [len(thread.tellings) for thread in threads] == [2, 1]


def test_a_threat_to_many_is_no_bridge_between_threads() -> None:
    made = [
        telling(1, trigger="the tariffs", target=("CHN",)),
        telling(2, trigger="the tariffs", target=("CHN", "EU", "MEX"), day=date(2024, 9, 1)),
        telling(3, trigger="the tariffs", target=("EU",)),
    ]
    assert len(threads_of(made)) == 3


def test_an_undated_article_finds_its_thread_by_the_days_it_names() -> None:
    made = [
        telling(1, trigger="the missiles", day=date(2001, 1, 1)),
        telling(2, trigger="the missiles", day=date(2020, 1, 2)),
        telling(
            3, trigger="the missiles", day=None, text="It was said on 3 May 2019, after the talks of 2018."
        ),
        telling(4, trigger="the missiles", day=None, text="Nothing here says when."),
        telling(5, trigger="the missiles", day=None, text="Nor does this."),
    ]
    threads = threads_of(made)
    assert sorted(sorted(t.id[-1] for t in thread.tellings) for thread in threads) == [
        ["1"],
        ["2", "3"],
        ["4", "5"],
    ]
