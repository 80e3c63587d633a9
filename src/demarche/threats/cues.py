"""Cues: the ways of announcing a cost, from ``data/cues.toml``, and the quick filter ahead of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from ahocorasick_rs import AhoCorasick

from demarche.threats import Commitment
from demarche.threats.responses import responses, responses_table

Needs = Literal["verb", "noun", "either", "any"]

# Possessive, so that a run of adverbs is read once: no pattern backtracks over it.
ADVERBS = (
    r"(?:(?:\w+ly|also|again|now|then|soon|further|always|still|either|just|have\sto|has\sto|be\sforced\sto|"
    r"be\sready\sto|be\sprepared\sto|be\sable\sto|need\sto|continue\sto|as\salways|at\sonce|in\sturn|once\sagain|"
    r"not\shesitate\sto|not\sonly|seek\sto|move\sto|try\sto|begin\sto|start\sto|help|have\sno\schoice\sbut\sto|"
    r"be\scompelled\sto|be\sobliged\sto|go\sahead\sand|first|never\sagain|of\scourse|even|ever|,)\s)*+[\"“‘']?+(?:\w+ly\s)*+"
)
# Words of a noun phrase ahead of its head: "a further 20 percent tariff".
FILLER = r"(?:(?!(?:will|would|that|to|it|they|he|on|in|for|as|of|and)\b)[\w$%.,“\"-]+\s){0,6}?"
MODALS = r"(?:will|would|shall|may|might|could|can|must|should)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One way of announcing a cost; the group ``r`` of ``pattern`` opens the response."""

    name: str
    pattern: re.Pattern[str]
    needs: Needs
    whole: bool
    title_only: bool
    commitment: Commitment
    stems: tuple[str, ...]
    example: str
    response: str


@cache
def cues() -> tuple[Cue, ...]:
    """Return all cues in the order of the file."""
    table = tomllib.loads(files("demarche.threats").joinpath("data/cues.toml").read_text("utf-8"))
    return tuple(read_cue(entry) for entry in table["cue"])


def read_cue(entry: Mapping[str, Any]) -> Cue:
    """Return one entry of the file as a cue."""
    source = entry["pattern"].replace("ADV", ADVERBS).replace("MODAL", MODALS).replace("FILLER", FILLER)
    return Cue(
        name=entry["name"],
        pattern=re.compile(source, re.IGNORECASE),
        needs=entry["needs"],
        whole=entry.get("whole", False),
        title_only=entry.get("title", False),
        commitment=entry["commitment"],
        stems=tuple(entry["stems"]),
        example=entry["example"],
        response=entry["response"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """The quick filter: the letters without which no sentence holds a threat, found in one pass."""

    words: AhoCorasick
    hostile: frozenset[int]  # which of the words are hostile
    opens: Mapping[int, tuple[Cue, ...]]  # the cues that each word may belong to


@cache
def hostile_words() -> frozenset[str]:
    """Return the letters, one of which stands in every sentence that holds a threat."""
    known = responses()
    phrases = {phrase for kind in responses_table().values() for phrase in kind.get("phrases", ())}
    alone = ("threat", "warn", "option", "vow", "ultimatum", "unanswered", "on the table", "tolerate", "idly")
    return frozenset({*known.verbs, *known.noun_kind, *phrases, *alone, "blind eye"})


@cache
def quick_filter() -> Filter:
    """Return the filter made of every cue's and every hostile word's letters."""
    hostile = hostile_words()
    words = sorted(hostile | {stem for cue in cues() for stem in cue.stems})
    place = {word: index for index, word in enumerate(words)}
    opens: dict[int, tuple[Cue, ...]] = {}
    for cue in cues():
        for stem in cue.stems:
            opens[place[stem]] = (*opens.get(place[stem], ()), cue)
    return Filter(
        words=AhoCorasick(words),
        hostile=frozenset(place[word] for word in hostile),
        opens=opens,
    )
