"""Words of a span, and how far two spans share them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

# Words that differ freely between two codings of the same span.
SMALL_WORDS = frozenset({"the", "a", "an", "of", "to", "and", "its", "his", "their", "that", "any", "it"})
WORD = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=8192)
def words(span: str | None) -> tuple[str, ...]:
    """Return the span's words in lower case, accents removed.

    >>> words("Élan vital, 3 times")
    ('elan', 'vital', '3', 'times')
    """
    if not span:
        return ()
    plain = unicodedata.normalize("NFKD", span).encode("ascii", "ignore").decode().lower()
    return tuple(WORD.findall(plain))


@lru_cache(maxsize=8192)
def content(span: str | None) -> tuple[Counter[str], int]:
    """Return the counts of the span's words without small ones, and their number."""
    kept = [word for word in words(span) if word not in SMALL_WORDS]
    return Counter(kept), len(kept)


def token_f1(one: str | None, other: str | None) -> float:
    """Return the F1 of shared content words, 1 where both are empty.

    >>> token_f1("close the strait", "will close strait")
    0.8
    """
    (counts, size), (other_counts, other_size) = content(one), content(other)
    if not size and not other_size:
        return 1.0
    both = shared(counts, other_counts)
    return 2 * both / (size + other_size) if both else 0.0


def containment(one: str, other: str, *, least: int = 6) -> float:
    """Return the share of the shorter span's words that stand in the longer, 0 below ``least`` words."""
    counts, other_counts = Counter(words(one)), Counter(words(other))
    size = min(counts.total(), other_counts.total())
    return shared(counts, other_counts) / size if size >= least else 0.0


def shared(one: Counter[str], other: Counter[str]) -> int:
    """Return how many words two counts have in common."""
    if len(other) < len(one):
        one, other = other, one
    return sum(min(count, other[word]) for word, count in one.items() if word in other)
