"""Reprints in the register: one family, whatever the order and the size of the batches."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from demarche.articles import Article
from demarche.coding import CodedArticle, code_article
from demarche.register import Filter, Register, open_register

NOW = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = "harbour ledger island minister border treaty vessel signal winter copper garden window river".split()
THREAT = "Russia will take countermeasures if Japan buys the missiles, the Foreign Ministry said on Monday."


def body(seed: int) -> str:
    dice = random.Random(seed)
    sentences = (" ".join(f"{dice.choice(WORDS)}{dice.randrange(40)}" for _ in range(10)) for _ in range(20))
    return " ".join(f"The {sentence}." for sentence in sentences)


def article(number: int, text: str, *, headline: str = "Moscow warns Tokyo") -> CodedArticle:
    day = date(2024, 7, 1) + timedelta(days=number % 2)
    return code_article(Article(title=headline, text=text, outlet=f"Outlet {number}", date=day))


ORIGINAL = f"{THREAT} {body(1)}"
COPIES = (
    article(0, ORIGINAL),
    article(1, ORIGINAL, headline="A warning to Japan"),
    article(2, f"{body(9)[:300]}.\n\n{ORIGINAL}"),
    article(3, ORIGINAL[:900]),
)
OTHER = article(4, f"{THREAT} {body(2)}")


def sources(register: Register) -> tuple[int, int]:
    """Return how many reports and how many independent sources the one statement has."""
    (thread,) = register.threads()
    (statement,) = thread.statements
    return len(statement.reports), statement.sources


@pytest.mark.parametrize("order", list(permutations(range(5)))[::13], ids=str)
def test_copies_are_one_source_and_another_text_is_a_second(order: tuple[int, ...], tmp_path: Path) -> None:
    articles = [(*COPIES, OTHER)[n] for n in order]
    with open_register(tmp_path / "one.db", now=lambda: NOW) as one:
        one.add(articles)
        assert sources(one) == (5, 2)
    with open_register(tmp_path / "other.db", now=lambda: NOW) as other:
        for coded in articles:
            other.add(coded)
        assert sources(other) == (5, 2)


def test_each_report_names_the_first_of_its_family(tmp_path: Path) -> None:
    with open_register(tmp_path / "register.db", now=lambda: NOW) as register:
        register.add([*COPIES, OTHER])
        ((statement,),) = [thread.statements for thread in register.threads()]
        first = min(COPIES, key=lambda c: (c.article.date, c.article.id)).article.id
        copied = {report.article: report.reprint_of for report in statement.reports}
        assert {copied[coded.article.id] for coded in COPIES} == {first}
        assert copied[OTHER.article.id] == OTHER.article.id


def test_an_undated_copy_is_known_from_the_day_it_was_added(place: str) -> None:
    clock = [datetime(2020, 1, 1, tzinfo=UTC)]
    with open_register(place, now=lambda: clock[0]) as register:
        register.add(
            code_article(Article(title=title, text=ORIGINAL)) for title in ("A warning", "Moscow warns")
        )
        before = reprints(register, as_of=date(2020, 6, 1))
        clock[0] = datetime(2021, 1, 1, tzinfo=UTC)
        register.add(code_article(Article(title=f"Copy {n}", text=f"{ORIGINAL} {n}")) for n in range(8))
        assert reprints(register, as_of=date(2020, 6, 1)) == before
        assert len(before) == 2
        assert len(reprints(register, as_of=date(2021, 1, 1))) == 10


def reprints(register: Register, *, as_of: date) -> dict[str, str | None]:
    """Return what each article is a copy of as of a day."""
    threads = register.threads(Filter(as_of=as_of))
    reports = [r for thread in threads for statement in thread.statements for r in statement.reports]
    return {report.article: report.reprint_of for report in reports}
