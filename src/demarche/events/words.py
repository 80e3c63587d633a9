"""Words of a sentence with their classes: what a phrase may be made of, and where it ends.

No parser: a closed list of small words (``data/words.toml``), endings for the rest. ``tags`` holds one
letter a word, so that a phrase is a regular expression over letters.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from demarche.language import Sentence

TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|[$€£¥]?\d+(?:[.,]\d+)*(?:%|[-\w]+)?|\w+(?:[-’'.]\w+)*[’'](?=\s)|\w+(?:[-’']\w+)*|[^\w\s]"
)
POSSESSIVE = ("’s", "'s", "s’", "s'")
ENDS_ED = re.compile(r"[a-z]{2,}ed\Z")
ENDS_ING = re.compile(r"[a-z]{2,}ing\Z")
NO_ING = frozenset({"thing", "something", "nothing", "anything", "everything", "king", "ring", "beijing", "spring"})
# Words that are another word when written otherwise.
CASED = {"US": "W", "WHO": "W", "IT": "W", "May": "Y", "march": "W", "second": "W"}
END = 3  # empty words behind the last, so that looking ahead needs no test
NO_LY = frozenset({"supply", "family", "assembly", "anomaly", "monopoly"})
NO_ED = frozenset({"united", "speed", "need", "indeed", "hundred", "so-called", "alleged", "armed"})


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence's words in lower case, their places in the text, and one tag each."""

    lower: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    tags: str
    capital: tuple[bool, ...]  # begins with a capital letter


@cache
def classes() -> Mapping[str, str]:
    """Return the tag of each small word."""
    table = tomllib.loads(files("demarche.events").joinpath("data/words.toml").read_text("utf-8"))
    return {word: tag for tag, words in table["classes"].items() for word in words.split()}


@cache
def measures() -> frozenset[str]:
    """Return the nouns of amount that stand ahead of "of" or "in"."""
    table = tomllib.loads(files("demarche.events").joinpath("data/words.toml").read_text("utf-8"))
    return frozenset(table["measures"]["words"].split())


def words_of(text: str, sentence: Sentence) -> Words:
    """Return the words of a sentence with their tags."""
    known = classes()
    lower, starts, ends, tags, capital = [], [], [], [], []
    for match in TOKEN.finditer(text, sentence.span.start, sentence.span.end):
        written = match.group()
        word = written.lower()
        capital.append(written[0].isupper())
        lower.append(word)
        starts.append(match.start())
        ends.append(match.end())
        tags.append(CASED.get(written) or known.get(word) or tag_of(word))
    for _ in range(END):
        lower.append("")
        starts.append(sentence.span.end)
        ends.append(sentence.span.end)
        tags.append(".")
        capital.append(False)
    return Words(tuple(lower), tuple(starts), tuple(ends), "".join(tags), tuple(capital))


@lru_cache(maxsize=16384)
def tag_of(word: str) -> str:
    """Return the tag of a word that is in no list.

    >>> [tag_of(word) for word in ("tariffs", "shelled", "growing", "quickly", "japan's", "$3bn", ",", ";")]
    ['W', 'E', 'G', 'B', 'S', 'N', ',', '.']
    """
    if word[0] in "$€£¥" or word[0].isdigit():
        return "N"
    if not word[0].isalnum():
        return word if word in ',"' else "“" if word in "“”‘’'" else "." if word != "-" else "-"
    if word.endswith(POSSESSIVE):
        return "S"
    if ENDS_ED.search(word) and word not in NO_ED:
        return "E"
    if ENDS_ING.search(word) and word not in NO_ING:
        return "G"
    return "B" if word.endswith("ly") and len(word) > 5 and word not in NO_LY else "W"
