"""The errors themselves: what was missed, what was raised falsely, what was coded wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from demarche.evaluate.coded import Coded, EventLabels, ThreatLabels
from demarche.evaluate.pairing import Pairs, pair_events, pair_threats, parties
from demarche.evaluate.tally import EVENT_LABELS, LABELS, SETS, SPANS, whole_event, whole_threat

What = Literal["missed", "false alarm", "wrong"]
Field = tuple[str, object, object]  # name, gold's value, the coder's
THREAT_FIELDS = (*SETS, "speaker", *SPANS, *LABELS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """One error: in which article, at which sentence, by which rule, and the fields that differ."""

    what: What
    article: str
    evidence: str
    found_by: str | None = None
    fields: tuple[Field, ...] = ()


def confusions(
    gold: Iterable[Coded], pred: Iterable[Coded], *, events: bool = False, strict: bool = False
) -> tuple[Confusion, ...]:
    """Return every error in gold's order: missed, falsely raised and wrongly coded records.

    A paired record is wrong where it is not right as a whole; ``strict``: where any field differs.
    """
    by_id = {article.id: article for article in pred}
    found: list[Confusion] = []
    for article in gold:
        other = by_id.get(article.id, Coded(id=article.id))
        errors = event_errors if events else threat_errors
        found += errors(article, other, strict=strict)
    return tuple(found)


def threat_errors(gold: Coded, pred: Coded, *, strict: bool) -> list[Confusion]:
    """Return the errors among one article's threats."""
    pairs = pair_threats(gold.threats, pred.threats)
    errors = unpaired(gold.id, gold.threats, pred.threats, pairs)
    for i, j in sorted(pairs):
        one, other = gold.threats[i], pred.threats[j]
        differing = tuple(
            (name, plain(getattr(one, name)), plain(getattr(other, name)))
            for name in THREAT_FIELDS
            if getattr(one, name) != getattr(other, name)
        )
        if differing if strict else not whole_threat(one, other):
            errors.append(wrong(gold.id, one, other, differing))
    return errors


def event_errors(gold: Coded, pred: Coded, *, strict: bool) -> list[Confusion]:
    """Return the errors among one article's events."""
    pairs = pair_events(gold.events, pred.events)
    errors = unpaired(gold.id, gold.events, pred.events, pairs)
    for i, j in sorted(pairs):
        one, other = gold.events[i], pred.events[j]
        actor, partner = parties(one, other)
        rows = [("actor", one.actor, actor), ("partner", one.partner, partner)]
        rows += [(name, getattr(one, name), getattr(other, name)) for name in ("what", *EVENT_LABELS)]
        differing = tuple((name, plain(a), plain(b)) for name, a, b in rows if a != b)
        if differing if strict else not whole_event(one, other):
            errors.append(wrong(gold.id, one, other, differing))
    return errors


def unpaired(
    article: str,
    gold: Sequence[ThreatLabels | EventLabels],
    pred: Sequence[ThreatLabels | EventLabels],
    pairs: Pairs,
) -> list[Confusion]:
    """Return the records of one article that have no partner."""
    in_gold, in_pred = {i for i, _ in pairs}, {j for _, j in pairs}
    missed = [
        Confusion(what="missed", article=article, evidence=first(row))
        for i, row in enumerate(gold)
        if i not in in_gold
    ]
    raised = [
        Confusion(what="false alarm", article=article, evidence=first(row), found_by=row.found_by)
        for j, row in enumerate(pred)
        if j not in in_pred
    ]
    return missed + raised


def wrong(
    article: str,
    gold: ThreatLabels | EventLabels,
    pred: ThreatLabels | EventLabels,
    differing: tuple[Field, ...],
) -> Confusion:
    """Return a paired record that differs in some fields."""
    return Confusion(
        what="wrong", article=article, evidence=first(gold), found_by=pred.found_by, fields=differing
    )


def first(row: ThreatLabels | EventLabels) -> str:
    """Return a record's fullest evidence sentence."""
    return row.evidence[0] if row.evidence else ""


def plain(value: object) -> object:
    """Return a field's value as it is printed: sets as sorted lists."""
    return sorted(value) if isinstance(value, frozenset) else value
