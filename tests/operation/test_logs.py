"""Logs: one event a line whatever stands in it, with no secret in it."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche import logs
from demarche.settings import HOOK_SECRET, LLM_API_KEY

FIELD = re.compile(r'(?:^| )([a-z_]+)=("(?:[^"\\]|\\.)*"|[A-Za-z0-9_.:/+{}-]+)(?= |$)')
KEY, SECRET = "sk-our-own-key-1234", "0123456789abcdef"


def read(line: str) -> dict[str, str]:
    """Return a line's fields; every character of it must belong to one."""
    found = list(FIELD.finditer(line))
    assert "".join(match[0] for match in found) == line
    return {m[1]: json.loads(m[2]) if m[2].startswith('"') else m[2] for m in found}


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    level, before = root.level, list(root.handlers)
    written = io.StringIO()
    logs.start("info", {LLM_API_KEY: KEY, HOOK_SECRET: SECRET}, stream=written)
    yield written
    root.handlers[:] = before
    root.setLevel(level)
    logging.captureWarnings(False)


@given(st.text())
def test_any_text_is_one_value_of_one_line(text: str) -> None:
    line = logs.line_of({"event": "fault", "why": text})
    assert line.isascii()
    assert line.isprintable()
    expected = logs.without_secrets(text)
    assert read(line)["why"].encode("utf-16", "surrogatepass") == expected.encode("utf-16", "surrogatepass")


def test_an_event_with_its_fields(stream: io.StringIO) -> None:
    logs.tell(logging.getLogger("x"), "round", fetched=2, seconds=0.5, nothing=None)
    fields = read(stream.getvalue().rstrip("\n"))
    assert fields.pop("ts").endswith("Z")
    assert fields == {"level": "info", "event": "round", "fetched": "2", "seconds": "0.5"}


def test_a_fault_with_its_traceback_is_one_line(stream: io.StringIO) -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError as error:
        logging.getLogger("x").error("failed", exc_info=error)
    assert len(stream.getvalue().splitlines()) == 1
    assert "two\nlines" in read(stream.getvalue().rstrip("\n"))["fault"]


def test_starting_again_writes_once(stream: io.StringIO) -> None:
    logs.start("warning", {}, stream=stream)
    logging.getLogger("x").warning("once")
    logging.getLogger("x").info("below")
    assert stream.getvalue().count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        f"asked with {KEY}",
        f"signed by {SECRET} and sent",
        "Authorization: Bearer abc.def-123",
        "token demarche_AbCdEfGhIjKlMnOpQrStUv",
        "https://ada:hunter2secret@hook.example/x failed",
    ],
)
def test_no_secret_is_written(stream: io.StringIO, words: str) -> None:
    logs.tell(logging.getLogger("x"), "fault", why=words)
    logging.getLogger("library").warning("%s", words)
    try:
        raise OSError(words)
    except OSError as error:
        logging.getLogger("x").error("failed", exc_info=error)
    written = stream.getvalue()
    assert written.count(logs.STRUCK) >= 3
    for secret in (KEY, SECRET, "abc.def-123", "AbCdEfGhIjKlMnOp", "hunter2secret"):
        assert secret not in written


def test_a_very_long_value_is_cut() -> None:
    assert len(logs.line_of({"why": "x" * 100_000})) < 9000
