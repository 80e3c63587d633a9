"""The ``llm`` coder of threats: a language model behind any OpenAI-compatible endpoint.

prompt     the codebook as instruction, invented examples, the article as numbered sentences
endpoint   one question over HTTP: retries, time limits, what to do with each fault
answer     the model's JSON, read and checked for its shape
locate     where the words of an answer stand in the text
checking   threats whose every span was found; what was refused, and why
spending   budget, prices, and the account of a run
cache      answers that were paid for already
coder      all of it behind the contract of ``demarche.threats``

The model proposes and the text decides: what an answer copies is looked up in the article and refused
where it does not stand there. A bad answer costs its article, never the run.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One turn of a chat as the protocol has it."""

    role: str  # "system", "user", "assistant"
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a model answered, and what that took."""

    text: str
    tokens_in: int
    tokens_out: int
    estimated: bool = False  # True: the server did not say, so the tokens are a guess from the letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One part of an answer that the text or the codebook does not bear out."""

    article: str
    field: str
    words: str
    why: str  # one of few: refusals are counted by it
