"""A site on this machine, and a watch that may read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from demarche.coding import default_coders
from demarche.register.store import SqlRegister
from demarche.watch.fetching import Polite
from demarche.watch.guard import Guard
from demarche.watch.running import Runner
from demarche.watch.store import WatchStore

from .made import Clock, opened
from .server import Site, listening

Make = Callable[..., Runner]


@pytest.fixture
def site() -> Iterator[Site]:
    with listening() as site:
        yield site


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def register(tmp_path: Path, clock: Clock) -> Iterator[SqlRegister]:
    with opened(tmp_path, clock) as register:
        yield register


@pytest.fixture
def runner(register: SqlRegister, site: Site, clock: Clock) -> Runner:
    return made_runner(register, site, clock)


def made_runner(register: SqlRegister, site: Site, now: Clock, **fetching: Any) -> Runner:
    """Return a runner that may read the site, hurries, and leaves nothing to chance."""
    options = {"pause": 0.0, "timeout": 5.0} | fetching
    return Runner(
        store=WatchStore(register),
        fetch=Polite(guard=Guard(allow=frozenset({site.host})), today=now, **options),
        coders=default_coders(),
        now=now,
        chance=lambda: 0.5,
    )
