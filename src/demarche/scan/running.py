"""A scan from its inputs to its tables: what is left to do, jobs to an engine, deaths answered, inputs finished."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from demarche.errors import FetchError, SourceError
from demarche.scan import Engine, Job, Outcome, Part, Settings
from demarche.scan.bounds import place_file, place_in
from demarche.scan.folder import Folder
from demarche.scan.inputs import identity_of, parts_of

STRIKES = 2  # processes that a record may end before it is skipped
FETCHES = (
    3  # how often a part is tried whose object could not be read, each time with the library's own retries
)
MOST_DEATHS = 20  # of one part, after which the scan stops: it is not the pages' fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a scan has come to: a part scanned, or an input finished with what is known of it."""

    source: str
    parts: int  # of the input
    left: int  # parts of it that are yet to be scanned
    about: dict[str, Any] | None = None  # the input is done: its counts, what was skipped
    before: bool = False  # it was done already when this scan began


@dataclass(slots=True)
class Run:
    """One run of a scan: the inputs it is at, and what went wrong with them."""

    folder: Folder
    settings: Settings
    engine: Engine
    anonymous: bool = False  # addresses are read without credentials
    left: dict[str, set[int]] = field(default_factory=dict)  # parts to scan, by the input's identity
    parts: dict[str, tuple[str, int]] = field(default_factory=dict)  # its file and how many parts it has
    identities: dict[str, str] = field(default_factory=dict)
    deaths: Counter[tuple[str, int]] = field(default_factory=Counter)
    fetches: Counter[tuple[str, int]] = field(default_factory=Counter)
    strikes: Counter[tuple[str, int, int]] = field(default_factory=Counter)
    failed: list[SourceError] = field(default_factory=list)
    ready: list[Step] = field(default_factory=list)  # inputs that needed no job

    def steps(self, files: Iterable[str]) -> Iterator[Step]:
        """Yield every step of the scan of these files."""
        for outcome in self.engine.run(self.jobs(files)):
            yield from self.done_meanwhile()
            yield from self.after(outcome)
        yield from self.done_meanwhile()

    def done_meanwhile(self) -> Iterator[Step]:
        """Yield the inputs that were found to be done."""
        yield from self.ready
        self.ready.clear()

    def jobs(self, files: Iterable[str]) -> Iterator[Job]:
        """Yield the jobs that are left to do; an input that cannot be read is kept as failed."""
        for source in files:
            try:
                identity = identity_of(source, anonymous=self.anonymous)
                if identity in self.left:
                    continue  # the same file by another path
                if about := self.folder.done(identity):
                    self.ready.append(
                        Step(source=source, parts=about["parts"], left=0, about=about, before=True)
                    )
                    continue
                parts = parts_of(source, anonymous=self.anonymous)
            except SourceError as error:
                self.failed.append(error)
                continue
            self.identities[source] = identity
            self.parts[identity] = source, len(parts)
            todo = self.folder.begin(identity, len(parts))
            self.left[identity] = set(todo)
            if not todo:
                self.ready.append(self.finished(identity))
            yield from (self.job(identity, parts[number]) for number in todo)

    def job(self, identity: str, part: Part) -> Job:
        """Return the job of a part."""
        target = self.folder.target(identity, part.number)
        return Job(part=part, settings=self.settings, target=str(target))

    def after(self, outcome: Outcome) -> Iterator[Step]:
        """Yield what an outcome leads to; a part whose process died, or whose object could not be read, is scanned again."""
        part = outcome.job.part
        identity = self.identities[part.source]
        if isinstance(outcome.fault, FetchError):
            self.fetches[identity, part.number] += 1
            if self.fetches[identity, part.number] < FETCHES:
                self.engine.again(outcome.job)
                return
        if outcome.fault is not None:
            raise outcome.fault
        if outcome.died is not None:
            self.engine.again(self.warned(identity, outcome))
            return
        left = self.left[identity]
        left.discard(part.number)
        if left:
            yield Step(source=part.source, parts=part.of, left=len(left))
        else:
            yield self.finished(identity)

    def warned(self, identity: str, outcome: Outcome) -> Job:
        """Return the job of a part whose process died, without the record that has done it twice.

        Raises SourceError after too many deaths.
        """
        job, number = outcome.job, outcome.job.part.number
        self.deaths[identity, number] += 1
        if self.deaths[identity, number] > MOST_DEATHS:
            raise SourceError(
                f"{job.part.source}: part {number + 1} has ended {MOST_DEATHS} processes ({outcome.died}); "
                "see whether the machine has memory left, or leave the file out"
            )
        record = place_in(place_file(Path(job.target)))
        if record is None:
            return job
        self.strikes[identity, number, record] += 1
        struck = self.strikes[identity, number, record] >= STRIKES
        return replace(job, poison=job.poison | {record}) if struck else job

    def finished(self, identity: str) -> Step:
        """Return that an input is done, its tables written."""
        source, parts = self.parts[identity]
        about = self.folder.finish(source, identity, parts)
        return Step(source=source, parts=parts, left=0, about=about)
