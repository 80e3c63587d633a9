"""Charts drawn on the server, as shapes that the templates write: they print, and need no script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date as Date

from demarche.export.wording import event_day, full_day, letters_of
from demarche.language.actor_names import actor_name
from demarche.register import StoredLedger, StoredThread
from demarche.threads.course import LEVELS

SPARKS = 24  # statements of a sparkline, the last ones
WIDTH = 960.0  # of the time line, in its own units
LEFT, RIGHT = 136.0, 20.0
TOP, WORDS = 22.0, 88.0  # room above the bars; height of the highest
LANE = 24.0  # height of an actor's lane
LANES = 6  # actors with a lane of their own
TICKS = 8
APART = 8.0  # between the middles of two bars
LONGEST_LANE = 18  # characters of an actor's name in the margin


@dataclass(frozen=True, slots=True)
class Spark:
    """One bar of a sparkline, 4 units wide, 16 high."""

    x: int
    height: int
    commitment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One statement on the time line."""

    id: str
    x: float
    height: float
    commitment: str
    day: Date
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One deed on the time line."""

    id: str
    x: float
    y: float
    letter: str
    day: Date
    label: str
    met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A line from a deed to the statement it answers."""

    x1: float
    x2: float
    y2: float
    side: str
    proposed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLine:
    """Words above the axis, deeds below it."""

    words: tuple[Word, ...]
    acts: tuple[Act, ...]
    links: tuple[Link, ...]
    lanes: tuple[tuple[float, str], ...]
    ticks: tuple[tuple[float, str], ...]
    first: Date
    last: Date
    axis: float
    height: float
    width: float = WIDTH
    left: float = LEFT
    right: float = WIDTH - RIGHT


def sparks(course: Sequence[str]) -> tuple[Spark, ...]:
    """Return the commitments of a thread's statements as bars, the last on the right."""
    return tuple(
        Spark(x=5 * n, height=4 * LEVELS[commitment], commitment=commitment)
        for n, commitment in enumerate(course[-SPARKS:])
    )


def time_line(thread: StoredThread, ledger: Sequence[StoredLedger]) -> TimeLine | None:
    """Return a thread's time line; None where no day is known."""
    letters = letters_of(ledger)
    events = {event: stored for entry in ledger for event, stored in entry.events.items()}
    deeds = {event: day for event, stored in events.items() if (day := full_day(event_day(stored)))}
    said = [(s, step) for s, step in zip(thread.statements, thread.course, strict=True) if s.day]
    days = [*(s.day for s, _ in said if s.day), *deeds.values()]
    if not days:
        return None
    scale = Scale(min(days), max(days))
    doers = [(events[event].event.actor or ("",))[0] for event in sorted(deeds, key=lambda e: deeds[e])]
    lanes = list(dict.fromkeys(doers))[:LANES]
    axis = TOP + WORDS
    met = {
        e.event
        for entry in ledger
        for e in entry.trigger.entries
        if e.verdict == "met" or (e.verdict is None and e.proposal and e.proposal.state == "met")
    }

    def lane_of(event: str) -> float:
        doer = (events[event].event.actor or ("",))[0]
        return axis + LANE * (lanes.index(doer) if doer in lanes else len(lanes) - 1) + LANE

    acts = tuple(
        Act(
            id=event,
            x=scale.at(day),
            y=lane_of(event),
            letter=letters[event],
            day=day,
            label=f"{letters[event]}: {events[event].event.kind}, {day.isoformat()}",
            met=event in met,
        )
        for event, day in sorted(deeds.items(), key=lambda pair: (pair[1], pair[0]))
    )
    places = beside([scale.at(statement.day) for statement, _ in said if statement.day])
    return TimeLine(
        words=tuple(
            Word(
                id=statement.id,
                x=x,
                height=WORDS * step.level / 4,
                commitment=step.commitment,
                day=statement.day,
                label=f"{statement.day.isoformat()}: {step.commitment}",
            )
            for (statement, step), x in zip(said, places, strict=True)
            if statement.day
        ),
        acts=acts,
        links=tuple(links(ledger, {act.id: act for act in acts}, scale)),
        lanes=tuple((axis + LANE * n + LANE, lane_name(code)) for n, code in enumerate(lanes)),
        ticks=scale.ticks(),
        first=scale.first,
        last=scale.last,
        axis=axis,
        height=axis + LANE * (len(lanes) + 1) + 10,
    )


def beside(places: Sequence[float]) -> list[float]:
    """Return places in order, those that would cover the one before moved right, if there is room for all.

    >>> beside([10.0, 12.0, 40.0])
    [10.0, 18.0, 40.0]
    """
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + APART) if moved else place)
    return moved if not moved or moved[-1] <= WIDTH - RIGHT else list(places)


def lane_name(code: str) -> str:
    """Return an actor's name as the margin has room for it.

    >>> lane_name("USA"), lane_name("")
    ('United States', 'actor unknown')
    """
    name = actor_name(code).removeprefix("the ") or "actor unknown"
    return name if len(name) <= LONGEST_LANE else f"{name[: LONGEST_LANE - 1]}…"


def links(ledger: Iterable[StoredLedger], acts: dict[str, Act], scale: Scale) -> Iterable[Link]:
    """Yield a line for each deed of a ledger that is not refused."""
    for entry in ledger:
        if entry.statement.day is None:
            continue
        for side in (entry.trigger, entry.response):
            for deed in side.entries:
                act = acts.get(deed.event)
                if act is not None and deed.verdict != "no":
                    yield Link(
                        x1=scale.at(entry.statement.day),
                        x2=act.x,
                        y2=act.y,
                        side=side.side,
                        proposed=deed.verdict is None,
                    )


class Scale:
    """Days as places on the axis."""

    def __init__(self, first: Date, last: Date) -> None:
        self.first, self.last = first, last
        self.days = max((last - first).days, 1)

    def at(self, day: Date) -> float:
        """Return where a day stands; a lone day in the middle."""
        if self.first == self.last:
            return round(LEFT + (WIDTH - LEFT - RIGHT) / 2, 1)
        part = (day - self.first).days / self.days
        return round(LEFT + 10 + part * (WIDTH - LEFT - RIGHT - 20), 1)

    def ticks(self) -> tuple[tuple[float, str], ...]:
        """Return the years of the axis, or its ends where it is within one."""
        years = list(range(self.first.year + 1, self.last.year + 1))
        if not years:
            ends = dict.fromkeys((self.first, self.last))
            return tuple((self.at(day), day.isoformat()) for day in ends)
        every = -(-len(years) // TICKS)
        return tuple((self.at(Date(year, 1, 1)), str(year)) for year in years[::every])
