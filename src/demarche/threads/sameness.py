"""Whether two tellings are of one utterance: a relation of two, blind to everything else and to order.

Sender, target and speaker must not gainsay each other, the days must fit, and what is told must be alike:
the trigger, the response, or whole sentences. One report may give the trigger and another only the
response.
"""

from __future__ import annotations

import re

from demarche.language.persons import same_name
from demarche.threads import Telling
from demarche.threads.words import likeness, stems

NEAR = 1  # days between two reports of one utterance (codebook section 4)
RECALLED = 10  # days back to which a report without a day of utterance may reach, where the words are alike
COPIED = 7  # days within which an equal sentence is a copy
ALIKE = 0.5  # likeness from which triggers, or responses, are the same words
FAMILIAR = 0.3  # likeness that is enough where something else agrees
APART = 0.12  # likeness under which two triggers are different ones
BODY = re.compile(
    r"ministr|government|department|council|commission|embassy|office|army|command|parliament|congress|senate|"
    r"assembly|guard|house|kremlin|pentagon|party|agency|committee|administration|union|cabinet|corps|staff",
    re.IGNORECASE,
)
OF_ANY_BODY = stems("ministry government department council commission office national state")


def same_utterance(one: Telling, other: Telling) -> bool:
    """Return whether two tellings report one utterance."""
    if one.article == other.article or not parties_fit(one, other):
        return False
    days = days_apart(one, other)
    if days is None or days > RECALLED:
        return False
    if days <= COPIED and set(one.sentences) & set(other.sentences):
        return not triggers_differ(one, other)
    if not speakers_fit(one.speaker, other.speaker) or not kinds_fit(one, other):
        return False
    if days <= NEAR:
        return alike(one, other) or agreeing(one, other)
    return not (one.said and other.said) and alike(one, other)


def parties_fit(one: Telling, other: Telling) -> bool:
    """Return whether sender and target can be the same; an unknown target fits any."""
    if not set(one.sender) & set(other.sender):
        return False
    return not one.target or not other.target or bool(set(one.target) & set(other.target))


def days_apart(one: Telling, other: Telling) -> int | None:
    """Return how many days lie between the utterances, None where a day is unknown."""
    if one.uttered is None or other.uttered is None:
        return None
    return abs(one.uttered - other.uttered)


def speakers_fit(one: str | None, other: str | None) -> bool:
    """Return whether two speakers can be one: unknown fits any, a body fits its person.

    >>> speakers_fit("Andrey Rudenko", "Andrei Rudenko"), speakers_fit("Andrey Rudenko", "Sergei Lavrov")
    (True, False)
    >>> speakers_fit("Foreign Ministry", "Commerce Ministry"), speakers_fit("Foreign Ministry", "Sergei Lavrov")
    (False, True)
    """
    if one is None or other is None:
        return True
    bodies = bool(BODY.search(one)), bool(BODY.search(other))
    if all(bodies):
        first, second = stems(one) - OF_ANY_BODY, stems(other) - OF_ANY_BODY
        return not first or not second or bool(first & second)
    return any(bodies) or same_name(one, other)


def kinds_fit(one: Telling, other: Telling) -> bool:
    """Return whether two responses can be one: of one kind, or one of them left open."""
    return one.kind == other.kind or "unspecified" in (one.kind, other.kind)


def triggers_differ(one: Telling, other: Telling) -> bool:
    """Return whether both name a trigger and these share next to nothing."""
    return bool(one.trigger and other.trigger) and likeness(one.trigger, other.trigger) < APART


def alike(one: Telling, other: Telling) -> bool:
    """Return whether the words show that it is the same threat."""
    trigger, response = likeness(one.trigger, other.trigger), likeness(one.response, other.response)
    if triggers_differ(one, other):
        return False
    if trigger >= ALIKE and (response >= FAMILIAR or "unspecified" in (one.kind, other.kind)):
        return True
    if response >= ALIKE and (trigger >= FAMILIAR or min(len(one.response), len(other.response)) > 1):
        return (
            trigger >= FAMILIAR
            or not (one.trigger and other.trigger)
            or likeness(one.told, other.told) >= ALIKE
        )
    return likeness(one.told, other.told) >= ALIKE


def agreeing(one: Telling, other: Telling) -> bool:
    """Return whether two tellings of the same days agree in so much that they are one, in other words.

    The same known speaker or sender and target, the same matter, and either a familiar response or trigger.
    """
    if triggers_differ(one, other) or not set(one.matters) & set(other.matters):
        return False
    trigger, response = likeness(one.trigger, other.trigger), likeness(one.response, other.response)
    if one.speaker and other.speaker:
        return max(trigger, response) >= FAMILIAR or (
            one.kind == other.kind and not (one.trigger and other.trigger)
        )
    return max(trigger, response) >= ALIKE or min(trigger, response) >= FAMILIAR
