"""Reprints: articles whose text is nearly another's, whatever the headline, an added paragraph or a cut tail.

Candidates share a band of MinHash values over shingles of the text (Broder 1997; Leskovec et al.,
"Mining of massive datasets", chapter 3); whether two are copies is then settled on the shingles themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

from rensa import RMinHash

from demarche.threads.words import WORD

SHINGLE = 4  # words
BANDS, ROWS = (
    12,
    3,
)  # two texts that share half of their shingles share a band with probability 0.8, 0.7: 0.99
SEED = 1
SHORTEST = 40  # words of a text from which a copy can be told from chance
CONTAINED = 0.8  # share of the shorter text's shingles that the longer one has: a copy, also cut or added to
LONGEST = 20_000  # characters of a text that are compared


def words_of(text: str) -> list[str]:
    """Return the words that are compared; none of a text too short to tell a copy from chance."""
    found = WORD.findall(text[:LONGEST].lower())
    return found if len(found) >= SHORTEST else []


def shingles(words: list[str]) -> Iterator[str]:
    """Yield the runs of ``SHINGLE`` words."""
    return map(" ".join, zip(*(words[at:] for at in range(SHINGLE)), strict=False))


def bands(text: str) -> tuple[int, ...]:
    """Return the band values of a text, empty for one that is too short. Copies share at least one."""
    words = words_of(text)
    if not words:
        return ()
    minhash = RMinHash(num_perm=BANDS * ROWS, seed=SEED)
    minhash.update(list(shingles(words)))
    values = minhash.digest()
    return tuple(band_value(band, values[band * ROWS : (band + 1) * ROWS]) for band in range(BANDS))


def band_value(band: int, values: list[int]) -> int:
    """Return one number, below 2^63, for a band's place and values."""
    mixed = band + 1
    for value in values:
        mixed = (mixed * 0x100000001B3 ^ value) & 0x7FFFFFFFFFFFFFFF  # FNV-1a's multiplier
    return mixed


def are_copies(one: str, other: str) -> bool:
    """Return whether one text is nearly the other, or nearly a part of it."""
    return are_nearly_one(shingled(one), shingled(other))


def shingled(text: str) -> frozenset[str]:
    """Return the shingles of a text, none of one too short."""
    return frozenset(shingles(words_of(text)))


def are_nearly_one(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether two texts, given by their shingles, are nearly one, or one nearly a part of the other."""
    if not one or not other:
        return False
    return len(one & other) >= CONTAINED * min(len(one), len(other))
