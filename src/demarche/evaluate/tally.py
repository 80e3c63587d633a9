"""What agrees in one article: counts that add up over articles."""

from __future__ import annotations

from collections import Counter

from demarche.evaluate.coded import Coded, EventLabels, ThreatLabels
from demarche.evaluate.pairing import pair_events, pair_threats, parties, same_speaker
from demarche.evaluate.words import token_f1

Tally = Counter[str]

SETS = ("sender", "target", "via")
SPANS = ("trigger", "response", "basis", "channel")
LABELS = ("trigger_form", "response_kind", "commitment", "said_on", "quoted")
WHOLE_SPAN = 0.6  # token F1 from which a trigger or response counts as right in a whole record

EVENT_SETS = ("actor", "partner")
EVENT_LABELS = ("status", "place", "when")


def tally_threats(gold: Coded, pred: Coded) -> Tally:
    """Return the counts of one article's threats."""
    pairs = pair_threats(gold.threats, pred.threats)
    counts = record_counts(len(gold.threats), len(pred.threats), len(pairs))
    for field in SETS:
        counts[f"{field}.gold"] = sum(len(getattr(g, field)) for g in gold.threats)
        counts[f"{field}.pred"] = sum(len(getattr(p, field)) for p in pred.threats)
    counts["speaker.gold"] = sum(bool(g.speaker) for g in gold.threats)
    counts["speaker.pred"] = sum(bool(p.speaker) for p in pred.threats)
    for i, j in pairs:
        add_threat_pair(counts, gold.threats[i], pred.threats[j])
    return counts


def add_threat_pair(counts: Tally, gold: ThreatLabels, pred: ThreatLabels) -> None:
    """Add what agrees in one pair of threats to the counts."""
    for field in SETS:
        counts[f"{field}.both"] += len(getattr(gold, field) & getattr(pred, field))
    counts["speaker.both"] += bool(gold.speaker) and same_speaker(gold.speaker, pred.speaker)
    for field in SPANS:
        counts[field] += token_f1(getattr(gold, field), getattr(pred, field))  # type: ignore[assignment]
    for field in LABELS:
        counts[field] += getattr(gold, field) == getattr(pred, field)
    counts["record"] += whole_threat(gold, pred)


def whole_threat(gold: ThreatLabels, pred: ThreatLabels) -> bool:
    """Return whether a paired threat is right as a whole: who, whom, speaker, trigger, response."""
    return (
        gold.sender == pred.sender
        and gold.target == pred.target
        and same_speaker(gold.speaker, pred.speaker)
        and token_f1(gold.trigger, pred.trigger) >= WHOLE_SPAN
        and token_f1(gold.response, pred.response) >= WHOLE_SPAN
        and (gold.trigger_form or "none") == (pred.trigger_form or "none")
    )


def tally_events(gold: Coded, pred: Coded) -> Tally:
    """Return the counts of one article's events."""
    pairs = pair_events(gold.events, pred.events)
    counts = record_counts(len(gold.events), len(pred.events), len(pairs))
    for field in EVENT_SETS:
        counts[f"{field}.gold"] = sum(len(getattr(g, field)) for g in gold.events)
        counts[f"{field}.pred"] = sum(len(getattr(p, field)) for p in pred.events)
    for i, j in pairs:
        add_event_pair(counts, gold.events[i], pred.events[j])
    return counts


def add_event_pair(counts: Tally, gold: EventLabels, pred: EventLabels) -> None:
    """Add what agrees in one pair of events to the counts."""
    actor, partner = parties(gold, pred)
    counts["actor.both"] += len(gold.actor & actor)
    counts["partner.both"] += len(gold.partner & partner)
    counts["what"] += token_f1(gold.what, pred.what)  # type: ignore[assignment]
    for field in EVENT_LABELS:
        counts[field] += getattr(gold, field) == getattr(pred, field)
    counts["record"] += whole_event(gold, pred)


def whole_event(gold: EventLabels, pred: EventLabels) -> bool:
    """Return whether a paired event is right as a whole: parties, status and object."""
    return (
        (gold.actor, gold.partner) == parties(gold, pred)
        and gold.status == pred.status
        and token_f1(gold.what, pred.what) >= WHOLE_SPAN
    )


def record_counts(gold: int, pred: int, paired: int) -> Tally:
    """Return the counts of records and of articles that hold any."""
    return Counter(
        {
            "gold": gold,
            "pred": pred,
            "paired": paired,
            "article.gold": int(gold > 0),
            "article.pred": int(pred > 0),
            "article.both": int(gold > 0 and pred > 0),
        }
    )
