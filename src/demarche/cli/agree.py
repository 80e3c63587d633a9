"""``demarche agree``: how far two hands code the same articles alike."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from demarche.cli import options

if TYPE_CHECKING:
    from demarche.evaluate import Agreement, Confusion, FieldAgreement
    from demarche.evaluate.intervals import Interval

HEADS = {
    "missed": "only the first has it",
    "false alarm": "only the second has it",
    "wrong": "coded differently",
}
KINDS = {"missed": "first only", "false alarm": "second only", "wrong": "different"}
WORDS = {"f1": "F1", "overlap": "overlap", "share": "share"}


def agree(
    first: Annotated[Path, typer.Argument(help="JSON Lines of articles that one hand coded.", metavar="A")],
    second: Annotated[Path, typer.Argument(help="The same articles, coded by another.", metavar="B")],
    events: Annotated[bool, typer.Option("--events", help="Compare events, not threats.")] = False,
    differences: Annotated[
        int, typer.Option("--differences", metavar="N", min=0, help="Show N differences of each sort.")
    ] = 0,
    as_json: options.AsJson = False,
) -> None:
    """Say how far two hands agree, people or programs, of which neither is gold.

    Only articles that both have coded count, matched by id; one with an error counts as not coded. For each
    field: F1 between the two or the share coded alike, Krippendorff's alpha, both with 95 % intervals.

    Example:

        demarche agree ada.jsonl ben.jsonl --differences 5
    """
    from demarche.cli.scoreboard import first_of_each
    from demarche.errors import UsageError
    from demarche.evaluate import agreement, coded_by_both, confusions, read_coded

    hands = read_coded(first), read_coded(second)
    found = agreement(*hands, events=events)
    if not found.both:
        raise UsageError(
            f"{first} and {second} share no article that both have coded; give the same articles the same ids"
        )
    ours, theirs = coded_by_both(*hands, events=events)
    shown = tuple(first_of_each(confusions(ours, theirs, events=events, strict=True), differences))
    if as_json:
        rows = {"differences": [difference_row(one) for one in shown]} if differences else {}
        typer.echo(json.dumps(found.as_json() | rows, ensure_ascii=False, indent=1))
        return
    for line in (*agreement_lines(found), *difference_lines(shown)):
        typer.echo(line)


def agreement_lines(found: Agreement) -> Iterator[str]:
    """Yield the agreement as a table: a row a field, its share and its alpha."""
    yield (
        f"{found.both} articles coded by both (of {found.articles[0]} and {found.articles[1]}) · "
        f"{found.records[0]} and {found.records[1]} records · {found.paired} paired"
    )
    yield f"{'':<14} {'alike':>13}  {'95 %':<14}   {'alpha':>6}  {'95 %':<16}  units"
    for field in found.fields:
        yield field_line(field).rstrip()


def field_line(field: FieldAgreement) -> str:
    """Return one field's row; a dash where alpha is not defined."""
    alpha = "–" if field.alpha is None else f"{field.alpha:.3f}"
    units = "" if field.units is None else field.units
    return (
        f"{field.name:<14} {WORDS[field.measure]:>7} {field.value:.3f}  {ends_of(field.interval):<14}   "
        f"{alpha:>6}  {ends_of(field.alpha_interval):<16}  {units}"
    )


def ends_of(interval: Interval | None) -> str:
    """Return an interval in brackets, empty for none."""
    return f"[{interval[0]:.3f}, {interval[1]:.3f}]" if interval else ""


def difference_lines(shown: tuple[Confusion, ...]) -> Iterator[str]:
    """Yield the differences, sort by sort: the sentence, and the fields that differ."""
    for what, group in groupby(shown, key=lambda one: one.what):
        yield from ("", HEADS[what])
        for one in group:
            yield f"  {one.article}: {' '.join(one.evidence.split())}"
            for name, ours, theirs in one.fields:
                yield f"      {name}: first {ours!r}, second {theirs!r}"


def difference_row(one: Confusion) -> dict[str, object]:
    """Return one difference as JSON values."""
    return {
        "what": KINDS[one.what],
        "article": one.article,
        "evidence": one.evidence,
        "fields": [{"field": name, "first": ours, "second": theirs} for name, ours, theirs in one.fields],
    }
