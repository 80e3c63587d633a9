#!/usr/bin/env python3
"""Set up demarche and run it: ``python3 run.py demo`` or ``python3 run.py test``.

Needs Python 3.11 and the package index that pip is set to. Makes a virtual environment in ``.venv``
beside this file (or where ``DEMARCHE_VENV`` says) with the versions of ``constraints.txt``; a later call
finds it and starts at once.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = Path(os.environ.get("DEMARCHE_VENV", HERE / ".venv"))
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
CHECKS = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("mypy",),
    ("pytest", "--cov", "--cov-report=term:skip-covered", "--cov-fail-under=85"),
)


def main() -> int:
    """Set up what the given job needs, run it, and return its exit status."""
    if sys.version_info < (3, 11):
        return complain(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}")
    job = sys.argv[1] if len(sys.argv) > 1 else ""
    if job == "demo":
        set_up(dev=False)
        return subprocess.call([PYTHON, "-m", "demarche", "demo", *sys.argv[2:]])
    if job == "test":
        set_up(dev=True)
        return test(sys.argv[2:])
    return complain("usage: python3 run.py demo | test [pytest arguments]")


def complain(message: str) -> int:
    """Print one line on standard error and return the exit status for wrong use."""
    print(f"run.py: {message}", file=sys.stderr)
    return 2


def set_up(*, dev: bool) -> None:
    """Make the environment, unless it is there and made from the same files."""
    wanted = fingerprint(dev=dev)
    mark = VENV / "demarche-set-up"
    if PYTHON.exists() and mark.exists() and wanted in mark.read_text(encoding="utf-8").split():
        return
    print(f"setting up in {VENV} (a minute or two the first time) …", file=sys.stderr, flush=True)
    if not PYTHON.exists():
        venv.create(VENV, with_pip=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-c", HERE / "constraints.txt"]
    subprocess.check_call([*pip, "-e", HERE])
    if dev:
        subprocess.check_call([*pip, *dev_requirements()])
    with mark.open("a", encoding="utf-8") as file:
        file.write(wanted + "\n")


def fingerprint(*, dev: bool) -> str:
    """Return a name for this set of requirements."""
    text = b"".join((HERE / name).read_bytes() for name in ("pyproject.toml", "constraints.txt"))
    return ("dev-" if dev else "run-") + hashlib.sha256(text).hexdigest()[:16]


def dev_requirements() -> list[str]:
    """Return the ``dev`` dependency group of ``pyproject.toml``."""
    import tomllib

    groups = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    return [str(requirement) for requirement in groups["dev"]]


def test(arguments: list[str]) -> int:
    """Run every check, also after a failed one, and return 1 if any failed."""
    failed = []
    for tool, *options in CHECKS:
        print(f"— {tool} {' '.join(options)}", flush=True)
        extra = arguments if tool == "pytest" else []
        if subprocess.call([PYTHON, "-m", tool, *options, *extra], cwd=HERE):
            failed.append(tool)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
