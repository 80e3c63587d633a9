"""Names of news agencies, papers and broadcasters."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

SEPARATORS = re.compile(r" ?/ ?|, | and | & | – | - |; ")


@cache
def known_outlets() -> Mapping[str, str]:
    """Return every known name of an outlet in lower case, with its usual name.

    Lower case says nothing of how the name is written; where it may be an everyday word ("time",
    "mehr"), see first that the text writes it with a capital.

    >>> known_outlets()["korean central news agency"]
    'KCNA'
    """
    raw = files("demarche.articles").joinpath("data/outlets.toml").read_text(encoding="utf-8")
    names: dict[str, str] = {}
    for group in tomllib.loads(raw).values():
        for name, aliases in group.items():
            for alias in (name, *aliases):
                names[alias.lower()] = name
    return MappingProxyType(names)


def outlets_named(words: str) -> tuple[str, ...]:
    """Return the usual names of the outlets that a list such as "AP/Reuters" consists of; else none.

    A list with one unknown name gives none: "Xinhua/Li Ming" is who took a photo.

    >>> outlets_named("Itar-Tass and Reuters")
    ('TASS', 'Reuters')
    """
    outlets = known_outlets()
    whole = outlets.get(words.strip(" .()").lower())
    if whole:
        return (whole,)
    parts = [outlets.get(part.strip(" .()").lower()) for part in SEPARATORS.split(words)]
    known = [name for name in parts if name]
    return tuple(dict.fromkeys(known)) if len(known) == len(parts) else ()


@cache
def folded_outlets() -> Mapping[str, str]:
    """Return the known outlets by lower-case name, articles left out."""
    return {name.lower().removeprefix("the "): canonical for name, canonical in known_outlets().items()}


def fold_outlet(name: str) -> str:
    """Return an outlet's name for comparison: the usual name, small letters, no article before it.

    >>> fold_outlet("The Korean Central News Agency")
    'kcna'
    """
    lowered = name.strip().lower().removeprefix("the ")
    return folded_outlets().get(lowered, lowered).lower()
