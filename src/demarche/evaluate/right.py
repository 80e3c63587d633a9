"""Which fields of a paired threat are right: the rule behind a field's confidence."""

from __future__ import annotations

from demarche.evaluate.coded import ThreatLabels
from demarche.evaluate.pairing import same_speaker
from demarche.evaluate.tally import WHOLE_SPAN
from demarche.evaluate.words import token_f1

EQUAL = ("sender", "target", "response_kind", "commitment", "said_on")


def right_fields(gold: ThreatLabels, pred: ThreatLabels) -> dict[str, bool]:
    """Return for each field with a confidence whether its value is right.

    Codes and labels are right where they are the same, spans from token F1 0.6 as in a whole record, a speaker by
    ``same_speaker``; a null is right where gold has none.
    """
    right = {name: getattr(gold, name) == getattr(pred, name) for name in EQUAL}
    right |= {
        name: token_f1(getattr(gold, name), getattr(pred, name)) >= WHOLE_SPAN
        for name in ("trigger", "response")
    }
    right["speaker"] = same_speaker(gold.speaker, pred.speaker)
    right["trigger_form"] = (gold.trigger_form or "none") == (pred.trigger_form or "none")
    return right
