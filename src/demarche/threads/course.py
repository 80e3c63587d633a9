"""A thread's title and course: what it is about in its own words, and whether it grows firmer or softer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date as Date
from itertools import pairwise
from typing import Literal, NamedTuple, Protocol, get_args

from demarche.language.actor_names import actor_name, names_of
from demarche.threads.matters import things_in
from demarche.threads.statements import Statement
from demarche.threads.telling import NO_MATTER
from demarche.threats import Commitment

Change = Literal["first", "firmer", "softer", "same"]
LEVELS = {name: level for level, name in enumerate(get_args(Commitment), 1)}
TITLED = 3  # things named in a title
LONGEST_TITLE = 60  # characters of a trigger that serves as title
READ_FOR_TITLE = 200  # statements, the latest, that a title is made from


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One statement's place in the course of its thread."""

    statement: str
    day: Date | None
    commitment: Commitment
    level: int  # 1 open, 2 reserved, 3 stated, 4 emphatic
    specificity: int  # 0 to 3: trigger named, kind of response named, basis or deadline given
    change: Change  # against the statement before: by level, and by specificity at one level


class Ranked(Protocol):
    """What a course compares."""

    @property
    def level(self) -> int:
        """Return how firm it is, 1 to 4."""
        ...

    @property
    def specificity(self) -> int:
        """Return how much it says, 0 to 3."""
        ...


class Wording(NamedTuple):
    """What of a statement's words a thread's title is made from."""

    parties: str
    trigger: str
    response: str
    evidence: tuple[str, ...]  # the first sentence of each report


def course_of(statements: Iterable[Statement]) -> tuple[Step, ...]:
    """Return the course of a thread, one step a statement, in their order."""
    steps = [step_of(statement) for statement in statements]
    return tuple(replace(step, change=change) for step, change in zip(steps, changes_of(steps), strict=True))


def step_of(statement: Statement) -> Step:
    """Return a statement's step, as if it were the first one."""
    commitment = strongest(statement)
    return Step(
        statement=statement.id,
        day=statement.day,
        commitment=commitment,
        level=LEVELS[commitment],
        specificity=specificity_of(statement),
        change="first",
    )


def changes_of(steps: Sequence[Ranked]) -> tuple[Change, ...]:
    """Return how each step compares with the one before it, by level, then by specificity."""
    ranks = [(step.level, step.specificity) for step in steps]
    found: list[Change] = ["first"] if ranks else []
    for then, now in pairwise(ranks):
        found.append("same" if now == then else "firmer" if now > then else "softer")
    return tuple(found)


def strongest(statement: Statement) -> Commitment:
    """Return the commitment that stands for a statement."""
    value = statement.value("commitment")
    return next(name for name in get_args(Commitment) if name == value)


def specificity_of(statement: Statement) -> int:
    """Return how much a statement says of what, if what, and on what ground: 0 to 3."""
    return sum(
        (
            statement.value("trigger") is not None,
            statement.value("response_kind") != "unspecified",
            statement.value("basis") is not None or statement.value("trigger_form") == "unless",
        )
    )


def title_of(statements: Sequence[Statement], matters: Sequence[str]) -> str:
    """Return a thread's title: who to whom, on what matter, and what its triggers name, most often first.

    ``matters`` are the thread's, the commonest first. A single statement's short trigger stands as it is.
    """
    return title_from([wording_of(statement) for statement in statements[-READ_FOR_TITLE:]], matters)


def title_from(wordings: Sequence[Wording], matters: Sequence[str]) -> str:
    """Return a title as ``title_of`` does, from what it is made of."""
    latest = wordings[-READ_FOR_TITLE:]
    parties = Counter(wording.parties for wording in latest).most_common(1)[0][0]
    matter = next((matter_words(m) for m in matters if m != NO_MATTER), "")
    about = subject(latest)
    return f"{parties}{f' on {matter}' if matter else ''}{f': {about}' if about else ''}"


def wording_of(statement: Statement) -> Wording:
    """Return what a title takes of a statement's words."""
    trigger, response = (" ".join(str(statement.value(f) or "").split()) for f in ("trigger", "response"))
    return Wording(
        parties=parties_of(statement),
        trigger=trigger,
        response=response,
        evidence=tuple(span.text for report in statement.reports for span in report.threat.evidence[:1]),
    )


def matter_words(matter: str) -> str:
    """Return a matter in words, its place by name.

    >>> matter_words("security in SYR")
    'security in Syria'
    """
    name, mark, place = matter.partition(" in ")
    return f"{name} in {actor_name(place)}" if mark else name


def parties_of(statement: Statement) -> str:
    """Return sender and target in words.

    >>> from demarche.threads.statements import Chosen
    >>> fields = {"sender": Chosen(value=("RUS",), report=None), "target": Chosen(value=(), report=None)}
    >>> parties_of(Statement(id="1", reports=(), fields=fields))
    'Russia'
    """
    sender, target = (names_of(statement.value(field) or ()) for field in ("sender", "target"))
    return f"{sender or 'unknown sender'} → {target}" if target else sender or "unknown sender"


def subject(wordings: Sequence[Wording]) -> str:
    """Return what the triggers name, else the sentences; else the shortest trigger or response as it is."""
    triggers = [wording.trigger for wording in wordings if wording.trigger]
    if len(wordings) == 1 and triggers and len(triggers[0]) <= LONGEST_TITLE:
        return triggers[0]
    for texts in (triggers, [sentence for wording in wordings for sentence in wording.evidence]):
        if words := most_named(texts):
            return words
    for texts in (triggers, [wording.response for wording in wordings]):
        if short := [words for words in texts if len(words) <= LONGEST_TITLE]:
            return min(short, key=lambda words: (len(words), words))
    return ""


def most_named(texts: Sequence[str]) -> str:
    """Return the things that most texts name, each by the words it is most often called.

    >>> most_named(["missiles on the islands", "more missiles"])
    'missiles, islands'
    """
    things, called = Counter[str](), Counter[tuple[str, str]]()
    for text in texts:
        named = dict.fromkeys(things_in(text))
        things.update(list(dict.fromkeys(name for name, _ in named)))
        called.update(list(named))
    top = [name for name, _ in things.most_common(TITLED)]
    return ", ".join(
        max((pair for pair in called if pair[0] == name), key=lambda pair: called[pair])[1] for name in top
    )
