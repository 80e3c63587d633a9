"""Words of a sentence with their classes: what a phrase may be made of, and where it ends.

No parser: a closed list of small words (``data/words.toml``), endings for the rest. ``tags`` holds one
letter a word, so that a phrase is a regular expression over letters.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, cached_property, lru_cache
from importlib.resources import files

# Likeliest first: a word in small letters, initials, a short title or month, a short name in brackets,
# a number, any other word, a mark.
TOKEN = re.compile(
    r"[a-z]\w*(?:[-’']\w+)*(?:[’'](?=\s))?"
    r"|(?:[A-Z]\.){2,}"
    r"|(?:Mr|Mrs|Ms|Dr|Gen|Maj|Sen|Rep|Gov|Lt|Col|Adm|Capt|St|Jan|Feb|Aug|Sept|Oct|Nov|Dec)\."
    r"|\([A-Z][A-Za-z]{1,9}\)"
    r"|[$€£¥]?\d+(?:[.,]\d+)*(?:%|[-\w]+)?"
    r"|\w+(?:[-’']\w+)*(?:[’'](?=\s))?"
    r"|[^\w\s]"
)
# Where a quotation opens with "‘", a "’" behind a word closes it.
TOKEN_IN_QUOTES = re.compile(TOKEN.pattern.replace("(?:[’'](?=\\s))?", ""))
POSSESSIVE = ("’s", "'s", "s’", "s'")
ENDS_ED = re.compile(r"[a-z]{2,}ed\Z")
ENDS_ING = re.compile(r"[a-z]{2,}ing\Z")
NO_ING = frozenset(
    {"thing", "something", "nothing", "anything", "everything", "king", "ring", "beijing", "spring"}
)
# Words that are another word when written otherwise.
CASED = {"US": "W", "WHO": "W", "IT": "W", "May": "Y", "march": "W", "second": "W"}
END = 3  # empty words behind the last, so that looking ahead needs no test
NOTHING = (("", ".", False, ""),) * END
NO_LY = frozenset({"supply", "family", "assembly", "anomaly", "monopoly"})
NO_ED = frozenset({"united", "speed", "need", "indeed", "hundred", "so-called", "alleged", "armed"})


class Words:
    """A sentence's words in lower case, one tag each, and their places in the text when asked for."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.token = TOKEN if text.find("‘", start, end) < 0 else TOKEN_IN_QUOTES
        known = [about(written) for written in self.token.findall(text, start, end)]
        lower, tags, capital, stems = zip(*known, *NOTHING, strict=True)
        self.text, self.start, self.end = text, start, end
        self.lower: tuple[str, ...] = lower
        self.tags = "".join(tags)
        self.capital: tuple[bool, ...] = capital
        # How words in small letters begin, "" for names, numbers and marks.
        self.stems: tuple[str, ...] = stems

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """First and behind last character of each word."""
        found = [match.span() for match in self.token.finditer(self.text, self.start, self.end)]
        return (*found, *[(self.end, self.end)] * END)


STEM = 5  # letters that words of one family share
NO_STEM = frozenset("N,.“-")


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


@lru_cache(maxsize=32768)
def about(written: str) -> tuple[str, str, bool, str]:
    """Return a word in lower case, its tag, whether it has a capital letter (a name, as a rule), and its stem."""
    lower = written.lower()
    tag = CASED.get(written) or classes().get(lower) or tag_of(lower)
    capital = written != lower
    return lower, tag, capital, "" if capital or tag in NO_STEM else lower[:STEM]


def tag_of(word: str) -> str:
    """Return the tag of a word that is in no list.

    >>> [tag_of(word) for word in ("tariffs", "shelled", "growing", "quickly", "japan's", "$3bn", ",", ";")]
    ['W', 'E', 'G', 'B', 'S', 'N', ',', '.']
    """
    if word[0] in "$€£¥" or word[0].isdigit():
        return "N"
    if not word[0].isalnum():
        if len(word) > 1:  # "(EU)" behind the name it stands for
            return "W"
        return word if word in ',"' else "“" if word in "“”‘’'" else "." if word != "-" else "-"
    if word.endswith(POSSESSIVE):
        return "S"
    if ENDS_ED.search(word) and word not in NO_ED:
        return "E"
    if ENDS_ING.search(word) and word not in NO_ING:
        return "G"
    return "B" if word.endswith("ly") and len(word) > 5 and word not in NO_LY else "W"
