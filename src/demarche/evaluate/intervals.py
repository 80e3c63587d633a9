"""Bootstrap intervals: the articles drawn again with replacement, the figures computed anew.

Efron and Tibshirani (1993), percentile intervals. The draws depend only on the number of articles and
the seed, so two coders scored on the same gold are resampled alike and their difference is paired.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from operator import itemgetter

from demarche.evaluate.figures import Figure, headline
from demarche.evaluate.tally import Tally

RESAMPLES = 1000
SEED = 0
LOW, HIGH = 25, 974  # places of the 95 % interval among 1,000 sorted figures

Figures = Callable[[Mapping[str, float]], dict[str, Figure]]
Interval = tuple[float, float]


@lru_cache(maxsize=2)
def draws(size: int, resamples: int = RESAMPLES, seed: int = SEED) -> tuple[tuple[int, ...], ...]:
    """Return which articles stand in each resample."""
    rng, places = random.Random(seed), range(size)  # noqa: S311  statistics, not secrets
    return tuple(tuple(rng.choice(places) for _ in places) for _ in range(resamples))


def total(tallies: Iterable[Tally]) -> dict[str, float]:
    """Return the sum of tallies, added in their order."""
    added: dict[str, float] = {}
    for tally in tallies:
        for name, count in tally.items():
            added[name] = added.get(name, 0) + count
    return added


def resampled(tallies: Sequence[Tally], figures: Figures) -> dict[str, list[float]]:
    """Return, for each figure, its value in every resample of the articles."""
    names = sorted({name for tally in tallies for name in tally})
    columns = [[tally[name] for tally in tallies] for name in names]
    values: dict[str, list[float]] = {}
    for places in draws(len(tallies)):
        pick = itemgetter(*places) if len(places) > 1 else None
        totals = {
            name: last(accumulate(pick(column) if pick else column))
            for name, column in zip(names, columns, strict=True)
        }
        for name, figure in figures(totals).items():
            values.setdefault(name, []).append(headline(figure))
    return values


def last(sums: Iterable[float]) -> float:
    """Return the last of some running sums.

    A plain left-to-right sum: ``sum`` rounds differently from Python 3.12 on, and figures must not
    depend on the version.
    """
    return deque(sums, maxlen=1)[0]


def interval(values: Sequence[float]) -> Interval:
    """Return the 95 % percentile interval of resampled values."""
    ordered = sorted(values)
    return ordered[LOW * len(ordered) // RESAMPLES], ordered[HIGH * len(ordered) // RESAMPLES]
