"""Wrong passwords and tokens, counted: who guesses has to wait."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

MOST = 10  # failures in a window
WINDOW = 300.0  # seconds
KEPT = 10_000  # addresses and names remembered, the latest


class Attempts:
    """Failures by address or name, within a sliding window; in memory, so a restart forgets them.

    >>> seconds = [0.0]
    >>> attempts = Attempts(clock=lambda: seconds[0])
    >>> for _ in range(MOST): attempts.failed("ada")
    >>> attempts.wait("ada"), attempts.wait("bo")
    (300, 0)
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self.failures: OrderedDict[str, list[float]] = OrderedDict()
        self.lock = threading.Lock()

    def failed(self, key: str) -> None:
        """Count a failure."""
        with self.lock:
            times = [*self.recent(key), self.clock()]
            self.failures[key] = times[-MOST:]
            self.failures.move_to_end(key)
            while len(self.failures) > KEPT:
                self.failures.popitem(last=False)

    def succeeded(self, key: str) -> None:
        """Forget the failures of a key."""
        with self.lock:
            self.failures.pop(key, None)

    def wait(self, key: str) -> int:
        """Return for how many seconds a key may not try again, 0 where it may."""
        with self.lock:
            times = self.recent(key)
            return int(times[0] + WINDOW - self.clock()) if len(times) >= MOST else 0

    def recent(self, key: str) -> list[float]:
        """Return when a key failed within the window."""
        return [at for at in self.failures.get(key, ()) if at > self.clock() - WINDOW]
