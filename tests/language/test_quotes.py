"""Quotations in every style that news uses."""

from __future__ import annotations

import pytest

from demarche.language.quotes import find_quotes


def quoted(text: str) -> list[tuple[str, bool]]:
    return [(quote.span.text, quote.closed) for quote in find_quotes(text)]


CLOSED = [
    ('"We will answer," he said.', ["We will answer,"]),
    ("“We will answer,” he said.", ["We will answer,"]),
    ("‘We will answer,’ he said.", ["We will answer,"]),
    ("'We will answer,' he said.", ["We will answer,"]),
    ("«We will answer», he said.", ["We will answer"]),
    ("„We will answer”, he said.", ["We will answer"]),
    ('He called it "theft" and "a raid".', ["theft", "a raid"]),
    ('"Stop," he said, "or we will answer."', ["Stop,", "or we will answer."]),
    ('("We will answer.")', ["We will answer."]),
    ("“He called it ‘theft’ to my face,” she said.", ["He called it ‘theft’ to my face,"]),
    ("“We don't wait and we won’t ask,” she said.", ["We don't wait and we won’t ask,"]),
    ("'It isn't ours,' he said.", ["It isn't ours,"]),
    ('It was a—"very hard"—line.', ["very hard"]),
]


@pytest.mark.parametrize(("text", "words"), CLOSED)
def test_what_stands_between_marks_is_found(text: str, words: list[str]) -> None:
    assert quoted(text) == [(word, True) for word in words]
    assert all(quote.span.points_into(text) for quote in find_quotes(text))


@pytest.mark.parametrize(
    "text",
    [
        "The ministers' plan is Iran's, not Greece’s.",
        "In the '90s they didn't wait.",
        "The boys’ and girls’ schools were shut.",
        "Nothing is quoted.",
        '""',
        "“ ”",
        "",
    ],
)
def test_apostrophes_and_empty_marks_are_no_quotation(text: str) -> None:
    assert quoted(text) == []


def test_a_quotation_over_paragraphs_is_one_a_paragraph_the_last_closed() -> None:
    text = "“We waited for a year.\n\n“We wait no more,” she said."
    assert quoted(text) == [("We waited for a year.", False), ("We wait no more,", True)]


def test_a_straight_quotation_over_paragraphs_is_one_a_paragraph() -> None:
    text = '"We waited for a year.\n\n"We wait no more," she said.'
    assert quoted(text) == [("We waited for a year.", False), ("We wait no more,", True)]


def test_a_missing_end_mark_does_not_swallow_the_next_paragraph() -> None:
    text = "“We will answer, he said.\n\nThe envoy left. “Never,” she said."
    assert quoted(text) == [("We will answer, he said.", False), ("Never,", True)]


def test_a_missing_end_mark_does_not_swallow_the_next_quotation() -> None:
    text = "“We will answer. The envoy left. “Never,” she said."
    found = quoted(text)
    assert found[-1] == ("Never,", True)
    assert found[0][0].startswith("We will answer.")
    assert not found[0][1]


def test_a_quotation_open_at_the_end_of_the_text_is_its_first_sentence() -> None:
    assert quoted("He said: “We will answer. Then he left the hall") == [("We will answer.", False)]


def test_a_lone_end_mark_is_nothing() -> None:
    assert quoted("We will answer,” he said.") == []


def test_many_open_marks_without_words_are_no_quotation() -> None:
    assert find_quotes("“" * 20_000) == ()


def test_many_apostrophes_never_close() -> None:
    assert find_quotes("'a " * 20_000) == ()
