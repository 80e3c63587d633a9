"""The document: who says what, in texts of our own."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.articles import Article
from demarche.language.document import Document


def read(text: str, *, title: str = "") -> Document:
    return Document(Article(title=title, text=text, date=date(2024, 7, 25), outlet="Harbour Wire"))


SPOKEN = [
    ("Russian Foreign Minister Ivan Demidov said that the reply would be firm.", "would be firm", "Ivan Demidov"),
    ("“The reply will be firm,” Russian Foreign Minister Ivan Demidov said.", "will be firm", "Ivan Demidov"),
    ("“The reply will be firm,” said Russian Foreign Minister Ivan Demidov.", "will be firm", "Ivan Demidov"),
    ("Russian Foreign Minister Ivan Demidov spoke in Oslo. He said the reply would be firm.", "would be firm", "Ivan Demidov"),
    ("The reply will be firm, according to Russian Foreign Minister Ivan Demidov.", "will be firm", "Ivan Demidov"),
    ("Russian Foreign Minister Ivan Demidov vowed to answer the raid.", "answer the raid", "Ivan Demidov"),
    ("The Russian Foreign Ministry issued a note. The ministry said the reply would be firm.", "would be firm", "Russian Foreign Ministry"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "name"), SPOKEN)
def test_words_have_their_speaker(text: str, words: str, name: str) -> None:
    document = read(text)
    speaker = document.speaker_at(document.text.index(words))
    assert speaker is not None
    assert speaker.name is not None
    assert speaker.name.text == name
    assert speaker.actors == ("RUS",)


def test_spellings_of_one_person_are_one_person() -> None:
    document = read(
        "Russian Deputy Foreign Minister Andrey Rudenko spoke first. Andrei Rudenko then left. Rudenko smiled."
    )
    (person,) = document.persons
    assert [place.text for place in person.mentions] == ["Andrey Rudenko", "Andrei Rudenko", "Rudenko"]
    assert person.actors == ("RUS",)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Georgia's foreign minister flew from Tbilisi to Moscow.", {"GEO", "RUS"}),
        ("The governor of Georgia spoke in Atlanta.", set()),
        ("They ate turkey with us.", set()),
        ("The US warned Turkey.", {"USA", "TUR"}),
        ("The West Bank was calm.", set()),
        ("The West will answer.", {"WEST"}),
        ("Officials in London and Paris met.", {"GBR", "FRA"}),
    ],
)
def test_names_that_mean_two_things(text: str, codes: set[str]) -> None:
    assert {mention.code for mention in read(text).mentions} == codes


def test_a_headline_that_is_the_whole_text_is_read_once() -> None:
    document = read("Iran warns Israel", title="Iran warns Israel")
    assert [sentence.span.text for sentence in document.sentences] == ["Iran warns Israel"]


def test_the_dateline_is_no_part_of_the_sentence() -> None:
    document = read("MOSCOW, January 30. /TASS/. Moscow reserves the right to answer. It gave no date.")
    assert [sentence.span.text for sentence in document.sentences] == [
        "Moscow reserves the right to answer.",
        "It gave no date.",
    ]
    assert document.furniture[0].agencies == ("TASS",)


TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from("Russia said “ ” \" ' . , \n\u200b\u202e\u0301U.S. Mr. he ministry‘’"),
        st.characters(),
    ),
    max_size=200,
)


@given(TEXTS, st.text(max_size=40))
def test_no_text_breaks_the_document_and_all_spans_point_back(text: str, title: str) -> None:
    document = read(text, title=title.replace("\n", " "))
    sentences = [sentence.span for sentence in document.sentences]
    assert sentences == sorted(sentences)
    assert all(a.end <= b.start for a, b in pairwise(sentences))
    spans = [
        *sentences,
        *(quote.span for quote in document.quotes),
        *(mention.span for mention in document.mentions),
        *(person.name for person in document.persons),
        *(speech.content for speech in document.speeches),
        *(time.span for time in document.times),
    ]
    assert all(span.points_into(document.text) for span in spans)
