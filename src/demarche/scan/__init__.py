"""Scan: archives too big to read one article at a time, sifted and coded into Parquet that a register imports.

    addresses    what an address names, and what is wrong with it
    objects      a file in object storage, read in stretches
    sources      a file opened, on a disk or in object storage
    inputs       which files, of which kind, in which parts
    warc         pages of a part of a WARC file, bad records named
    stored       articles of a part of a JSON Lines or Parquet file
    lexicon      the rules' own words, for bytes
    sieve        whether a text may hold a threat or an event
    cascade      one page or article through sieve, extractors and coder
    bounds       time and memory of one page; where a part stands
    part         one part scanned into one file
    rows         what is written: columns and rows
    folder       the output folder: what is done, and the finished tables
    processes    the engine on this machine
    ready        what its processes have loaded before they start
    ray_tasks    the engine on a Ray cluster
    running      a scan from its inputs to its tables
    output       tables read back as coded articles

A part's result is a function of its bytes: it is written under another name and renamed, so a scan that is
stopped at any moment goes on where it stood, and every record counts once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from demarche.articles import Article, Columns

SourceKind = Literal["warc", "jsonl", "parquet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A share of one input file that is scanned by itself."""

    source: str
    kind: SourceKind
    number: int  # from 0
    of: int  # parts of this file
    start: int = 0  # WARC: byte from which records that begin there are its own
    stop: int | None = None  # WARC: byte from which they are the next part's
    version: str | None = None  # of an object in storage: what it was when the scan began
    anonymous: bool = False  # read without credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A web page as an archive holds it."""

    number: int  # of the record in its part, from 1
    where: str  # file and byte
    data: bytes
    url: str | None
    encoding: str | None  # as the server named it


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An article as a file of articles holds it."""

    number: int
    where: str
    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a scan does, the same for all its parts; a folder holds the output of one such."""

    coder: str
    event_coder: str
    columns: Columns
    everything: bool = False  # leave the sieve out: every page to the accurate extractor and the coder


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A part to scan, where to put it, and which of its records have killed a process before."""

    part: Part
    settings: Settings
    target: str  # path of the finished file
    poison: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a job: finished, or the process that worked on it died."""

    job: Job
    died: str | None = None  # how
    fault: Exception | None = None  # raised by the job: the scan stops


class Engine(Protocol):
    """Runs jobs in other processes, each to its end or the process's."""

    def run(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """Yield each job's outcome as it comes; jobs are taken as there is room for them."""
        ...

    def again(self, job: Job) -> None:
        """Put a job back in front, after its process died."""
        ...
