"""The printed page: how threats read on a terminal, and plainly in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from demarche.lines import day_words, threat_parts
from demarche.register import Source, StoredThreat

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

Grouping = Literal["day", "month", "year"]

WIDEST = 100  # columns: longer lines are hard to read
MARKS = {"open": "○", "reserved": "◔", "stated": "◑", "emphatic": "●"}  # shape beside the word, for print
INKS = {"open": "dim blue", "reserved": "blue", "stated": "blue", "emphatic": "bold blue"}
ID_LENGTH = 8  # of an id's characters: enough to tell a hundred thousand records apart


def on_terminal() -> bool:
    """Return whether a person reads standard output, not a program."""
    return sys.stdout.isatty()


def console(*, to_errors: bool = False) -> Console:
    """Return where pages are printed, no wider than a page that reads well."""
    from rich.console import Console

    paper = Console(stderr=to_errors, highlight=False, soft_wrap=False)
    return paper if paper.width <= WIDEST else Console(stderr=to_errors, highlight=False, width=WIDEST)


def print_threats(threats: Iterable[StoredThreat], *, by: Grouping) -> int:
    """Print the threats as a page on a terminal, one a line in a pipe; return how many there were."""
    count = 0
    if not on_terminal():
        for stored in threats:
            sys.stdout.write(plain_line(stored) + "\n")
            count += 1
        return count
    paper = console()
    for heading, group in groupby(threats, key=lambda stored: heading_of(stored.source, by)):
        paper.print()
        paper.print(heading, style="bold")
        for stored in group:
            count += 1
            for block in entry(stored):
                paper.print(block)
    return count


def plain_line(stored: StoredThreat) -> str:
    """Return a stored threat in one line, its id first."""
    return f"{stored.id[:ID_LENGTH]}  {parts_of(stored)}"


def parts_of(stored: StoredThreat) -> object:
    """Return the pieces of a stored threat's line."""
    return threat_parts(stored.threat, outlet=stored.source.outlet, date=stored.source.date)


def heading_of(source: Source, by: Grouping) -> str:
    """Return the day, month or year under which an article's threats stand."""
    if source.date is None:
        return "date unknown"
    length = {"day": 10, "month": 7, "year": 4}[by]
    return day_words(source.date.isoformat()[:length])


def entry(stored: StoredThreat) -> Iterator[RenderableType]:
    """Yield a threat as it stands on the page: parties and firmness, what if what, who and where."""
    from rich.padding import Padding
    from rich.text import Text

    parts = threat_parts(stored.threat, outlet=stored.source.outlet, date=stored.source.date)
    said = "" if parts.when == heading_of(stored.source, "day") else f"said {parts.when}"
    head = Text(parts.parties, style="bold")
    head.append("  ").append(commitment_text(stored.threat.commitment))
    for note in (said, "rejected" if stored.rejected else "", "corrected" if stored.corrected else ""):
        if note:
            head.append(f" · {note}", style="dim not bold")
    head.append(f"  {stored.id[:ID_LENGTH]}", style="dim not bold")
    yield Padding(head, (1, 0, 0, 2))
    yield Padding(
        Text(", ".join(piece for piece in (parts.condition, parts.response) if piece)), (0, 0, 0, 4)
    )
    who = " · ".join(piece for piece in (parts.speaker, parts.read_in) if piece)
    yield Padding(Text(who, style="dim"), (0, 0, 0, 4))


def commitment_text(commitment: str) -> Text:
    """Return how firmly it was said: a shape and the word, in steps of one hue."""
    from rich.text import Text

    return Text(f"{MARKS[commitment]} {commitment}", style=f"not bold {INKS[commitment]}")
