"""Lanes: work for many hosts at once, for each host one thing at a time, outcomes in the order of the work."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
WIDTH = 8  # lanes worked at once


def in_lanes(
    jobs: Sequence[T], *, lane: Callable[[T], Hashable], work: Callable[[T], R], width: int = WIDTH
) -> Iterator[tuple[T, R]]:
    """Yield each job with what ``work`` made of it, in order; the jobs of one lane are done one by one.

    The threads are daemons: nobody waits for a slow host once the run is stopped. An error of ``work`` is
    raised where its job's turn is.
    """
    lanes: defaultdict[Hashable, deque[int]] = defaultdict(deque)
    for number, job in enumerate(jobs):
        lanes[lane(job)].append(number)
    waiting: SimpleQueue[deque[int] | None] = SimpleQueue()
    for numbers in lanes.values():
        waiting.put(numbers)
    done: list[Future[R]] = [Future() for _ in jobs]
    stop = Event()

    def run() -> None:
        while (numbers := waiting.get()) is not None:
            for number in numbers:
                if stop.is_set():
                    return
                try:
                    done[number].set_result(work(jobs[number]))
                except BaseException as error:  # noqa: BLE001  raised where the result is asked for
                    done[number].set_exception(error)

    threads = min(width, len(lanes))
    for _ in range(threads):
        waiting.put(None)
        Thread(target=run, daemon=True).start()
    try:
        for number, job in enumerate(jobs):
            yield job, done[number].result()
    finally:
        stop.set()
