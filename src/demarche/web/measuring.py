"""What reviewers' answers say of the coder, and of each other."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from demarche.evaluate.alpha import alpha
from demarche.register.reviewing import Progress

Z = 1.96  # 95 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The share of answered records that are threats, with its 95 % interval, and agreement."""

    decided: int
    right: int
    precision: float | None
    low: float
    high: float
    twice: int  # records that several reviewers answered
    alpha: float | None  # Krippendorff's, on whether it is a threat


def measured(progress: Progress) -> Measured:
    """Return the figures of some progress."""
    low, high = wilson(progress.right, progress.decided)
    return Measured(
        decided=progress.decided,
        right=progress.right,
        precision=progress.right / progress.decided if progress.decided else None,
        low=low,
        high=high,
        twice=len(progress.twice),
        alpha=alpha(progress.twice),
    )


def wilson(right: int, all_: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927), which is sound for few answers too.

    >>> [round(end, 2) for end in wilson(9, 10)]
    [0.6, 0.98]
    """
    if not all_:
        return 0.0, 1.0
    share = right / all_
    middle = share + Z * Z / (2 * all_)
    width = Z * sqrt(share * (1 - share) / all_ + Z * Z / (4 * all_ * all_))
    scale = 1 + Z * Z / all_
    return max((middle - width) / scale, 0.0), min((middle + width) / scale, 1.0)
