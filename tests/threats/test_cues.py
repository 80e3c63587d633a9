"""Every cue and every hostile word does on its own example what it says."""

from __future__ import annotations

import pytest

from demarche.articles import Article
from demarche.language.document import Document
from demarche.threats.candidates import candidates_in, find_candidates, promising
from demarche.threats.cues import Cue, cues
from demarche.threats.responses import KINDS, kind_of_noun_phrase, kind_of_verb_phrase, responses_table


@pytest.mark.parametrize("cue", cues(), ids=lambda cue: cue.name)
def test_a_cue_finds_the_response_of_its_example(cue: Cue) -> None:
    document = Document(Article(title=cue.example if cue.title_only else "", text=cue.example))
    sentence = document.sentences[-1]
    found = [
        c.response.text for c in candidates_in(document.text, sentence, cues()) if c.cue.name == cue.name
    ]
    assert cue.response in found


@pytest.mark.parametrize("cue", cues(), ids=lambda cue: cue.name)
def test_the_quick_filter_lets_every_example_through(cue: Cue) -> None:
    document = Document(Article(title=cue.example if cue.title_only else "", text=cue.example))
    assert cue.name in {fitting.name for _, found in promising(document) for fitting in found}


def test_cue_names_are_unique() -> None:
    names = [cue.name for cue in cues()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("kind", "words"), [(kind, words) for kind in KINDS for words in responses_table()[kind]["examples"]]
)
def test_a_measure_is_read_as_its_kind(kind: str, words: str) -> None:
    assert (kind_of_verb_phrase(words) or kind_of_noun_phrase(words)) == kind


@pytest.mark.parametrize(
    "text",
    [
        "Arvania did not threaten to close the strait.",
        "The minister denied plans to impose duties.",
        "Belmora opened a new library on Tuesday.",
    ],
)
def test_denials_and_plain_news_give_no_candidate(text: str) -> None:
    assert find_candidates(Document(Article(title="", text=text))) == ()


def test_overlapping_responses_are_reduced_to_one() -> None:
    text = "Arvania threatened to retaliate with new tariffs on Belmoran steel."
    found = find_candidates(Document(Article(title="", text=text)))
    assert [candidate.cue.name for candidate in found] == ["threaten-to"]
