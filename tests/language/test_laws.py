"""Laws of the language pass that hold for every text."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demarche.articles import Article
from demarche.language.actors import find_actors
from demarche.language.channels import find_channel, find_via
from demarche.language.dates import find_dates
from demarche.language.document import Document
from demarche.language.persons import find_persons
from demarche.language.quotes import find_quotes
from demarche.language.sentences import split_sentences
from demarche.span import Span

WORDS = (
    "Iran Russian Moscow U.S. US us the West Bank Gen. Mr. Marta Zielin Zielin, President minister "
    "ministry said warned that told reporters according to threat by in a letter Jan. 30 Monday next "
    "March 2027 /TASS/. Reuters He They \u200b \u202e \ufeff \xa0 \u2028 \r\n \n \n\n “ ” \" ' ’ ‘ « » — - : ; , . ? ! ( ) "
    "\U0001f680 \u0301 \u05e9\u05dc\u05d5\u05dd \u0627\u0644\u0633\u0644\u0627\u0645"
).split(" ")
NEWSLIKE = st.lists(st.sampled_from(WORDS), max_size=50).flatmap(
    lambda words: st.sampled_from((" ".join(words), "".join(words)))
)
ANY = st.one_of(NEWSLIKE, st.text(st.characters(), max_size=120))  # lone surrogates among them


def well_placed(spans: list[Span], text: str) -> None:
    assert all(span.points_into(text) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))


@settings(max_examples=60, deadline=None)
@given(ANY, st.integers(0, 20))
def test_sentences_and_quotes_are_ordered_apart_and_in_the_text(text: str, title_end: int) -> None:
    text = text.encode("utf-8", "replace").decode()
    sentences = split_sentences(text, title_end=min(title_end, len(text)))
    well_placed([sentence.span for sentence in sentences], text)
    assert [sentence.index for sentence in sentences] == list(range(len(sentences)))
    well_placed([quote.span for quote in find_quotes(text)], text)


@settings(max_examples=60, deadline=None)
@given(ANY)
def test_no_word_of_a_body_is_lost_between_sentences(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    covered = "".join(sentence.span.text for sentence in split_sentences(f"\n{text}", title_end=0))
    assert [c for c in covered if c.isalnum()] == [c for c in text if c.isalnum()]


@settings(max_examples=60, deadline=None)
@given(ANY, st.dates() | st.none())
def test_names_and_dates_point_back(text: str, today: date | None) -> None:
    text = text.encode("utf-8", "replace").decode()
    mentions = find_actors(text)
    well_placed([mention.span for mention in mentions], text)
    well_placed([when.span for when in find_dates(text, today=today)], text)
    for when in find_dates(text, today=today):
        assert when.first is None or when.last is None or when.first <= when.last
    for person in find_persons(text, mentions=mentions):
        assert person.name in person.mentions
        assert list(person.mentions) == sorted(person.mentions)
        assert all(place.points_into(text) for place in person.mentions)
        assert person.role is None or person.role.points_into(text)


def pointed_at(document: Document) -> Iterator[Span]:
    for speech in document.speeches:
        yield speech.content
        yield from (s for s in (speech.verb, speech.speaker.name, speech.speaker.role) if s)
    for sentence in document.sentences:
        channel = find_channel(document.text, sentence, document.speech_at(sentence.span.start))
        if channel:
            yield channel
            assert channel in sentence.span


@settings(max_examples=80, deadline=None)
@given(NEWSLIKE | ANY, ANY)
def test_speech_points_back_and_stays_in_one_sentence(text: str, title: str) -> None:
    document = Document(Article(title=title, text=text, date=date(2024, 7, 25), outlet="Harbour Wire"))
    assert len(document.text) == len(title) + 1 + len(text)
    assert all(span.points_into(document.text) for span in pointed_at(document))
    for speech in document.speeches:
        assert any(speech.content in sentence.span for sentence in document.sentences)
        assert speech.depth >= 1
    for sentence in document.sentences:
        assert document.sentence_at(sentence.span.start) == sentence
        assert document.sentence_at(sentence.span.end - 1) == sentence
        credited = find_via(document.text, sentence=sentence, furniture=document.furniture, outlet=None)
        assert len(set(credited)) == len(credited)


@pytest.mark.parametrize(
    "strange",
    [
        "\ud800Iran said \udfffit would answer.",
        "I\u200bran said \u200bit would answer.\u200b",
        "\u202eIran said it would answer.\u202c",
        "\U0001f680 Iran said \U0001f468\u200d\U0001f469\u200d\U0001f467 it would answer. \U0001f1ee\U0001f1f7",
        "\u0627\u0644\u0631\u0626\u064a\u0633: “\u0644\u0627”. Iran said it would answer.",
        "\x00Iran said\x00 it would answer.\x1f",
        "İran said it would answer. ŉ ǰ ß",
    ],
)
def test_strange_characters_break_nothing(strange: str) -> None:
    document = Document(Article(title=strange, text=strange))
    assert document.sentences
    assert all(span.points_into(document.text) for span in pointed_at(document))
    assert "would answer" in document.sentences[0].span.text


@pytest.mark.parametrize(
    "piece",
    ['"', "“", "'", "Iran said ", "A. ", "A B ", "Mr. ", ", the ", "U.S. ", "in a ", "the ", "\n", "- "],
)
def test_a_hostile_text_is_read_in_time(piece: str) -> None:
    text = piece * (6_000 // len(piece))
    began = time.perf_counter()
    document = Document(Article(title="", text=text))
    assert all(span.points_into(document.text) for span in pointed_at(document))
    assert time.perf_counter() - began < 5
