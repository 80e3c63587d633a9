"""The screens in the order of the page's head."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One screen in the page's head."""

    name: str
    path: str
    key: str  # pressed after "g"


SLOTS = (
    Slot(name="Threads", path="/threads", key="t"),
    Slot(name="Matrix", path="/matrix", key="m"),
    Slot(name="Review", path="/review", key="r"),
    Slot(name="Search", path="/search", key="s"),
    Slot(name="Watches", path="/watches", key="w"),
    Slot(name="Sources", path="/sources", key="o"),
    Slot(name="Codebook", path="/codebook", key="c"),
    Slot(name="Status", path="/status", key="i"),
)
