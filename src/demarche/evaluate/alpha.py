"""Krippendorff's alpha: how far coders agree beyond what chance would give.

Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability". 1 is perfect agreement, 0 is that of
chance, below 0 the coders disagree by system. He takes 0.8 as the least for firm conclusions, 0.667 for
tentative ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import combinations
from typing import TypeVar

V = TypeVar("V", bound=Hashable)
Distance = Callable[[V, V], float]


def nominal(one: object, other: object) -> float:
    """Return 0 for the same category and 1 for two."""
    return float(one != other)


def masi(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how far two sets lie apart: little where one holds the other, all where they share nothing.

    Passonneau (2006), "Measuring agreement on set-valued items (MASI)".

    >>> round(masi(frozenset({"FJI"}), frozenset({"FJI", "TON"})), 3)
    0.667
    """
    if one == other:
        return 0.0
    both = len(one & other)
    share = both / len(one | other)
    if one <= other or other <= one:
        return 1 - share * 2 / 3
    return 1 - share / 3


def alpha(units: Iterable[Sequence[V]], distance: Distance[V] = nominal) -> float | None:
    """Return alpha of units, each with the values that its coders gave it; a missing one is left out.

    None where it is not defined: nothing was coded twice, or every value is the same.

    >>> round(alpha(zip("aabbdcccedda", "babbbccceddd")) or 0, 3)
    0.692
    """
    paired = [unit for unit in units if len(unit) > 1]
    if not paired:
        return None
    expected = disagreement_by_chance((value for unit in paired for value in unit), distance)
    if not expected:
        return None
    size = sum(len(unit) for unit in paired)
    observed = sum(
        2 * sum(distance(a, b) for a, b in combinations(unit, 2)) / (len(unit) - 1) for unit in paired
    )
    return 1 - observed / size / expected


def disagreement_by_chance(values: Iterable[V], distance: Distance[V] = nominal) -> float:
    """Return the mean distance of two values drawn from all without replacement."""
    counts = Counter(values)
    size = counts.total()
    if size < 2:
        return 0.0
    apart = sum(
        counted * other_counted * distance(value, other)
        for (value, counted), (other, other_counted) in combinations(counts.items(), 2)
    )
    return 2 * apart / (size * (size - 1))
