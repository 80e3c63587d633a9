"""The codebook's labels with a line on each (data/labels.toml)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A field's labels."""

    name: str
    title: str
    intro: str
    labels: tuple[tuple[str, str], ...]


@cache
def groups() -> tuple[Group, ...]:
    """Return the groups in their order."""
    table = tomllib.loads(files("demarche.web").joinpath("data", "labels.toml").read_text("utf-8"))
    return tuple(
        Group(
            name=name,
            title=group["title"],
            intro=group["intro"],
            labels=tuple((label, words) for label, words in group.items() if label not in ("title", "intro")),
        )
        for name, group in table.items()
    )
