"""Logs of what runs on: one event a line on standard error, in logfmt.

    ts=2026-01-05T10:00:00.120Z level=info event=request request=4f1c9a route=/threads status=200 ms=12.4

A value stands bare where it is plain, else as a JSON string in ASCII: no text of a stranger can begin a line,
move a terminal's cursor or turn the direction of writing. Secrets are struck out: those that the environment
holds, and whatever looks like one (bearer tokens, our own tokens, passwords in addresses).
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import IO

from demarche.settings import HOOK_SECRET, LLM_API_KEY

LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}
NOISY = ("httpx", "httpcore", "stamina", "trafilatura", "htmldate", "urllib3")  # they log addresses
LONGEST = 8000  # characters of one value
SHORTEST_SECRET = 8  # characters: a shorter one would strike out ordinary words
STRUCK = "[secret]"

PLAIN = re.compile(r"[A-Za-z0-9_.:/+{}-]+")
SECRETS = (
    re.compile(r"(?i)(?<=bearer )[^\s\"']+"),
    re.compile(r"demarche_[A-Za-z0-9_-]{16,}"),
    re.compile(r"(?<=://)[^\s/@]{1,200}(?=@)"),
)

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)  # of the request being served


class Logfmt(logging.Formatter):
    """Writes a record as one line of logfmt."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self.secrets = tuple(secret for secret in secrets if len(secret) >= SHORTEST_SECRET)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        own = getattr(record, "fields", None)
        fields: dict[str, object] = {
            "ts": moment_words(record.created),
            "level": record.levelname.lower(),
            "event": record.getMessage() if own is not None else "message",
            "request": request_id.get(),
        }
        if own is None:  # a library's, or a warning's
            fields |= {"logger": record.name, "text": record.getMessage()}
        fields |= own or {}
        if record.exc_info:
            fields["fault"] = self.formatException(record.exc_info)
        return line_of(fields, self.secrets)


def line_of(fields: Mapping[str, object], secrets: Iterable[str] = ()) -> str:
    r"""Return fields as a line of logfmt, those that are None left out.

    >>> line_of({"event": "request", "ms": 12.40, "text": "one\nevent=two", "none": None})
    'event=request ms=12.4 text="one\\nevent=two"'
    """
    hidden = tuple(secrets)
    return " ".join(
        f"{name}={value_words(value, hidden)}" for name, value in fields.items() if value is not None
    )


def value_words(value: object, secrets: Iterable[str]) -> str:
    """Return a value as it stands in a line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    words = without_secrets(str(value), secrets)
    if len(words) > LONGEST:
        words = f"{words[:LONGEST]}… ({len(words) - LONGEST} more)"
    return words if PLAIN.fullmatch(words) else json.dumps(words)


def without_secrets(words: str, secrets: Iterable[str] = ()) -> str:
    """Return words with every secret struck out.

    >>> without_secrets("GET https://ada:pw@hook.example/x with Bearer abc, key k-12345678", ["k-12345678"])
    'GET https://[secret]@hook.example/x with Bearer [secret] key [secret]'
    """
    for secret in secrets:
        words = words.replace(secret, STRUCK)
    for pattern in SECRETS:
        words = pattern.sub(STRUCK, words)
    return words


def moment_words(seconds: float) -> str:
    """Return a time since 1970 in UTC, to the millisecond.

    >>> moment_words(0.5)
    '1970-01-01T00:00:00.500Z'
    """
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def tell(log: logging.Logger, event: str, *, level: int = logging.INFO, **fields: object) -> None:
    """Log an event with its fields."""
    log.log(level, event, extra={"fields": fields})


def start(level: str, environment: Mapping[str, str], *, stream: IO[str] | None = None) -> None:
    """Log to standard error from now on, in place of what was set up before.

    ``level`` is a name of ``LEVELS``; the secrets that the environment holds are never written.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Logfmt(environment.get(name, "") for name in (LLM_API_KEY, HOOK_SECRET)))
    root = logging.getLogger()
    for old in [h for h in root.handlers if isinstance(h.formatter, Logfmt)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(LEVELS[level])
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.captureWarnings(True)
