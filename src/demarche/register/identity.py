"""Ids that stay: a hash of what makes a record that record."""

from __future__ import annotations

import hashlib
import re

from demarche.events import Event
from demarche.threats import Threat

LENGTH = 16  # hex digits: a billion records share an id with a chance of three in a hundred


def threat_id(article_id: str, threat: Threat) -> str:
    """Return a threat's id: its article, its first sentence and its response.

    The same coder on the same text gives the same id, and so does a newer one that finds it again.
    """
    first, response = threat.evidence[0], threat.response
    return hashed("threat", article_id, first.start, response.start, response.end)


def event_id(article_id: str, event: Event) -> str:
    """Return an event's id: its article, its sentence, its object and its kind."""
    return hashed("event", article_id, event.evidence.start, event.what.start, event.what.end, event.kind)


def hashed(*parts: object) -> str:
    """Return the hash of the parts."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:LENGTH]


VERSION = re.compile(r"^(?P<name>.+):v(?P<number>\d+)$")


def is_older(coder: str, standing: str) -> bool:
    """Return whether a coder is an earlier version of the one whose records stand.

    >>> is_older("rules:v1+rules:v1", "rules:v2+rules:v1"), is_older("tagger:v1+rules:v1", "rules:v2+rules:v1")
    (True, False)
    """
    pairs = list(zip(coder.split("+"), standing.split("+"), strict=False))
    versions = [(VERSION.match(mine), VERSION.match(theirs)) for mine, theirs in pairs]
    numbers = []
    for mine, theirs in versions:
        if mine is None or theirs is None or mine["name"] != theirs["name"]:
            return False
        numbers.append((int(mine["number"]), int(theirs["number"])))
    return [a for a, _ in numbers] < [b for _, b in numbers]
