"""What a scan found is made ready by other processes as this one would do it, whatever becomes of them."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from itertools import islice
from multiprocessing import active_children
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

import pytest

from demarche.errors import SourceError
from demarche.register.preparing import Prepared
from demarche.scan import ahead
from demarche.scan.ahead import FEW, MOST, prepared_articles, processes_for

from . import made

Ready = tuple[str, Prepared]


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "CHUNK", 2)


@pytest.fixture
def folder(tmp_path: Path, capsys: Any) -> Path:
    """The folder of a scan of two inputs, articles of four months in each."""
    inputs = [
        made.archive(tmp_path / f"{name}.warc.gz", made.packed(made.some_records(count)))
        for name, count in (("a", 30), ("b", 18))
    ]
    made.scanned(capsys, *inputs, "-o", tmp_path / "out")
    return tmp_path / "out"


def taken(articles: Iterator[Ready]) -> tuple[list[Ready], str | None]:
    """Return what comes, and the fault at its end."""
    found = []
    try:
        for one in articles:
            found.append(one)
    except SourceError as error:
        return found, str(error)
    return found, None


def test_processes_give_what_this_one_gives_in_its_order(folder: Path) -> None:
    here, fault = taken(prepared_articles(folder, processes=0))
    assert fault is None
    assert len(here) == 32
    assert [source for source, _ in here] == sorted(source for source, _ in here)
    for count in (1, 2):
        assert taken(prepared_articles(folder, processes=count)) == (here, None)


def test_what_stands_before_a_fault_comes_before_it(folder: Path) -> None:
    whole, _ = taken(prepared_articles(folder, processes=0))
    lost = sorted((folder / "threats").glob("month=2024-03/*.parquet"))[-1]
    damaged = sorted((folder / "articles").glob("month=2024-04/*.parquet"))
    for path, word in ((lost, "is not whole"), (damaged[0], "damaged|Parquet")):
        before = path.read_bytes()
        path.write_bytes(b"PAR1 no table PAR1") if path in damaged else path.unlink()
        here = taken(prepared_articles(folder, processes=0))
        there = taken(prepared_articles(folder, processes=1))
        assert here == there
        assert here[1] is not None
        assert here[0] == whole[: len(here[0])]
        assert 0 < len(here[0]) < len(whole), word
        path.write_bytes(before)


def test_what_a_process_had_in_hand_when_it_died_is_made_ready_here(folder: Path) -> None:
    here, _ = taken(prepared_articles(folder, processes=0))
    articles = prepared_articles(folder, processes=1)
    first = list(islice(articles, 1))
    for child in active_children():
        os.kill(child.pid or 0, signal.SIGKILL)
    rest, fault = taken(articles)
    assert (first + rest, fault) == (here, None)


def test_processes_end_with_the_work_that_is_broken_off(folder: Path) -> None:
    articles = prepared_articles(folder, processes=1)
    assert len(list(islice(articles, 1))) == 1
    (child,) = active_children()
    articles.close()  # type: ignore[attr-defined]  # as an interrupt does
    assert wait(
        [child.sentinel], timeout=30
    )  # the pool joins it too, and then its exit code may not be known here


@pytest.mark.parametrize(
    ("articles", "cores", "load", "processes"),
    [
        (FEW, 16, 0.0, 0),
        (FEW + 1, 16, 0.2, MOST),
        (FEW + 1, 16, 13.0, 2),
        (10**6, 2, 0.2, 1),
        (10**6, 2, 1.2, 0),
        (10**6, 1, 0.0, 0),
        (10**6, 2, 9.0, 0),
    ],
)
def test_there_are_as_many_processes_as_idle_cores_where_many_articles_come(
    articles: int, cores: int, load: float, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)), raising=False)
    monkeypatch.setattr(os, "getloadavg", lambda: (load, 0.0, 0.0), raising=False)
    assert processes_for(articles) == processes
