"""The examples of docs/interchange.md are lines that the schema takes, with places that agree."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from test_schema import SCHEMA, faults

PAGE = Path(__file__).parent.parent / "docs" / "interchange.md"
EXAMPLES: list[Any] = [
    json.loads(block)
    for block in re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
]


def test_there_is_an_article_an_event_and_an_error() -> None:
    article, event, error = EXAMPLES
    assert list(faults(article, SCHEMA["$defs"]["coded"])) == []
    assert list(faults(event, SCHEMA["$defs"]["event"])) == []
    assert list(faults(error, SCHEMA["$defs"]["failed"])) == []


@pytest.mark.parametrize("record", [EXAMPLES[0]["threats"][0], EXAMPLES[1]], ids=["threat", "event"])
def test_its_places_agree_with_its_words(record: dict[str, Any]) -> None:
    threat = isinstance(record["evidence"], list)
    sentence = record["evidence"][0] if threat else record["evidence"]
    start = (record["evidence_span"][0] if threat else record["evidence_span"])[0]
    for name, pair in record.items():
        if name.endswith("_span") and name != "evidence_span" and pair:
            words = record[name.removesuffix("_span")]
            assert sentence[pair[0] - start : pair[1] - start] == words, name
