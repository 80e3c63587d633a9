#!/usr/bin/env python3
"""The engines that could run a scan, on the parts of one archive: rate after start-up, and what a death costs.

    python benchmarks/scan_engines.py pages.warc.gz [--against ray] [--workers 2] [--rounds 3] [--repeat 10]

Our processes are compared with Ray tasks or with Daft's process actors, on the same parts with the same work;
``--repeat`` lays the archive N times end to end. The other engine stays up between rounds and has loaded before the
clock starts; our processes start anew in every round, on Linux from a server that stays up. Then a worker is killed with a part in hand. One engine at a time:
Daft would run on a Ray that is up.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from demarche.articles import Columns
from demarche.scan import Job, Settings
from demarche.scan.inputs import parts_of
from demarche.scan.part import scan_part

SETTINGS = Settings(coder="rules:v1", event_coder="rules:v1", columns=Columns())
os.environ["DAFT_ANALYTICS_ENABLED"] = "0"
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"


def main() -> int:
    """Run the benchmark and return the process's exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--against", choices=("ray", "daft"), default="ray")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--repeat", type=int, default=1, metavar="N")
    arguments = parser.parse_args()
    arguments.archive = repeated(arguments.archive, arguments.repeat)
    others: dict[str, Callable[[int], Any]] = {"ray": Ray, "daft": Daft}
    engines = {"processes": OurProcesses, arguments.against: others[arguments.against]}
    running, starts = {}, {}
    for name, make in engines.items():
        began = time.perf_counter()
        running[name] = make(arguments.workers)
        list(running[name].run(jobs_of(arguments.archive)[:2]))
        starts[name] = time.perf_counter() - began
    seconds: dict[str, list[float]] = {name: [] for name in running}
    for _ in range(arguments.rounds):
        for name, engine in running.items():
            began = time.perf_counter()
            done = len(list(engine.run(jobs_of(arguments.archive))))
            seconds[name].append(time.perf_counter() - began)
            assert done == len(jobs_of(arguments.archive))
    first = seconds["processes"]
    for name, took in seconds.items():
        ratio = statistics.median(a / b for a, b in zip(first, took, strict=True))
        print(
            f"{name}: start {starts[name]:.1f} s, median {statistics.median(took):.1f} s, "
            f"{ratio:.2f} of the processes' rate"
        )
    for name, engine in running.items():
        print(f"{name}: a worker killed: {death(engine, arguments.archive)}")
    return 0


def repeated(archive: Path, times: int) -> Path:
    """Return the archive, or a file that holds it several times over."""
    if times == 1:
        return archive
    large = Path(tempfile.mkdtemp()) / archive.name
    with large.open("wb") as file:
        for _ in range(times):
            file.write(archive.read_bytes())
    return large


def jobs_of(archive: Path) -> list[Job]:
    """Return the archive's parts as jobs, each with a file of its own."""
    folder = tempfile.mkdtemp()
    return [
        Job(part=part, settings=SETTINGS, target=f"{folder}/{part.number:05}.rows")
        for part in parts_of(str(archive))
    ]


def death(engine: Any, archive: Path) -> str:
    """Return what becomes of a run when one of its workers is killed."""
    jobs = jobs_of(archive)
    marked = Path(jobs[1].target).with_suffix(".kill")
    marked.touch()
    try:
        outcomes = list(engine.run(jobs))
    except BaseException as error:  # noqa: BLE001  whatever an engine raises is the answer
        return f"the run ends with {type(error).__name__}: {str(error)[:160]}"
    died = sum(outcome.died is not None for outcome in outcomes)
    whole = sum(Path(job.target).exists() for job in jobs)
    return f"{whole} of {len(jobs)} parts done, {died} named as dead, to be done again"


def work(job: Job) -> Exception | None:
    """Scan a part, unless it is marked: then the process is killed, once."""
    marked = Path(job.target).with_suffix(".kill")
    if marked.exists():
        marked.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    scan_part(job)
    return None


class OurProcesses:
    """Our engine."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def run(self, jobs: list[Job]) -> Iterator[Any]:
        """Yield the outcomes; a marked part's process is killed from here."""
        import demarche.scan.processes as processes

        given = processes.give

        def give(worker: Any, job: Any) -> None:
            given(worker, job)
            if job is not None and (marked := Path(job.target).with_suffix(".kill")).exists():
                marked.unlink()
                os.kill(worker.process.pid, signal.SIGKILL)

        processes.give = give
        try:
            yield from processes.Processes(self.workers).run(jobs)
        finally:
            processes.give = given


class Ray:
    """Ray tasks, the engine's own loop on a cluster of this machine that stays up between rounds."""

    def __init__(self, workers: int) -> None:
        import ray

        ray.init(num_cpus=workers, log_to_driver=False, include_dashboard=False)
        from demarche.scan.ray_tasks import RayTasks

        self.engine = RayTasks.__new__(RayTasks)
        self.engine.ray, self.engine.first = ray, __import__("collections").deque()
        self.stop, ray.shutdown = ray.shutdown, lambda: None

    def run(self, jobs: list[Job]) -> Iterator[Any]:
        """Yield the outcomes."""
        import demarche.scan.ray_tasks as tasks

        tasks.done_part = work
        yield from self.engine.run(jobs)


class Daft:
    """Daft's process actors over a table of parts."""

    def __init__(self, workers: int) -> None:
        import daft

        @daft.cls(max_concurrency=workers, use_process=True)
        class Scanner:
            @daft.method(return_dtype=daft.DataType.string())
            def scan(self, packed: bytes) -> str:
                import pickle

                work(pickle.loads(packed))
                return "done"

        self.daft, self.scanner, self.workers = daft, Scanner(), workers

    def run(self, jobs: list[Job]) -> Iterator[Any]:
        """Yield one outcome for each job."""
        import pickle

        from demarche.scan import Outcome

        table = self.daft.from_pydict({"job": [pickle.dumps(job) for job in jobs]}).into_batches(1)
        done = table.select(self.scanner.scan(table["job"])).to_pydict()
        for job in jobs[: len(next(iter(done.values())))]:
            yield Outcome(job=job)


if __name__ == "__main__":
    sys.exit(main())
