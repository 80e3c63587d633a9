"""Records: coded articles as plain JSON values, and back (docs/interchange.md, schema.json).

A coded article is ``{"id", "threats": [...], "events": [...]}`` with the codebook's field names. Each
field copied from the text has a sibling ``<field>_span: [start, end]``, half open, in characters of
title + newline + text; ``evidence_span`` of a threat is a list of such pairs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from demarche.coding import CodedArticle
from demarche.errors import CodingError
from demarche.events import Event, Quantity
from demarche.span import Span
from demarche.threats import Threat

Record = dict[str, Any]

THREAT_SPANS = ("speaker", "speaker_role", "trigger", "response", "basis", "channel")
EVENT_SPANS = ("what", "place")


def record_of(coded: CodedArticle) -> Record:
    """Return the interchange record of a coded article, the id as it was given."""
    return {
        "id": coded.article.id if coded.article.given_id is None else coded.article.given_id,
        "threats": [threat_record(threat) for threat in coded.threats],
        "events": [event_record(event) for event in coded.events],
    }


def threat_record(threat: Threat) -> Record:
    """Return a threat as JSON values, its spans as sibling fields."""
    record: Record = {
        "evidence": [span.text for span in threat.evidence],
        "evidence_span": [[span.start, span.end] for span in threat.evidence],
    }
    for field in fields(threat)[1:]:
        put(record, field.name, getattr(threat, field.name))
    record["aim"] = threat.aim
    return record


def event_record(event: Event) -> Record:
    """Return an event as JSON values, its spans as sibling fields."""
    record: Record = {}
    for field in fields(event):
        put(record, field.name, getattr(event, field.name))
    return record


def put(record: Record, name: str, value: object) -> None:
    """Set one field of a record, with its span where it has one."""
    if isinstance(value, Span):
        record[name] = value.text
        record[f"{name}_span"] = [value.start, value.end]
    elif isinstance(value, tuple):
        record[name] = [
            {"value": item.value, "unit": item.unit} if isinstance(item, Quantity) else item for item in value
        ]
    elif name in THREAT_SPANS or name in EVENT_SPANS:
        record[name] = None
        record[f"{name}_span"] = None
    else:
        record[name] = value


def threat_from(record: Mapping[str, Any], text: str) -> Threat:
    """Return the threat a record describes, its spans taken from ``text``.

    Raises CodingError if a span does not hold the record's words.
    """
    values: Record = {name: span_from(record, name, text) for name in THREAT_SPANS}
    values["evidence"] = tuple(
        checked(text, pair, words, "evidence")
        for pair, words in zip(record["evidence_span"], record["evidence"], strict=True)
    )
    for name in ("sender", "target", "via"):
        values[name] = tuple(record[name])
    for name in (
        "trigger_form",
        "response_kind",
        "commitment",
        "said_on",
        "quoted",
        "found_by",
        "confidence",
    ):
        values[name] = record[name]
    return Threat(**values)


def event_from(record: Mapping[str, Any], text: str) -> Event:
    """Return the event a record describes; raises CodingError as ``threat_from`` does."""
    values: Record = {name: span_from(record, name, text) for name in EVENT_SPANS}
    values["evidence"] = checked(text, record["evidence_span"], record["evidence"], "evidence")
    values["actor"], values["partner"] = tuple(record["actor"]), tuple(record["partner"])
    values["quantity"] = tuple(
        Quantity(value=float(q["value"]), unit=str(q["unit"])) for q in record["quantity"]
    )
    for name in ("kind", "status", "when", "found_by", "confidence"):
        values[name] = record[name]
    return Event(**values)


def span_from(record: Mapping[str, Any], name: str, text: str) -> Span | None:
    """Return a record's field as a span of the text, None where it is null."""
    if record.get(name) is None:
        return None
    return checked(text, record[f"{name}_span"], record[name], name)


def checked(text: str, pair: list[int], words: str, name: str) -> Span:
    """Return the span at ``pair``; CodingError unless the text holds ``words`` there."""
    start, end = pair
    if text[start:end] != words:
        raise CodingError(f"{name} {words!r} does not stand at {start}:{end} of its article")
    return Span.of(text, start, end)
