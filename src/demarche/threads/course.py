"""A thread's title and course: what it is about in its own words, and whether it grows firmer or softer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date
from typing import Literal, get_args

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


def course_of(statements: Sequence[Statement]) -> tuple[Step, ...]:
    """Return the course of a thread, one step a statement, in their order."""
    steps: list[Step] = []
    for statement in statements:
        commitment = strongest(statement)
        level, specificity = LEVELS[commitment], specificity_of(statement)
        before = steps[-1] if steps else None
        steps.append(
            Step(
                statement=statement.id,
                day=statement.day,
                commitment=commitment,
                level=level,
                specificity=specificity,
                change=change_from(before, level, specificity),
            )
        )
    return tuple(steps)


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


def change_from(before: Step | None, level: int, specificity: int) -> Change:
    """Return how a statement compares with the one before it."""
    if before is None:
        return "first"
    now, then = (level, specificity), (before.level, before.specificity)
    return "same" if now == then else "firmer" if now > then else "softer"


def title_of(statements: Sequence[Statement], matters: Sequence[str]) -> str:
    """Return a thread's title: who to whom, on what matter, and what its triggers name, most often first.

    ``matters`` are the thread's, the commonest first. A single statement's short trigger stands as it is.
    """
    latest = statements[-READ_FOR_TITLE:]
    parties = Counter(map(parties_of, latest)).most_common(1)[0][0]
    matter = next((matter_words(m) for m in matters if m != NO_MATTER), "")
    about = subject(latest)
    return f"{parties}{f' on {matter}' if matter else ''}{f': {about}' if about else ''}"


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


def subject(statements: Sequence[Statement]) -> str:
    """Return what the triggers name, else the sentences; else the shortest trigger or response as it is."""
    triggers = [" ".join(str(s.value("trigger")).split()) for s in statements if s.value("trigger")]
    if len(statements) == 1 and triggers and len(triggers[0]) <= LONGEST_TITLE:
        return triggers[0]
    for texts in (
        triggers,
        [span.text for s in statements for r in s.reports for span in r.threat.evidence[:1]],
    ):
        if words := most_named(texts):
            return words
    responses = [" ".join(str(s.value("response")).split()) for s in statements]
    for texts in (triggers, responses):
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
