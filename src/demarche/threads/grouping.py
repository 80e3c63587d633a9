"""Which tellings are one statement, and which statements one thread: a function of the set, not of its order.

Two tellings hang together if they report one utterance, or if they are of one sender to one target over
one matter with no more than ``GAP`` days between. A thread is what hangs together, through any number of
others. A statement is a part of that: what reports one utterance, cut where days or articles show that
it is several. Since every bond is between two tellings and asks nobody else, the order in which they came
does not count, and what hangs together in a part of the set (as of a day) does so in the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from demarche.threads import Telling
from demarche.threads.sameness import NEAR, RECALLED, days_apart, parties_fit, same_utterance
from demarche.threads.telling import NO_MATTER
from demarche.threads.words import likeness

GAP = 1826  # days, five years: a matter that rests longer and comes up again is another thread
GAP_WITHOUT_MATTER = 30  # days, where nothing says what it is about
MANY = 3  # targets from which a threat is to all of them and to none in particular
NOBODY = "-"
FAR = 10**7  # stands for an unknown day, which comes last


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """What hangs together: statements, each a group of tellings, earliest first."""

    statements: tuple[tuple[Telling, ...], ...]

    @property
    def id(self) -> str:
        """The id of its first telling: any telling's id leads to its thread, whatever comes later."""
        return self.statements[0][0].id

    @property
    def tellings(self) -> tuple[Telling, ...]:
        """All its tellings."""
        return tuple(telling for statement in self.statements for telling in statement)


def order(telling: Telling) -> tuple[int, int, str]:
    """Return what tellings are ordered by: utterance, appearance, id; unknown days last."""
    return (
        FAR if telling.uttered is None else telling.uttered,
        FAR if telling.day is None else telling.day,
        telling.id,
    )


def hubs(telling: Telling) -> tuple[str, ...]:
    """Return the lines a telling stands on: sender, target and matter. Neighbours on a line hang together.

    The first sender counts, and the target that the article names most; a threat to many is to all of them.
    """
    sender = telling.sender[0] if telling.sender else NOBODY
    targets = sorted(telling.target)
    target = "+".join(targets) if len(targets) >= MANY else telling.towards or NOBODY
    return tuple(f"{sender}>{target}:{matter}" for matter in telling.matters)


def gap_of(hub: str) -> int:
    """Return how many days may lie between neighbours on a line."""
    return GAP_WITHOUT_MATTER if hub.endswith(f":{NO_MATTER}") else GAP


class Bonds:
    """Union-find: what hangs together (Tarjan 1975)."""

    def __init__(self) -> None:
        self.parent: dict[Hashable, Hashable] = {}

    def root(self, item: Hashable) -> Hashable:
        """Return what stands for everything that hangs together with an item."""
        path = []
        while (above := self.parent.setdefault(item, item)) != item:
            path.append(item)
            item = above
        for passed in path:
            self.parent[passed] = item
        return item

    def join(self, one: Hashable, other: Hashable) -> None:
        """Let two items hang together."""
        self.parent[self.root(one)] = self.root(other)


def threads_of(tellings: Iterable[Telling]) -> tuple[Thread, ...]:
    """Return the threads of a set of tellings, by their first telling."""
    threads = []
    for bonds in bonds_of(tellings):
        statements = [statement for bond in bonds for statement in statements_of(bond)]
        threads.append(Thread(statements=tuple(sorted(statements, key=lambda s: order(s[0])))))
    return tuple(sorted(threads, key=lambda thread: order(thread.statements[0][0])))


def bonds_of(tellings: Iterable[Telling]) -> tuple[tuple[tuple[Telling, ...], ...], ...]:
    """Return what hangs together: threads, each as its bonds, each as its tellings.

    A bond is what hangs together as one utterance, through any number of tellings.
    """
    ordered = sorted(tellings, key=order)
    utterances, threads = Bonds(), Bonds()
    for one, other in utterance_pairs(ordered):
        utterances.join(one.id, other.id)
        threads.join(one.id, other.id)
    for one, other in line_pairs(ordered):
        threads.join(one.id, other.id)
    found: defaultdict[Hashable, defaultdict[Hashable, list[Telling]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for telling in ordered:
        found[threads.root(telling.id)][utterances.root(telling.id)].append(telling)
    return tuple(tuple(map(tuple, bonds.values())) for bonds in found.values())


def line_pairs(ordered: Sequence[Telling]) -> Iterable[tuple[Telling, Telling]]:
    """Yield neighbours on each line that are near enough; those beside all time are near to each other."""
    lines: defaultdict[str, list[Telling]] = defaultdict(list)
    for telling in ordered:
        for hub in hubs(telling):
            lines[hub].append(telling)
    for hub, line in lines.items():
        for one, other in pairwise(sorted(line, key=lambda t: FAR if t.placed is None else t.placed)):
            if one.placed is None or other.placed is None:
                near = one.placed == other.placed
            else:
                near = other.placed - one.placed <= gap_of(hub)
            if near:
                yield one, other


def utterance_pairs(ordered: Sequence[Telling]) -> Iterable[tuple[Telling, Telling]]:
    """Yield the pairs that report one utterance, among those that days and senders let come together."""
    by_sender: defaultdict[str, list[Telling]] = defaultdict(list)
    for telling in ordered:
        for code in telling.sender:
            by_sender[code].append(telling)
    for line in by_sender.values():
        for at, one in enumerate(line):
            for other in line[at + 1 :]:
                days = days_apart(one, other)
                if days is None or days > RECALLED:
                    break
                if same_utterance(one, other):
                    yield one, other


def statements_of(group: Iterable[Telling]) -> tuple[tuple[Telling, ...], ...]:
    """Return the statements of a bond, earliest first.

    It is gone through from its earliest telling on; each telling goes to the statement it is most like,
    among those that none of its article is in and whose day it is near.
    """
    ordered = sorted(group, key=order)
    beside: defaultdict[str, list[str]] = defaultdict(list)
    for one, other in utterance_pairs(ordered):
        beside[one.id].append(other.id)
        beside[other.id].append(one.id)
    statements: list[list[Telling]] = []
    home_of: dict[str, int] = {}
    for telling in ordered:
        near = dict.fromkeys(home_of[other] for other in beside[telling.id] if other in home_of)
        fitting = [at for at in sorted(near) if fits(telling, statements[at])]
        home = max(fitting, key=lambda at: nearness(telling, statements[at][0]), default=None)
        if home is None:
            home = len(statements)
            statements.append([])
        statements[home].append(telling)
        home_of[telling.id] = home
    return tuple(tuple(statement) for statement in statements)


def fits(telling: Telling, statement: Sequence[Telling]) -> bool:
    """Return whether a telling that is bonded to one of a statement may join it: near its first, at odds with none."""
    first = statement[0]
    if any(other.article == telling.article or not parties_fit(telling, other) for other in statement):
        return False
    days = days_apart(first, telling)
    return days is not None and (days <= NEAR or same_utterance(first, telling) or telling.said is None)


def nearness(telling: Telling, other: Telling) -> tuple[float, float]:
    """Return how alike two tellings are, for choosing between statements."""
    words = likeness(telling.trigger, other.trigger) + likeness(telling.response, other.response)
    return (words, likeness(telling.told, other.told))
