"""Being asked to stop (SIGTERM): at once, or as soon as what must not be cut in two is done."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

PATIENCE = 3.0  # seconds that what is held may take to end


class StoppedError(BaseException):
    """The program was asked to stop. No ``except Exception`` keeps it, and transactions roll back."""


class Stops:
    """Turns SIGTERM into StoppedError in the main thread; ``hold`` puts it off for a moment."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        self.held = 0
        self.asked = False

    @contextmanager
    def listening(self) -> Iterator[Stops]:
        """Listen until the end of the block; in another thread than the main one nothing can be heard."""
        if threading.current_thread() is not threading.main_thread():
            yield self
            return
        before = {signal.SIGTERM: signal.signal(signal.SIGTERM, self.stop)}
        if hasattr(signal, "SIGALRM"):
            before[signal.SIGALRM] = signal.signal(signal.SIGALRM, self.lose_patience)
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def stop(self, number: int, frame: FrameType | None) -> None:
        """Raise StoppedError, or remember to do so where something is held."""
        if not self.held:
            raise StoppedError
        self.asked = True
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, self.patience)

    def lose_patience(self, number: int, frame: FrameType | None) -> None:
        """Raise StoppedError though something is held."""
        if self.asked:
            self.asked = False
            raise StoppedError

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Put a stop off until the end of the block, at most ``patience`` seconds."""
        self.held += 1
        try:
            yield
        finally:
            self.held -= 1
        if self.asked and not self.held:
            self.asked = False
            if hasattr(signal, "setitimer"):
                signal.setitimer(signal.ITIMER_REAL, 0)
            raise StoppedError
