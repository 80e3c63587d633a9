"""The site: the commands of its pages run, its reference is what the code says, and it builds."""

from __future__ import annotations

import importlib.util
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Ran, Run, demarche
from tests.operation.test_supply import script

__all__ = ["demarche"]

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
STEP = re.compile(
    r"<!-- file: (?P<file>\S+) -->\n```\w+\n(?P<content>.*?)```|```console\n(?P<commands>.*?)```", re.DOTALL
)
RUNNABLE = ("tutorial.md", "recipes.md")


def run_line(line: str, demarche: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, *, made: Path) -> Ran:
    """Run one command line as a shell would: an export, a pipe from printf, an output into a file."""
    words = shlex.split(line)
    if words[0] == "export":
        name, _, value = words[1].partition("=")
        monkeypatch.setenv(name, value)
        return Ran(0, "", "")
    stdin = b""
    if words[0] == "printf":
        stdin = words[1].replace("\\n", "\n").encode()
        words = words[words.index("|") + 1 :]
    out = None
    if ">" in words:
        out = folder / words[words.index(">") + 1]
        words = words[: words.index(">")]
    assert words[0] == "demarche", line
    kept = made / "demo.db"
    if words[1] == "demo" and kept.exists():  # made by the page before
        shutil.copyfile(kept, folder / "demo.db")
        return Ran(0, "", "")
    ran = demarche(*words[1:], stdin=stdin)
    if words[1] == "demo":
        shutil.copyfile(folder / "demo.db", kept)
    if out:
        out.write_text(ran.out, encoding="utf-8")
    return ran


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder for the demonstration's register, so that it is made once."""
    return tmp_path_factory.mktemp("made")


@pytest.mark.parametrize("name", RUNNABLE)
def test_the_commands_of_a_page_run(
    name: str, demarche: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    ran_any = 0
    for step in STEP.finditer((DOCS / name).read_text(encoding="utf-8")):
        if step["file"]:
            (tmp_path / step["file"]).write_text(step["content"], encoding="utf-8")
            continue
        for line in step["commands"].splitlines():
            assert line.startswith("$ "), line
            ran = run_line(line.removeprefix("$ "), demarche, tmp_path, monkeypatch, made=made)
            assert ran.code == 0, (line, ran.err)
            ran_any += 1
    assert ran_any >= 15


def test_the_pages_of_calls_is_what_the_api_says() -> None:
    assert (DOCS / "api.md").read_text(encoding="utf-8") == script("api_page").page(), "run docs/api_page.py"


def test_the_tutorials_output_is_what_the_program_prints() -> None:
    page = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    assert "<!-- demo:" in page
    assert script("examples").filled(page) == page, "run python docs/examples.py and read what changed"


def test_the_site_names_every_page() -> None:
    nav = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")[2]
    named = set(re.findall(r"[\w/-]+\.md", nav))
    outside = set(script("site_pages").OUTSIDE.values())
    assert named == outside | {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}


@pytest.mark.parametrize(
    ("words", "place", "expected"),
    [
        ("[a](../README.md) [b](web.md#api)", "index.md", "[a](readme.md) [b](web.md#api)"),
        ("[c](docs/web.md) ![d](docs/pictures/list.svg)", "readme.md", "[c](web.md) ![d](pictures/list.svg)"),
        ("[e](../threads.md) [f](https://example.org)", "decisions/0001.md", "[e](../threads.md) [f](https://example.org)"),
        ("[g](LICENSE) [h](#here)", "readme.md", "[g](readme.md) [h](#here)"),
    ],
)  # fmt: skip
def test_links_lead_to_the_sites_pages(words: str, place: str, expected: str) -> None:
    assert script("site_pages").relinked(words, place) == expected


def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    if importlib.util.find_spec("mkdocs") is None or importlib.util.find_spec("material") is None:
        pytest.skip("needs MkDocs Material: pip install mkdocs-material")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "site" / "tutorial" / "index.html").exists()
