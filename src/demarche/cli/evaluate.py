"""``demarche evaluate``: what a coder is worth against gold."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from demarche.cli import options

if TYPE_CHECKING:
    from demarche.articles import Skipped
    from demarche.coding import CodedArticle
    from demarche.evaluate import Coded


def evaluate(
    gold: Annotated[Path, typer.Argument(help="JSON Lines of articles coded by people.", metavar="GOLD")],
    pred: Annotated[
        list[Path] | None,
        typer.Argument(help="Coders' outputs; none: the coder is run on gold's texts.", metavar="[PRED]..."),
    ] = None,
    coder: Annotated[
        list[str] | None,
        typer.Option("--coder", metavar="NAME", help="Run this coder on gold's texts; may be repeated."),
    ] = None,
    event_coder: options.EventCoderName = None,
    events: Annotated[bool, typer.Option("--events", help="Score events, not threats.")] = False,
    links: Annotated[
        Path | None,
        typer.Option("--links", metavar="FILE", help="Score how gold's threats are joined, by these groups."),
    ] = None,
    by_outlet: Annotated[
        bool,
        typer.Option("--by-outlet", help="Also score each outlet; without one, each beginning of an id."),
    ] = False,
    errors: Annotated[int, typer.Option("--errors", metavar="N", help="Show N errors of each sort.")] = 0,
    jobs: options.Jobs = None,
    as_json: options.AsJson = False,
) -> None:
    """Score coded articles against gold, with 95 % intervals.

    With several outputs or coders, each is also compared with the first by a paired bootstrap. With
    --links, gold's own threats are joined to statements and threads and scored by B-cubed, beside two
    plain ways of joining: one dyad (and, for statements, day) together, and equal text only.

    Example:

        demarche evaluate gold.jsonl coded.jsonl --errors 10
    """
    from demarche.cli import scoreboard
    from demarche.evaluate import read_coded
    from demarche.settings import load_settings

    if links is not None:
        print_links(gold, links, as_json=as_json)
        return
    truth = read_coded(gold)
    hands = {path.name if len(pred or ()) < 2 else str(path): read_coded(path) for path in pred or ()}
    to_run: list[str | None] = [*coder] if coder else [] if hands else [None]
    for name in to_run:
        flags = {"coder": name, "event_coder": event_coder, "jobs": jobs}
        chosen = load_settings(flags, os.environ)
        names = (chosen.coder, chosen.event_coder)
        hands[chosen.event_coder if events else chosen.coder] = run_coder(gold, names, chosen.jobs)
    board = scoreboard.board_of(truth, hands, events=events, by_outlet=by_outlet, errors=errors)
    if as_json:
        typer.echo(json.dumps(board.as_json(), ensure_ascii=False, indent=1))
    else:
        for line in board.lines():
            typer.echo(line)


def print_links(gold: Path, links: Path, *, as_json: bool) -> None:
    """Print how well gold's threats are joined."""
    from demarche.evaluate.links import score_links

    scores = score_links(gold, links)
    parts = {"statements": scores.statements, "threads": scores.threads}
    if as_json:
        rows = {
            part: {
                way: {
                    "precision": round(one.precision, 4),
                    "recall": round(one.recall, 4),
                    "f1": round(one.f1, 4),
                    "interval": [round(end, 4) for end in one.interval],
                }
                for way, one in ways.items()
            }
            for part, ways in parts.items()
        }
        typer.echo(json.dumps({"threats": scores.threats, **rows}, ensure_ascii=False, indent=1))
        return
    typer.echo(f"{scores.threats} threats of {gold.name}, joined; B-cubed, 95 % intervals of F1\n")
    typer.echo(f"{'':12}{'way':16}{'precision':>10}{'recall':>8}{'F1':>7}")
    for part, ways in parts.items():
        for way, one in ways.items():
            low, high = one.interval
            figures = f"{one.precision:>10.3f}{one.recall:>8.3f}{one.f1:>7.3f}  [{low:.3f}, {high:.3f}]"
            typer.echo(f"{part:12}{way:16}{figures}")


def run_coder(gold: Path, names: tuple[str, str], jobs: int) -> tuple[Coded, ...]:
    """Return what the named coders find in gold's texts; an article they cannot code counts as empty."""
    from demarche.articles import Skipped
    from demarche.articles.reading import read_articles
    from demarche.cli.accounts import print_accounts
    from demarche.cli.skips import Skips
    from demarche.cli.stream import coded_stream

    items = read_articles(str(gold), kind="jsonl")
    rows: list[Coded] = []
    skips = Skips()
    for found in coded_stream(items, names=names, jobs=jobs, work=labels_of):
        if isinstance(found, Skipped):
            skips.add(found)
        else:
            rows.append(found)
    for one in skips.first:
        typer.echo(f"skipped {one.where}: {one.why}", err=True)
    if skips.count:
        typer.echo(f"{skips.count} articles could not be coded and count as empty", err=True)
    print_accounts(names)
    return tuple(rows)


def labels_of(item: CodedArticle | Skipped) -> Coded | Skipped:
    """Return the labels of a coded article; what was skipped stays as it is."""
    from demarche.articles import Skipped
    from demarche.evaluate.coded import coded_from
    from demarche.records import record_of

    return item if isinstance(item, Skipped) else coded_from(record_of(item), "coder output")
