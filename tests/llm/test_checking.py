"""Answers against the text: what is found keeps the text's own words, what is not is refused by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.llm.answer import THREAT_SCHEMA, ThreatAnswer, read_answer
from demarche.llm.checking import check_answers
from demarche.llm.locate import find_words, fold
from demarche.llm.prompt import examples, messages_for, opening, prompt_version, question, read
from demarche.threats import Threat

from .made import answer, document


def checked(**fields: Any) -> tuple[tuple[Threat, ...], list[tuple[str, str]]]:
    threats, refusals = check_answers([answer(**fields)], document(), found_by="llm:v1/small")
    return threats, [(one.field, one.why) for one in refusals]


def words(value: object) -> str:
    return str(value)


def test_an_answer_that_the_text_bears_out_is_a_threat() -> None:
    (threat,), refused = checked()
    assert refused == []
    text = document().text
    assert [span.text for span in threat.evidence] == [text.split("\n")[1], text.split("\n")[0]]
    assert threat.response.points_into(text)
    assert (words(threat.speaker), words(threat.trigger)) == ("Inés Carrasco", "the trawlers come back")
    assert (threat.sender, threat.target, threat.said_on) == (("CHL",), ("PER",), "2031-05-06")
    assert (threat.found_by, threat.confidence, threat.quoted) == ("llm:v1/small", 0.5, False)


@pytest.mark.parametrize(
    ("given", "stands"),
    [
        ('"We keep the right to answer any new raid"', "We keep the right to answer any new raid"),
        ("‘we keep the  right to answer any new raid’", "We keep the right to answer any new raid"),
        ("Answer any new raid.", "answer any new raid"),
        ("keep the right\nto answer", "keep the right to answer"),
    ],
)
def test_changed_marks_and_spaces_still_find_the_texts_own_words(given: str, stands: str) -> None:
    (threat,), refused = checked(response=given, evidence=[2])
    assert (threat.response.text, refused) == (stands, [])
    assert threat.response.points_into(document().text)
    assert threat.quoted


def test_of_several_places_the_one_in_the_evidence_counts() -> None:
    text = "Chile will answer. Nobody knows how.\nPeru said that it will answer if the dam is built."
    threats, _ = check_answers([answer(response="answer", evidence=[3])], document(text), found_by="x")
    assert threats[0].response.start > document(text).text.index("Peru said")


def test_a_response_outside_the_named_sentences_brings_its_own() -> None:
    (threat,), _ = checked(evidence=[3])
    assert [span.text[:5] for span in threat.evidence] == ["Chile", "Nobod"]


def test_what_stands_in_no_sentence_is_no_threat() -> None:
    dated = document("LIMA, May 9 - Peru will answer.")
    threats, (number, whole) = check_answers([answer(response="LIMA", evidence=[9])], dated, found_by="x")
    assert (threats, number.why, whole.why) == ((), "no such sentence", "no evidence")


def test_evidence_may_be_words_or_a_number_in_words() -> None:
    (threat,), refused = checked(evidence=["Nobody was hurt.", "[1]"])
    assert (len(threat.evidence), refused) == (2, [])


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"response": "close the strait"}, [("response", "not in the text")]),
        ({"response": "stop the ferr"}, [("response", "not in the text")]),
        ({"response": ""}, [("response", "not in the text")]),
        ({"response": None}, [("response", "another shape")]),
        ({"commitment": "strong"}, [("commitment", "another shape")]),
        ({"evidence": "all"}, [("evidence", "another shape")]),
    ],
)
def test_a_threat_without_its_response_is_refused_whole(
    fields: dict[str, Any], refused: list[tuple[str, str]]
) -> None:
    assert checked(**fields) == ((), refused)


@pytest.mark.parametrize(
    ("fields", "field", "why"),
    [
        ({"speaker": "Inés Carrasco Vidal"}, "speaker", "not in the text"),
        ({"trigger": "a war begins"}, "trigger", "not in the text"),
        ({"channel": "in a letter"}, "channel", "not in the text"),
        ({"via": ["Reuters"]}, "via", "not in the text"),
        ({"sender": ["the people!"]}, "sender", "no actor code"),
        ({"said_on": "Tuesday"}, "said_on", "no ISO day, month or year"),
        ({"said_on": "２０３１"}, "said_on", "no ISO day, month or year"),
        ({"said_on": "2031-02-30"}, "said_on", "no ISO day, month or year"),
        ({"said_on": "2032-01"}, "said_on", "later than the article"),
        ({"evidence": [1, 99]}, "evidence", "no such sentence"),
    ],
)
def test_a_field_that_is_not_borne_out_is_refused_alone(fields: dict[str, Any], field: str, why: str) -> None:
    (threat,), refused = checked(**fields)
    assert refused == [(field, why)]
    if field != "evidence":
        assert not getattr(threat, field)
    assert (threat.trigger is None) == (threat.trigger_form == "none")


def test_names_of_actors_become_codes_and_the_own_outlet_is_no_via() -> None:
    (threat,), refused = checked(sender=["Chile", "chl"], via=["Harbour Wire", "Andes  Press Agency"])
    assert (threat.sender, threat.via, refused) == (("CHL",), ("Andes Press Agency",), [])


def test_half_a_character_is_refused_in_words_that_can_be_written() -> None:
    _, refusals = check_answers([answer(speaker="\ud800")], document(), found_by="x")
    assert refusals[0].words.encode()


def test_the_same_threat_twice_is_one() -> None:
    threats, _ = check_answers([answer(), answer()], document(), found_by="x")
    assert len(threats) == 1


def test_every_example_of_the_prompt_is_borne_out_by_its_text() -> None:
    kinds = []
    for example, wanted in examples():
        assert isinstance(wanted, dict)
        values = read_answer(json.dumps(wanted))
        threats, refusals = check_answers(values, example, found_by="x")
        assert (len(threats), refusals) == (len(wanted["threats"]), ())
        for threat, value in zip(threats, wanted["threats"], strict=True):
            assert threat.response.text == value["response"]
            assert threat.trigger_form == value["trigger_form"]
            assert set(value) == set(THREAT_SCHEMA)
        kinds.append(len(threats))
    assert 0 in kinds


def test_the_instruction_names_every_field_and_label() -> None:
    instruction = read("instruction.txt")
    for name, schema in THREAT_SCHEMA.items():
        assert f"- {name}:" in instruction
        for label in schema.get("enum", ()):
            assert f'"{label}"' in instruction
    assert set(THREAT_SCHEMA) == set(ThreatAnswer.model_fields)


def test_the_question_numbers_sentences_and_shows_the_dateline() -> None:
    shown = question(document("LIMA, May 9 - Peru will answer.\nIt gave no day.", title="Peru"))
    assert shown.splitlines() == [
        "Outlet: Harbour Wire",
        "Date: Friday, 2031-05-09",
        "",
        "[0] Peru",
        "[-] LIMA, May 9 -",
        "[1] Peru will answer.",
        "[2] It gave no day.",
    ]
    assert messages_for(document())[:-1] == opening()
    assert len(prompt_version()) == 12


LETTERS = st.text(alphabet="aB \n“”\"'’—-.Ünﬁ…", max_size=40)


@given(LETTERS, LETTERS, LETTERS)
def test_what_stands_in_a_text_is_found_and_what_is_found_stands_there(a: str, b: str, c: str) -> None:
    text = f"{a} {b} {c}"
    span = find_words(b, fold(text), near=0)
    assert span is None or span.points_into(text)
    if b.strip(" \t\r\n\"'“”„«»‘’.,;:-—"):
        assert span is not None


LEAVES = (
    st.none() | st.booleans() | st.integers() | st.sampled_from(["answer", "CHL", "1", "stated", "Chile"])
)
JSON = LEAVES | st.lists(LEAVES | st.lists(LEAVES, max_size=2), max_size=3)


@given(st.fixed_dictionaries(dict.fromkeys(THREAT_SCHEMA, JSON)))
def test_no_answer_breaks_the_checking(value: dict[str, Any]) -> None:
    doc = document()
    threats, refusals = check_answers([value, answer(**value), 7, None], doc, found_by="x")
    assert len(refusals) >= 2
    for threat in threats:
        assert threat.response.points_into(doc.text)
        assert all(span.points_into(doc.text) for span in threat.evidence)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda text: text,
        lambda text: f"```json\n{text}\n```",
        lambda text: f"<think>{{maybe}}</think>\nHere it is:\n```\n{text}\n```\nGood luck!",
        lambda text: f"The threats are: {text} That is all.",
        lambda text: json.dumps(json.loads(text)["threats"]),
    ],
)
def test_json_is_read_alone_in_a_fence_and_among_words(wrap: Callable[[str], str]) -> None:
    assert read_answer(wrap(json.dumps({"threats": [answer()]}))) == (answer(),)
