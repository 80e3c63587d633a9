"""The published JSON Schema fits what is written, and refuses what is not.

The few keywords of JSON Schema 2020-12 that the schema uses are checked here, so that the tests need no
further package; a keyword outside ``KNOWN`` fails.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from demarche.articles import Article
from demarche.coding import CODEBOOK, CodedArticle, code_article
from demarche.demo import demo_articles
from demarche.events import Event, Quantity
from demarche.records import record_of
from demarche.span import Span
from demarche.threats import Threat
from demarche.threats.field_confidence import field_confidence_of

Json = dict[str, Any]

KNOWN = {
    "$schema", "$id", "$defs", "$ref", "title", "description", "anyOf", "type", "enum", "required",
    "properties", "items", "prefixItems", "minItems", "maxItems", "minLength", "minimum", "maximum", "pattern",
}  # fmt: skip
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}
PAGE = Path(__file__).parent.parent / "docs" / "interchange.md"
SCHEMA: Json = json.loads(files("demarche").joinpath("schema.json").read_text(encoding="utf-8"))


def faults(value: object, schema: Json, at: str = "") -> Iterator[str]:
    """Yield what in ``value`` breaks the schema."""
    if "$ref" in schema:
        yield from faults(value, SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")], at)
    if "anyOf" in schema and all(any(faults(value, option, at)) for option in schema["anyOf"]):
        yield f"{at}: fits none of the choices"
    if "type" in schema and not of_type(value, schema["type"]):
        yield f"{at}: not {schema['type']}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is not one of {schema['enum']}"
    if isinstance(value, str):
        if len(value) < schema.get("minLength", 0):
            yield f"{at}: too short"
        if not re.search(schema.get("pattern", ""), value):
            yield f"{at}: {value!r} does not fit {schema['pattern']}"
    if isinstance(value, int | float) and not (
        schema.get("minimum", value) <= value <= schema.get("maximum", value)
    ):
        yield f"{at}: {value} is out of range"
    if isinstance(value, list):
        yield from list_faults(value, schema, at)
    if isinstance(value, dict):
        yield from (f"{at}: lacks {name}" for name in schema.get("required", ()) if name not in value)
        for name, part in schema.get("properties", {}).items():
            if name in value:
                yield from faults(value[name], part, f"{at}/{name}")


def list_faults(value: list[object], schema: Json, at: str) -> Iterator[str]:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        yield f"{at}: {len(value)} items"
    heads = schema.get("prefixItems", [])
    for number, (item, part) in enumerate(zip(value, heads, strict=False)):
        yield from faults(item, part, f"{at}/{number}")
    if "items" in schema:
        for number, item in enumerate(value[len(heads) :], len(heads)):
            yield from faults(item, schema["items"], f"{at}/{number}")


def of_type(value: object, names: str | list[str]) -> bool:
    wanted = [names] if isinstance(names, str) else names
    if isinstance(value, bool):
        return "boolean" in wanted
    return any(isinstance(value, TYPES[name]) for name in wanted)


def subschemas(schema: Json) -> Iterator[Json]:
    yield schema
    for key in ("properties", "$defs"):
        for part in schema.get(key, {}).values():
            yield from subschemas(part)
    for key in ("anyOf", "prefixItems"):
        for part in schema.get(key, []):
            yield from subschemas(part)
    if "items" in schema:
        yield from subschemas(schema["items"])


def round_trip(coded: CodedArticle) -> Json:
    line: Json = json.loads(json.dumps(record_of(coded)))
    return line


def full() -> Json:
    """Return the line of an article in which every field is filled."""
    text = "In a note of law, Ada Oduya, minister, said Fiji will close 2 ports in Suva if Tonga acts."
    article = Article(title="Fiji", text=text, given_id="one", date=date(2024, 1, 2))

    def span(words: str) -> Span:
        start = article.full_text.index(words)
        return Span.of(article.full_text, start, start + len(words))

    threat = Threat(
        evidence=(span(text), span("Fiji")),
        sender=("FJI",),
        target=("TON",),
        speaker=span("Ada Oduya"),
        speaker_role=span("minister"),
        trigger=span("Tonga acts"),
        trigger_form="if",
        response=span("close 2 ports in Suva"),
        response_kind="other",
        commitment="stated",
        basis=span("law"),
        channel=span("In a note"),
        said_on="2024-01",
        via=("Demo Press Agency",),
        quoted=False,
        field_confidence=field_confidence_of(("sender=speech", "target=response")),
        found_by="rules:v1/if",
        confidence=0.8,
    )
    event = Event(
        evidence=span(text),
        actor=("FJI",),
        partner=("TON",),
        kind="other",
        status="planned",
        what=span("2 ports"),
        quantity=(Quantity(value=2.0, unit="port"),),
        place=span("Suva"),
        when="2024-07/2025-03",
        found_by="rules:v1/close",
        confidence=0.5,
    )
    return round_trip(
        CodedArticle(article=article, threats=(threat,), events=(event,), coder="test:v1", codebook=CODEBOOK)
    )


def test_the_schema_uses_only_what_is_checked_here() -> None:
    for schema in subschemas(SCHEMA):
        assert set(schema) <= KNOWN, schema
        if "$ref" in schema:
            assert schema["$ref"].removeprefix("#/$defs/") in SCHEMA["$defs"]


def test_a_full_line_fits_and_every_field_is_described() -> None:
    line = full()
    assert list(faults(line, SCHEMA)) == []
    assert set(line) == set(SCHEMA["$defs"]["coded"]["properties"])
    assert set(line["threats"][0]) == set(SCHEMA["$defs"]["threat"]["properties"])
    assert set(line["events"][0]) == set(SCHEMA["$defs"]["event"]["properties"])


@pytest.mark.parametrize("article", demo_articles(), ids=lambda article: str(article.given_id))
def test_what_the_coder_writes_fits(article: Article) -> None:
    line = round_trip(code_article(article))
    assert list(faults(line, SCHEMA["$defs"]["coded"])) == []


def test_lines_with_an_error_fit() -> None:
    fault = {"code": "article", "message": "articles.jsonl:3: no text; give the article's text"}
    assert list(faults({"id": "7", "error": fault}, SCHEMA)) == []
    assert list(faults({"id": None, "error": fault}, SCHEMA)) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("id",), 7.5),
        (("id",), None),
        (("threats",), None),
        (("threats", 0, "evidence"), []),
        (("threats", 0, "evidence_span", 0), [1]),
        (("threats", 0, "evidence_span", 0), [-1, 4]),
        (("threats", 0, "response"), None),
        (("threats", 0, "trigger_form"), "when"),
        (("threats", 0, "response_kind"), "cyber"),
        (("threats", 0, "commitment"), "strong"),
        (("threats", 0, "sender"), ["Fiji"]),
        (("threats", 0, "said_on"), "2 January"),
        (("threats", 0, "quoted"), "no"),
        (("threats", 0, "confidence"), 1.2),
        (("events", 0, "kind"), "drill"),
        (("events", 0, "status"), "rumoured"),
        (("events", 0, "quantity", 0), {"value": "two", "unit": "port"}),
        (("events", 0, "when"), "next March"),
    ],
)
def test_a_wrong_value_is_refused(path: tuple[str | int, ...], value: object) -> None:
    line: Any = copy.deepcopy(full())
    place = line
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert list(faults(line, SCHEMA))


@pytest.mark.parametrize("part", ["threat", "event"])
def test_a_missing_field_is_refused(part: str) -> None:
    for name in SCHEMA["$defs"][part]["required"]:
        line = full()
        del line[f"{part}s"][0][name]
        assert list(faults(line, SCHEMA)), name


def page_examples() -> list[Any]:
    """Return the JSON of the interchange page: an article, an event, an error."""
    blocks = re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return [json.loads(block) for block in blocks]


def test_the_pages_examples_fit() -> None:
    article, event, error = page_examples()
    assert list(faults(article, SCHEMA["$defs"]["coded"])) == []
    assert list(faults(event, SCHEMA["$defs"]["event"])) == []
    assert list(faults(error, SCHEMA["$defs"]["failed"])) == []


def test_the_pages_places_agree_with_its_words() -> None:
    article, event, _ = page_examples()
    for record in (article["threats"][0], event):
        single = isinstance(record["evidence"], str)
        sentence = record["evidence"] if single else record["evidence"][0]
        start = (record["evidence_span"] if single else record["evidence_span"][0])[0]
        for name, pair in record.items():
            if name.endswith("_span") and name != "evidence_span" and pair:
                words = record[name.removesuffix("_span")]
                assert sentence[pair[0] - start : pair[1] - start] == words, name
