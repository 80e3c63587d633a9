"""What a scan found, made ready for the register by other processes, ahead of the one that writes.

Order and outcome are those of doing it here. Few articles, or no idle core, and there are no processes; what a process that
dies had in hand is made ready here, and what comes after.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

from demarche.errors import SourceError
from demarche.register.preparing import Prepared, prepared
from demarche.scan.output import Found, articles_in, coded_article, found_articles
from demarche.scan.processes import end_with_parent

FEW = 3000  # articles that are ready here before a process would have started
CHUNK = 100  # articles that are handed over at once
AHEAD = 6  # chunks in hand for each process
MOST = 3  # processes: one writer takes what two or three make ready
SELDOM = 200_000  # new objects after which Python looks for cycles

Chunk = tuple[str, list[Found]]  # from which input, and what was found
Ready = tuple[list[Prepared], SourceError | None]  # what came before a fault, and the fault


def prepared_articles(folder: Path, *, processes: int | None = None) -> Iterator[tuple[str, Prepared]]:
    """Yield what a folder of a scan holds as it goes into a register, each with the input's file.

    Raises SourceError for a table that is missing or damaged, after what stands before it.
    """
    count = processes_for(articles_in(folder)) if processes is None else processes
    chunks = chunked(found_articles(folder))
    for source, (ready, fault) in in_processes(chunks, count) if count else map(here, chunks):
        yield from ((source, one) for one in ready)
        if fault is not None:
            raise fault


def processes_for(articles: int) -> int:
    """Return how many processes make so many articles ready beside the one that writes; 0: it does so itself.

    As many as cores are idle: where none is, what they cost beside the work itself makes an import slower.
    """
    if articles <= FEW:
        return 0
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return max(0, min(round(cores - busy) - 1, MOST))


def chunked(found: Iterable[tuple[str, Found]]) -> Iterator[Chunk]:
    """Return what was found in chunks, none of two inputs; what stands before a fault comes before it."""
    chunk: Chunk = "", []
    try:
        for source, one in found:
            if source != chunk[0] or len(chunk[1]) == CHUNK:
                if chunk[1]:
                    yield chunk
                chunk = source, []
            chunk[1].append(one)
    except SourceError:
        if chunk[1]:
            yield chunk
        raise
    if chunk[1]:
        yield chunk


def here(chunk: Chunk) -> tuple[str, Ready]:
    """Return a chunk made ready by this process."""
    return chunk[0], made_ready(chunk[1])


def made_ready(found: Iterable[Found]) -> Ready:
    """Return articles made ready, up to the first that is not whole."""
    ready: list[Prepared] = []
    try:
        for one in found:
            ready.append(prepared(coded_article(one)))
    except SourceError as error:
        return ready, error
    return ready, None


def in_processes(chunks: Iterator[Chunk], count: int) -> Iterator[tuple[str, Ready]]:
    """Yield chunks made ready by processes, in their order."""
    waiting: deque[tuple[Chunk, Future[Ready] | None]] = deque()
    fault: SourceError | None = None
    with pool_of(count) as pool:
        while True:
            while fault is None and len(waiting) < AHEAD * count:
                try:
                    chunk = next(chunks, None)
                except SourceError as error:
                    fault = error
                    break
                if chunk is None:
                    break
                waiting.append((chunk, handed(pool, chunk)))
            if not waiting:
                break
            chunk, future = waiting.popleft()
            yield chunk[0], taken(chunk, future)
    if fault is not None:
        raise fault


def handed(pool: ProcessPoolExecutor, chunk: Chunk) -> Future[Ready] | None:
    """Hand a chunk to the processes; None where one has died."""
    try:
        return pool.submit(made_ready, chunk[1])
    except BrokenProcessPool:
        return None


def taken(chunk: Chunk, future: Future[Ready] | None) -> Ready:
    """Return a chunk made ready, by this process where the other has died."""
    if future is not None:
        try:
            return future.result()
        except BrokenProcessPool:
            pass
    return made_ready(chunk[1])


@contextmanager
def pool_of(count: int) -> Iterator[ProcessPoolExecutor]:
    """Give processes; none is waited for where the work is broken off."""
    pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=begin)
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def begin() -> None:
    """Begin a process's life."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's
    threading.Thread(target=end_with_parent, daemon=True).start()
    gc.set_threshold(SELDOM)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Let Python look for cycles seldom meanwhile: what goes into a register has none, and is much."""
    before = gc.get_threshold()
    gc.set_threshold(SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
