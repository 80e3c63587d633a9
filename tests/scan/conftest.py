"""Storage and an engine for tests of what lies in object storage."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from .shelved import KEY, SECRET, TOKEN, Inline
from .storage import Storage, stored


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Storage]:
    """A storage that the environment names, with keys to it, and a client that soon gives up."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr("demarche.scan.objects.RETRIES", 2)
    monkeypatch.setattr("demarche.scan.objects.FIRST_WAIT", 0.001)
    with stored() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        monkeypatch.setenv("AWS_SESSION_TOKEN", TOKEN)
        yield server


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Inline:
    """The engine of every scan of this test."""
    engine = Inline()
    monkeypatch.setattr("demarche.cli.scan.engine_of", lambda ray, jobs: engine)
    monkeypatch.setattr("demarche.scan.inputs.WARC_PART", 4000)
    monkeypatch.setattr("demarche.scan.inputs.LINES_PART", 400)
    return engine
