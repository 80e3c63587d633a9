"""Our own gold: every field is a copy of its text, every label one of the codebook's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, get_args

import pytest

from demarche.demo import demo_articles
from demarche.events import EventKind, EventStatus
from demarche.threats import Commitment, ResponseKind, TriggerForm

Row = dict[str, Any]

NAMES = ("demo.jsonl", "cases.jsonl", "near-misses.jsonl", "events.jsonl")
COPIED = ("speaker", "speaker_role", "trigger", "response", "basis", "channel")
WHEN = re.compile(r"(\d{4}(-\d\d){0,2})(/\d{4}(-\d\d){0,2})?")
CODE = re.compile(r"[A-Z][A-Z0-9-]+")


def rows(name: str) -> list[Row]:
    text = files("demarche.evaluate").joinpath("gold", name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def records(field: str) -> Iterator[tuple[Row, Row]]:
    for name in NAMES:
        for row in rows(name):
            for record in row.get(field, ()):
                yield row, record


def words(row: Row) -> str:
    return f"{row['title']}\n{row['text']}"


def test_there_are_enough() -> None:
    assert len(rows("cases.jsonl")) >= 120
    assert len(rows("near-misses.jsonl")) >= 60
    assert len(rows("events.jsonl")) >= 40


def test_ids_and_texts_are_their_own() -> None:
    ids = [row["id"] for name in NAMES for row in rows(name)]
    texts = [words(row) for name in NAMES for row in rows(name)]
    assert len(set(ids)) == len(ids)
    assert len(set(texts)) == len(texts)


def test_the_demonstration_is_coded_as_it_is_bundled() -> None:
    coded = {row["id"]: (row["outlet"], row["date"], row["title"], row["text"]) for row in rows("demo.jsonl")}
    assert coded == {
        article.given_id: (article.outlet, str(article.date), article.title, article.text)
        for article in demo_articles()
    }


def test_near_misses_hold_no_threat() -> None:
    assert all(row["threats"] == [] for row in rows("near-misses.jsonl"))


def test_every_case_names_its_pattern() -> None:
    for name in NAMES[1:]:
        assert all(row["pattern"] and row["note"] == "invented" for row in rows(name)), name


@pytest.mark.parametrize("field", COPIED)
def test_a_threats_words_stand_in_its_text(field: str) -> None:
    for row, threat in records("threats"):
        assert threat[field] is None or threat[field] in words(row), (row["id"], threat[field])


def test_evidence_is_whole_sentences_that_hold_the_response() -> None:
    for row, threat in records("threats"):
        assert threat["evidence"], row["id"]
        assert len(set(threat["evidence"])) == len(threat["evidence"]), row["id"]
        for sentence in threat["evidence"]:
            before, found, after = words(row).partition(sentence)
            assert found, (row["id"], sentence)
            assert before[-1:] in ("", "\n", " "), (row["id"], sentence)
            assert after[:1] in ("", "\n", " "), (row["id"], sentence)
        assert any(threat["response"] in sentence for sentence in threat["evidence"]), row["id"]


def test_a_threats_labels_are_the_codebooks() -> None:
    for row, threat in records("threats"):
        assert threat["trigger_form"] in get_args(TriggerForm), row["id"]
        assert threat["response_kind"] in get_args(ResponseKind), row["id"]
        assert threat["commitment"] in get_args(Commitment), row["id"]
        assert isinstance(threat["quoted"], bool), row["id"]
        assert threat["sender"], row["id"]
        assert all(CODE.fullmatch(code) for code in threat["sender"] + threat["target"]), row["id"]
        assert threat["said_on"] is None or WHEN.fullmatch(threat["said_on"]), row["id"]


def test_a_threat_without_trigger_has_no_form() -> None:
    for row, threat in records("threats"):
        assert (threat["trigger"] is None) == (threat["trigger_form"] == "none"), row["id"]


def test_a_statement_is_not_younger_than_its_report() -> None:
    for row, threat in records("threats"):
        said = threat["said_on"]
        assert said is None or said <= row["date"][: len(said)], row["id"]


def test_a_quoted_response_stands_beside_quotation_marks() -> None:
    for row, threat in records("threats"):
        if threat["quoted"]:
            assert any(mark in " ".join(threat["evidence"]) for mark in "\"'"), row["id"]


def test_an_events_words_and_labels() -> None:
    for row, event in records("events"):
        assert event["evidence"] in words(row), row["id"]
        assert event["what"] in event["evidence"], row["id"]
        assert event["place"] is None or event["place"] in words(row), row["id"]
        assert event["kind"] in get_args(EventKind), row["id"]
        assert event["status"] in get_args(EventStatus), row["id"]
        assert event["when"] is None or WHEN.fullmatch(event["when"]), row["id"]
        assert event["actor"], row["id"]
        assert all(set(part) == {"value", "unit"} for part in event["quantity"]), row["id"]


def test_the_codebooks_labels_are_all_used() -> None:
    threats = [threat for _, threat in records("threats")]
    events = [event for _, event in records("events")]
    assert {threat["trigger_form"] for threat in threats} == set(get_args(TriggerForm))
    assert {threat["response_kind"] for threat in threats} == set(get_args(ResponseKind))
    assert {threat["commitment"] for threat in threats} == set(get_args(Commitment))
    assert {event["kind"] for event in events} == set(get_args(EventKind))
    assert {event["status"] for event in events} == set(get_args(EventStatus))
