"""Running commands in this process, as the program does."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from demarche.cli.running import run

ARTICLES: tuple[dict[str, Any], ...] = (
    {
        "id": "strait-1",
        "outlet": "Harbour Wire",
        "date": "2024-03-15",
        "title": "Iran warns Britain",
        "text": "Iran will close the strait if British warships come nearer, Foreign Minister Ali Karimi "
        "said on Thursday. He was speaking at a news conference in Tehran.",
    },
    {
        "id": "tariffs-1",
        "outlet": "Meridian Post",
        "date": "2024-04-02",
        "title": "Beijing promises an answer to tariffs",
        "text": "China will take countermeasures if the United States raises its tariffs, the Commerce Ministry "
        "said on Tuesday.",
    },
    {
        "id": "weather-1",
        "outlet": "Meridian Post",
        "date": "2024-04-03",
        "title": "Rain until Sunday",
        "text": "It will rain along the coast until Sunday. Farmers are glad of it.",
    },
)


@dataclass(frozen=True)
class Ran:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[Any]:
        """The JSON values of standard output, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Ran]


@pytest.fixture
def demarche(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Give a function that runs a command on a register of its own and returns what it did."""
    for name in list(os.environ):
        if name.startswith("DEMARCHE_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("DEMARCHE_REGISTER", str(tmp_path / "register.db"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("USER", "Ada Analyst")

    def ran(*arguments: object, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = run([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Ran(code=code, out=printed.out, err=printed.err)

    return ran


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Give a JSON Lines file of three articles, two with a threat each."""
    path = tmp_path / "articles.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ARTICLES), encoding="utf-8")
    return path
