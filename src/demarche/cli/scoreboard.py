"""Scores as tables: one coder in full, several side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import groupby

from demarche.evaluate import (
    Bin,
    Coded,
    Confusion,
    Difference,
    FieldReliability,
    Score,
    compare,
    confusions,
    field_reliability,
    reliability,
    score_events,
    score_threats,
    scores_by_outlet,
)
from demarche.evaluate.figures import Figure, Rates, headline

Hands = Mapping[str, tuple[Coded, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoreboard:
    """Everything one run of ``demarche evaluate`` found out."""

    scores: dict[str, Score]
    differences: dict[str, tuple[Difference, ...]]  # each coder against the first
    outlets: dict[str, dict[str, Score]]
    bins: dict[str, tuple[Bin, ...]]
    fields: dict[str, tuple[FieldReliability, ...]]
    errors: dict[str, tuple[Confusion, ...]]

    def as_json(self) -> dict[str, object]:
        """Return one score with its details, or ``coders`` with one entry each."""
        entries = {name: self.entry(name) for name in self.scores}
        return next(iter(entries.values())) if len(entries) == 1 else {"coders": entries}

    def entry(self, name: str) -> dict[str, object]:
        """Return one coder's score and details as JSON values."""
        entry = self.scores[name].as_json()
        if name in self.bins:
            entry["reliability"] = [{**asdict(row), "share": row.share} for row in self.bins[name]]
        if self.fields.get(name):
            entry["field_reliability"] = [asdict(row) for row in self.fields[name]]
        if name in self.differences:
            entry["against_first"] = {
                d.figure: {"difference": d.value, "ci95": list(d.interval), "p_value": d.p_value}
                for d in self.differences[name]
            }
        if name in self.outlets:
            entry["outlets"] = {outlet: score.as_json() for outlet, score in self.outlets[name].items()}
        if name in self.errors:
            entry["errors"] = [asdict(error) for error in self.errors[name]]
        return entry

    def lines(self) -> Iterator[str]:
        """Yield the tables line by line."""
        if len(self.scores) > 1:
            yield from side_by_side(self.scores)
            yield from outlets_side_by_side(self.outlets)
        for name, score in self.scores.items():
            yield from ("", f"{name}") if len(self.scores) > 1 else ()
            yield from score_lines(score)
            yield from difference_lines(self.differences.get(name, ()))
            yield from outlet_lines(self.outlets.get(name, {}))
            yield from bin_lines(self.bins.get(name, ()))
            yield from field_lines(self.fields.get(name, ()))
            yield from error_lines(self.errors.get(name, ()))


def board_of(
    gold: tuple[Coded, ...], hands: Hands, *, events: bool, by_outlet: bool, errors: int
) -> Scoreboard:
    """Return the scoreboard of one or several coders' records."""
    score = score_events if events else score_threats
    first, *others = hands
    shown = {
        name: tuple(first_of_each(confusions(gold, pred, events=events), errors))
        for name, pred in hands.items()
        if errors
    }
    return Scoreboard(
        scores={name: score(gold, pred) for name, pred in hands.items()},
        differences={name: compare(gold, hands[first], hands[name], events=events) for name in others},
        outlets={
            name: scores_by_outlet(gold, pred, events=events) for name, pred in hands.items() if by_outlet
        },
        bins={} if events else {name: reliability(gold, pred) for name, pred in hands.items()},
        fields={} if events else {name: field_reliability(gold, pred) for name, pred in hands.items()},
        errors=shown,
    )


def first_of_each(errors: tuple[Confusion, ...], count: int) -> Iterator[Confusion]:
    """Yield the first errors of each sort, sort by sort."""
    for what in ("missed", "false alarm", "wrong"):
        yield from [error for error in errors if error.what == what][:count]


def score_lines(score: Score) -> Iterator[str]:
    """Yield one coder's figures: P, R, F1 or share, with the interval."""
    yield (
        f"{score.articles} articles · {score.gold} in gold · {score.pred} predicted · {score.paired} paired"
    )
    for name, figure in score.figures.items():
        ends = score.intervals.get(name)
        bounds = f"   [{ends[0]:.3f}, {ends[1]:.3f}]" if ends else ""
        yield f"{name:<14} {figure_words(figure)}{bounds}"


def figure_words(figure: Figure) -> str:
    """Return a figure in columns: rates, or a share under F1."""
    if isinstance(figure, Rates):
        return f"P {figure.precision:.3f}  R {figure.recall:.3f}  F1 {figure.f1:.3f}"
    return f"{figure:>23.3f}"


def side_by_side(scores: Mapping[str, Score]) -> Iterator[str]:
    """Yield one row a figure, one column a coder: F1 or share."""
    widths = {name: max(8, len(name)) for name in scores}
    yield f"{'':<14} " + "  ".join(f"{name:>{widths[name]}}" for name in scores)
    for figure in next(iter(scores.values())).figures:
        cells = (f"{headline(score.figures[figure]):>{widths[name]}.3f}" for name, score in scores.items())
        yield f"{figure:<14} " + "  ".join(cells)


def difference_lines(differences: tuple[Difference, ...]) -> Iterator[str]:
    """Yield each figure's difference from the first coder."""
    if differences:
        yield "against the first (paired bootstrap)"
    for d in differences:
        low, high = d.interval
        yield f"  {d.figure:<14} {d.value:>+7.3f}   [{low:+.3f}, {high:+.3f}]   p {d.p_value:.3f}"


def outlet_lines(outlets: Mapping[str, Score]) -> Iterator[str]:
    """Yield one row an outlet: how many articles and records, how well detected and coded."""
    if not outlets:
        return
    figures = next(iter(outlets.values())).figures
    fields = [name for name in ("sender", "target", "actor", "partner", "record") if name in figures]
    width = max(len("by outlet"), *map(len, outlets))
    yield f"{'by outlet':<{width}}  articles  gold  detect  {'95 %':<14}  {'  '.join(f'{f:>7}' for f in fields)}"
    for name, score in outlets.items():
        low, high = score.intervals["detect"]
        cells = "  ".join(f"{headline(score.figures[f]):>7.3f}" for f in fields)
        yield (
            f"{name:<{width}}  {score.articles:>8}  {score.gold:>4}  {headline(score.figures['detect']):>6.3f}  "
            f"[{low:.3f}, {high:.3f}]  {cells}"
        )


def outlets_side_by_side(outlets: Mapping[str, Mapping[str, Score]]) -> Iterator[str]:
    """Yield one row an outlet, one column a coder: F1 of detection."""
    if not outlets:
        return
    rows = next(iter(outlets.values()))
    width = max(14, *map(len, rows))
    yield ""
    yield f"{'detect':<{width}} " + "  ".join(f"{name:>8}" for name in outlets)
    for outlet in rows:
        cells = (
            f"{headline(scores[outlet].figures['detect']):>{max(8, len(name))}.3f}"
            for name, scores in outlets.items()
        )
        yield f"{outlet:<{width}} " + "  ".join(cells)


def bin_lines(bins: tuple[Bin, ...]) -> Iterator[str]:
    """Yield what each tenth of confidence is worth."""
    if bins:
        yield "confidence   threats  mean   right"
    for row in bins:
        tenth = f"{row.low:.1f} to {row.high:.1f}"
        yield f"{tenth}   {row.threats:>7}  {row.mean_confidence:.2f}   {row.share:.2f}"


def field_lines(rows: tuple[FieldReliability, ...]) -> Iterator[str]:
    """Yield what the confidence of each field is worth, over all and in its two halves."""
    if rows:
        yield "field          pairs  mean   right   of the surer half  of the other"
    for row in rows:
        halves = (f"{share:.2f}" if share is not None else "–" for share in (row.sure, row.doubtful))
        sure, doubtful = halves
        yield (
            f"{row.field:<14} {row.threats:>5}  {row.mean_confidence:.2f}   {row.share:.2f}    {sure:>17}  {doubtful:>12}"
        )


def error_lines(errors: tuple[Confusion, ...]) -> Iterator[str]:
    """Yield the errors: the sentence, the rule, the fields that differ."""
    for what, group in groupby(errors, key=lambda error: error.what):
        yield from ("", what)
        for error in group:
            rule = f"  ({error.found_by})" if error.found_by else ""
            yield f"  {error.article}: {' '.join(error.evidence.split())}{rule}"
            for name, gold, pred in error.fields:
                yield f"      {name}: gold {gold!r}, coder {pred!r}"
