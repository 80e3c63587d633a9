"""A score: what a coder's records are worth against gold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from demarche.evaluate.coded import Coded
from demarche.evaluate.figures import Figure, Rates, event_figures, threat_figures
from demarche.evaluate.intervals import Figures, Interval, interval, resampled, total
from demarche.evaluate.tally import Tally, tally_events, tally_threats


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Counts, figures and their 95 % intervals (empty where not asked for)."""

    articles: int
    gold: int
    pred: int
    paired: int
    figures: dict[str, Figure]
    intervals: dict[str, Interval]

    def as_json(self) -> dict[str, object]:
        """Return the score as JSON values: ``p``, ``r``, ``f1`` of rates, ``ci95`` beside them."""
        return {
            "articles": self.articles,
            "gold": self.gold,
            "pred": self.pred,
            "paired": self.paired,
            **{
                name: {"p": value.precision, "r": value.recall, "f1": value.f1}
                if isinstance(value, Rates)
                else value
                for name, value in self.figures.items()
            },
            "ci95": {name: list(ends) for name, ends in self.intervals.items()},
        }


def score_threats(gold: Iterable[Coded], pred: Iterable[Coded], *, intervals: bool = True) -> Score:
    """Return the score of predicted threats; an article that ``pred`` lacks counts as predicted empty."""
    return score_of(tallies(gold, pred, tally_threats), threat_figures, intervals=intervals)


def score_events(gold: Iterable[Coded], pred: Iterable[Coded], *, intervals: bool = True) -> Score:
    """Return the score of predicted events; an article that ``pred`` lacks counts as predicted empty."""
    return score_of(tallies(gold, pred, tally_events), event_figures, intervals=intervals)


def scores_by_outlet(
    gold: Iterable[Coded], pred: Iterable[Coded], *, events: bool = False
) -> dict[str, Score]:
    """Return the score of each outlet in gold, the largest first; what has none goes by its id's beginning."""
    pred = tuple(pred)
    groups: dict[str, list[Coded]] = {}
    for article in gold:
        groups.setdefault(article.source, []).append(article)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    score = score_events if events else score_threats
    return {outlet: score(articles, pred) for outlet, articles in ordered}


def tallies(
    gold: Iterable[Coded], pred: Iterable[Coded], tally: Callable[[Coded, Coded], Tally]
) -> tuple[Tally, ...]:
    """Return one tally an article of gold, in gold's order."""
    by_id = {article.id: article for article in pred}
    return tuple(tally(article, by_id.get(article.id, Coded(id=article.id))) for article in gold)


def score_of(counted: tuple[Tally, ...], figures: Figures, *, intervals: bool) -> Score:
    """Return the score of counted articles."""
    totals = total(counted)
    drawn = resampled(counted, figures) if intervals and counted else {}
    return Score(
        articles=len(counted),
        gold=int(totals.get("gold", 0)),
        pred=int(totals.get("pred", 0)),
        paired=int(totals.get("paired", 0)),
        figures=figures(totals),
        intervals={name: interval(values) for name, values in drawn.items()},
    )
