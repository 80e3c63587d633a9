"""Lists as of a day: their pages, their order and their filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from operator import attrgetter

import pytest

from demarche.coding import CodedArticle
from demarche.errors import UsageError
from demarche.register import Filter, StoredLedger, StoredThread, open_register
from demarche.register.store import SqlRegister
from tests.register import made

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAY = date(2020, 1, 1)


def told(
    number: int, day: date | None, outlet: str, *, target: str = "JPN", said_on: str | None = None
) -> CodedArticle:
    one = replace(made.article(), title=f"Report {number}", date=day, outlet=outlet)
    return made.coded(one, replace(made.strait(one), target=(target,), said_on=said_on))


ALPHA = told(0, date(2012, 6, 1), "Alpha")
BETA = told(1, date(2018, 6, 1), "Beta")
BRIDGE = told(2, date(2023, 6, 1), "Gamma", said_on="2015-06-01")
OTHERS = [
    told(10 + 8 * n + year, date(2011 + year, 3 + n, 1), ("Alpha", "Beta")[(n + year) % 2], target=target)
    for n, target in enumerate(("USA", "NOR", "KOR", "CHN"))
    for year in range(8)
]
UNDATED = told(3, None, "Alpha", target="FRA")


@pytest.fixture
def register(place: str) -> Iterator[SqlRegister]:
    with open_register(place, now=lambda: NOW) as opened:
        assert isinstance(opened, SqlRegister)
        opened.add([ALPHA, BETA, BRIDGE, *OTHERS, UNDATED])
        yield opened


def listed(list_of: Callable[[Filter], Iterable[object]], where: Filter) -> list[object]:
    """Return a list read page by page, each behind the cursor of the one before."""
    found: list[object] = []
    while page := list(list_of(where)):
        found += page
        where = replace(where, after=page[-1].cursor)  # type: ignore[attr-defined]
        assert len(found) < 1000
    return found


@pytest.mark.parametrize("name", ["threads", "cards", "ledger"])
@pytest.mark.parametrize("day", [date(2013, 1, 1), DAY, NOW.date()], ids=str)
def test_pages_make_up_the_list(register: SqlRegister, name: str, day: date) -> None:
    list_of = getattr(register, name)
    for where in (
        Filter(as_of=day),
        Filter(as_of=day, outlet=("Alpha",)),
        Filter(as_of=day, target=("KOR",)),
    ):
        full = list(list_of(where))
        assert full
        for size in (1, 3, len(full)):
            assert listed(list_of, replace(where, limit=size)) == full


def test_the_order_is_that_of_a_register_that_ended_then(
    register: SqlRegister, new_place: Callable[[], str]
) -> None:
    known = [one for one in (ALPHA, BETA, *OTHERS) if one.article.date and one.article.date <= DAY]
    with open_register(new_place(), now=lambda: NOW) as then:
        then.add(known)
        for where in (
            Filter(),
            Filter(since=date(2014, 1, 1)),
            Filter(outlet=("Beta",), until=date(2016, 1, 1)),
        ):
            as_of = replace(where, as_of=DAY)
            assert days(register.threads(as_of)) == days(then.threads(where))
            assert said(register.ledger(as_of)) == said(then.ledger(where))


def days(threads: Iterable[StoredThread]) -> list[tuple[date | None, str]]:
    return [(thread.last, thread.id) for thread in threads]


def said(ledger: Iterable[StoredLedger]) -> list[tuple[date | None, str, str]]:
    return [(one.statement.day, one.statement.id, one.thread) for one in ledger]


def test_a_filter_is_for_the_threads_of_the_day(register: SqlRegister) -> None:
    japan = Filter(target=("JPN",))
    assert [len(thread.statements) for thread in register.threads(japan)] == [3]
    then = replace(japan, as_of=DAY)
    assert [thread.outlets for thread in register.threads(then)] == [("Beta",), ("Alpha",)]
    (alpha,) = register.threads(replace(then, outlet=("Alpha",)))
    assert alpha.outlets == ("Alpha",)
    assert [card.outlets for card in register.cards(replace(then, outlet=("Alpha",)))] == [("Alpha",)]


def test_the_ledger_holds_the_statements_that_pass(register: SqlRegister) -> None:
    where = Filter(target=("USA",), since=date(2017, 1, 1))
    today, then = list(register.ledger(where)), list(register.ledger(replace(where, as_of=NOW.date())))
    assert [one.statement.day for one in today] == [date(2018, 3, 1), date(2017, 3, 1)]
    assert said(then) == said(today)


@pytest.mark.parametrize("name", ["threads", "cards", "ledger"])
def test_a_cursor_of_another_list_is_refused(register: SqlRegister, name: str) -> None:
    list_of = getattr(register, name)
    today, then = (next(map(attrgetter("cursor"), list_of(Filter(as_of=day)))) for day in (None, DAY))
    for where in (Filter(as_of=DAY, after=today), Filter(after=then), Filter(as_of=DAY, after="nonsense")):
        with pytest.raises(UsageError, match="cursor"):
            list(list_of(where))
