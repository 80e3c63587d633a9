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
from demarche.events import Event, Quantity
from demarche.span import Span
from demarche.threats import FieldConfidence, Threat

Record = dict[str, Any]

THREAT_SPANS = ("speaker", "speaker_role", "trigger", "response", "basis", "channel")
EVENT_SPANS = ("what", "place")
THREAT_FIELDS = tuple(field.name for field in fields(Threat))[1:]  # but for the evidence, which stands first
EVENT_FIELDS = tuple(field.name for field in fields(Event))
CONFIDENCE_FIELDS = tuple(field.name for field in fields(FieldConfidence))
PLAIN = (str, int, float)  # and truth, which is an int


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
    for name in THREAT_FIELDS:
        put(record, name, getattr(threat, name))
    record["aim"] = threat.aim
    return record


def event_record(event: Event) -> Record:
    """Return an event as JSON values, its spans as sibling fields."""
    record: Record = {}
    for name in EVENT_FIELDS:
        put(record, name, getattr(event, name))
    return record


def put(record: Record, name: str, value: object) -> None:
    """Set one field of a record, with its span where it has one."""
    if isinstance(value, PLAIN):
        record[name] = value
    elif isinstance(value, Span):
        record[name] = value.text
        record[f"{name}_span"] = [value.start, value.end]
    elif isinstance(value, tuple):
        record[name] = [
            {"value": item.value, "unit": item.unit} if isinstance(item, Quantity) else item for item in value
        ]
    elif isinstance(value, FieldConfidence):
        record[name] = {part: getattr(value, part) for part in CONFIDENCE_FIELDS}
    elif name in THREAT_SPANS or name in EVENT_SPANS:
        record[name] = None
        record[f"{name}_span"] = None
    else:
        record[name] = value


def threat_from(record: Mapping[str, Any]) -> Threat:
    """Return the threat a record describes.

    Its spans are taken as the record has them; ``check_spans`` says whether a text holds them.
    """
    values: Record = {name: span_of(record, name) for name in THREAT_SPANS}
    pairs = zip(record["evidence_span"], record["evidence"], strict=True)
    values["evidence"] = tuple(Span(start, end, words) for (start, end), words in pairs)
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
    shares = record.get("field_confidence")  # records of earlier versions have none
    values["field_confidence"] = FieldConfidence(**shares) if shares else None
    return Threat(**values)


def event_from(record: Mapping[str, Any]) -> Event:
    """Return the event a record describes, as ``threat_from`` does."""
    values: Record = {name: span_of(record, name) for name in (*EVENT_SPANS, "evidence")}
    values["actor"], values["partner"] = tuple(record["actor"]), tuple(record["partner"])
    values["quantity"] = tuple(Quantity(value=q["value"], unit=q["unit"]) for q in record["quantity"])
    for name in ("kind", "status", "when", "found_by", "confidence"):
        values[name] = record[name]
    return Event(**values)


def span_of(record: Mapping[str, Any], name: str) -> Span | None:
    """Return a copied field of a record as its span."""
    words = record[name]
    return None if words is None else Span(record[f"{name}_span"][0], record[f"{name}_span"][1], words)
