"""Two coders on the same gold: is the difference more than chance?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from demarche.evaluate.coded import Coded
from demarche.evaluate.figures import event_figures, headline, threat_figures
from demarche.evaluate.intervals import Interval, interval, resampled, total
from demarche.evaluate.scores import tallies
from demarche.evaluate.tally import tally_events, tally_threats


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How much a figure of the second coder lies above the first's, over the same resamples."""

    figure: str
    first: float
    second: float
    interval: Interval  # of second - first
    p_value: float  # two-sided: how often chance alone would show a difference of this sign

    @property
    def value(self) -> float:
        """Second minus first."""
        return self.second - self.first


def compare(
    gold: Iterable[Coded], first: Iterable[Coded], second: Iterable[Coded], *, events: bool = False
) -> tuple[Difference, ...]:
    """Return the difference of every figure of threats, or of events, by a paired bootstrap of the articles.

    Koehn (2004), "Statistical significance tests for machine translation evaluation".
    """
    gold = tuple(gold)
    tally, figures = (tally_events, event_figures) if events else (tally_threats, threat_figures)
    one, other = tallies(gold, first, tally), tallies(gold, second, tally)
    one_figures, other_figures = figures(total(one)), figures(total(other))
    one_drawn, other_drawn = resampled(one, figures), resampled(other, figures)
    return tuple(
        difference(
            name,
            headline(one_figures[name]),
            headline(other_figures[name]),
            [b - a for a, b in zip(one_drawn[name], other_drawn[name], strict=True)],
        )
        for name in one_figures
    )


def difference(name: str, first: float, second: float, drawn: list[float]) -> Difference:
    """Return the difference of one figure from its resampled differences."""
    not_above = sum(value <= 0 for value in drawn) / len(drawn)
    not_below = sum(value >= 0 for value in drawn) / len(drawn)
    return Difference(
        figure=name,
        first=first,
        second=second,
        interval=interval(drawn),
        p_value=min(1.0, 2 * min(not_above, not_below)),
    )
