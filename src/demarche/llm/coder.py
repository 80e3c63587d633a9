"""The ``llm`` coder: a document in, the threats that a model finds and the text bears out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from demarche.coding import CODEBOOK
from demarche.errors import UsageError
from demarche.language.document import Document
from demarche.llm import Reply
from demarche.llm.answer import read_answer
from demarche.llm.cache import Cache, cache_key
from demarche.llm.checking import check_answers
from demarche.llm.endpoint import FIRST_WAIT, Endpoint
from demarche.llm.prompt import messages_for, prompt_version
from demarche.llm.spending import Account, Budget, Meter
from demarche.settings import LLM_API_KEY, Settings, load_settings
from demarche.threats import Threat

NAME = "llm:v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class LlmThreatCoder:
    """Finds threats by asking a model; a ``ThreatCoder`` and a ``SpendingCoder``."""

    endpoint: Endpoint
    cache: Cache
    meter: Meter
    concurrency: int

    @property
    def name(self) -> str:
        """The coder's version and the model: two models are two coders to a register."""
        return f"{NAME}/{self.endpoint.model}"

    def __call__(self, document: Document, /) -> tuple[Threat, ...]:
        """Return the document's threats, each span found in its text; errors as ``Endpoint.ask``."""
        if not document.sentences:
            return ()
        threats, refusals = check_answers(self.answers(document), document, found_by=self.name)
        self.meter.refuse(refusals)
        return threats

    def answers(self, document: Document) -> tuple[object, ...]:
        """Return the model's answer, from the cache where it has one that can be read."""
        chat = messages_for(document)
        key = cache_key(chat[-1].content, self.endpoint.model, prompt_version(), CODEBOOK)
        kept = self.cache.get(key)
        if kept:
            self.meter.hit()
            return read_answer(kept.text)
        reply: Reply = self.endpoint.ask(chat)
        answers = read_answer(reply.text)  # what cannot be read is not kept
        self.cache.put(key, reply)
        return answers

    def account(self) -> Account:
        """Return what was spent and refused so far."""
        return self.meter.account()


def installed() -> LlmThreatCoder:
    """Return the coder that settings and environment describe: the entry point ``llm:v1``."""
    return coder_from(load_settings({}, os.environ), os.environ, first_wait=FIRST_WAIT)


def coder_from(settings: Settings, environment: Mapping[str, str], *, first_wait: float) -> LlmThreatCoder:
    """Return the coder of some settings; UsageError names the first that is missing or wrong."""
    if not settings.llm_model.strip():
        raise UsageError(
            "llm_model is not set; name the model, as with DEMARCHE_LLM_MODEL=qwen2.5:7b (docs/llm.md says how)"
        )
    if settings.llm_max_cost > 0 and not (settings.llm_price_in or settings.llm_price_out):
        raise UsageError(
            "llm_max_cost needs llm_price_in and llm_price_out; give the prices of a million tokens"
        )
    budget = Budget(
        requests=settings.llm_max_requests,
        tokens=settings.llm_max_tokens,
        cost=settings.llm_max_cost,
        price_in=settings.llm_price_in,
        price_out=settings.llm_price_out,
    )
    meter = Meter(budget)
    endpoint = Endpoint(
        url=checked_url(settings.llm_url),
        model=settings.llm_model.strip(),
        key=checked_key(environment.get(LLM_API_KEY)),
        timeout=settings.llm_timeout,
        answer_tokens=settings.llm_answer_tokens,
        meter=meter,
        first_wait=first_wait,
    )
    return LlmThreatCoder(
        endpoint=endpoint,
        cache=Cache(Path(settings.llm_cache).expanduser()),
        meter=meter,
        concurrency=settings.llm_concurrency,
    )


def checked_url(url: str) -> str:
    """Return a server's address without a slash at its end; UsageError, which does not repeat it, if it is none."""
    try:
        parts = urlsplit(url.strip())
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        good = None
    if not good or "@" in parts.netloc or parts.query or parts.fragment:
        raise UsageError(
            "llm_url is no plain web address; give one like http://127.0.0.1:11434/v1, the key only in "
            f"{LLM_API_KEY}"
        )
    return url.strip().rstrip("/")


def checked_key(key: str | None) -> str | None:
    """Return a key as a header can carry it, None for none; UsageError, which does not repeat it, if it cannot."""
    stripped = (key or "").strip()
    if not stripped:
        return None
    if not stripped.isascii() or not stripped.isprintable() or " " in stripped:
        raise UsageError(f"{LLM_API_KEY} holds characters that no key has; copy the key again")
    return stripped
