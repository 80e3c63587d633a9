"""Calibration: the share that is right at a score, by a fitted curve or by the logistic function."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from math import exp


def share_at(score: float, at: Sequence[float], shares: Sequence[float]) -> float:
    """Return the share at a score: that of the nearest end outside the curve, else between two points.

    ``at`` holds the scores of the curve, rising, ``shares`` the share at each.

    >>> share_at(0.0, (-1.0, 1.0), (0.2, 0.8)), share_at(9.0, (-1.0, 1.0), (0.2, 0.8))
    (0.5, 0.8)
    """
    index = bisect_right(at, score)
    if index == 0:
        return shares[0]
    if index == len(at):
        return shares[-1]
    left, right = at[index - 1], at[index]
    part = (score - left) / (right - left) if right > left else 0.0
    return shares[index - 1] + part * (shares[index] - shares[index - 1])


def logistic(log_odds: float) -> float:
    """Return the share that log-odds stand for.

    >>> logistic(0.0)
    0.5
    """
    return 1 / (1 + exp(-log_odds))
