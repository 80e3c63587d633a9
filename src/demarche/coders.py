"""Coders by name: what is installed, found by entry point."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points

from demarche.coding import Coders
from demarche.errors import UsageError

THREATS = "demarche.threat_coders"
EVENTS = "demarche.event_coders"


@cache
def find_coders(threats: str, events: str) -> Coders:
    """Return the two named coders, made once a process.

    Raises UsageError, with the names that exist, for a coder that is not installed.
    """
    return Coders(threats=found(THREATS, threats).load()(), events=found(EVENTS, events).load()())


def coder_names(group: str) -> tuple[str, ...]:
    """Return the names of the installed coders of a group, in order."""
    return tuple(sorted({point.name for point in entry_points(group=group)}))


def found(group: str, name: str) -> EntryPoint:
    """Return the entry point of a coder; UsageError if there is none."""
    for point in entry_points(group=group, name=name):
        return point
    have = ", ".join(coder_names(group)) or "none; install demarche itself, as with pip install -e ."
    raise UsageError(f"there is no coder {name!r}; installed are: {have}")
