"""A tree of letters finds what the words one after the other find, the longest first."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from demarche.language.alternatives import alternatives

WORDS = st.sets(st.text("abc .", min_size=1, max_size=4), min_size=1, max_size=8)


@given(WORDS, st.text("abc .", max_size=20))
def test_it_finds_what_the_words_find(words: set[str], text: str) -> None:
    plain = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    for before, behind in (("", ""), (r"(?<!\w)", r"(?!\w)")):
        expected = re.findall(f"{before}(?:{plain}){behind}", text)
        assert re.findall(f"{before}(?:{alternatives(words)}){behind}", text) == expected


def test_blanks_may_be_of_any_width() -> None:
    assert re.fullmatch(alternatives(["cut off ties"], blank=r"\s+"), "cut  off\nties")
