#!/usr/bin/env python3
"""Set demarche up beside this file and run it: ``python3 run.py demo`` or ``python3 run.py test``.

Needs Python 3.11 or later and nothing else; with Chromium on the machine the tests look at the desk in it too.
Makes a virtual environment in ``.venv`` (or where
``DEMARCHE_VENV`` says), installs the package with the versions of ``constraints.txt``, and leaves both
alone while ``pyproject.toml`` and ``constraints.txt`` stay as they are. Words after ``demo`` go to
``demarche demo``, words after ``test`` to pytest.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OLDEST = (3, 11)
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
CODE = ("src", "tests", "benchmarks", "fuzz", "run.py")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 80  # seconds for what the browser tests need; without it they are skipped


def main() -> int:
    """Run what the arguments name and return its exit code."""
    if sys.version_info < OLDEST:
        print(
            f"run.py: this is Python {sys.version.split()[0]}; run it with Python 3.11 or later",
            file=sys.stderr,
        )
        return 2
    match sys.argv[1:]:
        case ["demo", *words]:
            return call(installed(dev=False) / "demarche", "demo", *words)
        case ["test", *words]:
            scripts = installed(dev=True)
            add_browser(scripts)
            return run_tests(scripts, words)
        case _:
            print(__doc__)
            return 2


def run_tests(scripts: Path, words: list[str]) -> int:
    """Run every check in turn, stop at the first that fails, and return its exit code."""
    python = scripts / "python"
    checks: tuple[tuple[str | Path, ...], ...] = (
        (scripts / "ruff", "format", "--check", *CODE),
        (scripts / "ruff", "check", *CODE),
        (scripts / "mypy", "--strict"),
        (python, "-m", "pytest", *words),
    )
    for check in checks:
        if code := call(*check):
            return code
    return check_wheel(python)


def check_wheel(python: Path) -> int:
    """Build the wheel and return 1 if a file of the package is missing from it, else 0."""
    with tempfile.TemporaryDirectory() as folder:
        if code := call(python, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT):
            return code
        (wheel,) = Path(folder).glob("*.whl")
        packed = set(zipfile.ZipFile(wheel).namelist())
    source = ROOT / "src"
    missing = [
        path.relative_to(source).as_posix()
        for path in sorted((source / "demarche").rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]
    missing = [name for name in missing if name not in packed]
    print(f"wheel lacks {', '.join(missing)}" if missing else f"wheel holds all {len(packed)} files")
    return int(bool(missing))


def installed(*, dev: bool) -> Path:
    """Return the folder of the environment's programs, made or brought up to date where needed."""
    folder = Path(os.environ.get("DEMARCHE_VENV") or ROOT / ".venv")
    scripts, stamp = folder / SCRIPTS, folder / "demarche-installed"
    wanted = stamp_of(dev=dev)
    if stamp.exists() and stamp.read_text() in (wanted, stamp_of(dev=True)):
        return scripts
    print(f"run.py: installing into {folder} …", file=sys.stderr, flush=True)
    python = scripts / "python"
    if not python.exists():
        check(sys.executable, "-m", "venv", folder)
    extra = groups()["dev"] if dev else []
    pip: tuple[str | Path, ...] = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    check(*pip, "--constraint", ROOT / "constraints.txt", "--editable", ROOT, *extra)
    stamp.write_text(wanted)
    return scripts


def add_browser(scripts: Path) -> None:
    """Install what the browser tests need beside Chromium, once; where that fails they are skipped."""
    if not any(map(shutil.which, CHROMIUM)):
        print("run.py: no Chromium here, so the browser tests are skipped", file=sys.stderr, flush=True)
        return
    python = scripts / "python"
    needs = groups()["browser"]
    names = " ".join(f"import {need.split('>')[0].replace('-', '_')};" for need in needs)
    if call(python, "-W", "ignore", "-c", names, quiet=True) == 0:
        return
    pip: tuple[str | Path, ...] = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    code = call(*pip, "--constraint", ROOT / "constraints.txt", *needs, seconds=PATIENCE)
    if code:
        print(
            "run.py: Playwright was not installed, so the browser tests are skipped",
            file=sys.stderr,
            flush=True,
        )


def stamp_of(*, dev: bool) -> str:
    """Return what identifies an installation: a hash of all that decides it."""
    parts = [(ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt")]
    place = str(ROOT).encode()  # an editable install points at its checkout
    return hashlib.sha256(b"\0".join([*parts, place, b"dev" if dev else b"run"])).hexdigest()


def groups() -> dict[str, list[str]]:
    """Return pyproject's groups of requirements; older pips cannot read them themselves."""
    import tomllib

    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return dict(table["dependency-groups"])


def call(*command: str | Path, quiet: bool = False, seconds: float | None = None) -> int:
    """Run a command in the checkout and return its exit code; 1 where it takes longer than ``seconds``."""
    words = [str(word) for word in command]
    output = subprocess.DEVNULL if quiet else None
    try:
        return subprocess.run(
            words, cwd=ROOT, check=False, stdout=output, stderr=output, timeout=seconds
        ).returncode
    except subprocess.TimeoutExpired:
        return 1


def check(*command: str | Path) -> None:
    """Run a command; leave with its exit code if it fails."""
    if code := call(*command):
        sys.exit(code)


if __name__ == "__main__":
    sys.exit(main())
