"""Speech: what is said, by whom, in which form; every example of the data is run."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from demarche.articles import Article
from demarche.language import Speech
from demarche.language.document import Document


def read(text: str, *, title: str = "") -> Document:
    return Document(Article(title=title, text=text, date=date(2024, 7, 25), outlet="Harbour Wire"))


def speech_of(document: Document, words: str) -> Speech:
    found = document.speech_at(document.text.index(words))
    assert found is not None, [speech.content.text for speech in document.speeches]
    assert words in found.content.text
    return found


def examples() -> list[tuple[str, str, str | None]]:
    text = files("demarche.language").joinpath("data/reporting.toml").read_text("utf-8")
    table: dict[str, Any] = tomllib.loads(text)
    entries = [entry for name in ("verb", "commit", "noun") for entry in table[name]]
    entries += [table["role"], table["body"]]
    return [
        (entry["forms"][0] if "forms" in entry else entry["words"][0], entry["example"], entry.get("speaker"))
        for entry in entries
    ]


@pytest.mark.parametrize(("form", "example", "speaker"), examples(), ids=[form for form, _, _ in examples()])
def test_an_example_of_the_data_says_what_it_says(form: str, example: str, speaker: str | None) -> None:
    words = example[example.index("[") + 1 : example.index("]")]
    document = read(example.replace("[", "").replace("]", ""))
    (speech,) = document.speeches
    assert speech.content.text.strip('".,') == words.strip('".,')
    named = speech.speaker.name or speech.speaker.role
    assert named is not None
    assert speaker is None or named.text == speaker


OLGA = "Russian Foreign Minister Olga Demina"
FORMS = [
    ("direct", f"“The bridge will be closed,” {OLGA} said.", "bridge will be closed", True),
    ("direct after", f"{OLGA} said: “The bridge will be closed.”", "bridge will be closed", True),
    ("inverted", f"“The bridge will be closed,” said {OLGA}.", "bridge will be closed", True),
    ("straight", f'"The bridge will be closed," {OLGA} said.', "bridge will be closed", True),
    ("reported", f"{OLGA} said that the bridge would be closed.", "bridge would be closed", False),
    ("reported without that", f"{OLGA} said the bridge would be closed.", "bridge would be closed", False),
    ("trailing", f"The bridge would be closed to all ships, {OLGA} said on Monday.", "bridge would be closed", False),
    ("trailing inverted", f"The bridge would be closed to all ships, said {OLGA}.", "bridge would be closed", False),
    ("told", f"{OLGA} told reporters on Monday that the bridge would be closed.", "bridge would be closed", False),
    ("commits", f"{OLGA} threatened to close the bridge.", "close the bridge", False),
    ("owner", f"Ships turned back after {OLGA}'s threat to close the bridge.", "close the bridge", False),
    ("source", f"According to {OLGA}, the bridge would be closed.", "bridge would be closed", False),
    ("he or she", f"{OLGA} came to Oslo. She said the bridge would be closed.", "bridge would be closed", False),
    ("surname", f"{OLGA} came to Oslo. Demina said the bridge would be closed.", "bridge would be closed", False),
    ("the minister", f"{OLGA} came to Oslo. The minister said the bridge would be closed.", "bridge would be closed", False),
    ("apposition", "Olga Demina, the Russian foreign minister, said the bridge would be closed.", "bridge would be closed", False),
    ("next sentence", f"“The bridge will be closed,” {OLGA} said. “No ship will pass it until the note is answered.”", "No ship will pass it", True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words", "direct"), [form[1:] for form in FORMS], ids=[form[0] for form in FORMS]
)
def test_words_have_speaker_and_form(text: str, words: str, direct: bool) -> None:
    speech = speech_of(read(text), words)
    assert speech.speaker.name is not None
    assert speech.speaker.name.text == "Olga Demina"
    assert speech.speaker.actors == ("RUS",)
    assert speech.speaker.is_person
    assert speech.direct is direct


def test_the_reporting_clause_is_left_out_of_what_was_said() -> None:
    for text in (
        f"The bridge would be closed to all ships, {OLGA} said on Monday.",
        f"{OLGA} said that the bridge would be closed to all ships.",
    ):
        speech = speech_of(read(text), "bridge would be closed")
        assert "said" not in speech.content.text
        assert "Demina" not in speech.content.text
        assert speech.verb is not None
        assert speech.verb.text == "said"


def test_the_ministry_is_the_last_one_so_called() -> None:
    text = "The Russian Defence Ministry sent a note. The ministry said the bridge would be closed."
    speech = speech_of(read(text), "bridge would be closed")
    assert speech.speaker.name is not None
    assert speech.speaker.name.text == "Russian Defence Ministry"
    assert speech.speaker.actors == ("RUS",)
    assert not speech.speaker.is_person


def test_a_state_speaks() -> None:
    speech = speech_of(read("Iran said the strait would be closed."), "strait would be closed")
    assert speech.speaker.actors == ("IRN",)
    assert speech.speaker.name is None


def test_an_unnamed_official_speaks_for_the_state() -> None:
    speech = speech_of(
        read("A senior Belgian official said the port would be closed."), "port would be closed"
    )
    assert speech.speaker.actors == ("BEL",)
    assert speech.speaker.role is not None
    assert speech.speaker.role.text.endswith("official")


def test_nested_speech_has_the_inner_speaker_inside() -> None:
    text = f"{OLGA} said that Iranian President Reza Kamali had warned that the strait would be closed."
    document = read(text)
    inner = speech_of(document, "strait would be closed")
    assert inner.speaker.actors == ("IRN",)
    assert inner.depth == 2
    outer = speech_of(document, "had")
    assert outer.speaker.actors == ("RUS",)
    assert outer.depth == 1
    assert inner.content in outer.content


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Iran: Strait will be closed", "Strait will be closed"),
        ("Strait will be closed: Iran", "Strait will be closed"),
        ("Strait will be closed – Iran", "Strait will be closed"),
        ("Strait will be closed — Iran", "Strait will be closed"),
        ("Strait will be closed - Iran", "Strait will be closed"),
    ],
)
def test_a_headline_colon_or_dash_names_the_speaker(title: str, words: str) -> None:
    speech = speech_of(read("A note was sent.", title=title), words)
    assert speech.speaker.actors == ("IRN",)
    assert speech.content.text == words
    assert speech.verb is None


def test_a_colon_in_the_body_names_nobody() -> None:
    assert read("Iran: the strait and its ports.").speeches == ()


@pytest.mark.parametrize(
    "text",
    [
        "Iran closed the strait.",
        "The ship sank near Oman on Monday.",
        "Iran sent a “note”.",
        "",
    ],
)
def test_the_outlets_own_voice_has_no_speaker(text: str) -> None:
    document = read(text)
    assert document.speeches == ()
    assert document.speaker_at(1) is None


def test_two_speakers_keep_their_words_apart() -> None:
    document = read(
        "Iranian President Reza Kamali said the strait would be closed. "
        "Polish Prime Minister Marta Zielin said the port would stay open."
    )
    assert speech_of(document, "strait would").speaker.actors == ("IRN",)
    assert speech_of(document, "port would").speaker.actors == ("POL",)


def test_speech_stands_in_reading_order_outer_before_inner() -> None:
    document = read(
        f"{OLGA} said that Iran had warned that the strait would close. “We know,” she added on Monday."
    )
    places = [(speech.content.start, -speech.content.end) for speech in document.speeches]
    assert places == sorted(places)
    assert len(places) >= 3
