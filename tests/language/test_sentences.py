"""Sentences: where they end, what is cut out, and where they stand."""

from __future__ import annotations

import pytest

from demarche.articles import Furniture
from demarche.language.sentences import split_sentences
from demarche.span import Span


def body(text: str) -> list[str]:
    return [sentence.span.text for sentence in split_sentences(f"\n{text}", title_end=0)]


ONE = [
    "The U.S. Navy sent two ships.",
    "The U.S. Could lift the duties if Japan agreed.",
    "The order came from Gen. Orla Denham and Lt. Col. Pell.",
    "The letter of J. R. Hartmann was read in Oslo.",
    "The drill begins on Jan. 30 near the islands.",
    "The council passed Resolution No. 12 by one vote.",
    "Duties rose by 2.5 percent to 1,250.75 dollars a tonne.",
    "The St. Petersburg talks vs. Geneva talks were compared.",
    "Norway paid 3 mln dlrs. Norwegian banks lent it.",
]


@pytest.mark.parametrize("text", ONE)
def test_one_sentence_stays_one(text: str) -> None:
    assert body(text) == [text]


MANY = [
    ["The envoys met in the U.S.", "The talks lasted an hour."],
    ["Poland will answer.", "It gave no date."],
    ["Will Poland answer?", "Nobody knows!", "The minister left."],
    ["The price is 2.5.", "The duty is 4."],
    ["The troops left at 5 p.m.", "They came back."],
    ["It was I.", "The envoy denied it."],
    ["“We will answer.”", "The envoy left."],
    ['"We will answer."', "The envoy left."],
    ["The envoy left.", "“We will answer,” he said."],
    ["The envoy left.", '"We will answer," he said.'],
]


@pytest.mark.parametrize("sentences", MANY)
def test_sentences_are_split(sentences: list[str]) -> None:
    assert body(" ".join(sentences)) == sentences


def test_a_quotation_that_runs_on_is_split_at_its_sentences() -> None:
    assert body("“We will not wait. Our ships are ready. The strait is ours,” Iran's envoy said.") == [
        "“We will not wait.",
        "Our ships are ready.",
        "The strait is ours,” Iran's envoy said.",
    ]


def test_a_question_inside_a_sentence_does_not_end_it() -> None:
    text = "“Will you sign?” asked the envoy."
    assert body(text) == [text]


def test_paragraphs_end_a_sentence_without_a_full_stop() -> None:
    assert body("Norway waits\n\nSweden does not\nFinland signs.") == [
        "Norway waits",
        "Sweden does not",
        "Finland signs.",
    ]


def test_a_hard_wrapped_text_is_put_together() -> None:
    text = "The fleet will\nsail if the\nstrait is not\nopened by noon. It has\nsix ships."
    assert body(text) == [
        "The fleet will\nsail if the\nstrait is not\nopened by noon.",
        "It has\nsix ships.",
    ]


def test_a_lost_blank_between_sentences_is_healed() -> None:
    assert body("The truce was over.The minister left the hall.") == [
        "The truce was over.",
        "The minister left the hall.",
    ]


def test_the_title_is_one_sentence_and_only_it_is_in_the_title() -> None:
    title = "Iran warns Israel. Israel shrugs"
    found = split_sentences(f"{title}\nA note was sent. It was short.", title_end=len(title))
    assert [(s.span.text, s.in_title, s.index) for s in found] == [
        (title, True, 0),
        ("A note was sent.", False, 1),
        ("It was short.", False, 2),
    ]


@pytest.mark.parametrize("again", ["Iran warns Israel", "  Iran warns Israel \n"])
def test_a_body_that_repeats_the_title_is_read_once(again: str) -> None:
    title = "Iran warns Israel"
    found = split_sentences(f"{title}\n{again}", title_end=len(title))
    assert [sentence.span for sentence in found] == [Span(0, len(title), title)]


def test_a_body_that_begins_like_the_title_is_read() -> None:
    title = "Iran warns Israel"
    found = split_sentences(f"{title}\n{title} of a reply.", title_end=len(title))
    assert [sentence.span.text for sentence in found] == [title, f"{title} of a reply."]


def test_furniture_is_cut_out_and_places_hold() -> None:
    text = "\nMOSCOW, Jan. 30. /TASS/. The fleet will sail. Read more: page 4. It will return."
    cuts = ("MOSCOW, Jan. 30. /TASS/.", "Read more: page 4.")
    furniture = [
        Furniture(kind="dateline", span=Span.of(text, text.index(cut), text.index(cut) + len(cut)))
        for cut in cuts
    ]
    found = split_sentences(text, title_end=0, furniture=furniture)
    assert [sentence.span.text for sentence in found] == ["The fleet will sail.", "It will return."]
    assert all(text[s.span.start : s.span.end] == s.span.text for s in found)


def test_a_dateline_that_is_no_furniture_stays_with_its_slash() -> None:
    assert body("MOSCOW, Jan. 30. /TASS/. The fleet will sail.")[-1] == "The fleet will sail."
    assert not any(sentence.startswith("/") for sentence in body("MOSCOW, Jan. 30. /TASS/. The fleet sails."))


@pytest.mark.parametrize("text", ["", "\n", " \n\t\n ", "\u200b"])
def test_a_text_without_words_has_no_sentence(text: str) -> None:
    assert split_sentences(text, title_end=0) == ()
