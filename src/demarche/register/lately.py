"""What was made a moment ago, for readers who may see it some seconds late while much is added.

What people did shows at once: what is kept here is of the past where they have done anything since it was made.
What is past half of its time is ripe: it still serves readers, and is best made anew before they have to wait for it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, text

Key = TypeVar("Key")
Made = TypeVar("Made")
People = tuple[Any, ...]
BY_PEOPLE = text(  # what moves with whatever people correct and judge
    "SELECT (SELECT max(id) FROM revisions), (SELECT count(*) FROM revisions WHERE undone_at IS NOT NULL), "
    "(SELECT max(id) FROM judgements), (SELECT count(*) FROM judgements WHERE undone_at IS NOT NULL)"
)


@dataclass(frozen=True, slots=True)
class Kept(Generic[Made]):
    """A thing with the moments (seconds of the clock that never goes back) at which it is ripe and too old."""

    made: Made
    people: People
    ripe: float
    until: float


class Lately(Generic[Key, Made]):
    """Things made a moment ago, by key; none unless ``seconds`` says how late they may be."""

    def __init__(self, more: Callable[[Made], float] = lambda made: 0.0) -> None:
        """Let each thing be ``more`` seconds later: what is dear to make is made less often."""
        self.seconds = 0.0
        self.more = more
        self.kept: dict[Key, Kept[Made]] = {}
        self.lock = threading.Lock()

    def those(self, keys: Sequence[Key], people: People) -> dict[Key, Made]:
        """Return what is young enough; ``people`` tells what people did so far."""
        now = time.monotonic()
        with self.lock:
            found = {key: self.kept[key] for key in keys if key in self.kept}
        return {key: one.made for key, one in found.items() if one.until >= now and one.people == people}

    def unripe(self) -> set[Key]:
        """Return the keys of what need not be made anew yet, whatever people did since."""
        now = time.monotonic()
        with self.lock:
            return {key for key, one in self.kept.items() if one.ripe > now}

    def ripe(self) -> list[Key]:
        """Return the keys of what is best made anew, that first which is soonest too old."""
        now = time.monotonic()
        with self.lock:
            found = [(one.until, key) for key, one in self.kept.items() if one.ripe <= now <= one.until]
        return [key for _, key in sorted(found, key=lambda pair: pair[0])]

    def put(self, made: Mapping[Key, Made], people: People) -> None:
        """Take what was just made; what is too old is dropped."""
        if not self.seconds:
            return
        now = time.monotonic()
        with self.lock:
            self.kept = {key: one for key, one in self.kept.items() if one.until >= now}
            for key, one in made.items():
                late = self.seconds + self.more(one)
                self.kept[key] = Kept(one, people, ripe=now + late / 2, until=now + late)


def people_did(connection: Connection) -> People:
    """Return what tells whether people have corrected or judged anything since."""
    return tuple(connection.execute(BY_PEOPLE).one())
