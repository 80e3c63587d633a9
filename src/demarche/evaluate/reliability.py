"""What a confidence means: of the records given a figure, how many are right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from demarche.evaluate.coded import Coded
from demarche.evaluate.pairing import pair_threats

BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The predicted threats whose confidence lies in one tenth (the last one closed)."""

    low: float
    high: float
    threats: int
    right: int  # paired with a threat of gold
    mean_confidence: float

    @property
    def share(self) -> float:
        """How many of them are right."""
        return self.right / self.threats


def reliability(gold: Iterable[Coded], pred: Iterable[Coded]) -> tuple[Bin, ...]:
    """Return the bins that hold predicted threats, from low to high; threats without confidence are left out.

    The reliability diagram of DeGroot and Fienberg (1983), as a table.
    """
    by_id = {article.id: article for article in pred}
    bins: dict[int, list[tuple[float, bool]]] = {}
    for article in gold:
        found = by_id.get(article.id, Coded(id=article.id)).threats
        right = {j for _, j in pair_threats(article.threats, found)}
        for j, threat in enumerate(found):
            if threat.confidence is not None:
                place = min(int(threat.confidence * BINS + 1e-9), BINS - 1)
                bins.setdefault(place, []).append((threat.confidence, j in right))
    return tuple(
        Bin(
            low=place / BINS,
            high=(place + 1) / BINS,
            threats=len(rows),
            right=sum(is_right for _, is_right in rows),
            mean_confidence=sum(confidence for confidence, _ in rows) / len(rows),
        )
        for place, rows in sorted(bins.items())
    )
