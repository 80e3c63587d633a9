"""What lies in deploy/ names commands, options and variables that exist, and gives no right too many."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest
import typer

from demarche.cli.app import build
from demarche.cli.reference import subcommands
from demarche.settings import OWN_VARIABLES, PREFIX, ROWS

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
EXPOSED = 30  # tenths, as systemd-analyze counts from 0 (closed) to 100
VARIABLES = {PREFIX + row.name.upper() for row in ROWS} | OWN_VARIABLES


def unit(path: Path) -> ConfigParser:
    parser = ConfigParser(strict=False, interpolation=None, allow_no_value=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(path.read_text(encoding="utf-8"))
    return parser


def check_command(words: list[str]) -> None:
    """Assert that the program takes a command line."""
    commands = subcommands(typer.main.get_command(build()))
    command = commands[words[0]]
    rest = words[1:]
    if subcommands(command):
        command, rest = subcommands(command)[rest[0]], rest[1:]
    command.make_context("demarche", list(rest))


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_what_exists(path: Path) -> None:
    service = unit(path)["Service"]
    words = shlex.split(service["ExecStart"])
    assert words[0].endswith("/bin/demarche")
    check_command(words[1:])
    for variable in re.findall(r"\bDEMARCHE_[A-Z_]+", path.read_text(encoding="utf-8")):
        assert variable in VARIABLES


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_gives_no_right_too_many(path: Path) -> None:
    service = unit(path)["Service"]
    assert service["User"] == "demarche"
    assert service["NoNewPrivileges"] == service["ProtectHome"] == service["PrivateTmp"] == "yes"
    assert service["ProtectSystem"] == "strict"


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="no systemd-analyze (apt-get install systemd)"
)
def test_systemd_takes_the_units_and_finds_little_exposed(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("demarche")
    for path in [*UNITS, *DEPLOY.glob("*.timer")]:
        text = path.read_text(encoding="utf-8").replace("/opt/demarche/bin/demarche", str(program))
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    units = sorted(map(str, tmp_path.iterdir()))
    for words in (["verify"], ["security", "--offline=true", f"--threshold={EXPOSED}"]):
        named = units if words == ["verify"] else [unit for unit in units if unit.endswith(".service")]
        ran = subprocess.run(
            ["systemd-analyze", *words, *named], capture_output=True, text=True, check=False, timeout=120
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert words != ["verify"] or not ran.stderr, ran.stderr


def test_the_timer_has_its_service() -> None:
    assert {path.stem for path in DEPLOY.glob("*.timer")} <= {path.stem for path in UNITS}


def test_the_image_runs_what_exists_without_rights() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    commands = re.findall(r"^CMD (\[.*\])$", text, re.MULTILINE)
    assert len(commands) == 1
    words = json.loads(commands[0])
    assert words[0] == "demarche"
    check_command(words[1:])
    first = re.findall(r"^# podman run .* demarche (demarche .*?)(?:\s{2,}|$)", text, re.MULTILINE)
    assert [words.split()[1] for words in first] == ["users"]
    check_command(shlex.split(first[0])[1:])
    assert text.index("\nUSER ") < text.index("\nCMD ")
    assert "USER 0" not in text
    for variable in re.findall(r"\bDEMARCHE_[A-Z_]+", text):
        assert variable in VARIABLES


def test_the_page_tells_of_every_figure() -> None:
    page = (DEPLOY.parent / "docs" / "operation.md").read_text(encoding="utf-8")
    source = (DEPLOY.parent / "src" / "demarche" / "web" / "figures.py").read_text(encoding="utf-8")
    named = set(re.findall(r'"(demarche_[a-z_]+)"', source))
    assert len(named) >= 9
    for name in named:
        assert name in page, name
