"""Statements as people read them."""

from __future__ import annotations

import itertools
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from demarche.threads.course import course_of, title_of
from demarche.threads.statements import independent, marks_of, statement_of

from .made import report


def test_the_fullest_coding_takes_each_field_where_it_is_told() -> None:
    short = report(1, speaker=None, trigger=None, response="countermeasures")
    full = report(2, speaker="Andrey Rudenko", trigger="the missiles stay", response="take countermeasures")
    statement = statement_of([short, full])
    assert statement.value("speaker") == "Andrey Rudenko"
    assert statement.value("trigger") == "the missiles stay"
    assert statement.fields["trigger"].report == full.id
    assert not statement.fields["trigger"].others  # that a report leaves it out is no disagreement


def test_disagreements_are_listed_with_their_reports() -> None:
    statement = statement_of(
        [
            report(1, outlet="A", commitment="stated"),
            report(2, outlet="B", commitment="open"),
            report(3, outlet="C", commitment="stated"),
        ]
    )
    assert statement.value("commitment") == "stated"
    assert statement.fields["commitment"].others == (("open", (report(2).id,)),)


def test_copies_do_not_outvote_an_independent_source() -> None:
    reports = [
        report(1, outlet="A", commitment="open", confidence=0.9),
        report(2, outlet="B", copy="article-2", commitment="stated"),
        report(3, outlet="C", copy="article-2", commitment="stated"),
    ]
    assert statement_of(reports).value("commitment") == "open"


def test_a_persons_word_outranks_all_reports() -> None:
    reports = [report(n, outlet=f"Outlet {n}", target=("JPN",)) for n in (1, 2, 3)]
    corrected = report(4, outlet="Outlet 4", target=("KOR",), corrected=("target",))
    assert statement_of([*reports, corrected]).value("target") == ("KOR",)


def test_independent_sources_are_counted_by_who_had_it_first() -> None:
    reports = [
        report(1, outlet="Sputnik"),
        report(2, outlet="Yonhap", via=("sputnik",)),
        report(3, outlet="Courier", copy="article-1"),
        report(4, outlet="The Ledger"),
        report(5, outlet="Ledger"),
        report(6, outlet=None),
    ]
    assert [len(group) for group in independent(reports)] == [3, 2, 1]


def test_a_later_report_may_show_that_two_sources_are_one() -> None:
    reports = [report(1, outlet="A"), report(2, outlet="B"), report(3, outlet="B", copy="article-1")]
    assert len(independent(reports)) == 1


@given(st.lists(st.tuples(st.sampled_from("ABCDEF"), st.none() | st.integers(1, 6)), max_size=9))
def test_reports_have_one_source_if_a_chain_of_marks_links_them(told: list[tuple[str, int | None]]) -> None:
    reports = [
        report(n, outlet=outlet, copy=f"article-{copied}" if copied else None)
        for n, (outlet, copied) in enumerate(told, 1)
    ]
    groups = [{one} for one in range(len(reports))]
    for one, other in itertools.combinations(range(len(reports)), 2):
        if marks_of(reports[one]) & marks_of(reports[other]):
            joined = [group for group in groups if {one, other} & group]
            groups = [group for group in groups if not {one, other} & group] + [set().union(*joined)]
    found = {frozenset(reports.index(one) for one in group) for group in independent(reports)}
    assert found == {frozenset(group) for group in groups}


def test_the_course_says_firmer_softer_and_same() -> None:
    order = (
        ("open", None),
        ("stated", None),
        ("stated", "the missiles stay"),
        ("reserved", None),
        ("reserved", None),
    )
    statements = [
        statement_of([report(n, day=date(2024, n, 1), commitment=c, trigger=t)])
        for n, (c, t) in enumerate(order, 1)
    ]
    assert [step.change for step in course_of(statements)] == ["first", "firmer", "firmer", "softer", "same"]


def test_a_title_is_made_of_the_threads_own_words() -> None:
    made = [
        statement_of([report(n, trigger=t)])
        for n, t in enumerate(("the Launchers stay", "more launchers and drills"), 1)
    ]
    assert title_of(made, ("security",)) == "Russia → Japan on security: Launchers, drills"
    assert (
        title_of(made[:1], ("security in SYR",)) == "Russia → Japan on security in Syria: the Launchers stay"
    )
    assert title_of([statement_of([report(1)])], ("other",)) == "Russia → Japan: take countermeasures"
