"""Threads: the reports of one utterance joined, one matter followed through the years, words set against deeds.

    tellings → statements → threads → ledger

A **telling** is what joining reads of one threat in one article; a **deed** the same of one event. All
here is pure: ``grouping`` says which tellings are one statement and which statements one thread, whatever
the order they came in; ``statements`` and ``course`` make the values people read; ``ledger`` proposes which
deeds meet a trigger or carry out a response, with its reasons; ``judging`` composes what people decided.
The register keeps the outcome up to date (``register.linking``). See docs/decisions/0004.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from demarche.events import EventKind, EventStatus
from demarche.language import ActorCode
from demarche.threats import ResponseKind, TriggerForm

Side = Literal["trigger", "response"]
State = Literal["no", "approached", "met", "partly", "yes", "unsure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One threat as one article tells it, boiled down to what is compared. Days are proleptic ordinals."""

    id: str  # the threat's
    article: str
    day: int | None  # when the article appeared
    said: int | None  # when it was said, where the text gives the day
    about: int | None  # the latest day that an undated article names: about when it appeared, never shown
    sender: tuple[ActorCode, ...]
    target: tuple[ActorCode, ...]
    towards: ActorCode | None  # the target that the article names most: whose thread it is
    speaker: str | None
    kind: ResponseKind
    form: TriggerForm
    trigger: frozenset[str]  # stems
    response: frozenset[str]
    told: frozenset[str]  # stems of the sentences that carry it
    sentences: tuple[str, ...]  # marks of its longer sentences: equal where these are copied
    matters: tuple[str, ...]  # what it is about, as a thread is filed
    things: tuple[str, ...]  # things that its trigger names
    answers: tuple[str, ...]  # things that its response names
    conduct: tuple[ActorCode, ...]  # whose doing would meet the trigger
    deadline: int | None  # the day until which the target has time

    @property
    def uttered(self) -> int | None:
        """The day it was said as far as is known: as the text says, else when the article appeared."""
        return self.day if self.said is None else self.said

    @property
    def placed(self) -> int | None:
        """The day by which it stands on a line of time: uttered, else about when; None: beside all time."""
        return self.about if self.uttered is None else self.uttered


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One event as one article tells it, boiled down to what is compared."""

    id: str  # the event's
    article: str
    known: int | None  # when the article appeared
    day: int | None  # when it happened or is to happen; None: unknown
    actor: tuple[ActorCode, ...]
    partner: tuple[ActorCode, ...]
    kind: EventKind
    status: EventStatus
    things: tuple[str, ...]
    words: frozenset[str]  # stems of what was done


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A deed that may meet a trigger or carry out a response, with why."""

    deed: Deed
    side: Side
    state: State  # what the side's answer would be by this deed alone
    score: float  # 0 to 1, an order and no probability
    reasons: tuple[str, ...]
    days: int | None  # from the utterance to the deed; negative: before it
    also: tuple[str, ...] = ()  # other events that tell the same deed
