"""What people decided about a statement, composed with what the program proposed.

As in record linkage (nomenklatura's judgements): a person outranks the program; the last word of each
person counts; two people who differ make it unsure; nothing is overwritten and an undone judgement stays on
record. A judgement is bound to a threat's and an event's id, so it follows the statement that holds the
threat, however statements are joined later.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date as Date
from datetime import datetime
from typing import Literal

from demarche.errors import UsageError
from demarche.threads import Proposal, Side, State

VERDICTS: dict[Side, tuple[State, ...]] = {
    "trigger": ("no", "approached", "met"),
    "response": ("no", "partly", "yes"),
}
DecidedBy = Literal["person", "program", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A person's answer: about one deed, or about a whole side where ``event`` is None."""

    id: int
    threat: str
    side: Side
    event: str | None
    verdict: State
    author: str
    at: datetime
    note: str | None = None
    undone_at: datetime | None = None
    undone_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One deed on one side of the ledger."""

    proposal: Proposal | None  # None: a person named the deed, the program did not
    event: str
    verdict: State | None  # what people say; None: nobody has said anything


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One side of a statement's ledger."""

    side: Side
    state: State
    by: DecidedBy  # who says so; "text": the article itself says that the trigger has happened
    entries: tuple[Entry, ...] = ()
    judgements: tuple[Judgement, ...] = ()


def checked(side: Side, verdict: str) -> State:
    """Return a verdict that the side knows; UsageError for any other."""
    for known in VERDICTS[side]:
        if known == verdict:
            return known
    raise UsageError(f"{verdict!r} is no answer about a {side}; give one of {', '.join(VERDICTS[side])}")


def said_by(judgements: Iterable[Judgement], day: Date) -> tuple[Judgement, ...]:
    """Return judgements as they stood on a day: those made by then, what was undone later not yet undone."""
    return tuple(
        replace(j, undone_at=None, undone_by=None) if j.undone_at and j.undone_at.date() > day else j
        for j in judgements
        if j.at.date() <= day
    )


def answer(
    side: Side, proposals: Sequence[Proposal], judgements: Iterable[Judgement], *, happened: bool = False
) -> Answer:
    """Return how a side stands. ``happened``: the text itself says that the trigger has happened."""
    own = tuple(j for j in judgements if j.side == side)
    standing = [j for j in own if j.undone_at is None]
    by_event = {p.deed.id: p for p in proposals if p.side == side}
    events = dict.fromkeys((*by_event, *(j.event for j in standing if j.event)))
    entries = tuple(
        Entry(
            proposal=by_event.get(event),
            event=event,
            verdict=together(j for j in standing if j.event == event),
        )
        for event in events
    )
    state, by = settled(side, entries, together(j for j in standing if j.event is None), happened=happened)
    return Answer(side=side, state=state, by=by, entries=entries, judgements=own)


def together(judgements: Iterable[Judgement]) -> State | None:
    """Return what people say together: the last word of each counts, and two that differ are unsure.

    None where nobody has said anything. The order in which different people spoke does not count.
    """
    last: dict[str, State] = {}
    for judgement in sorted(judgements, key=lambda j: j.id):
        last[judgement.author] = judgement.verdict
    verdicts = set(last.values())
    if not verdicts:
        return None
    return verdicts.pop() if len(verdicts) == 1 else "unsure"


def settled(
    side: Side, entries: Sequence[Entry], whole: State | None, *, happened: bool
) -> tuple[State, DecidedBy]:
    """Return a side's state and who says so: a person of the whole, of its deeds, else the program."""
    if whole is not None:
        return whole, "person"
    said = [entry.verdict for entry in entries if entry.verdict is not None]
    certain = [verdict for verdict in said if verdict not in ("no", "unsure")]
    if certain:
        return max(certain, key=VERDICTS[side].index), "person"
    if "unsure" in said:
        return "unsure", "person"
    if happened:
        return "met", "text"
    open_ones = [entry.proposal.state for entry in entries if entry.verdict is None and entry.proposal]
    if open_ones:
        return max(open_ones, key=VERDICTS[side].index), "program"
    return "no", "person" if said else "program"
