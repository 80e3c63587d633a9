"""The engine on a Ray cluster: one task for each part. The output folder must be one that all its nodes see."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from demarche.errors import UsageError
from demarche.scan import Job, Outcome

AHEAD = 2  # tasks a processor, running or waiting


class RayTasks:
    """An ``Engine`` of Ray tasks."""

    def __init__(self, address: str) -> None:
        """Connect to the cluster at an address; "local" starts one on this machine.

        Raises UsageError if Ray is not installed or the cluster cannot be reached.
        """
        try:
            import ray
        except ImportError as error:
            raise UsageError("--ray: Ray is not installed; pip install 'demarche[scan]'") from error
        self.ray: Any = ray
        self.first: deque[Job] = deque()
        try:
            ray.init(address=None if address == "local" else address, log_to_driver=False)
        except (ConnectionError, ValueError, RuntimeError) as error:
            raise UsageError(f"--ray {address}: cannot be reached ({error}); check the address") from error

    def again(self, job: Job) -> None:
        """Put a job back in front."""
        self.first.append(job)

    def run(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """Yield each job's outcome as it comes."""
        ray = self.ray
        task = ray.remote(num_cpus=1, max_retries=0)(done_part)
        most = AHEAD * max(1, int(ray.cluster_resources().get("CPU", 1)))
        rest = iter(jobs)
        running: dict[Any, Job] = {}
        try:
            while True:
                while len(running) < most and (job := self.next_job(rest)):
                    running[task.remote(job)] = job
                if not running:
                    return
                ready, _ = ray.wait(list(running), num_returns=1)
                for one in ready:
                    yield self.outcome(one, running.pop(one))
        finally:
            for one in running:
                ray.cancel(one, force=True)
            ray.shutdown()

    def next_job(self, rest: Iterator[Job]) -> Job | None:
        """Return what is to be done next, None if nothing is."""
        return self.first.popleft() if self.first else next(rest, None)

    def outcome(self, task: Any, job: Job) -> Outcome:
        """Return what became of a task's job."""
        try:
            fault = self.ray.get(task)
        except (self.ray.exceptions.WorkerCrashedError, self.ray.exceptions.OutOfMemoryError) as error:
            return Outcome(job=job, died=type(error).__name__)
        return Outcome(job=job, fault=fault)


def done_part(job: Job) -> Exception | None:
    """Scan a part in a task; return what was raised."""
    from demarche.scan.part import scan_part

    try:
        scan_part(job)
    except Exception as error:  # noqa: BLE001  raised where the scan runs
        return error
    return None
