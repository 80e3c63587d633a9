"""Dates of publication: a day, or the reason why there is none. Nothing is ever guessed.

The day is the one written, in the zone written: "2024-07-25T23:30:00+09:00" is 25 July. Only the forms
below are read; a form that could mean two days ("01/02/2023") is refused with that reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from datetime import date as Date

DayOrReason = tuple[Date | None, str | None]

LONGEST = 80  # characters; no written date is longer, and a stranger's field may hold a page
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
WEEKDAY = (
    r"(?:(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)\.?,? )?"
)
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
ZONE = r"(?: ?(?:z|[+-]\d{2}:?\d{2}|\(?[a-z]{2,5}\)?)){0,2}"
CLOCK = r"(?:,? ?(?:at |t)?\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?(?: ?[ap]\.?m\.?)?" + ZONE + ")?"

YEAR_FIRST = re.compile(r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})" + CLOCK, re.I | re.A)
MONTH_FIRST = re.compile(WEEKDAY + MONTH + " " + DAY + r",? (?P<year>\d{4})" + CLOCK, re.I | re.A)
DAY_FIRST = re.compile(WEEKDAY + DAY + "[ -]" + MONTH + r",?[ -](?P<year>\d{4})" + CLOCK, re.I | re.A)
TWO_NUMBERS = re.compile(
    r"(?P<first>\d{1,2})([-/.])(?P<second>\d{1,2})\2(?P<year>\d{4})" + CLOCK, re.I | re.A
)
SHORT_YEAR = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}|.*\b" + MONTH + r"[ -]\d{2}\b.*", re.I | re.A)
NO_DAY = re.compile(r"\d{4}(?:[-/.]\d{1,2})?|(?:" + MONTH + r",? )\d{4}", re.I | re.A)
DIGITS = re.compile(r"\d{8}|\d{10}|\d{12,14}", re.A)


def parse_date(value: str | None) -> DayOrReason:
    """Return the day that ``value`` names and None, or None and the reason.

    >>> parse_date("Thu, 25 Jul 2024 10:00:00 GMT")
    (datetime.date(2024, 7, 25), None)
    >>> parse_date("01/02/2023")
    (None, 'ambiguous: 1 February or January 2')
    """
    if value is None or not value.strip():
        return None, "no date given"
    if len(value) > LONGEST:
        return None, "not a date: too long"
    words = " ".join(value.split())
    for pattern, read in FORMS:
        if found := pattern.fullmatch(words):
            return read(found)
    return None, "not a date in a form that is read"


def written_day(found: re.Match[str]) -> DayOrReason:
    """Return the day of a match with year, month, day and maybe a weekday that must fit."""
    parts = found.groupdict()
    month = parts["month"].lower()
    number = int(month) if month.isdigit() else MONTHS.index(month[:3]) + 1
    day, reason = calendar_day(int(parts["year"]), number, int(parts["day"]))
    weekday = parts.get("weekday")
    if day and weekday and WEEKDAYS.index(weekday[:3].lower()) != day.weekday():
        return None, f"contradicts itself: {day.isoformat()} is no {weekday}"
    return day, reason


def numbered_day(found: re.Match[str]) -> DayOrReason:
    """Return the day of "25/07/2024" where only one order gives a day, else the reason."""
    first, second, year = (int(found[name]) for name in ("first", "second", "year"))
    if first <= 12 and second <= 12 and first != second:
        one, other = Date(2000, second, 1), Date(2000, first, 1)
        return None, f"ambiguous: {first} {one:%B} or {other:%B} {second}"
    return calendar_day(year, second, first) if second <= 12 else calendar_day(year, first, second)


def compact_day(found: re.Match[str]) -> DayOrReason:
    """Return the day of "20240725", "20240725103000", or epoch seconds or milliseconds (UTC).

    Ten and thirteen digits that could be either are refused.
    """
    digits = found[0]
    day, reason = calendar_day(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    plausible = day is not None and 1900 <= day.year < 2200
    if len(digits) in (10, 13):
        if plausible:
            return None, "ambiguous: a day with its hour, or seconds since 1970"
        seconds = int(digits) // (1000 if len(digits) == 13 else 1)
        return datetime.fromtimestamp(seconds, UTC).date(), None
    return (day, None) if plausible else (None, reason or "not a date in a form that is read")


def calendar_day(year: int, month: int, day: int) -> DayOrReason:
    """Return the day, or the reason why the calendar has none."""
    try:
        return Date(year, month, day), None
    except ValueError:
        return None, f"no such day: year {year}, month {month}, day {day}"


def dayless(found: re.Match[str]) -> DayOrReason:
    """Return the reason that a month or year alone is no day."""
    return None, f"{found[0]!r} names no day"


def yearless(found: re.Match[str]) -> DayOrReason:
    """Return the reason that a year of two digits is not read."""
    return None, "ambiguous: the year has two digits"


FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], DayOrReason]], ...] = (
    (YEAR_FIRST, written_day),
    (DIGITS, compact_day),
    (MONTH_FIRST, written_day),
    (DAY_FIRST, written_day),
    (TWO_NUMBERS, numbered_day),
    (NO_DAY, dayless),
    (SHORT_YEAR, yearless),
)
