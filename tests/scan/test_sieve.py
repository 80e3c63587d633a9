"""The sieve lets through what tells of a threat or an event between actors, in a page's bytes and its text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.events.candidates import needs
from demarche.scan.lexicon import DEED, opening, spaced, words
from demarche.scan.sieve import page_may_tell, prose_of, tells
from demarche.threats.cues import cues

from . import made


@pytest.mark.parametrize("text", [made.THREAT, made.EVENT])
def test_threats_and_events_pass(text: str) -> None:
    assert tells(text.encode())
    assert page_may_tell(made.page(text))


@pytest.mark.parametrize(
    "text",
    [
        made.QUIET,
        "The shop will attack high prices, its owner warned.",  # no actor
        "Iran and Iraq lie side by side, and their borders are long.",  # no cue
        "China announced sanctions.",  # an event without a partner
        "",
    ],
)
def test_the_rest_is_dropped(text: str) -> None:
    assert not tells(text.encode())
    assert not page_may_tell(made.page(text))


def test_names_count_as_words_only() -> None:
    assert not tells(
        made.THREAT.replace("Iran", "Xiranx").replace("Brit", "Xbrit").replace("Tehran", "Hall").encode()
    )


def test_scripts_are_not_read() -> None:
    script = f"<html><script>var told = {{first: '{made.THREAT}'}};</script><p>Nothing at all.</p></html>"
    assert not page_may_tell(script.encode())


def test_entities_and_tags_within_a_sentence_do_not_hide_it() -> None:
    text = made.THREAT.replace("Iran will", "<b>Iran</b>&nbsp;<i>will</i>")
    assert page_may_tell(f"<html><body><p>{text}</p></body></html>".encode())


def test_what_is_in_no_ascii_encoding_passes() -> None:
    assert page_may_tell(made.page(made.QUIET).decode().encode("utf-16"))


def test_every_word_of_the_rules_is_known() -> None:
    known = words()
    assert {cue.name for some in known.cues for cue in some} | {c.name for c in known.always} == {
        c.name for c in cues()
    }
    text = spaced(" ".join(needs()).encode())
    found = {
        known.roles[word] for word, _, _ in known.automaton.find_matches_as_indexes(text, overlapping=True)
    }
    assert any(role & DEED for role in found)
    assert opening("threaten") == b" threaten"
    assert opening(" or ") == b" or "


@given(st.binary())
def test_no_bytes_crash_it(data: bytes) -> None:
    page_may_tell(data)
    tells(data)
    assert len(spaced(data)) == len(data) + 2
    assert b"<" not in prose_of(data)
