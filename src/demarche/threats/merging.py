"""Merging: one threat told several times in an article is one threat with several evidence sentences.

Codebook section 1, "One threat or two": the same sender, target, trigger and response said again is
one; another trigger, another concrete response or another sender is another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from demarche.language.document import unique
from demarche.language.places import Covering
from demarche.span import Span
from demarche.threats import Threat

STOP = frozenset(
    "the a an of to and or in on for with by at from its his their our your that any it this will would be is are as has have "
    "against more other all if we they he she i you not".split()
)
MOST_GROUPS, MOST_MEMBERS = 200, 20  # compared: no article of a newspaper has more, a hostile one may
WORD = re.compile(r"[a-z0-9]+")


def words_of(text: str) -> frozenset[str]:
    """Return the content words of a text, crudely stemmed."""
    return frozenset(stem(word) for word in WORD.findall(text.lower()) if word not in STOP)


def stem(word: str) -> str:
    """Return the word without its commonest endings.

    >>> stem("tariffs"), stem("retaliating"), stem("retaliate")
    ('tariff', 'retaliat', 'retaliat')
    """
    for ending in ("ing", "ions", "ion", "ory", "ies", "es", "ed", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def likeness(one: Span | None, other: Span | None) -> float:
    """Return the share of the shorter span's content words that the other has, 0 where one is missing."""
    if one is None or other is None:
        return 0.0
    first, second = words_of(one.text), words_of(other.text)
    if not first or not second:
        return 0.0
    return len(first & second) / min(len(first), len(second))


CONCRETE = frozenset(("military", "nuclear", "other"))  # whose measures differ: a blockade is no air raid


def words_shared(one: Threat, other: Threat) -> frozenset[str]:
    """Return the content words that two responses have in common."""
    return words_of(one.response.text) & words_of(other.response.text)


def same_threat(one: Threat, other: Threat) -> bool:
    """Return whether two threats of one article tell the same one."""
    if one.sender and other.sender and not set(one.sender) & set(other.sender):
        return False
    if (
        one.target
        and other.target
        and not set(one.target) & set(other.target)
        and "ANY" not in (*one.target, *other.target)
    ):
        return False
    if one.evidence[0] == other.evidence[0]:
        return likeness(one.response, other.response) >= 0.5
    triggers = likeness(one.trigger, other.trigger)
    if one.response_kind == other.response_kind:
        apart = one.trigger and other.trigger and triggers < 0.3
        if apart:
            return likeness(one.response, other.response) >= 0.5
        return one.response_kind not in CONCRETE or triggers >= 0.5 or bool(words_shared(one, other))
    return "unspecified" in (one.response_kind, other.response_kind) and triggers >= 0.4


def merge(threats: Iterable[Threat]) -> tuple[Threat, ...]:
    """Return the threats with repeats joined: the fullest telling leads, the others lend what it lacks."""
    groups: list[list[Threat]] = []
    for threat in outside_triggers(tuple(threats)):
        home = next(
            (
                group
                for group in groups[-MOST_GROUPS:]
                if any(same_threat(threat, member) for member in group[:MOST_MEMBERS])
            ),
            None,
        )
        if home is None:
            groups.append([threat])
        else:
            home.append(threat)
    return tuple(joined(group) for group in groups)


def outside_triggers(threats: Sequence[Threat]) -> Iterator[Threat]:
    """Yield the threats whose response is not itself a likelier threat's trigger.

    In "we will close the strait if you impose sanctions" the sanctions are the condition.
    """
    triggers = Covering((t.trigger.start, t.trigger.end, t) for t in threats if t.trigger is not None)
    for threat in threats:
        over = triggers.over(threat.response.start, threat.response.end)
        if not any(other.confidence > threat.confidence for other in over):
            yield threat


def fullness(threat: Threat) -> tuple[float, ...]:
    """Return how much a telling says, for choosing the one that leads."""
    return (
        float(threat.trigger is not None)
        + float(threat.speaker is not None)
        + threat.confidence
        + 0.5 * float(bool(threat.target))
        - (1.0 if threat.evidence[0].start == 0 else 0.0)
        + min(300, len(threat.evidence[0].text)) / 300,
        -float(threat.evidence[0].start),
    )


def joined(group: Sequence[Threat]) -> Threat:
    """Return one threat for several tellings."""
    if len(group) == 1:
        return group[0]
    ordered = sorted(group, key=fullness, reverse=True)
    lead = ordered[0]
    for other in ordered[1:]:
        if lead.trigger is None and other.trigger is not None:
            lead = lent(lead, other, "trigger", "trigger_form")
        if lead.speaker is None and other.speaker is not None:
            lead = replace(lent(lead, other, "speaker"), speaker_role=lead.speaker_role or other.speaker_role)
        if not lead.target and other.target:
            lead = lent(lead, other, "target")
        if not lead.sender and other.sender:
            lead = lent(lead, other, "sender")
        if lead.said_on is None and other.said_on is not None:
            lead = lent(lead, other, "said_on")
        lead = replace(
            lead,
            basis=lead.basis or other.basis,
            channel=lead.channel or other.channel,
            via=lead.via or other.via,
        )
    evidence = unique(span for threat in ordered for span in threat.evidence)
    # two tellings that agree make each other likelier; the sum of doubts would overstate it
    confidence = max(threat.confidence for threat in group)
    return replace(lead, evidence=evidence, confidence=confidence)


def lent(lead: Threat, other: Threat, *names: str) -> Threat:
    """Return the leading telling with fields of another, and with how sure those are."""
    values = {name: getattr(other, name) for name in names}
    sure = lead.field_confidence
    if sure and other.field_confidence:
        shares = {name: getattr(other.field_confidence, name) for name in names}
        sure = replace(sure, **shares)
    return replace(lead, **values, field_confidence=sure)
