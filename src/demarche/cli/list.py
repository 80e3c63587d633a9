"""``demarche list``: the register as a printed page."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from demarche.cli import options

if TYPE_CHECKING:
    from demarche.register import Filter

DAY = ["%Y-%m-%d"]


class By(StrEnum):
    """How the page is grouped."""

    day = "day"
    month = "month"
    year = "year"


class Kind(StrEnum):
    """Kinds of response, codebook section 1."""

    unspecified = "unspecified"
    military = "military"
    nuclear = "nuclear"
    economic = "economic"
    diplomatic = "diplomatic"
    legal = "legal"
    internal = "internal"
    other = "other"


class Commitment(StrEnum):
    """How firmly, codebook section 1."""

    open = "open"
    reserved = "reserved"
    stated = "stated"
    emphatic = "emphatic"


class Form(StrEnum):
    """How the trigger is tied, codebook section 1."""

    if_ = "if"
    unless = "unless"
    because = "because"
    none = "none"


Sender = Annotated[
    list[str] | None, typer.Option("--sender", metavar="CODE", help="Who threatens; may be repeated.")
]
Target = Annotated[list[str] | None, typer.Option("--target", metavar="CODE", help="Whom; may be repeated.")]
Since = Annotated[datetime | None, typer.Option("--since", formats=DAY, help="First day of publication.")]
AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=DAY, help="What could be known on that day, and nothing later."),
]
Until = Annotated[datetime | None, typer.Option("--until", formats=DAY, help="Last day of publication.")]


def list_(
    sender: Sender = None,
    target: Target = None,
    speaker: Annotated[str | None, typer.Option("--speaker", help="Words of the speaker's name.")] = None,
    kind: Annotated[list[Kind] | None, typer.Option("--kind", help="Kind of response.")] = None,
    commitment: Annotated[list[Commitment] | None, typer.Option("--commitment", help="How firmly.")] = None,
    form: Annotated[list[Form] | None, typer.Option("--form", help="Form of the trigger.")] = None,
    since: Since = None,
    until: Until = None,
    outlet: Annotated[list[str] | None, typer.Option("--outlet", help="Where it was read.")] = None,
    text: Annotated[str | None, typer.Option("--text", help="Words of the threat's sentence.")] = None,
    article: Annotated[str | None, typer.Option("--article", metavar="ID", help="One article's.")] = None,
    min_confidence: options.MinConfidence = None,
    as_of: AsOf = None,
    rejected: Annotated[bool, typer.Option("--rejected", help="Also those that a person rejected.")] = False,
    limit: Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="At most so many.")] = None,
    by: Annotated[By, typer.Option("--by", help="Group the page by day, month or year.")] = By.day,
    register: options.RegisterAt = None,
    as_json: options.AsJson = False,
) -> None:
    """Print the register: when, who to whom, if what, then what, how firmly, by whom, read where.

    A page on a terminal, one line a threat in a pipe; with --json one JSON object a line (JSON Lines).

    Example:

        demarche list --sender RUS --target JPN --since 2024-01-01
    """
    from demarche.cli.paper import print_threats
    from demarche.cli.registers import register_at
    from demarche.cli.rows import print_json, threat_row
    from demarche.register import Filter

    wanted = Filter(
        sender=capitals(sender),
        target=capitals(target),
        speaker=speaker,
        kind=tuple(one.value for one in kind or ()),
        commitment=tuple(one.value for one in commitment or ()),
        trigger_form=tuple(one.value for one in form or ()),
        since=since.date() if since else None,
        until=until.date() if until else None,
        outlet=tuple(outlet or ()),
        text=text,
        article=article,
        min_confidence=least_confidence(min_confidence),
        rejected=rejected,
        as_of=as_of.date() if as_of else None,
        limit=limit,
    )
    with register_at(register) as opened:
        if as_json:
            for stored in opened.threats(wanted):
                print_json(threat_row(stored))
            return
        if not print_threats(opened.threats(wanted), by=by.value):
            typer.echo(nothing_words(wanted, articles=opened.counts().articles), err=True)


def capitals(codes: list[str] | None) -> tuple[str, ...]:
    """Return actor codes in capitals, as they are kept."""
    return tuple(code.upper() for code in codes or ())


def least_confidence(flag: float | None) -> float | None:
    """Return the flag's or the settings' least confidence, None where all are wanted."""
    import os

    from demarche.settings import load_settings

    return load_settings({"min_confidence": flag}, os.environ).min_confidence or None


def nothing_words(wanted: Filter, *, articles: int) -> str:
    """Return what an empty page says: what to do next."""
    if not articles:
        return "The register is empty. Fill it with: demarche add FILE (or see: demarche demo)"
    return (
        f"None of the register's {articles} articles holds such a threat. Ask for less, or see: demarche list"
    )
