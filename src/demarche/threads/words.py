"""Words as stems, and how alike two sets of them are."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

STEM = 6  # letters kept: "retaliate" and "retaliation" are one word, after Frakes 1992 (truncation)
WORD = re.compile(r"[^\W_][\w’'-]*", re.UNICODE)
POSSESSIVE = re.compile(r"['’]s?$")
LONG_SENTENCE = 8  # words from which an equal sentence shows copying and not chance
MARK_LENGTH = 12  # hexadecimal digits
COMMON = frozenset(
    "a about after again against all also an and any are as at be because been before but by can could did do does "
    "for from had has have he her here him his how i if in into is it its itself may might more most must my no not "
    "of off on once one only or other our ours out over own said same say says shall she should so some such take "
    "taken than that the their them then there these they this those through to too under until up upon us very was "
    "we were what when where which while who whom whose why will with would yet you your".split()
)


def stems(text: str) -> frozenset[str]:
    """Return the stems of the telling words of a text.

    >>> sorted(stems("Any retaliation against the missiles'"))
    ['missil', 'retali']
    """
    found = {telling_stem(word) for word in WORD.findall(text.lower())}
    return frozenset(found - {None})  # type: ignore[arg-type]


@lru_cache(maxsize=1 << 16)  # most words of the news are words of yesterday's
def telling_stem(word: str) -> str | None:
    """Return the stem of a word in small letters, None of one that tells nothing."""
    bare = POSSESSIVE.sub("", word)
    return None if bare in COMMON else stem(bare)


def stem(word: str) -> str:
    """Return a word's first letters, a short one without its plural s.

    >>> stem("ships"), stem("sanctions")
    ('ship', 'sancti')
    """
    if 3 < len(word) <= STEM and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word[:STEM]


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return Dice's coefficient of two sets; 0 where one is empty.

    >>> likeness(frozenset({"a", "b"}), frozenset({"b", "c"}))
    0.5
    """
    both = len(one) + len(other)
    return 2 * len(one & other) / both if one and other else 0.0


def mark(sentence: str) -> str | None:
    """Return a mark that copies of a sentence share, None for one too short to show copying.

    Case, punctuation and spacing do not count.
    """
    words = WORD.findall(sentence.lower())
    if len(words) < LONG_SENTENCE:
        return None
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:MARK_LENGTH]
