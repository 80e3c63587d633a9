"""The protocol: what is sent to an OpenAI-compatible server, and what its responses mean. No network."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import httpx

from demarche.articles.fetch import retry_after
from demarche.errors import CodingError, UsageError
from demarche.llm import Message, Reply
from demarche.llm.answer import ANSWER_SCHEMA, shown

LETTERS_A_TOKEN = 3  # fewer than English has, so that an estimate is rather too high
LONGEST_RETRY_AFTER = 300.0  # seconds that a server may ask to wait within a run

Form = Literal["json_schema", "json_object", "text"]
SIMPLER: Mapping[Form, Form] = {"json_schema": "json_object", "json_object": "text"}
TOO_LONG = (
    "context length",
    "context_length",
    "context window",
    "maximum context",
    "too long",
    "too many tokens",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What a server is asked with: the fullest first, what it refuses left out."""

    form: Form = "json_schema"
    temperature: bool = True
    limit: str = "max_tokens"  # or "max_completion_tokens"
    system: bool = True  # False: the instruction leads the first question

    def without(self, message: str) -> Dialect | None:
        """Return the dialect without what a server's message names, None if nothing is left to leave out.

        >>> Dialect().without("Unsupported parameter: 'max_tokens'").limit
        'max_completion_tokens'
        >>> Dialect().without("response_format json_schema is not available").form
        'json_object'
        """
        said = message.lower()
        if self.temperature and "temperature" in said:
            return replace(self, temperature=False)
        if self.limit == "max_tokens" and "max_tokens" in said:
            return replace(self, limit="max_completion_tokens")
        if self.system and "system" in said and "role" in said:
            return replace(self, system=False)
        return replace(self, form=SIMPLER[self.form]) if self.form in SIMPLER else None


class AgainError(Exception):
    """The server failed in a way that may pass.

    ``wait`` is how long it asked to wait. ``stop``: asking again within this run is no use.
    """

    def __init__(self, why: str, *, wait: float | None = None, stop: bool = False) -> None:
        super().__init__(why)
        self.why, self.wait = why, wait
        self.stop = stop or (wait is not None and wait > LONGEST_RETRY_AFTER)


class UnsupportedError(Exception):
    """The server does not take the request as it is; ``message`` is its reason."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A reply as it came, counted; ``fault`` says why it is no answer."""

    reply: Reply
    fault: str | None


def request_body(
    chat: Sequence[Message], dialect: Dialect, *, model: str, answer_tokens: int
) -> dict[str, object]:
    """Return the JSON of a request."""
    body: dict[str, object] = {
        "model": model,
        "messages": [asdict(turn) for turn in (chat if dialect.system else without_system(chat))],
        dialect.limit: answer_tokens,
        "stream": False,
    }
    if dialect.temperature:
        body["temperature"] = 0
    if dialect.form == "json_schema":
        body["response_format"] = {
            "type": "json_schema",
            "json_schema": {"name": "threats", "strict": True, "schema": ANSWER_SCHEMA},
        }
    elif dialect.form == "json_object":
        body["response_format"] = {"type": "json_object"}
    return body


def without_system(chat: Sequence[Message]) -> list[Message]:
    """Return a chat whose first question begins with the instruction, for models that know no system."""
    system, question, *rest = chat
    return [Message(role=question.role, content=f"{system.content}\n\n{question.content}"), *rest]


def tokens_of(text: str) -> int:
    """Return about how many tokens a text has, rather too many than too few."""
    return len(text) // LETTERS_A_TOKEN + 4


def check_response(response: httpx.Response, content: bytes, *, first: bool, secret: str | None) -> None:
    """Raise what a status other than 2xx means; ``first``: the server has answered nothing yet."""
    status = response.status_code
    if response.is_success:
        return
    message = message_in(content, secret=secret)
    said = shown(message)
    if status in (408, 409, 425, 429) or status >= 500:
        raise AgainError(
            f"failed for now ({status}: {said})",
            wait=retry_after(response.headers.get("retry-after"), now=time.time()),
        )
    if status == 401 or (status == 403 and first):
        raise UsageError(
            f"the server refused the key ({status}); set DEMARCHE_LLM_API_KEY to one that {response.url.host} takes"
        )
    if status == 404:
        raise UsageError(
            f"the server knows no such address or model (404: {said}); check llm_url, which mostly ends in /v1, "
            "and llm_model"
        )
    if status == 402 or response.is_redirect:
        raise UsageError(
            f"the server asks for payment or leads elsewhere ({status}); check the account and llm_url"
        )
    if status == 413 or any(words in message.lower() for words in TOO_LONG):
        raise CodingError(
            f"the article is too long for the model ({said}); give the server a longer context or shorten it"
        )
    if status in (400, 415, 422, 501):
        raise UnsupportedError(message)
    raise CodingError(f"the server refused this article ({status}: {said})")


def message_in(content: bytes, *, secret: str | None) -> str:
    """Return what a server says of an error, as far as it says it, with the key left out."""
    text = content.decode("utf-8", "replace")
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        body = None
    if isinstance(body, dict):
        error = body.get("error", body)
        said = error.get("message") if isinstance(error, dict) else error
        text = str(said or body.get("detail") or text)
    return text.replace(secret, "…") if secret else text


def reply_of(content: bytes, *, sent: int) -> Given:
    """Return the reply that a response of status 2xx holds, tokens counted by the server or by us.

    Raises AgainError for what is no whole JSON, CodingError for JSON that is not of the protocol.
    """
    try:
        body = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise AgainError("sent an answer that is cut or no JSON") from error
    choice = first_choice(body)
    message = choice.get("message")
    if not isinstance(message, dict):
        raise CodingError(
            f"the server's answer has no message ({shown(str(body))}); is llm_url an OpenAI-compatible address?"
        )
    text = message.get("content")
    text = text if isinstance(text, str) else ""
    counted = counts_in(body.get("usage"))
    tokens_in, tokens_out = counted or (sent, tokens_of(text))
    reply = Reply(text=text, tokens_in=tokens_in, tokens_out=tokens_out, estimated=counted is None)
    return Given(reply=reply, fault=fault_in(choice, message, text))


def first_choice(body: object) -> dict[str, Any]:
    """Return the first choice of a response, empty if it has none."""
    choices = body.get("choices") if isinstance(body, dict) else None
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) else {}


def counts_in(usage: object) -> tuple[int, int] | None:
    """Return the tokens in and out that a server counted, None if it did not."""
    if not isinstance(usage, dict):
        return None
    found = (usage.get("prompt_tokens"), usage.get("completion_tokens", 0))
    if all(isinstance(count, int) and not isinstance(count, bool) and count >= 0 for count in found):
        return int(str(found[0])), int(str(found[1]))
    return None


def fault_in(choice: Mapping[str, Any], message: Mapping[str, Any], text: str) -> str | None:
    """Return why a message is no answer, None if it may be one."""
    if refusal := message.get("refusal"):
        return f"the model refused ({shown(str(refusal))}); name another model"
    match choice.get("finish_reason"):
        case "length":
            return "the answer was cut at its limit of tokens; raise llm_answer_tokens"
        case "content_filter":
            return "the server's filter withheld the answer; name another model or server"
    return None if text.strip() else "the model gave an empty answer; name another model"
