"""Dates in words, resolved against the article's date.

One pattern finds them; ``data/times.toml`` holds the words. An utterance looks back ("said on Wednesday"),
a due date looks forward ("will leave on Wednesday"): ``find_dates`` looks back, ``resolve`` can do both.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta
from functools import cache

from demarche.language import TimeMention
from demarche.language.actor_names import read_data
from demarche.language.alternatives import alternatives
from demarche.span import Span

WORD_BEFORE = re.compile(r"([A-Za-z]+)[ \n-]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of dates as numbers, and the pattern that finds them."""

    pattern: re.Pattern[str]
    months: dict[str, int]
    weekdays: dict[str, int]
    days: dict[str, int]
    shifts: dict[str, int]
    numbers: dict[str, int]
    doubtful: frozenset[str]
    month_cues: frozenset[str]
    year_cues: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What a date in words stands for; ``value`` None: no single day, month or year."""

    value: str | None
    first: Date | None = None
    last: Date | None = None


UNKNOWN = Period(value=None)


@cache
def words() -> Words:
    """Return the words and their pattern; built once, on first use."""
    data = read_data("times.toml")
    months = {name: n for n, names in enumerate(data["months"]["words"], 1) for name in names}
    months |= {name.upper(): n for name, n in months.items()}
    weekdays = {name: n for n, name in enumerate(data["weekdays"]["words"])}
    weekdays |= {name.upper(): n for name, n in weekdays.items()}
    return Words(
        pattern=pattern(months, weekdays, data["days"]["words"], data["shifts"]["words"]),
        months=months,
        weekdays=weekdays,
        days=data["days"]["words"],
        shifts=data["shifts"]["words"],
        numbers=data["numbers"]["words"],
        doubtful=frozenset(data["months"]["doubtful"]),
        month_cues=frozenset(data["months"]["cues"]),
        year_cues=frozenset(data["years"]["cues"]),
    )


def pattern(
    months: dict[str, int], weekdays: dict[str, int], days: dict[str, int], shifts: dict[str, int]
) -> re.Pattern[str]:
    """Return the pattern of all dates in words; its groups name the parts."""
    month, weekday, shift = alternatives(months), alternatives(weekdays), alternatives(shifts)
    return re.compile(
        rf"""\b(?:
        (?:(?:{weekday}),?\ )?(?P<month>{month})\b\.?\ (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!,\d|\.\d|%)
            (?:,?\ (?P<year>(?:19|20)\d\d)\b)?
        | (?:(?:{weekday}),?\ )?(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\ (?:of\ )?(?P<month2>{month})\b\.?
            (?:,?\ (?P<year2>(?:19|20)\d\d)\b)?
        | (?P<iso>(?:19|20)\d\d-[01]\d-[0-3]\d)
        | (?P<month3>{month})\b\.?,?\ (?:of\ )?(?P<year3>(?:19|20)\d\d)\b
        | (?:(?P<shift>{shift})\ )?(?P<month4>{month})\b\.?(?!\ ?\d)
        | (?:(?P<shift2>{shift})\ )?(?P<weekday>{weekday})\b
        | (?P<days>(?i:{alternatives(days)}))\b
        | (?P<earlier>(?i:earlier|later))\ this\ (?P<span>week|month|year)\b
        | (?P<shift3>(?i:{shift}))\ (?P<unit>week|month|year)(?!-|s)\b
        | (?P<number>\d{{1,3}}|a|an|one|two|three|four|five|six|seven|eight|nine|ten)\ (?P<ago>day|month|year)s?\ ago\b
        | (?P<bare>(?:19|20)\d\d)(?![\d,.]\d|-\d|\ ?%)\b
        )""",
        re.VERBOSE,
    )


def find_dates(text: str, *, today: Date | None) -> tuple[TimeMention, ...]:
    """Return the dates in words in reading order, each resolved as an utterance's: looking back.

    A weekday is the latest at or before ``today``; a day or month without a year is the nearest one.
    Without ``today`` only dates with a year are resolved.
    """
    found = []
    for match in words().pattern.finditer(text):
        if is_other_word(text, match):
            continue
        period = read(match, today=today, forward=None)
        found.append(
            TimeMention(
                span=Span(match.start(), match.end(), match.group()),
                value=period.value,
                first=period.first,
                last=period.last,
            )
        )
    return tuple(found)


def resolve(mention: TimeMention, *, today: Date | None, forward: bool) -> str | None:
    """Return the mention's ISO day, month or year, looking forward or back from ``today``.

    None where it cannot be resolved: no ``today`` for a relative date, or a stretch such as "this week".
    """
    match = words().pattern.fullmatch(mention.span.text)
    return mention.value if match is None else read(match, today=today, forward=forward).value


def is_other_word(text: str, match: re.Match[str]) -> bool:
    """Return whether a bare number is no year, or a bare month another word ("may", "to march")."""
    known = words()
    bare_month = match["month4"]
    if match["bare"] is None and (bare_month is None or match["shift"]):
        return False
    if bare_month is not None and bare_month.capitalize() not in known.doubtful:
        return False
    before = WORD_BEFORE.search(text, max(0, match.start() - 16), match.start())
    cues = known.year_cues if match["bare"] else known.month_cues
    return before is None or before.group(1).lower() not in cues


def read(match: re.Match[str], *, today: Date | None, forward: bool | None) -> Period:
    """Return the period a match stands for; ``forward`` None: back for weekdays, else the nearest."""
    known = words()
    if match["iso"]:
        return day_from(*(int(part) for part in match["iso"].split("-")))
    if match["bare"]:
        return a_year(int(match["bare"]))
    if match["month"] or match["month2"]:
        month = known.months[match["month"] or match["month2"]]
        number, year = int(match["day"] or match["day2"]), match["year"] or match["year2"]
        return day_from(int(year), month, number) if year else day_near(month, number, today, forward)
    if match["month3"]:
        return a_month(int(match["year3"]), known.months[match["month3"]])
    if today is None:
        return UNKNOWN
    return read_relative(match, today, forward)


def read_relative(match: re.Match[str], today: Date, forward: bool | None) -> Period:
    """Return the period of a match that counts from the article's date."""
    known = words()
    if match["weekday"]:
        return a_day(weekday_near(known.weekdays[match["weekday"]], today, match["shift2"], forward))
    if match["month4"]:
        return month_near(known.months[match["month4"]], today, match["shift"], forward)
    if match["days"]:
        return a_day(shifted(today, days=known.days[match["days"].lower()]))
    if match["ago"]:
        amount = known.numbers.get(match["number"]) or int(match["number"])
        return ago(today, match["ago"], amount)
    if match["unit"]:
        return unit_near(match["unit"], known.shifts[match["shift3"].lower()], today)
    return rest_of(match["span"], today, later=match["earlier"].lower() == "later")


def a_day(day: Date | None) -> Period:
    """Return the period of one day."""
    return UNKNOWN if day is None else Period(value=day.isoformat(), first=day, last=day)


def a_month(year: int, month: int) -> Period:
    """Return the period of one month."""
    last = Date(year, month, calendar.monthrange(year, month)[1])
    return Period(value=f"{year:04}-{month:02}", first=last.replace(day=1), last=last)


def a_year(year: int) -> Period:
    """Return the period of one year."""
    return Period(value=f"{year:04}", first=Date(year, 1, 1), last=Date(year, 12, 31))


def day_from(year: int, month: int, day: int) -> Period:
    """Return the period of a day, unknown where the calendar has no such day."""
    try:
        return a_day(Date(year, month, day))
    except ValueError:
        return UNKNOWN


def shifted(day: Date, *, days: int) -> Date | None:
    """Return the day so many days later, None outside the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def day_near(month: int, number: int, today: Date | None, forward: bool | None) -> Period:
    """Return the day of a month without its year: nearest, or the next, or the latest one."""
    if today is None:
        return UNKNOWN
    days = [
        period.first
        for year in (today.year - 1, today.year, today.year + 1)
        if 1 <= year <= 9999 and (period := day_from(year, month, number)).first
    ]
    if forward is not None:
        days = [day for day in days if (day >= today if forward else day <= today)]
    return a_day(min(days, key=lambda day: (abs((day - today).days), day), default=None))


def month_near(month: int, today: Date, shift: str | None, forward: bool | None) -> Period:
    """Return the month without its year: nearest, or as the shift word or the direction says."""
    by = words().shifts[shift] if shift else None
    if by == 0:
        return a_month(today.year, month)
    if by is not None:
        year = today.year + by if (month - today.month) * by <= 0 else today.year
    elif forward is None:
        gap = month - today.month
        year = today.year + (1 if gap < -6 else -1 if gap >= 6 else 0)
    elif forward:
        year = today.year + (month < today.month)
    else:
        year = today.year - (month > today.month)
    return a_month(year, month) if 1 <= year <= 9999 else UNKNOWN


def weekday_near(weekday: int, today: Date, shift: str | None, forward: bool | None) -> Date | None:
    """Return the weekday's date: back from today, today included, unless shift or direction says else."""
    ahead = (weekday - today.weekday()) % 7
    by = words().shifts[shift] if shift else None
    if by is None:
        return shifted(today, days=ahead if forward else ahead - 7 if ahead else 0)
    if by < 0:
        return shifted(today, days=ahead - 7)
    return shifted(today, days=ahead if by == 0 else ahead or 7)


def unit_near(unit: str, by: int, today: Date) -> Period:
    """Return last, this or next week, month or year; a week has no ISO value, only its days."""
    if unit == "year":
        return a_year(today.year + by) if 1 <= today.year + by <= 9999 else UNKNOWN
    if unit == "month":
        years, month = divmod(today.month - 1 + by, 12)
        return a_month(today.year + years, month + 1) if 1 <= today.year + years <= 9999 else UNKNOWN
    first = shifted(today, days=7 * by - today.weekday())
    return Period(value=None, first=first, last=shifted(first, days=6)) if first else UNKNOWN


def rest_of(unit: str, today: Date, *, later: bool) -> Period:
    """Return the part of this week, month or year before today, or after it; it has no ISO value."""
    whole = unit_near(unit, 0, today)
    return (
        Period(value=None, first=today, last=whole.last)
        if later
        else Period(value=None, first=whole.first, last=today)
    )


def ago(today: Date, unit: str, amount: int) -> Period:
    """Return the day, month or year so long before today."""
    if unit == "day":
        return a_day(shifted(today, days=-amount))
    if unit == "year":
        return a_year(today.year - amount) if today.year > amount else UNKNOWN
    years, month = divmod(today.month - 1 - amount, 12)
    return a_month(today.year + years, month + 1) if today.year + years >= 1 else UNKNOWN
