"""When to come again: pure functions of what happened, with chance passed in."""

from __future__ import annotations

from datetime import timedelta

LONGEST = timedelta(days=1)  # between two tries of a feed that fails, unless it is asked for less often
SPREAD = 0.1  # a feed that answers is asked again a little earlier or later, so that feeds do not bunch
FAILED_SPREAD = 0.5
FIRST_AGAIN = timedelta(minutes=10)  # for an article or a hook that failed once


def next_fetch(every: int, *, failures: int, wait: float, chance: float) -> timedelta:
    """Return how long to leave a feed alone: its minutes, doubled for each failure in a row, with jitter.

    ``wait`` is how many seconds the server asks for; ``chance`` lies between 0 and 1.

    >>> str(next_fetch(60, failures=0, wait=0, chance=0.5)), str(next_fetch(60, failures=2, wait=0, chance=0.5))
    ('1:00:00', '4:00:00')
    """
    usual = timedelta(minutes=every)
    grown = min(usual * 2 ** min(failures, 20), max(LONGEST, usual))
    return max(jittered(grown, FAILED_SPREAD if failures else SPREAD, chance), asked_wait(wait))


def next_try(attempts: int, *, wait: float = 0.0, chance: float) -> timedelta:
    """Return how long to wait before an article, or a hook, is tried again.

    >>> str(next_try(1, chance=0.5)), str(next_try(3, chance=0.5))
    ('0:10:00', '1:30:00')
    """
    grown = min(FIRST_AGAIN * 3 ** min(max(attempts - 1, 0), 10), LONGEST)
    return max(jittered(grown, FAILED_SPREAD, chance), asked_wait(wait))


def asked_wait(seconds: float) -> timedelta:
    """Return the time a server asks for, as far as it is heeded."""
    return timedelta(seconds=min(max(seconds, 0.0), 7 * LONGEST.total_seconds()))


def jittered(span: timedelta, spread: float, chance: float) -> timedelta:
    """Return a span made up to ``spread`` shorter or longer."""
    return span * (1 + spread * (2 * chance - 1))
