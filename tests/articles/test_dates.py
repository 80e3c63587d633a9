"""Days are read where they are written without doubt, and refused with the reason where not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.articles.dates import parse_date


@pytest.mark.parametrize(
    "written",
    [
        "2024-07-25",
        "2024/07/25",
        " 2024-07-25 ",
        "2024-07-25T10:00:00Z",
        "2024-07-25T23:30:00.123456+09:00",
        "2024-07-25 10:00",
        "Thu, 25 Jul 2024 10:00:00 GMT",
        "Thu, 25 Jul 2024 10:00:00 +0900",
        "25 Jul 2024",
        "25 July, 2024",
        "25-Jul-2024",
        "July 25, 2024",
        "Jul. 25, 2024 10:30 AM EST",
        "Thursday, July 25th, 2024 at 5:04 p.m. ET",
        "20240725",
        "20240725103000",
        "1721900000",
        "1721900000000",
        "25/07/2024",
        "07/25/2024",
        "25.07.2024",
    ],
)
def test_a_day_written_without_doubt_is_read(written: str) -> None:
    assert parse_date(written) == (date(2024, 7, 25), None)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (None, "no date given"),
        ("  ", "no date given"),
        ("01/02/2023", "ambiguous"),
        ("1.2.2023", "ambiguous"),
        ("01/02/23", "ambiguous"),
        ("25 Jul 24", "ambiguous"),
        ("2024072512", "ambiguous"),
        ("2023-02-30", "no such day"),
        ("31 June 2023", "no such day"),
        ("99/99/2023", "no such day"),
        ("Wed, 25 Jul 2024 10:00:00 GMT", "contradicts itself"),
        ("2024-07", "names no day"),
        ("2024", "names no day"),
        ("July 2024", "names no day"),
        ("yesterday", "not a date"),
        ("2024-07-25 and later", "not a date"),
        ("٢٠٢٤-٠٧-٢٥", "not a date"),
        ("1" * 5000, "too long"),
    ],
)
def test_a_day_in_doubt_is_refused_with_the_reason(written: str | None, reason: str) -> None:
    day, why = parse_date(written)
    assert day is None
    assert why is not None
    assert reason in why


def test_the_same_number_twice_is_one_day_in_either_order() -> None:
    assert parse_date("03/03/2023") == (date(2023, 3, 3), None)


@given(st.text(max_size=100))
def test_any_words_give_a_day_or_a_reason_never_both(words: str) -> None:
    day, reason = parse_date(words)
    assert (day is None) != (reason is None)


@given(st.dates())
def test_an_iso_day_comes_back(day: date) -> None:
    assert parse_date(day.isoformat()) == (day, None)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_every_long_form_names_the_same_day(day: date) -> None:
    forms = (f"{day:%d %B %Y}", f"{day:%B %d, %Y}", f"{day:%a, %d %b %Y} 08:00:00 GMT", f"{day:%Y%m%d}")
    assert {parse_date(form)[0] for form in forms} == {day}
