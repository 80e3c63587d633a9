"""What was made a moment ago, for readers who may see it some seconds late while much is added.

What people did shows at once: what is kept here is of the past where they have done anything since it was made.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, text

Key = TypeVar("Key")
Made = TypeVar("Made")
People = tuple[Any, ...]
BY_PEOPLE = text(  # what moves with whatever people correct and judge
    "SELECT (SELECT max(id) FROM revisions), (SELECT count(*) FROM revisions WHERE undone_at IS NOT NULL), "
    "(SELECT max(id) FROM judgements), (SELECT count(*) FROM judgements WHERE undone_at IS NOT NULL)"
)


class Lately(Generic[Key, Made]):
    """Things made a moment ago, by key; none unless ``seconds`` says how late they may be."""

    def __init__(self, more: Callable[[Made], float] = lambda made: 0.0) -> None:
        """Let each thing be ``more`` seconds later: what is dear to make is made less often."""
        self.seconds = 0.0
        self.more = more
        self.made: dict[Key, tuple[float, People, Made]] = {}  # each with the moment until which it is young
        self.lock = threading.Lock()

    def those(self, keys: Sequence[Key], people: People) -> dict[Key, Made]:
        """Return what is young enough; ``people`` tells what people did so far."""
        now = time.monotonic()
        with self.lock:
            found = {key: self.made[key] for key in keys if key in self.made}
        return {key: made for key, (until, then, made) in found.items() if until >= now and then == people}

    def young(self) -> set[Key]:
        """Return the keys of what is young enough, whatever people did since."""
        now = time.monotonic()
        with self.lock:
            return {key for key, (until, _, _) in self.made.items() if until >= now}

    def put(self, made: Mapping[Key, Made], people: People) -> None:
        """Take what was just made; what is too old is dropped."""
        if not self.seconds:
            return
        now = time.monotonic()
        with self.lock:
            self.made = {key: one for key, one in self.made.items() if one[0] >= now}
            self.made |= {
                key: (now + self.seconds + self.more(one), people, one) for key, one in made.items()
            }


def people_did(connection: Connection) -> People:
    """Return what tells whether people have corrected or judged anything since."""
    return tuple(connection.execute(BY_PEOPLE).one())
