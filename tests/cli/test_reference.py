"""The reference and the help are complete: every command, every option, an example each."""

from __future__ import annotations

import inspect
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from demarche import __version__
from demarche.cli.app import COMMANDS, GROUPS, command_name
from demarche.cli.reference import reference
from demarche.cli.texts import OVERVIEW

from .conftest import Run

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"
NAMED = {command_name(command): command for command in COMMANDS} | {
    f"{group} {command_name(command)}": command
    for group, (_, commands) in GROUPS.items()
    for command in commands
}
NAMES = [command_name(command) for command in COMMANDS] + list(GROUPS)


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference()


@pytest.mark.parametrize(("name", "command"), NAMED.items(), ids=list(NAMED))
def test_every_command_takes_json_and_shows_an_example(name: str, command: Callable[..., None]) -> None:
    assert "as_json" in inspect.signature(command).parameters
    lines = (inspect.getdoc(command) or "").split("Example:\n\n")[1].splitlines()
    assert any(f"demarche {name}" in line for line in lines)


@pytest.mark.parametrize("name", NAMED)
def test_help_of_every_command(demarche: Run, name: str) -> None:
    ran = demarche(*name.split(), "--help")
    assert ran.code == 0
    assert "Example:" in ran.out
    assert "Exit codes: 0 done" in ran.out


def test_the_overview_stands_without_arguments(demarche: Run) -> None:
    ran = demarche()
    assert ran.code == 0
    assert all(f"  {name} " in ran.out for name in NAMES)
    for line in OVERVIEW.splitlines():
        words = shlex.split(line)
        if words[:1] == ["demarche"]:
            assert words[1] in NAMES


def test_the_version(demarche: Run) -> None:
    assert demarche("--version").out == f"demarche {__version__}\n"
