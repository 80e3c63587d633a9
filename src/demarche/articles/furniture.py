"""Furniture: what stands in an article's text and is not its prose.

Datelines, bylines, credits, "read more" lines, captions and boilerplate are found by whole lines and by
pieces within lines, from ``data/furniture.toml``. In doubt a stretch is left as prose: a lost sentence
costs more than a kept caption. The cost is linear in the text: patterns are anchored at the line, tried
on lines of bounded length, or looked up by a literal first.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from demarche.articles import Furniture, FurnitureKind
from demarche.articles.datelines import Dateline, match_dateline
from demarche.articles.outlets import known_outlets
from demarche.span import Span

LONGEST_LINE = 300  # characters of a line tried as a whole, where its entry says no other
EDGE = 8  # lines at each end of the body where bylines and sources stand
HEADED = 6  # related titles at most under a bare "Read more:"
LONGEST_TITLE = 110  # characters of a related title

Place = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRule:
    """How a whole line of furniture looks."""

    kind: FurnitureKind
    pattern: re.Pattern[str]
    longest: int
    edge: bool
    heads: bool
    needles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceRule:
    """How a piece of furniture within a line looks, and a literal that it holds."""

    kind: FurnitureKind
    pattern: re.Pattern[str]
    needle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All rules, and one pattern that matches where any line rule may."""

    lines: tuple[LineRule, ...]
    pieces: tuple[PieceRule, ...]
    longest: int


def find_furniture(text: str, *, title_end: int) -> tuple[Furniture, ...]:
    """Return the furniture of an article's body in reading order, no two overlapping.

    ``text`` is title, newline, body; ``title_end`` is the title's length. The title holds none.
    """
    rules = furniture_rules()
    lines = list(body_lines(text, title_end + 1))
    if len(lines) == 1 and text[slice(*lines[0])] == text[:title_end].strip():
        return ()  # the body repeats the headline: all there is to code
    found = list(whole_lines(text, lines, rules)) if len(lines) > 1 else []
    taken = {item.span.start for item in found}
    free = [line for line in lines if line[0] not in taken]
    found += pieces_in(text, title_end + 1, rules)
    found += datelines_of(text, free, [item for item in found if item.kind == "caption"])
    return apart(found)


def body_lines(text: str, start: int) -> Iterator[Place]:
    """Yield start and end of each line that holds more than blanks, blanks at its ends left out."""
    while start < len(text):
        stop = text.find("\n", start)
        stop = len(text) if stop < 0 else stop
        line = text[start:stop]
        first = start + len(line) - len(line.lstrip())
        last = start + len(line.rstrip())
        if first < last:
            yield first, last
        start = stop + 1


def whole_lines(text: str, lines: list[Place], rules: Rules) -> Iterator[Furniture]:
    """Yield the lines that are furniture as a whole, titles under a bare heading with them."""
    headed = 0
    for index, (start, end) in enumerate(lines):
        if end - start > rules.longest:
            headed = 0
            continue
        line = text[start:end]
        edge = index < EDGE or index >= len(lines) - EDGE
        span = Span(start, end, line)
        if is_attribution(line) or (edge and names_author(text, lines, index)):
            headed = 0
            yield Furniture(kind="byline", span=span, agencies=agencies_in(line))
        elif (rule := line_rule(line, rules, edge=edge)) is not None:
            headed = HEADED if rule.heads else 0
            agencies = agencies_in(line) if rule.kind in ("credit", "byline") else ()
            yield Furniture(kind=rule.kind, span=span, agencies=agencies)
        elif headed and len(line) <= LONGEST_TITLE and line[-1] not in ".!?\"”’')":
            headed -= 1
            yield Furniture(kind="read-more", span=span)
        else:
            headed = 0


def line_rule(line: str, rules: Rules, *, edge: bool) -> LineRule | None:
    """Return the first rule that the whole line fits."""
    for rule in rules.lines:
        if len(line) > rule.longest or (rule.edge and not edge):
            continue
        if rule.needles and not any(needle in line for needle in rule.needles):
            continue
        if rule.pattern.fullmatch(line):
            return rule
    return None


def names_author(text: str, lines: list[Place], index: int) -> bool:
    """Return whether a line is a name over its outlet's line, or that outlet's line ("USA TODAY")."""
    line = text[slice(*lines[index])]
    if is_outlet_line(line):
        return index > 0 and is_name(text[slice(*lines[index - 1])])
    return index + 1 < len(lines) and is_name(line) and is_outlet_line(text[slice(*lines[index + 1])])


def is_attribution(line: str) -> bool:
    """Return whether the line is a name and a known outlet: "Jane Doe, Gazette"."""
    name, comma, outlet = line.partition(", ") if len(line) <= 80 else ("", "", "")
    return bool(comma) and is_outlet_line(outlet) and is_name(name)


def is_outlet_line(line: str) -> bool:
    """Return whether the line is an outlet's name and nothing else."""
    return len(line) <= 40 and line[0].isupper() and line.lower() in known_outlets()


def is_name(line: str) -> bool:
    """Return whether the line may be a person's name: two to four capitalised words."""
    words = line.split() if len(line) <= 50 else []
    return 2 <= len(words) <= 4 and all(
        w[0].isupper() and w.strip(".,").replace("-", "").isalpha() for w in words
    )


def agencies_in(line: str) -> tuple[str, ...]:
    """Return the usual names of outlets that a credit or byline names, in reading order."""
    outlets = known_outlets()
    words = re.findall(r"[\w'’.&-]+", line)
    found: list[str] = []
    at = 0
    while at < len(words):
        for size in (4, 3, 2, 1):
            phrase = " ".join(words[at : at + size]).rstrip(".")
            name = outlets.get(re.sub(r"['’]s?$", "", phrase).lower())
            if name and phrase[0].isupper():
                found.append(name)
                at += size - 1
                break
        at += 1
    return tuple(dict.fromkeys(found))


def pieces_in(text: str, start: int, rules: Rules) -> Iterator[Furniture]:
    """Yield pieces of furniture that stand within lines."""
    for rule in rules.pieces:
        if text.find(rule.needle, start) >= 0:
            for match in rule.pattern.finditer(text, start):
                agencies = agencies_in(match[0]) if rule.kind == "credit" else ()
                yield Furniture(
                    kind=rule.kind, span=Span(match.start(), match.end(), match[0]), agencies=agencies
                )


def datelines_of(text: str, lines: list[Place], captions: list[Furniture]) -> Iterator[Furniture]:
    """Yield the datelines that begin lines, or follow a caption within one."""
    openings = {start for start, _ in lines[:2]}
    after = [after_blanks(text, item.span.end) for item in captions]
    for start in (*(line[0] for line in lines), *after):
        dateline = match_dateline(text, start, opening=start in openings)
        if dateline and text[start] in "(（":  # "(AP) MOSCOW - …": the place follows its agency
            dateline = place_after(text, dateline)
        if dateline:
            span = Span(start, dateline.end, text[start : dateline.end])
            yield Furniture(kind="dateline", span=span, agencies=dateline.agencies)


def place_after(text: str, dateline: Dateline) -> Dateline:
    """Return the dateline with the place that follows it, where one does."""
    place = match_dateline(text, dateline.end, opening=True)
    return Dateline(end=place.end, agencies=dateline.agencies) if place else dateline


def after_blanks(text: str, start: int) -> int:
    """Return the next place at or after ``start``, at most eight on, that holds no blank."""
    near = text[start : start + 8]
    return start + len(near) - len(near.lstrip())


def apart(found: list[Furniture]) -> tuple[Furniture, ...]:
    """Return the furniture in reading order, the longer one where two overlap from one start."""
    kept: list[Furniture] = []
    end = 0
    for item in sorted(found, key=lambda item: (item.span.start, -item.span.end)):
        if item.span.start >= end:
            kept.append(item)
            end = item.span.end
    return tuple(kept)


@cache
def furniture_rules() -> Rules:
    """Return the rules of ``data/furniture.toml``."""
    table = furniture_table()
    macros = {f"<{name}>": pattern for name, pattern in table["macros"].items()}
    lines = tuple(
        LineRule(
            kind=entry["kind"],
            pattern=re.compile(filled(entry["pattern"], macros)),
            longest=entry.get("longest", LONGEST_LINE),
            edge=entry.get("edge", False),
            heads=entry.get("heads", False),
            needles=tuple(entry.get("needles", ())),
        )
        for entry in table["line"]
    )
    pieces = tuple(
        PieceRule(
            kind=entry["kind"],
            pattern=re.compile(filled(entry["pattern"], macros), re.MULTILINE),
            needle=entry["needle"],
        )
        for entry in table["piece"]
    )
    return Rules(lines=lines, pieces=pieces, longest=max(rule.longest for rule in lines))


def furniture_table() -> dict[str, Any]:
    """Return the furniture data as it stands in its file."""
    raw = files("demarche.articles").joinpath("data/furniture.toml").read_text(encoding="utf-8")
    return tomllib.loads(raw)


def filled(pattern: str, macros: dict[str, str]) -> str:
    """Return the pattern with its macros put in."""
    for name, value in macros.items():
        pattern = pattern.replace(name, value)
    return pattern
