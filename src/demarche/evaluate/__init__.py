"""Evaluate: how far a coder's records agree with gold, in figures with intervals.

``Coded`` is what one article holds by one hand: gold, or a coder's output. ``score_threats`` and
``score_events`` pair the records of two hands article by article (``pairing``), count what agrees
(``tally``), and give figures (``figures``) with bootstrap intervals (``intervals``). ``compare`` tests
the difference of two coders, ``reliability`` checks what a confidence means, ``confusions`` shows the
errors, ``agreement`` says how far two hands agree of which neither is gold (``alpha``). Nothing here reads
a text or runs a coder; the command line does.
"""

from __future__ import annotations

from demarche.evaluate.agreement import Agreement, FieldAgreement, agreement, coded_by_both
from demarche.evaluate.coded import Coded, EventLabels, ThreatLabels, read_coded
from demarche.evaluate.compare import Difference, compare
from demarche.evaluate.confusions import Confusion, confusions
from demarche.evaluate.reliability import Bin, FieldReliability, field_reliability, reliability
from demarche.evaluate.scores import Score, score_events, score_threats, scores_by_outlet

__all__ = [
    "Agreement",
    "Bin",
    "Coded",
    "Confusion",
    "Difference",
    "EventLabels",
    "FieldAgreement",
    "FieldReliability",
    "Score",
    "ThreatLabels",
    "agreement",
    "coded_by_both",
    "compare",
    "confusions",
    "field_reliability",
    "read_coded",
    "reliability",
    "score_events",
    "score_threats",
    "scores_by_outlet",
]
