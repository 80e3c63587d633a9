"""Where threats and deeds stand: the lines on which neighbours find each other, worked out from each alone."""

from __future__ import annotations

from typing import NamedTuple, get_args

from demarche.threads import Deed, Telling
from demarche.threads.grouping import hubs, order
from demarche.threads.ledger import deed_lines
from demarche.threads.packing import packed
from demarche.threats import Commitment

LEVELS: tuple[Commitment, ...] = get_args(Commitment)


class ThreatPlace(NamedTuple):
    """A threat's telling as JSON, and of it what joining asks of every threat."""

    telling: str
    order: tuple[int, int, str]  # by which tellings are ordered; its last is the threat's id
    day: int | None  # when the article appeared
    uttered: int | None
    placed: int | None
    lines: tuple[str, ...]  # all on which it stands
    beside: tuple[str, ...]  # of those the ones on which reports of the same utterance find it
    asked: tuple[str, ...]  # on which it finds them
    hubs: tuple[str, ...]  # by which it finds its thread
    pairs: tuple[tuple[str, str], ...]  # of sender and target, "" where nobody is named
    level: int  # place of its commitment among ``LEVELS``


class DeedPlace(NamedTuple):
    """A deed as JSON, when it is known and when it happened, and its lines."""

    deed: str
    known: int | None
    day: int | None
    lines: tuple[str, ...]


def threat_place(telling: Telling, commitment: Commitment) -> ThreatPlace:
    """Return where a threat stands."""
    senders, targets = (tuple(dict.fromkeys(codes)) or ("",) for codes in (telling.sender, telling.target))
    beside, own = utterance_lines(telling), hubs(telling)
    return ThreatPlace(
        telling=packed(telling),
        order=order(telling),
        day=telling.day,
        uttered=telling.uttered,
        placed=telling.placed,
        lines=tuple(lines_of(telling, beside, own)),
        beside=tuple(beside),
        asked=tuple(asked(telling)),
        hubs=own,
        pairs=tuple((sender, target) for sender in senders for target in targets),
        level=LEVELS.index(commitment),
    )


def deed_place(deed: Deed) -> DeedPlace:
    """Return where a deed stands: on no line where its day is unknown."""
    lines = () if deed.day is None else tuple(deed_lines(deed))
    return DeedPlace(deed=packed(deed), known=deed.known, day=deed.day, lines=lines)


def lines_of(telling: Telling, beside: list[str], own: tuple[str, ...]) -> list[str]:
    """Return every line a threat stands on: for utterances by sender and target, for copies, for threads.

    And whose doing would meet its trigger, so that a deed finds the threats that it may concern.
    """
    copies = [f"c {mark}" for mark in telling.sentences]
    conduct = [f"a {code}" for code in telling.conduct]
    return sorted({*beside, *copies, *conduct, *(f"m {hub}" for hub in own)})


def utterance_lines(telling: Telling) -> list[str]:
    """Return the lines on which reports of the same utterance find it."""
    by_sender = [f"u {sender}" for sender in telling.sender]
    return by_sender + [f"u {sender}>{to}" for sender in telling.sender for to in telling.target or ("-",)]


def asked(telling: Telling) -> list[str]:
    """Return the lines on which reports of the same utterance may stand; an unknown target fits any."""
    if not telling.target:
        return [f"u {sender}" for sender in telling.sender]
    targets = (*telling.target, "-")
    return [f"u {sender}>{target}" for sender in telling.sender for target in targets]
