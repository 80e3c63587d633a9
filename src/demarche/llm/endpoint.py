"""The endpoint: one question to an OpenAI-compatible server, and what to do with each of its faults.

    gone a little later   429, 5xx, a cut body, a time limit    asked again, later; then the article is skipped
    this article          too long, refused, cut, no protocol   skipped
    the server's dialect  400 for a schema or a parameter       asked without it, from then on
    the run               wrong key, no such model, no server   stops

The key goes into one header and nowhere else: no message, no representation, no file holds it.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from urllib.parse import urlsplit

import httpx
import stamina

from demarche.errors import CodingError, DemarcheError, FetchError, UsageError
from demarche.llm import Message, Reply
from demarche.llm.answer import shown
from demarche.llm.protocol import (
    AgainError,
    Dialect,
    Given,
    UnsupportedError,
    check_response,
    reply_of,
    request_body,
    tokens_of,
)
from demarche.llm.spending import Meter, Use

USER_AGENT = "demarche/0.1"
ATTEMPTS = 5
FIRST_WAIT = 1.0  # seconds before the second attempt; doubled for each after it, with jitter
LONGEST_WAIT = 60.0
CONNECTING = 10.0  # seconds until a server must have taken the call
LARGEST = 4 * 1024 * 1024  # bytes of an answer
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
FAILURES_IN_A_ROW = 5  # articles that fail one after the other before the run stops


@dataclass(slots=True, kw_only=True)
class Endpoint:
    """A server, a model and how to ask it. Several threads may ask at once."""

    url: str  # "http://127.0.0.1:11434/v1"
    model: str
    key: str | None = field(repr=False)
    timeout: float  # seconds for one answer in all
    answer_tokens: int
    meter: Meter
    first_wait: float = FIRST_WAIT
    dialect: Dialect = field(default_factory=Dialect)  # the last one that worked
    answered: bool = False
    failures: int = 0
    lock: Lock = field(default_factory=Lock, repr=False)
    trusted: ssl.SSLContext = field(default_factory=httpx.create_ssl_context, repr=False)  # slow to make

    def client(self) -> httpx.Client:
        """Return a client for one request, to be closed by the caller."""
        return httpx.Client(
            headers={"User-Agent": USER_AGENT},
            timeout=httpx.Timeout(self.timeout, connect=min(CONNECTING, self.timeout)),
            follow_redirects=False,  # the texts and the key go where they were sent, nowhere else
            trust_env=urlsplit(self.url).hostname not in THIS_MACHINE,  # no proxy leads back here
            verify=self.trusted,
        )

    def ask(self, chat: Sequence[Message]) -> Reply:
        """Return the model's answer to a chat.

        Raises CodingError where this article gets none, BudgetError where no budget is left, FetchError or
        UsageError where no article would.
        """
        dialect = self.dialect
        while True:
            try:
                reply = self.patiently(chat, dialect)
            except UnsupportedError as refused:
                if (simpler := dialect.without(refused.message)) is None:
                    raise CodingError(
                        f"the server refused the request ({shown(refused.message)}); see docs/llm.md"
                    ) from refused
                dialect = simpler
            except AgainError as failed:
                raise self.given_up(failed) from failed
            else:
                with self.lock:
                    self.dialect, self.answered, self.failures = dialect, True, 0
                return reply

    def patiently(self, chat: Sequence[Message], dialect: Dialect) -> Reply:
        """Return the answer, asked for again while the fault may pass; the last ``AgainError`` if it does not."""
        for attempt in stamina.retry_context(
            on=wait_before,
            attempts=ATTEMPTS,
            timeout=None,
            wait_initial=self.first_wait,
            wait_jitter=self.first_wait,
            wait_max=LONGEST_WAIT,
        ):
            with attempt:
                return self.once(chat, dialect, again=attempt.num > 1)
        raise AgainError("was not asked")  # no attempt: cannot be

    def once(self, chat: Sequence[Message], dialect: Dialect, *, again: bool) -> Reply:
        """Return the answer of one request, counted against the budget whatever comes of it."""
        sent = sum(tokens_of(turn.content) for turn in chat)
        most = Use(requests=1, tokens_in=sent, tokens_out=self.answer_tokens)
        self.meter.reserve(most, again=again)
        given: Given | None = None
        try:
            body = request_body(chat, dialect, model=self.model, answer_tokens=self.answer_tokens)
            response, content = self.sent(body)
            check_response(response, content, first=not self.answered, secret=self.key)
            given = reply_of(content, sent=sent)
        finally:
            self.meter.settle(most, given.reply if given else None)
        if given.fault:
            raise CodingError(given.fault)
        return given.reply

    def sent(self, body: dict[str, object]) -> tuple[httpx.Response, bytes]:
        """Return the server's response with its content; ``AgainError`` where the connection failed."""
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        end = time.monotonic() + self.timeout
        try:
            with (
                self.client() as client,
                client.stream("POST", f"{self.url}/chat/completions", json=body, headers=headers) as response,
            ):
                return response, content_of(response, end=end)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise UsageError(f"llm_url is no web address ({self.url}); check it") from error
        except httpx.TimeoutException as error:
            raise AgainError(f"gave no answer within {self.timeout:g} seconds") from error
        except httpx.ConnectError as error:
            raise AgainError("cannot be reached", stop=not self.answered) from error
        except httpx.DecodingError as error:
            raise AgainError("sent damaged compressed data") from error
        except httpx.HTTPError as error:
            raise AgainError(f"broke the connection ({type(error).__name__})") from error

    def given_up(self, failed: AgainError) -> DemarcheError:
        """Return the error for a fault that did not pass: one article's, or the run's if it goes on so."""
        with self.lock:
            self.failures += 1
            stop = failed.stop or self.failures >= FAILURES_IN_A_ROW
        if stop:
            return FetchError(
                f"{self.url}: the server {failed.why}; see that it runs there (llm_url) and run again later, "
                "what is done is then taken from the cache"
            )
        return CodingError(f"the server {failed.why}, {ATTEMPTS} times; run again later")


def content_of(response: httpx.Response, *, end: float) -> bytes:
    """Return a response's bytes, read no further than the limit and the moment ``end``."""
    chunks: list[bytes] = []
    size = 0
    for chunk in response.iter_bytes():
        chunks.append(chunk)
        size += len(chunk)
        if size > LARGEST:
            raise CodingError(f"the server's answer is larger than {LARGEST} bytes; name another model")
        if time.monotonic() > end:
            raise AgainError("took too long over its answer")
    return b"".join(chunks)


def wait_before(error: Exception) -> bool | float:
    """Return whether to ask again, or after how many seconds where the server said so."""
    if not isinstance(error, AgainError) or error.stop:
        return False
    return True if error.wait is None else max(error.wait, 0.001)
