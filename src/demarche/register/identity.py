"""Stable ids, and which of two coders is the newer.

A threat's id is a hash of its article, where its first evidence begins, and its response: the same on
every machine, after re-import, and under a newer coder that finds it at the same place.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable

from demarche.events import Event
from demarche.threats import Threat

ID_LENGTH = 16  # hexadecimal digits: 64 bits, a clash is unlikely below a thousand million threats
VERSION = re.compile(r":v(\d+)")


def hashed(kind: str, parts: Iterable[object]) -> str:
    """Return the id made of these parts.

    >>> hashed("threat", ["a1", 0, 5, 9])
    '18641e232d2fd4a3'
    """
    key = "\x1f".join((kind, *map(str, parts)))
    return hashlib.sha256(key.encode()).hexdigest()[:ID_LENGTH]


def threat_ids(article_id: str, threats: tuple[Threat, ...]) -> tuple[str, ...]:
    """Return the threats' ids, in their order.

    Threats with the same evidence and response (two senders, two triggers) are numbered by trigger and
    sender, so that the coder's order does not count.
    """
    places = [(t.evidence[0].start, t.response.start, t.response.end) for t in threats]
    order = sorted(range(len(threats)), key=lambda i: (places[i], tie_break(threats[i])))
    seen: Counter[tuple[int, ...]] = Counter()
    ids = [""] * len(threats)
    for i in order:
        number = seen[places[i]]
        ids[i] = hashed("threat", (article_id, *places[i], *((number,) if number else ())))
        seen[places[i]] += 1
    return tuple(ids)


def tie_break(threat: Threat) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """Return what tells threats apart that share evidence and response."""
    return (threat.trigger.start if threat.trigger else -1, threat.sender, threat.target)


def event_ids(article_id: str, events: tuple[Event, ...]) -> tuple[str, ...]:
    """Return the events' ids, in their order: article, object, kind, and a number where these are equal."""
    places = [(e.evidence.start, e.what.start, e.what.end, e.kind) for e in events]
    order = sorted(range(len(events)), key=lambda i: (places[i], events[i].actor, events[i].partner))
    seen: Counter[tuple[object, ...]] = Counter()
    ids = [""] * len(events)
    for i in order:
        number = seen[places[i]]
        ids[i] = hashed("event", (article_id, *places[i], *((number,) if number else ())))
        seen[places[i]] += 1
    return tuple(ids)


def is_older(coder: tuple[str, str], than: tuple[str, str]) -> bool:
    """Return whether the first (coder, codebook) is an older version of the second.

    Versions compare only within one family of coders; of two families, the one that came last stands.

    >>> is_older(("rules:v1", "1.2"), than=("rules:v2", "1.2"))
    True
    >>> is_older(("rules:v9", "1.2"), than=("rules:v10", "1.2"))
    True
    >>> is_older(("rules:v1", "1.2"), than=("tagger:v2", "1.2"))
    False
    """
    if VERSION.sub("", coder[0]) != VERSION.sub("", than[0]):
        return False
    return version(coder) < version(than)


def version(coder: tuple[str, str]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the numbers that order versions of one coder: its own, then the codebook's."""
    return numbers(VERSION.findall(coder[0])), numbers(re.findall(r"\d+", coder[1]))


def numbers(digits: Iterable[str]) -> tuple[int, ...]:
    """Return digit strings as integers."""
    return tuple(int(d) for d in digits)
