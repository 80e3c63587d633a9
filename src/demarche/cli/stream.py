"""Coding a stream of articles, in order, on one or several processes."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from queue import Queue
from threading import Thread
from typing import TypeVar

from demarche.articles import Article, Skipped
from demarche.coders import find_coders
from demarche.coding import CodedArticle, code_article
from demarche.errors import DemarcheError, InputError

T = TypeVar("T")
Item = Article | Skipped
Names = tuple[str, str]  # of the coder of threats, of events
Work = Callable[[CodedArticle | Skipped], T]
Task = tuple[Future[CodedArticle | Skipped], Item]

CHUNK = 32  # articles handed to a process at once: enough to outweigh the handing
AHEAD = 3  # chunks a process in flight or waiting: keeps all busy and memory flat


def coded_stream(items: Iterable[Item], *, names: Names, jobs: int, work: Work[T]) -> Iterator[T]:
    """Yield what ``work`` makes of each item once coded, in the items' order.

    What was skipped, or cannot be coded, reaches ``work`` as ``Skipped``. With several jobs ``work`` runs
    in the process that codes and must be a function of a module. Coders that wait for a server are called
    in threads of this process instead, whatever the jobs: they have one budget. Raises UsageError for an
    unknown coder.
    """
    coders = find_coders(*names)  # an unknown name fails here, before anything is read
    if coders.spending:
        yield from threaded(items, names=names, threads=coders.concurrency, work=work)
        return
    if jobs == 1:
        for item in items:
            yield work(coded_item(item, names))
        return
    yield from pooled(items, names=names, jobs=jobs, work=work)


def unchanged(item: CodedArticle | Skipped) -> CodedArticle | Skipped:
    """Return the item itself, where nothing more is to be made of it."""
    return item


def threaded(items: Iterable[Item], *, names: Names, threads: int, work: Work[T]) -> Iterator[T]:
    """Yield as ``coded_stream`` does, by threads that wait for a server; each item as soon as its turn is.

    The threads are daemons: nobody waits for a slow server once the run is stopped.
    """
    tasks: Queue[Task | None] = Queue()
    waiting: deque[Future[CodedArticle | Skipped]] = deque()
    for _ in range(threads):
        Thread(target=run_tasks, args=(tasks, names), daemon=True).start()
    try:
        for item in items:
            waiting.append(Future())
            tasks.put((waiting[-1], item))
            while waiting and (waiting[0].done() or len(waiting) >= threads * AHEAD):
                yield work(waiting.popleft().result())
        while waiting:
            yield work(waiting.popleft().result())
    finally:
        for future in waiting:
            future.cancel()
        for _ in range(threads):
            tasks.put(None)


def run_tasks(tasks: Queue[Task | None], names: Names) -> None:
    """Code what comes until nothing more does."""
    while task := tasks.get():
        future, item = task
        if future.set_running_or_notify_cancel():
            try:
                future.set_result(coded_item(item, names))
            except BaseException as error:  # noqa: BLE001  raised where the result is asked for
                future.set_exception(error)


def pooled(items: Iterable[Item], *, names: Names, jobs: int, work: Work[T]) -> Iterator[T]:
    """Yield as ``coded_stream`` does, by processes that start clean (no fork of a threaded program)."""
    waiting: deque[Future[list[T]]] = deque()
    pool = ProcessPoolExecutor(
        jobs, mp_context=multiprocessing.get_context("spawn"), initializer=ignore_interrupts
    )
    try:
        for chunk in chunks(items, CHUNK):
            waiting.append(pool.submit(coded_chunk, chunk, names, work))
            if len(waiting) >= jobs * AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def ignore_interrupts() -> None:
    """Leave Ctrl-C to the parent, which stops the pool."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of ``size``, the last one shorter."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def coded_chunk(items: list[Item], names: Names, work: Work[T]) -> list[T]:
    """Return what ``work`` makes of each item; runs in a process of the pool."""
    return [work(coded_item(item, names)) for item in items]


def coded_item(item: Item, names: Names) -> CodedArticle | Skipped:
    """Return the coded article, or why it was skipped."""
    if isinstance(item, Skipped):
        return item
    try:
        return code_article(item, coders=find_coders(*names))
    except InputError as error:
        return refused(item, str(error), error.code)
    except DemarcheError:
        raise  # no article would fare better: the run stops
    except Exception as error:  # noqa: BLE001  a coder may be a stranger's: one article stops no run
        return refused(item, f"{type(error).__name__}: {error}; report this with the article", "unexpected")


def refused(article: Article, why: str, code: str) -> Skipped:
    """Return an article that could not be coded as what was skipped."""
    return Skipped(
        where=f"article {article.id if article.given_id is None else article.given_id}",
        why=why,
        code=code,
        given_id=article.given_id,
    )
