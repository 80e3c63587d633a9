"""The model's answer: its JSON Schema, and the reading of what came back."""

from __future__ import annotations

import json
import re
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from demarche.errors import CodingError
from demarche.threats import Commitment, ResponseKind, TriggerForm

SHOWN = 100  # characters of a bad answer that its reason shows

THOUGHTS = re.compile(r"<think>.*?</think>", re.DOTALL)
FENCED = re.compile(r"```(?:json)?\s*\n(.*?)```", re.DOTALL)

WORDS = {"type": "string"}
WORDS_OR_NULL = {"type": ["string", "null"]}
SEVERAL = {"type": "array", "items": WORDS}
THREAT_SCHEMA: dict[str, dict[str, Any]] = {
    "evidence": {"type": "array", "items": {"type": "integer"}},
    "sender": SEVERAL,
    "target": SEVERAL,
    "speaker": WORDS_OR_NULL,
    "speaker_role": WORDS_OR_NULL,
    "trigger": WORDS_OR_NULL,
    "trigger_form": {"type": "string", "enum": list(get_args(TriggerForm))},
    "response": WORDS,
    "response_kind": {"type": "string", "enum": list(get_args(ResponseKind))},
    "commitment": {"type": "string", "enum": list(get_args(Commitment))},
    "basis": WORDS_OR_NULL,
    "channel": WORDS_OR_NULL,
    "said_on": WORDS_OR_NULL,
    "via": SEVERAL,
}


def closed(properties: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an object that has these properties, all of them and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


ANSWER_SCHEMA = closed({"threats": {"type": "array", "items": closed(THREAT_SCHEMA)}})


class ThreatAnswer(BaseModel):
    """One threat as the model gives it: words and numbers not yet looked up in the text."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    evidence: tuple[int | str, ...]
    sender: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    speaker: str | None = None
    speaker_role: str | None = None
    trigger: str | None = None
    trigger_form: TriggerForm = "none"
    response: str
    response_kind: ResponseKind
    commitment: Commitment
    basis: str | None = None
    channel: str | None = None
    said_on: str | None = None
    via: tuple[str, ...] = ()


class AnswerError(ValueError):
    """One threat of an answer has another shape; ``field`` says where."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(f"{field}: {words}")
        self.field, self.words = field, words


def read_answer(text: str) -> tuple[object, ...]:
    """Return the threats of an answer, each not yet checked for its shape.

    Takes JSON alone, in a fence, or after thoughts and other words. Raises CodingError for anything else.
    """
    body = json_in(THOUGHTS.sub("", text))
    threats = body.get("threats") if isinstance(body, dict) else body
    if not isinstance(threats, list):
        raise CodingError(
            f'the model\'s JSON has no list "threats" ({shown(text)}); try again or name another model'
        )
    return tuple(threats)


def json_in(text: str) -> object:
    """Return the JSON value that a text holds; CodingError if it holds none."""
    fenced = FENCED.search(text)
    words = (fenced[1] if fenced else text).strip()
    try:
        return json.loads(words)
    except (ValueError, RecursionError):
        pass
    try:  # words before the object: read from its first brace on
        value, _ = json.JSONDecoder().raw_decode(words, max(words.find("{"), 0))
    except (ValueError, RecursionError) as error:
        raise CodingError(
            f"the model's answer is not JSON ({shown(text)}); try again or name another model"
        ) from error
    return value


def threat_answer(value: object) -> ThreatAnswer:
    """Return one threat of an answer; AnswerError names the first field that has another shape."""
    try:
        return ThreatAnswer.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0]) if first["loc"] else "threat"
        raise AnswerError(field, shown(str(first["input"]))) from error


def shown(text: str) -> str:
    """Return the beginning of a text on one line, as reasons quote it."""
    line = " ".join(text.split())
    return repr(line if len(line) <= SHOWN else line[:SHOWN] + "…")
