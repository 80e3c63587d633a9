"""The tagger: pieces, the word filter, and what a reading says, on words of our own."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.articles import Article
from demarche.language.document import Document
from demarche.threats.candidates import find_candidates
from demarche.threats.tagger.context import context_of
from demarche.threats.tagger.encoder import Encoder, batches, encoder, session
from demarche.threats.tagger.found import TAGGER, tagged_candidates
from demarche.threats.tagger.pieces import BREAK, FIRST, SENTENCE, SPECIAL, UNKNOWN, vocabulary_from
from demarche.threats.tagger.reading import Reading, best_run, likely_in, read
from demarche.threats.tagger.words import WordWeights, word_score, word_weights

KNOWN = vocabulary_from([*SPECIAL, "they", "will", "re", "##tal", "##iate", "."])
NEWS = (
    "The council met in the harbour town on Monday. "
    "Iran will close the strait if the United States imposes new sanctions, its foreign minister said. "
    "The weather was fine."
)


def document(text: str = NEWS, title: str = "Talks in the harbour") -> Document:
    return Document(Article(title=title, text=text))


def test_a_word_is_cut_into_the_longest_pieces_known() -> None:
    pieces = KNOWN.pieces("They", "They will retaliate.")
    assert pieces.ids == (FIRST, 4, BREAK, 4, 5, 6, 7, 8, 9, BREAK)
    assert pieces.begins == 3
    assert pieces.places == ((0, 4), (5, 9), (10, 19), (10, 19), (10, 19), (19, 20))


def test_a_word_of_no_known_pieces_is_unknown() -> None:
    assert KNOWN.cut("zebra") == (UNKNOWN,)
    assert KNOWN.cut("they" * 20) == (UNKNOWN,)


@given(st.text(max_size=400), st.text(max_size=2000))
def test_pieces_point_back_into_the_sentence(context: str, sentence: str) -> None:
    pieces = encoder().vocabulary.pieces(context, sentence)
    assert len(pieces.places) == len(pieces.ids) - pieces.begins - 1 <= SENTENCE
    assert all(0 <= start < end <= len(sentence) for start, end in pieces.places)


def test_batches_hold_each_row_once_the_short_ones_first() -> None:
    rows = [KNOWN.pieces("", "they " * times) for times in range(20, 0, -1)]
    order = [place for batch in batches(rows) for place in batch]
    assert order == list(range(19, -1, -1))


def test_words_of_threats_weigh_more() -> None:
    known = word_weights()
    assert word_score("They will retaliate with new sanctions.", known) > known.least_alone
    assert word_score("The weather was fine.", known) < known.least


def test_less_is_asked_of_the_words_where_a_cue_fits() -> None:
    known = WordWeights(0.0, {}, -3.0, -1.0)
    assert likely_in({0: -2.0, 1: -2.0, 2: 0.0}, {1}, known) == [1, 2]


def test_the_context_is_the_end_of_the_sentence_before() -> None:
    whole = document()
    assert [context_of(whole, s) for s in whole.sentences[:3]] == ["", "", whole.sentences[1].span.text]


def test_a_threat_is_read_and_its_response_pointed_at() -> None:
    whole = document()
    known = read(whole, set())
    reading = known.readings[2]
    assert reading.score > 0
    assert reading.response is not None
    assert "close the strait" in reading.response.text
    assert 3 not in known.readings


def test_a_document_without_likely_words_is_not_read() -> None:
    assert read(document("The weather was fine."), set()).readings == {}


def test_no_run_where_no_figure_is_above_nought() -> None:
    assert best_run([]) is None
    assert best_run([-1.0, 0.0]) is None


def test_the_tagger_adds_a_candidate_only_where_none_of_the_rules_stands() -> None:
    whole = document()
    by_cue = find_candidates(whole)
    response = by_cue[0].response
    readings = {2: Reading(score=3.0, kind="other", response=response)}
    assert list(tagged_candidates(whole, readings, by_cue, least=0.0)) == []
    assert list(tagged_candidates(whole, readings, (), least=4.0)) == []
    (candidate,) = tagged_candidates(whole, readings, (), least=0.0)
    assert (candidate.cue, candidate.response, candidate.between) == (TAGGER, response, "will ")


def test_every_processor_says_the_same() -> None:
    """Whatever the processor, no sum of products of bytes overflows: with overflow the scores are off by 0.1 to 0.4."""
    rows = [encoder().vocabulary.pieces("Talks in the harbour", line) for line in NEWS.split(". ")]
    said = encoder().read(rows, [-math.inf] * len(rows))
    assert [said[place].score for place in range(len(rows))] == pytest.approx([-6.55, 5.69, -6.78], abs=0.03)


def test_what_is_asked_of_slower_processors_changes_nothing() -> None:
    here = encoder()
    there = Encoder(
        here.vocabulary, *(session(f"tagger-{half}.onnx", exact=True) for half in ("lower", "upper"))
    )
    rows = [here.vocabulary.pieces("Talks in the harbour", line) for line in NEWS.split(". ")]
    needed = [-math.inf] * len(rows)
    for place, output in there.read(rows, needed).items():
        assert output.score == pytest.approx(here.read(rows, needed)[place].score, abs=1e-4)
