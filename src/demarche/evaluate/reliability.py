"""What a confidence means: of the records given a figure, how many are right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from demarche.evaluate.coded import Coded, ThreatLabels
from demarche.evaluate.pairing import pair_threats
from demarche.evaluate.right import right_fields

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


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldReliability:
    """What the confidence of one field means over the paired threats that give one."""

    field: str
    threats: int
    mean_confidence: float
    share: float  # how many values are right
    sure: float | None  # how many of the more confident half; None where all are given one figure
    doubtful: float | None  # and of the other half


def field_reliability(gold: Iterable[Coded], pred: Iterable[Coded]) -> tuple[FieldReliability, ...]:
    """Return a row for each field with a confidence, in the order in which the coder gives them."""
    rows: dict[str, list[tuple[float, bool]]] = {}
    for one, other in paired(gold, pred):
        right = right_fields(one, other)
        for name, confidence in other.field_confidence.items():
            rows.setdefault(name, []).append((confidence, right[name]))
    return tuple(field_row(name, pairs) for name, pairs in rows.items())


def paired(gold: Iterable[Coded], pred: Iterable[Coded]) -> Iterator[tuple[ThreatLabels, ThreatLabels]]:
    """Yield the threats of gold with the predicted ones that are the same."""
    by_id = {article.id: article for article in pred}
    for article in gold:
        found = by_id.get(article.id, Coded(id=article.id)).threats
        yield from ((article.threats[i], found[j]) for i, j in pair_threats(article.threats, found))


def field_row(name: str, pairs: list[tuple[float, bool]]) -> FieldReliability:
    """Return what the pairs of confidence and rightness of one field say."""
    ordered = sorted(confidence for confidence, _ in pairs)
    middle = ordered[len(ordered) // 2]
    sure = [right for confidence, right in pairs if confidence >= middle]
    doubtful = [right for confidence, right in pairs if confidence < middle]
    return FieldReliability(
        field=name,
        threats=len(pairs),
        mean_confidence=sum(ordered) / len(pairs),
        share=sum(right for _, right in pairs) / len(pairs),
        sure=sum(sure) / len(sure) if doubtful else None,
        doubtful=sum(doubtful) / len(doubtful) if doubtful else None,
    )
