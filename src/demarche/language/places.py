"""What stands in a stretch of a text, found without reading all of it: an article may be ten megabytes long."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from typing import Generic, Protocol, TypeVar

from demarche.span import Span

FAR = 20_000  # characters: what is named further away is not what a pronoun or an office means
STRETCH = 1000  # characters of a stretch that ``Covering`` looks up at once


class Placed(Protocol):
    """Something that stands at a place."""

    @property
    def span(self) -> Span:
        """Where it stands."""
        ...


P = TypeVar("P", bound=Placed)
T = TypeVar("T")


def start_of(one: Placed) -> int:
    """Return where something begins."""
    return one.span.start


def beginning_in(things: Sequence[P], start: int, end: int) -> Sequence[P]:
    """Return those that begin from ``start`` on and before ``end``; ``things`` stand in reading order."""
    low = bisect_left(things, start, key=start_of)
    return things[low : bisect_left(things, end, lo=low, key=start_of)]


def last_before(things: Sequence[P], offset: int) -> P | None:
    """Return the last that ends at a place or before it; ``things`` stand in reading order, none overlapping."""
    index = bisect_left(things, offset, key=start_of) - 1
    if index >= 0 and things[index].span.end > offset:
        index -= 1
    return things[index] if index >= 0 else None


class Covering(Generic[T]):
    """Things that cover stretches of a text, overlapping or not."""

    def __init__(self, things: Iterable[tuple[int, int, T]]) -> None:
        self.things = tuple(things)
        self.by_stretch: dict[int, list[int]] = {}
        for number, (start, end, _) in enumerate(self.things):
            for stretch in range(start // STRETCH, max(start, end - 1) // STRETCH + 1):
                self.by_stretch.setdefault(stretch, []).append(number)

    def over(self, start: int, end: int) -> list[T]:
        """Return those that cover a character from ``start`` on and before ``end``, in their order."""
        found = set[int]()
        for stretch in range(start // STRETCH, max(start, end - 1) // STRETCH + 1):
            found.update(
                number
                for number in self.by_stretch.get(stretch, ())
                if self.things[number][0] < end and start < self.things[number][1]
            )
        return [self.things[number][2] for number in sorted(found)]


class Innermost(Generic[T]):
    """Which of the things that cover a character is the shortest; of equals the first."""

    def __init__(self, things: Sequence[tuple[int, int, T]]) -> None:
        self.edges = sorted({edge for start, end, _ in things for edge in (start, end)})
        self.held: list[T | None] = []
        begun = sorted(range(len(things)), key=lambda number: things[number][0])
        heap: list[tuple[int, int]] = []
        at = 0
        for edge in self.edges:
            while at < len(begun) and things[begun[at]][0] <= edge:
                start, end, _ = things[begun[at]]
                heappush(heap, (end - start, begun[at]))
                at += 1
            while heap and things[heap[0][1]][1] <= edge:
                heappop(heap)
            self.held.append(things[heap[0][1]][2] if heap else None)

    def at(self, offset: int) -> T | None:
        """Return the innermost that holds the character, None where none does."""
        index = bisect_left(self.edges, offset + 1) - 1
        return self.held[index] if index >= 0 else None
