"""Subjects: whose words they are where other names, settings and acts stand beside the word of saying."""

from __future__ import annotations

import pytest

from tests.language.test_speech import read, speech_of

SAID = [
    # a setting in front is not what was said
    (
        "On the new duties, Foreign Minister Orla Denham said Arvania will reply soon.",
        "will reply",
        "Orla Denham",
    ),
    # words of committing take what follows, though an apposition ends in a comma
    ("Arvania's new minister, Orla Denham, has vowed to shut the strait.", "shut the strait", "Orla Denham"),
    # the first party that no preposition governs, though an abbreviation has a stop
    (
        "U.S. Trade Secretary Orla Denham praised Belmora's wine but warned of higher duties on it.",
        "higher duties",
        "Orla Denham",
    ),
    # "continued to" tells an act
    (
        "President Orla Denham warned that if it continued to shell the port, Belmora would pay.",
        "would pay",
        "Orla Denham",
    ),
    # a participle goes with who spoke
    (
        "Belmora can wait, Foreign Minister Orla Denham added, hinting that Arvania might shut the strait.",
        "might shut",
        "Orla Denham",
    ),
    # a place before the verb is not who speaks
    (
        "A spokesman for Arvania's Foreign Ministry in Geneva promised that Arvania would answer.",
        "would answer",
        "Arvania's Foreign Ministry",
    ),
    # "X will" behind the verb is not "said X"
    ("Denham scolds Iran over raid, promises France will always reply", "will always reply", None),
    # a body, its spokesman and his name are one
    (
        "White House spokesman Hal Orton defended the duties and said the fleet would stay.",
        "the fleet would stay",
        "Hal Orton",
    ),
]


@pytest.mark.parametrize(("text", "words", "speaker"), SAID)
def test_who_says_it(text: str, words: str, speaker: str | None) -> None:
    named = speech_of(read(text), words).speaker.name
    assert (named and named.text) == speaker


def test_an_office_is_who_holds_it() -> None:
    document = read(
        "French President Orla Denham met her ministers. The French president threatened to close the port."
    )
    assert document.speeches[-1].speaker.name is not None
    assert document.speeches[-1].speaker.name.text == "Orla Denham"


@pytest.mark.parametrize(
    "office", ["A French president", "The former French president", "The Iranian president"]
)
def test_an_office_of_another_is_not(office: str) -> None:
    document = read(f"French President Orla Denham met her ministers. {office} threatened to close the port.")
    assert document.speeches[-1].speaker.name is None


def test_a_government_named_by_its_head_speaks_without_a_name() -> None:
    document = read("President Orla Denham's administration said France would close the port.")
    assert document.speeches[-1].speaker.name is None


def test_quoted_words_name_no_speaker() -> None:
    document = read(
        'On Sunday, Minister Orla Denham mocked the "wine mission of Belmora" and said France would answer.'
    )
    named = speech_of(document, "France would answer").speaker.name
    assert named is not None
    assert named.text == "Orla Denham"


@pytest.mark.parametrize(
    ("title", "speaker"),
    [
        ("France to turn to courts if Iran keeps the ship - Denham", "Denham"),
        ("France to turn to courts if Iran keeps the ship — Reuters", None),
    ],
)
def test_a_name_behind_the_dash_of_a_headline_speaks(title: str, speaker: str | None) -> None:
    speeches = read("", title=title).speeches
    assert [s.speaker.name.text for s in speeches if s.speaker.name] == ([speaker] if speaker else [])
