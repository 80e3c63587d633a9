"""Agreement: how far two hands, people or programs, code the same articles alike.

Neither is gold: F1 of what can be missed, shares of what was paired, and Krippendorff's alpha of each
field over the paired records. Only articles that both hands have coded count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from demarche.evaluate.alpha import alpha, disagreement_by_chance, masi, nominal
from demarche.evaluate.coded import Coded
from demarche.evaluate.figures import Rates, headline
from demarche.evaluate.intervals import Interval, interval, resampled
from demarche.evaluate.pairing import pair_events, pair_threats, parties, same_speaker
from demarche.evaluate.scores import Score, score_events, score_threats
from demarche.evaluate.tally import EVENT_LABELS, EVENT_SETS, LABELS, SETS, SPANS
from demarche.evaluate.words import token_f1

Measure = Literal["f1", "overlap", "share"]
Values = tuple[Any, Any]  # one unit: what either hand gave it
Units = dict[str, list[Values]]  # of one article, by field


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldAgreement:
    """How far one field is coded alike: a share with its interval, and alpha with its own."""

    name: str
    measure: Measure
    value: float
    interval: Interval | None
    units: int | None  # what alpha is taken over; None: alpha is not defined for this figure
    alpha: float | None  # None too where every value is the same
    alpha_interval: Interval | None

    def as_json(self) -> dict[str, object]:
        """Return the agreement as JSON values."""
        return {
            "measure": self.measure,
            "value": self.value,
            "ci95": list(self.interval) if self.interval else None,
            "units": self.units,
            "alpha": self.alpha,
            "alpha_ci95": list(self.alpha_interval) if self.alpha_interval else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far two hands agree on the articles that both have coded."""

    articles: tuple[int, int]  # coded by the first, by the second
    both: int
    records: tuple[int, int]  # in those articles, of the first, of the second
    paired: int
    fields: tuple[FieldAgreement, ...]

    def as_json(self) -> dict[str, object]:
        """Return the agreement as JSON values."""
        return {
            "articles": {"first": self.articles[0], "second": self.articles[1], "both": self.both},
            "records": {"first": self.records[0], "second": self.records[1], "paired": self.paired},
            "fields": {field.name: field.as_json() for field in self.fields},
        }


def agreement(first: Iterable[Coded], second: Iterable[Coded], *, events: bool = False) -> Agreement:
    """Return how far two hands agree on threats, or on events; without fields where no article is common."""
    one, other = of_kind(first, events=events), of_kind(second, events=events)
    ours, theirs = coded_by_both(one, other, events=events)
    score = (score_events if events else score_threats)(ours, theirs)
    units_of = event_units if events else threat_units
    units = [units_of(a, b) for a, b in zip(ours, theirs, strict=True)]
    return Agreement(
        articles=(len(one), len(other)),
        both=len(ours),
        records=(score.gold, score.pred),
        paired=score.paired,
        fields=tuple(field_agreements(score, units)) if ours else (),
    )


def coded_by_both(
    first: Iterable[Coded], second: Iterable[Coded], *, events: bool = False
) -> tuple[tuple[Coded, ...], tuple[Coded, ...]]:
    """Return the articles that both hands have coded, as either has them, in the first one's order."""
    by_id = {article.id: article for article in of_kind(second, events=events)}
    ours = tuple(article for article in of_kind(first, events=events) if article.id in by_id)
    return ours, tuple(by_id[article.id] for article in ours)


def of_kind(hand: Iterable[Coded], *, events: bool) -> tuple[Coded, ...]:
    """Return the articles that a hand has coded for threats, or for events."""
    kind = "events" if events else "threats"
    return tuple(article for article in hand if kind in article.holds)


def field_agreements(score: Score, units: list[Units]) -> Iterable[FieldAgreement]:
    """Yield each figure of a score beside its alpha."""
    alphas = {name: alpha_with_interval([row[name] for row in units], name) for name in units[0]}
    for name, figure in score.figures.items():
        value, ends = alphas.get(name, (None, None))
        yield FieldAgreement(
            name=name,
            measure=measure_of(name, rated=isinstance(figure, Rates)),
            value=headline(figure),
            interval=score.intervals.get(name),
            units=sum(len(row[name]) for row in units) if name in alphas else None,
            alpha=value,
            alpha_interval=ends,
        )


def measure_of(name: str, *, rated: bool) -> Measure:
    """Return what a field's figure counts."""
    if rated:
        return "f1"
    return "overlap" if name in (*SPANS, "what") else "share"


def threat_units(first: Coded, second: Coded) -> Units:
    """Return what either hand gave each unit of one article: the article itself, and its paired threats."""
    units: Units = {name: [] for name in (*SETS, "speaker", *SPANS, *LABELS)}
    for i, j in sorted(pair_threats(first.threats, second.threats)):
        one, other = first.threats[i], second.threats[j]
        for name, values in units.items():
            values.append((getattr(one, name), getattr(other, name)))
    return {"article": [(bool(first.threats), bool(second.threats))], **units}


def event_units(first: Coded, second: Coded) -> Units:
    """Return what either hand gave each unit of one article: the article itself, and its paired events."""
    units: Units = {name: [] for name in (*EVENT_SETS, "what", *EVENT_LABELS)}
    for i, j in sorted(pair_events(first.events, second.events)):
        one, other = first.events[i], second.events[j]
        actor, partner = parties(one, other)
        units["actor"].append((one.actor, actor))
        units["partner"].append((one.partner, partner))
        for name in ("what", *EVENT_LABELS):
            units[name].append((getattr(one, name), getattr(other, name)))
    return {"article": [(bool(first.events), bool(second.events))], **units}


def alpha_with_interval(articles: list[list[Values]], name: str) -> tuple[float | None, Interval | None]:
    """Return alpha of one field's units and its 95 % interval, both None where it is not defined.

    The articles are resampled and the disagreement of chance is kept, after Hayes and Krippendorff (2007),
    "Answering the call for a standard reliability measure for coding data".
    """
    distance = distance_of(name)
    units = [unit for article in articles for unit in article]
    whole = alpha(units, distance)
    if whole is None:
        return None, None
    chance = disagreement_by_chance((value for unit in units for value in unit), distance)
    tallies = [
        Counter({"pairs": len(article), "apart": sum(distance(*unit) for unit in article)})
        for article in articles
    ]

    def figures(totals: Mapping[str, float]) -> dict[str, Any]:
        pairs = totals["pairs"]
        return {name: 1 - totals["apart"] / pairs / chance if pairs else whole}

    return whole, interval(resampled(tallies, figures)[name])


def distance_of(name: str) -> Callable[[Any, Any], float]:
    """Return how far two values of a field lie apart: sets, names and words by degrees, the rest by yes or no."""
    if name in (*SETS, *EVENT_SETS):
        return masi
    if name == "speaker":
        return lambda one, other: float(not same_speaker(one, other))
    if name in (*SPANS, "what"):
        return lambda one, other: 1 - token_f1(one, other)
    return nominal
