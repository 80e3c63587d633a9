"""The printed page: how threats read on a terminal, and plainly in a pipe."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from demarche.lines import ID_LENGTH, MARKS, day_words, threat_parts
from demarche.register import Source, StoredThreat

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

Grouping = Literal["day", "month", "year"]

CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]"
)  # the last turn the direction of writing
UNBROKEN = 100_000  # columns of a pipe
NAMES = 14  # columns for a field's name
WIDEST = 100  # columns: longer lines are hard to read
INKS = {"open": "dim blue", "reserved": "blue", "stated": "blue", "emphatic": "bold blue"}


def on_terminal() -> bool:
    """Return whether a person reads standard output, not a program."""
    return sys.stdout.isatty()


def console(*, to_errors: bool = False) -> Console:
    """Return where pages are printed: no wider than reads well, lines whole where a program reads."""
    from rich.console import Console

    paper = Console(stderr=to_errors, highlight=False)
    width = min(paper.width, WIDEST) if paper.is_terminal else UNBROKEN
    return Console(stderr=to_errors, highlight=False, width=width)


def printable(words: str) -> str:
    r"""Return words that a terminal only prints: control characters of a text could move, turn or recolour it.

    >>> printable("a\x1b[31mred\nline")
    'a\ufffd[31mred line'
    """
    return CONTROL.sub("\ufffd", " ".join(words.splitlines()) if "\n" in words else words)


def ink(words: str, style: str = "") -> Text:
    """Return printable words in a style."""
    from rich.text import Text

    return Text(printable(words), style=style)


def indented(words: Text, *, by: int, above: int = 0) -> RenderableType:
    """Return words set in from the left, and lines of space above them."""
    from rich.padding import Padding

    return Padding(words, (above, 0, 0, by), expand=False)


def print_fields(paper: Console, rows: Iterable[tuple[str, str]]) -> None:
    """Print names and values in two columns."""
    from rich.table import Table

    if not paper.is_terminal:
        for name, value in rows:
            sys.stdout.write(f"{name:<{NAMES}}{printable(value)}\n")
        return
    table = Table.grid()
    table.add_column(width=NAMES)
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(ink(name, "dim"), ink(value))
    paper.print(table)


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
    return printable(f"{stored.id[:ID_LENGTH]}  {parts_of(stored)}")


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
    parts = threat_parts(stored.threat, outlet=stored.source.outlet, date=stored.source.date)
    day = "" if parts.when == heading_of(stored.source, "day") else f"said {parts.when}"
    head = ink(parts.parties, "bold")
    head.append("  ").append(commitment_text(stored.threat.commitment))
    for note in (day, "rejected" if stored.rejected else "", "corrected" if stored.corrected else ""):
        if note:
            head.append(f" · {note}", style="dim not bold")
    head.append(f"  {stored.id[:ID_LENGTH]}", style="dim not bold")
    yield indented(head, by=2, above=1)
    said = ", ".join(piece for piece in (parts.condition, parts.response) if piece)
    yield indented(ink(said), by=4)
    who = " · ".join(piece for piece in (parts.speaker, parts.read_in) if piece)
    yield indented(ink(who, "dim"), by=4)


def commitment_text(commitment: str) -> Text:
    """Return how firmly it was said: a shape and the word, in steps of one hue."""
    from rich.text import Text

    return Text(f"{MARKS[commitment]} {commitment}", style=f"not bold {INKS[commitment]}")
