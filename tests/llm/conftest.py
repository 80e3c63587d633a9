"""A coder that asks a server of our own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from demarche.coders import find_coders
from demarche.llm.coder import LlmThreatCoder, coder_from
from demarche.settings import LLM_API_KEY, load_settings

from .server import Server, listening

KEY = "sk-our-own-secret"
Make = Callable[..., LlmThreatCoder]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Give a server on this machine; what coders were made before is forgotten."""
    find_coders.cache_clear()
    with listening() as story:
        yield story
    find_coders.cache_clear()


@pytest.fixture
def make(server: Server, tmp_path: Path) -> Make:
    """Give a function that makes a coder of that server, impatient, with a cache of its own."""

    def made(**settings: Any) -> LlmThreatCoder:
        flags = {
            "llm_url": server.url,
            "llm_model": "small:1b",
            "llm_timeout": 5.0,
            "llm_cache": str(tmp_path / "cache"),
        }
        environment = {LLM_API_KEY: KEY, "DEMARCHE_CONFIG": ""}
        return coder_from(load_settings(flags | settings, environment), environment, first_wait=0.001)

    return made
