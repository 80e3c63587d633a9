"""The engine on this machine: as many processes as asked for, each with one part at a time.

They start clean (no fork of a program with threads): on Linux from a server that has loaded the lexicons once
(``ready``), elsewhere each by itself. One that dies takes nothing with it but the part it worked on: the next
takes its place.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, ForkServerProcess, SpawnContext, SpawnProcess

from demarche.scan import Job, Outcome
from demarche.scan.bounds import limit_memory

READY = "demarche.scan.ready"


@dataclass(slots=True, kw_only=True)
class Worker:
    """A process, the way to it, and what it works on."""

    process: ForkServerProcess | SpawnProcess
    pipe: Connection
    job: Job | None = None


class Processes:
    """An ``Engine`` of processes on this machine."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.first: deque[Job] = deque()

    def again(self, job: Job) -> None:
        """Put a job back in front."""
        self.first.append(job)

    def run(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """Yield each job's outcome as it comes."""
        rest = iter(jobs)
        workers: list[Worker] = []
        try:
            while True:
                for worker in workers:
                    if worker.job is None:
                        give(worker, self.next_job(rest))
                while len(workers) < self.count and (job := self.next_job(rest)):
                    workers.append(started())
                    give(workers[-1], job)
                busy = [worker for worker in workers if worker.job]
                if not busy:
                    return
                for ready in wait([worker.pipe for worker in busy]):
                    worker = next(w for w in busy if w.pipe is ready)
                    outcome = received(worker)
                    if outcome.died is not None:
                        workers.remove(worker)
                    yield outcome
        finally:
            for worker in workers:
                worker.process.kill() if worker.job else worker.pipe.close()
            for worker in workers:
                worker.process.join()

    def next_job(self, rest: Iterator[Job]) -> Job | None:
        """Return what is to be done next, None if nothing is."""
        return self.first.popleft() if self.first else next(rest, None)


def started() -> Worker:
    """Return a new process that waits for a job."""
    context = clean_context()
    ours, theirs = context.Pipe()
    process = context.Process(target=work, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    return Worker(process=process, pipe=ours)


def clean_context() -> ForkServerContext | SpawnContext:
    """Return how processes start here: macOS's own libraries do not bear a fork."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([READY])
    return context


def give(worker: Worker, job: Job | None) -> None:
    """Hand a job to a process that waits."""
    if job is not None:
        worker.job = job
        worker.pipe.send(job)


def received(worker: Worker) -> Outcome:
    """Return what became of a process's job."""
    job, worker.job = worker.job, None
    if job is None:
        raise RuntimeError("a process answered that had no job; report this")
    try:
        fault = worker.pipe.recv()
    except (EOFError, OSError):
        worker.process.join()
        return Outcome(job=job, died=f"exit code {worker.process.exitcode}")
    return Outcome(job=job, fault=fault)


def work(pipe: Connection) -> None:
    """Do the jobs that come until none does; the process's whole life."""
    from demarche.scan.part import scan_part

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's
    limit_memory()
    threading.Thread(target=end_with_parent, daemon=True).start()
    while True:
        try:
            job = pipe.recv()
        except (EOFError, OSError):
            return
        fault = None
        try:
            scan_part(job)
        except Exception as error:  # noqa: BLE001  raised where the scan runs
            fault = error
        pipe.send(fault)


def end_with_parent() -> None:
    """End this process when its parent has ended: nobody waits for what it does."""
    if parent := multiprocessing.parent_process():
        wait([parent.sentinel])
        os._exit(1)
