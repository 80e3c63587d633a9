"""Dates in words, back and forward from a day."""

from __future__ import annotations

from datetime import date

import pytest

from demarche.language.dates import find_dates, resolve

WEDNESDAY = date(2023, 6, 14)


def values(text: str, today: date | None = WEDNESDAY) -> list[str | None]:
    return [time.value for time in find_dates(text, today=today)]


FOUND = [
    ("He spoke on Monday.", ["2023-06-12"]),
    ("He spoke on Wednesday.", ["2023-06-14"]),
    ("He spoke on Thursday.", ["2023-06-08"]),
    ("He spoke last Wednesday.", ["2023-06-07"]),
    ("He leaves next Wednesday.", ["2023-06-21"]),
    ("He spoke yesterday.", ["2023-06-13"]),
    ("He leaves the day after tomorrow.", ["2023-06-16"]),
    ("He spoke on Jan. 30.", ["2023-01-30"]),
    ("He spoke on Jan. 30, 2021.", ["2021-01-30"]),
    ("He spoke on 30 January 2021.", ["2021-01-30"]),
    ("He spoke on the 3rd of March.", ["2023-03-03"]),
    ("He spoke on Dec. 30.", ["2022-12-30"]),
    ("He spoke on Monday, June 12.", ["2023-06-12"]),
    ("He spoke on 2023-06-01.", ["2023-06-01"]),
    ("He spoke in February 2020.", ["2020-02"]),
    ("The pact ends next March.", ["2024-03"]),
    ("The pact ended last March.", ["2023-03"]),
    ("The pact ended last August.", ["2022-08"]),
    ("The pact ends in May.", ["2023-05"]),
    ("It will have 500 missiles by 2027.", ["2027"]),
    ("The pact ends next year.", ["2024"]),
    ("The pact ended last month.", ["2023-05"]),
    ("The raid was three months ago.", ["2023-03"]),
    ("The raid was 10 days ago.", ["2023-06-04"]),
    ("The raid was a year ago.", ["2022"]),
    ("IRAN TO ANSWER ON MONDAY", ["2023-06-12"]),
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_a_date_is_resolved_as_an_utterances(text: str, expected: list[str]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "They may march.",
        "It has 2000 tanks.",
        "It cost 1,950 dollars.",
        "It may answer.",
        "They march to the sea.",
        "Mayor Sunderland sat.",
        "",
    ],
)
def test_what_is_no_date_is_not_found(text: str) -> None:
    assert values(text) == []


def test_without_a_day_only_dates_with_a_year_are_resolved() -> None:
    text = "On Monday, next March, Jan. 30, last week, two days ago, yesterday, in May 2021, by 2027."
    assert values(text, None) == [None, None, None, None, None, None, "2021-05", "2027"]


@pytest.mark.parametrize(
    ("text", "forward", "back"),
    [
        ("Friday", "2023-06-16", "2023-06-09"),
        ("Wednesday", "2023-06-14", "2023-06-14"),
        ("Jan. 30", "2024-01-30", "2023-01-30"),
        ("March", "2024-03", "2023-03"),
        ("July", "2023-07", "2022-07"),
        ("2027", "2027", "2027"),
        ("tomorrow", "2023-06-15", "2023-06-15"),
    ],
)
def test_resolve_looks_the_way_it_is_told(text: str, forward: str, back: str) -> None:
    mentions = find_dates(f"He spoke in {text}", today=WEDNESDAY)
    assert [mention.span.text for mention in mentions] == [text]
    assert resolve(mentions[0], today=WEDNESDAY, forward=True) == forward
    assert resolve(mentions[0], today=WEDNESDAY, forward=False) == back


def test_resolve_without_a_day_is_none() -> None:
    (mention,) = find_dates("on Monday", today=None)
    assert resolve(mention, today=None, forward=True) is None
    assert resolve(mention, today=None, forward=False) is None


def test_a_week_has_days_but_no_value() -> None:
    (mention,) = find_dates("It sails next week.", today=WEDNESDAY)
    assert (mention.value, mention.first, mention.last) == (None, date(2023, 6, 19), date(2023, 6, 25))


def test_earlier_this_month_ends_today() -> None:
    (mention,) = find_dates("It sailed earlier this month.", today=WEDNESDAY)
    assert (mention.value, mention.first, mention.last) == (None, date(2023, 6, 1), WEDNESDAY)


def test_a_leap_day_and_a_day_that_is_none() -> None:
    assert values("It was on Feb. 29.", date(2024, 3, 1)) == ["2024-02-29"]
    assert values("It was on June 31, 2023.") == [None]
    assert values("It was on Feb. 30.") == [None]


@pytest.mark.parametrize("today", [date.min, date.max])
def test_the_ends_of_the_calendar_are_no_error(today: date) -> None:
    text = "On Monday, last Friday, next Friday, yesterday, tomorrow, next week, last week, last year, next year, last month, next month, 300 years ago, 3 months ago, 900 days ago, next March, last March, Jan. 30, later this week, earlier this week."
    mentions = find_dates(text, today=today)
    assert len(mentions) == 19
    for mention in mentions:
        resolve(mention, today=today, forward=True)
        resolve(mention, today=today, forward=False)
