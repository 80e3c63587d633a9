"""Deeds as data: ``data/deeds.toml``, compiled, with the quick filter ahead."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ahocorasick_rs import AhoCorasick

from demarche.events import EventKind

NOUN_PHRASE = (
    r"(?:(?!(?:will|would|that|to|it|they|he|she|on|in|for|as|of|and|said|says|was|were|is|are|has|had|have|after|over|with|by|at|from"
    r"|propos\w+|planned|threaten\w+|impos\w+|began|begin|begins|start\w*|raised|hold|holds|held|holding|conduct\w*|launch\w*|announc\w+|carr(?:y|ied|ies)|stag\w+|increas\w+|levied|slapped|adopted|approved|introduc\w+|implement\w+|join\w*|lifted|eased|opened|end(?:ed|s)?|cancel\w+|call(?:ed|s)|continu\w+|face[sd]?|denied|denies)\b)"
    r"[\w$%.,'’“”\"/-]+\s){0,5}?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One way of telling a deed of one kind."""

    kind: EventKind
    pattern: re.Pattern[str]
    stems: tuple[str, ...]
    example: str
    what: str


@cache
def deeds() -> tuple[Deed, ...]:
    """Return all deeds in the order of the file."""
    table = tomllib.loads(files("demarche.events").joinpath("data/deeds.toml").read_text("utf-8"))
    return tuple(
        Deed(
            kind=entry["kind"],
            pattern=re.compile(entry["pattern"].replace("NP", NOUN_PHRASE), re.IGNORECASE),
            stems=tuple(entry["stems"]),
            example=entry["example"],
            what=entry["what"],
        )
        for entry in table["deed"]
    )


@cache
def stem_filter() -> tuple[AhoCorasick, Mapping[int, tuple[int, ...]]]:
    """Return the automaton of all stems, and for each stem the deeds it may belong to."""
    stems = sorted({stem for deed in deeds() for stem in deed.stems})
    owners = {
        index: tuple(i for i, deed in enumerate(deeds()) if stem in deed.stems)
        for index, stem in enumerate(stems)
    }
    return AhoCorasick(stems), owners
