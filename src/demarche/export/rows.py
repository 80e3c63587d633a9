"""Table rows: one threat each, and the data dictionary that says what every column holds."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal

from demarche.records import threat_record
from demarche.register import StoredThreat
from demarche.threats import FieldConfidence

ColumnType = Literal["text", "texts", "number", "truth", "places"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name, type and meaning."""

    name: str
    type: ColumnType
    meaning: str
    afterwards: bool = False  # whether what comes after the row's own time can change it


COLUMNS = (
    Column(name="id", type="text", meaning="stable id of the threat: article, sentence, response"),
    Column(name="article_id", type="text", meaning="id of the article: a hash of outlet, headline and text"),
    Column(name="date", type="text", meaning="ISO day of publication; null where unknown"),
    Column(name="outlet", type="text", meaning="who published it"),
    Column(name="title", type="text", meaning="the article's headline"),
    Column(name="url", type="text", meaning="the article's address"),
    Column(
        name="sender", type="texts", meaning="codes of the actors on whose behalf the cost would be imposed"
    ),
    Column(name="target", type="texts", meaning="codes of the actors that would bear it"),
    Column(name="speaker", type="text", meaning="the person or body that spoke, as written"),
    Column(name="speaker_role", type="text", meaning="office or description, as written"),
    Column(name="trigger", type="text", meaning="the condition or provocation, as written"),
    Column(name="trigger_form", type="text", meaning="if, unless, because or none"),
    Column(name="aim", type="text", meaning="derived: compellent, retaliatory or deterrent"),
    Column(name="response", type="text", meaning="the announced consequence, as written"),
    Column(name="response_kind", type="text", meaning="unspecified, military, nuclear, economic, …"),
    Column(name="commitment", type="text", meaning="open, reserved, stated or emphatic"),
    Column(name="basis", type="text", meaning="the rule appealed to, as written"),
    Column(name="channel", type="text", meaning="how or where it was said, as written"),
    Column(name="said_on", type="text", meaning="ISO day, month or year of speaking; null where unknown"),
    Column(name="via", type="texts", meaning="outlets and agencies credited, nearest first"),
    Column(name="quoted", type="truth", meaning="whether the response stands in quotation marks"),
    Column(name="evidence", type="texts", meaning="the sentences that carry it, fullest first"),
    Column(
        name="evidence_span", type="places", meaning="their places in title + newline + text, as start:end"
    ),
    Column(name="found_by", type="text", meaning="coder and rule"),
    Column(name="confidence", type="number", meaning="share of threats given this figure that are right"),
    *(
        Column(
            name=f"{one.name}_confidence",
            type="number",
            meaning=f"share of such threats whose {one.name} is right; null where the coder does not say",
        )
        for one in fields(FieldConfidence)
    ),
    Column(name="coder", type="text", meaning="coders of the run"),
    Column(name="codebook", type="text", meaning="version of the codebook"),
    Column(name="corrected", type="texts", meaning="fields that a person set", afterwards=True),
)


def threat_row(stored: StoredThreat) -> dict[str, Any]:
    """Return a stored threat as a flat row, in the order of ``COLUMNS``."""
    record = threat_record(stored.threat)
    places = [f"{start}:{end}" for start, end in record["evidence_span"]]
    values = {
        **record,
        "id": stored.id,
        "article_id": stored.source.article_id,
        "date": stored.source.date.isoformat() if stored.source.date else None,
        "outlet": stored.source.outlet,
        "title": stored.source.title,
        "url": stored.source.url,
        "evidence_span": places,
        "coder": stored.coder,
        "codebook": stored.codebook,
        "corrected": list(stored.corrected),
        **{
            f"{one.name}_confidence": getattr(stored.threat.field_confidence, one.name, None)
            for one in fields(FieldConfidence)
        },
    }
    return {column.name: values[column.name] for column in COLUMNS}
