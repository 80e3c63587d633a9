"""The words by which news attributes speech, from ``data/reporting.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from demarche.language import ActorCode
from demarche.language.alternatives import alternatives

TELLING = frozenset(("told", "tells", "tell", "telling"))  # verbs whose next words are who was told
ADDRESSEE = re.compile(
    r"\s*(?:reporters|journalists|parliament|lawmakers|congress|(?:(?:a|the|an) )?(?:news )?(?:conference|briefing)|the [\w\s]{1,30}?|[A-Z][\w.]+(?:\s[A-Z][\w.]+){0,3})(?=\s)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """Compiled patterns of reporting words."""

    cue: re.Pattern[str]  # verbs of saying (group verb), committing (group commit), nouns (group noun)
    role: re.Pattern[str]
    body: re.Pattern[str]
    body_actors: Mapping[str, ActorCode]


@cache
def reporting_table() -> Mapping[str, Any]:
    """Return ``data/reporting.toml`` as read."""
    return tomllib.loads(files("demarche.language").joinpath("data/reporting.toml").read_text("utf-8"))


@cache
def reporting() -> Reporting:
    """Return the reporting words, compiled."""
    table = reporting_table()
    cue = "|".join(
        f"(?P<{name}>{alternatives(form for entry in table[name] for form in entry['forms'])})"
        for name in ("verb", "commit")
    )
    nouns = alternatives(form for entry in table["noun"] for form in entry["forms"])
    # "according to" stands before its speaker; a noun counts only after its owner or before "by/from/of".
    pattern = rf"(?P<noun>(?<=['’]s )(?:[a-z-]+ )?(?:{nouns})|(?<=(?<!\w)his )(?:{nouns})|(?<=(?<!\w)their )(?:{nouns})|(?:{nouns})(?= (?:by|from) ))|{cue}"
    role = alternatives(word.lower() for word in table["role"]["words"])
    body = alternatives(table["body"]["words"])
    return Reporting(
        cue=re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])"),
        role=re.compile(rf"(?<![\w-])(?i:{role})(?![\w-])"),
        body=re.compile(
            rf"(?<![\w-])(?:{body})(?:\s+of\s+(?:the\s+)?[A-Z][\w-]+(?:(?:\s+and)?\s+[A-Z][\w-]+)*|\s+of\s+(?:foreign affairs|commerce|defen[cs]e|finance))?(?![\w-])"
        ),
        body_actors=table["body"]["actors"],
    )


def past_addressee(text: str, verb: str, start: int, end: int) -> int:
    """Return where the words behind a verb go on after who was told; ``start`` if the verb takes nobody.

    >>> past_addressee("He told reporters that it rains", "told", 7, 31)
    17
    >>> past_addressee("He said the strait is shut", "said", 7, 26)
    7
    """
    told = ADDRESSEE.match(text, start, end) if verb.lower() in TELLING else None
    return told.end() if told else start
