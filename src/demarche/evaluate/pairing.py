"""Which record of one hand is which of the other: greedy one-to-one pairing, best first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import TypeVar

from demarche.evaluate.coded import EventLabels, ThreatLabels
from demarche.evaluate.words import containment, token_f1, words

Pairs = tuple[tuple[int, int], ...]
R = TypeVar("R")

SAME_SENTENCE = 0.5  # token F1 from which two evidence sentences are taken for the same
SAME_OBJECT = 0.5  # token F1 of ``what`` from which two events of a sentence are taken for the same
HOLDS_THE_OTHER = 0.9  # share of the shorter's words in the longer: a sentence cut differently
EITHER_ORDER = frozenset({"talks", "alliance"})  # kinds with no doer and done-to


def pair_threats(gold: Sequence[ThreatLabels], pred: Sequence[ThreatLabels]) -> Pairs:
    """Return the pairs (place in gold, place in pred) that are one threat, best first."""
    return pair(gold, pred, threat_likeness)


def pair_events(gold: Sequence[EventLabels], pred: Sequence[EventLabels]) -> Pairs:
    """Return the pairs (place in gold, place in pred) that are one event, best first."""
    return pair(gold, pred, event_likeness)


def pair(gold: Sequence[R], pred: Sequence[R], likeness: Callable[[R, R], float | None]) -> Pairs:
    """Return the greedy pairing by a likeness that is None for records that cannot be the same."""
    scored = [
        (score, i, j)
        for (i, g), (j, p) in product(enumerate(gold), enumerate(pred))
        if (score := likeness(g, p)) is not None
    ]
    taken_gold: set[int] = set()
    taken_pred: set[int] = set()
    pairs = []
    for _, i, j in sorted(scored, reverse=True):
        if i not in taken_gold and j not in taken_pred:
            taken_gold.add(i)
            taken_pred.add(j)
            pairs.append((i, j))
    return tuple(pairs)


def threat_likeness(gold: ThreatLabels, pred: ThreatLabels) -> float | None:
    """Return how alike two threats are, None unless some evidence sentence is the same."""
    same = evidence_likeness(gold.evidence, pred.evidence)
    if same is None:
        return None
    return (
        same
        + 0.5 * bool(gold.sender & pred.sender)
        + 0.5 * token_f1(gold.trigger, pred.trigger)
        + 0.5 * token_f1(gold.response, pred.response)
    )


def event_likeness(gold: EventLabels, pred: EventLabels) -> float | None:
    """Return how alike two events are, None unless sentence, kind and object are the same.

    Two people who code by the codebook agree by this rule at F1 0.91.
    """
    objects = token_f1(gold.what, pred.what)
    if gold.kind != pred.kind or objects < SAME_OBJECT:
        return None
    same = evidence_likeness(gold.evidence, pred.evidence)
    if same is None:
        return None
    actor, partner = parties(gold, pred)
    return same + 0.5 * bool(gold.actor & actor) + 0.5 * bool(gold.partner & partner) + 0.5 * objects


def parties(gold: EventLabels, pred: EventLabels) -> tuple[frozenset[str], frozenset[str]]:
    """Return the predicted actor and partner, exchanged where the kind has no order and that fits better."""
    if gold.kind in EITHER_ORDER:
        straight = len(gold.actor & pred.actor) + len(gold.partner & pred.partner)
        crossed = len(gold.actor & pred.partner) + len(gold.partner & pred.actor)
        if crossed > straight:
            return pred.partner, pred.actor
    return pred.actor, pred.partner


def evidence_likeness(gold: Sequence[str], pred: Sequence[str]) -> float | None:
    """Return the best token F1 of two evidence sentences, None if none are the same."""
    best = max((token_f1(g, p) for g, p in product(gold, pred)), default=0.0)
    if best >= SAME_SENTENCE:
        return best
    held = max((containment(g, p) for g, p in product(gold, pred)), default=0.0)
    return SAME_SENTENCE if held >= HOLDS_THE_OTHER else None


def same_speaker(gold: str | None, pred: str | None) -> bool:
    """Return whether two names are one speaker: same last word, or most words of a body's name.

    >>> same_speaker("Andrey Rudenko", "Rudenko"), same_speaker(None, "Rudenko")
    (True, False)
    """
    if not gold and not pred:
        return True
    gold_words, pred_words = words(gold), words(pred)
    if not gold_words or not pred_words:
        return False
    return gold_words[-1] == pred_words[-1] or token_f1(gold, pred) >= 0.6
