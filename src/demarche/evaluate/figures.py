"""Figures of a tally: precision, recall and F1 of what can be missed, shares of what is paired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from demarche.evaluate.tally import EVENT_LABELS, EVENT_SETS, LABELS, SETS, SPANS


@dataclass(frozen=True, slots=True)
class Rates:
    """Precision, recall and their harmonic mean."""

    precision: float
    recall: float
    f1: float


Figure = Rates | float
Totals = Mapping[str, float]


def threat_figures(totals: Totals) -> dict[str, Figure]:
    """Return the figures of added-up threat tallies, in the order in which they are read."""
    return figures(totals, rated=(*SETS, "speaker"), shares=(*SPANS, *LABELS))


def event_figures(totals: Totals) -> dict[str, Figure]:
    """Return the figures of added-up event tallies, in the order in which they are read."""
    return figures(totals, rated=EVENT_SETS, shares=("what", *EVENT_LABELS))


def figures(totals: Totals, *, rated: tuple[str, ...], shares: tuple[str, ...]) -> dict[str, Figure]:
    """Return article, detect, ``rated`` fields and whole records as rates, ``shares`` as means over pairs."""
    gold, pred, paired = (totals.get(name, 0) for name in ("gold", "pred", "paired"))
    found: dict[str, Figure] = {
        "article": rates_of(totals, "article"),
        "detect": rates(paired, gold, pred),
        **{field: rates_of(totals, field) for field in rated},
        "record": rates(totals.get("record", 0), gold, pred),
    }
    for field in shares:
        found[field] = totals.get(field, 0) / (paired or 1)
    return found


def rates_of(totals: Totals, field: str) -> Rates:
    """Return the rates of a field that is counted as both, gold and pred."""
    return rates(*(totals.get(f"{field}.{part}", 0) for part in ("both", "gold", "pred")))


def rates(both: float, gold: float, pred: float) -> Rates:
    """Return precision, recall and F1 of counts, 0 where nothing is counted.

    >>> rates(2, 4, 2)
    Rates(precision=1.0, recall=0.5, f1=0.6666666666666666)
    """
    precision = both / pred if pred else 0.0
    recall = both / gold if gold else 0.0
    total = precision + recall
    return Rates(precision, recall, 2 * precision * recall / total if total else 0.0)


def headline(figure: Figure) -> float:
    """Return the one number of a figure: F1 of rates, else the share."""
    return figure.f1 if isinstance(figure, Rates) else figure
