"""Subjects: whose saying a word of saying is ("X said", "said X", "X's threat to …")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from demarche.language.places import FAR
from demarche.language.speakers import Party

SUBJECT_GAP = re.compile(
    r"""(?:['’]s?)?[\s,"“”]*(?:(?:who|which|has|have|had|also|again|later|earlier|repeatedly|recently|then|now|is|was|were|are|been|and|would|will|reportedly|immediately|consistently
    |on|in|last|this|\w+day|\w+ly|week|month|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\.?|\d+|morning|evening|once|previously|spokes\w+|further|even|all|both|did|not|only)[\s,]+)*""",
    re.VERBOSE | re.IGNORECASE,
)
INVERTED = re.compile(r"\s(?:the\s|an?\s)?\Z")
FOR_BODY = re.compile(r"\s(?:for|of|from|at|with)\s(?:the\s|its\s)?\Z")


def party_of(text: str, begin: int, end: int, cue: re.Match[str], parties: Sequence[Party]) -> Party | None:
    """Return the party whose saying the cue is, None if the sentence names none beside it."""
    behind = next((p for p in parties if p.span.start >= cue.end()), None)
    before = [p for p in parties if p.span.end <= cue.start() + 1 and p.span.start < cue.start()]
    if cue["noun"]:
        if before and re.fullmatch(r"['’]s?\s(?:[\w-]+\s){0,2}", text[before[-1].span.end : cue.start()]):
            return before[-1]
        if behind and re.fullmatch(
            r"\s(?:by|from|of)\s(?:the\s|an?\s)?", text[cue.end() : behind.span.start]
        ):
            return behind
        return None
    inverted = (
        behind is not None
        and INVERTED.search(text[cue.end() : behind.span.start])
        and len(text[cue.end() : behind.span.start]) <= 5
        and not ACTS.match(text, behind.span.end, end)
    )
    opened = text[begin : cue.start()].rstrip().endswith((",", "”", '"', "’", "“"))
    if (
        inverted
        and opened
        and not (
            before
            and SUBJECT_GAP.fullmatch(text, before[-1].span.end, cue.start())
            and before[-1].kind != "actor"
        )
    ):
        return with_apposition(text, behind, parties) if behind else None
    if before:
        chosen = appositive(text, cue.start(), before)
        if chosen is None and SUBJECT_GAP.fullmatch(text, before[-1].span.end, cue.start()):
            chosen = before[-1]
        if chosen is None or (chosen.kind == "actor" and is_governed(text, chosen)):
            chosen = loose_subject(text, cue, before) or chosen
        if chosen:
            return with_apposition(text, chosen, before)
    return with_apposition(text, behind, parties) if inverted and behind else None


def loose_subject(text: str, cue: re.Match[str], before: Sequence[Party]) -> Party | None:
    """Return the sentence's subject where other words stand between it and the cue.

    The subject is the first party that no preposition governs, after the last semicolon or quotation where one is named there.
    """
    clause = max(text.rfind(mark, max(0, cue.start() - FAR), cue.start()) for mark in ("; ", "” ", '" ', "—"))
    near = [p for p in before if p.span.start > clause] or before
    free = [p for p in near if not is_governed(text, p)]
    free = [p for p in free if p.kind != "pronoun"] or free
    return free[0] if free else (near[-1] if near else None)


def is_governed(text: str, party: Party) -> bool:
    """Return whether a preposition governs the party ("in Geneva")."""
    return bool(GOVERNED.search(text, max(0, party.span.start - 12), party.span.start))


ACTS = re.compile(r"\s(?:will|would|shall|must|should|can|could|may|might|is|are|was|were|has|had)\s")
GOVERNED = re.compile(
    r"\b(?:of|in|on|to|for|against|with|by|from|into|at|after|over|near|between|as|if|than|about|under|toward|towards)\s(?:the\s|an?\s|its\s|his\s)?\Z",
    re.IGNORECASE,
)


def appositive(text: str, cue_start: int, before: Sequence[Party]) -> Party | None:
    """Return X of "X, a spokesman for Y, said": the party before the apposition that ends at the cue."""
    begin = max(0, cue_start - 160)
    lead = text[begin:cue_start].rstrip()
    if not lead.endswith(","):
        return None
    opening = text.rfind(",", begin, begin + len(lead) - 1)
    if opening < 0:
        return None
    for party in reversed(before):
        if party.span.end <= opening + 1:
            gap = text[party.span.end : opening]
            return party if len(gap) <= 3 or re.fullmatch(r"['’]?s?(?:\s\w+){0,2}", gap) else None
    return None


def with_apposition(text: str, party: Party, parties: Sequence[Party]) -> Party:
    """Return the party, or the person or body behind it ("said a spokesman for the Commerce Ministry")."""
    follow = next((p for p in parties if p.span.start >= party.span.end), None)
    if follow is None:
        return party
    gap = text[party.span.end : follow.span.start]
    if party.kind == "role" and follow.kind in ("person",) and re.fullmatch(r",?\s(?:the\s)?", gap):
        return follow
    if party.kind == "role" and follow.kind == "body" and FOR_BODY.search(gap) and len(gap) < 14:
        speaker = replace(follow.speaker, role=party.speaker.role)
        return replace(follow, speaker=speaker)
    return party
