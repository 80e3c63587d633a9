"""Pairs of threads that only grow: counted on from what is kept, so that a long thread costs no more than a short one.

A thread only grows where each threat that is new in it makes a statement of its own and no other thread is joined
with it. The pairs of all others become stale, and are counted from their threats (``pairs``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, delete, select

from demarche.register.engines import among, insert_rows
from demarche.register.pairs import stale_pairs, thread_pairs
from demarche.register.standing import ThreatPlace

Kept = dict[int, dict[tuple[str, str], tuple[int, int]]]  # by thread and pair: statements, highest level
COLUMNS = ("sender", "target", "thread", "statements", "level")


def kept_pairs(connection: Connection, threads: Iterable[int]) -> Kept:
    """Return what is kept of threads, without those that are stale; a thread that is new has nothing."""
    wanted = sorted(threads)
    stale = select(stale_pairs.c.thread).where(among(stale_pairs.c.thread, wanted))
    kept: Kept = {key: {} for key in sorted(set(wanted).difference(connection.execute(stale).scalars()))}
    columns = [thread_pairs.c[name] for name in COLUMNS]
    found = connection.execute(select(*columns).where(among(thread_pairs.c.thread, kept)))
    for sender, target, thread, statements, level in found:
        kept[thread][sender, target] = statements, level
    return kept


def grown(kept: Kept, new: Iterable[tuple[int, ThreatPlace]]) -> Kept:
    """Return what is kept of threads once new threats, each with its thread, are statements in them."""
    found: Kept = defaultdict(dict, {thread: dict(pairs) for thread, pairs in kept.items()})
    for thread, place in new:
        if thread in kept:
            for pair in place.pairs:
                statements, level = found[thread].get(pair, (0, 0))
                found[thread][pair] = statements + 1, max(level, place.level)
    return found


def keep_pairs(
    connection: Connection, found: Mapping[int, Mapping[tuple[str, str], tuple[int, int]]]
) -> None:
    """Keep the pairs of threads that became stale when threats came; they are so no longer."""
    rows = [
        (sender, target, thread, statements, level)
        for thread, pairs in found.items()
        for (sender, target), (statements, level) in pairs.items()
    ]
    insert_rows(connection, thread_pairs, COLUMNS, sorted(rows))
    connection.execute(delete(stale_pairs).where(among(stale_pairs.c.thread, found)))
