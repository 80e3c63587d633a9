"""Words: one tag each, places in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.events.words import END, Words
from tests.events.reading import words


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("The 40 recently acquired tanks", "DNBEW"),
        ("It will meet them on Monday", "RMVRPY"),
        ("Ankara’s growing fleet", "SGW"),
        ("$3bn in aid, 25% more", "NPW,ND"),
        ("US goods reached us", "WWVR"),
        ("They may leave in May", "RMVPY"),
    ],
)
def test_each_word_has_its_tag(text: str, tags: str) -> None:
    assert words(text).tags == tags + "." * END


def test_words_are_small_and_names_are_known_by_their_capitals() -> None:
    read = words("Rebels of al-Nadir met U.S. envoys")
    assert read.lower[:6] == ("rebels", "of", "al-nadir", "met", "u.s.", "envoys")
    assert read.capital[:6] == (True, False, True, False, True, False)


@given(st.text(max_size=120))
def test_every_word_stands_at_its_place(text: str) -> None:
    read = Words(text, 0, len(text))
    assert len(read.lower) == len(read.tags) == len(read.capital) == len(read.spans)
    for word, (start, end) in zip(read.lower[:-END], read.spans, strict=False):
        assert text[start:end].lower() == word
