"""Fill docs/dependencies.md with every dependency of pyproject.toml: ``python docs/dependencies.py``.

What for comes from the comment beside it in pyproject.toml, the licence from the installed package's own
metadata; of what is not installed here the licence on the page stays. A test holds the page to it.
"""

from __future__ import annotations

import importlib.metadata
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "dependencies.md"
LINE = re.compile(
    r'^\s*"(?P<name>[A-Za-z0-9-]+(?:\[[\w,]+\])?)(?P<bounds>[^"\[]*)"(?:,| ?\])?\s*(?:#\s*(?P<why>.*))?$'
)
INLINE = re.compile(r'"(?P<name>[A-Za-z0-9-]+(?:\[[\w,]+\])?)(?P<bounds>[<>=][^"]*)"')
GROUP = re.compile(r"^(?P<group>\w+) = \[(?P<rest>.*)$")
ROW = re.compile(r"^\| `(?P<name>[^`]+)` \|.*\| (?P<licence>[^|]+) \|$", re.MULTILINE)
CLASSIFIER = "License :: OSI Approved :: "
SHORT = {
    "MIT License": "MIT",
    "BSD License": "BSD",
    "BSD 3-Clause License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}


def needs() -> dict[str, list[tuple[str, str, str]]]:
    """Return name, bounds and what for of every dependency, by group: core, then extras and groups."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    group = ""
    section = ""
    for line in (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        if section not in ("project", "project.optional-dependencies", "dependency-groups"):
            continue
        if opened := GROUP.match(line):
            group = opened["group"]
            why = line.partition("#")[2].strip()
            for match in INLINE.finditer(line.partition("#")[0]):
                found.setdefault(group, []).append((match["name"], match["bounds"], why))
        elif (match := LINE.match(line)) and group not in ("keywords", "classifiers"):
            found.setdefault(group, []).append((match["name"], match["bounds"], match["why"] or ""))
    return found


def licence_of(name: str, kept: dict[str, str]) -> str:
    """Return a package's licence as it says itself, else as the page has it."""
    try:
        about = importlib.metadata.metadata(name.partition("[")[0])
    except importlib.metadata.PackageNotFoundError:
        return kept.get(name, "?")

    if expression := about.get("License-Expression"):
        return str(expression)
    named = [
        c.removeprefix(CLASSIFIER) for c in about.get_all("Classifier") or () if c.startswith(CLASSIFIER)
    ]
    words = named[0] if named else str(about.get("License") or "?").splitlines()[0]
    return SHORT.get(words, words) if words != "?" else kept.get(name, "?")


def table() -> str:
    """Return the tables of the page."""
    kept = {m["name"]: m["licence"] for m in ROW.finditer(PAGE.read_text(encoding="utf-8"))}
    whys = {name: why for rows in needs().values() for name, _, why in rows if why}
    parts = []
    for group, rows in needs().items():
        title = "Always installed" if group == "dependencies" else f"`{group}`"
        lines = [
            f"| `{name}` | `{bounds}` | {why or whys.get(name, '')} | {licence_of(name, kept)} |"
            for name, bounds, why in rows
        ]
        parts.append(
            f"### {title}\n\n| package | bounds | what for | licence |\n|---|---|---|---|\n"
            + "\n".join(lines)
        )
    return "\n\n".join(parts)


def filled() -> str:
    """Return the page with the tables as they should be."""
    head, mark, _ = PAGE.read_text(encoding="utf-8").partition("<!-- tables -->\n")
    return f"{head}{mark}\n{table()}\n"


if __name__ == "__main__":
    PAGE.write_text(filled(), encoding="utf-8")
