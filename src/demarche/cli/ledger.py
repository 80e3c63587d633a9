"""``demarche ledger`` and ``demarche judge``: was the trigger met, did the response follow, who says so."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from demarche.cli import options
from demarche.cli.correct import by
from demarche.cli.list import AsOf, Sender, Since, Target, Until, nothing_words
from demarche.cli.threads import Limit, filter_of

if TYPE_CHECKING:
    from demarche.register import Register, StoredLedger
    from demarche.threads import Side


class Trigger(StrEnum):
    """Answers about a trigger."""

    no = "no"
    approached = "approached"
    met = "met"
    unsure = "unsure"


class Response(StrEnum):
    """Answers about a response."""

    no = "no"
    partly = "partly"
    yes = "yes"
    unsure = "unsure"


def ledger(
    sender: Sender = None,
    target: Target = None,
    since: Since = None,
    until: Until = None,
    trigger: Annotated[list[Trigger] | None, typer.Option("--trigger", help="Only these answers.")] = None,
    response: Annotated[list[Response] | None, typer.Option("--response", help="Only these answers.")] = None,
    lapsed: Annotated[bool, typer.Option("--lapsed", help="Only those whose deadline has passed.")] = False,
    as_of: AsOf = None,
    limit: Limit = None,
    register: options.RegisterAt = None,
    as_json: options.AsJson = False,
) -> None:
    """Print the ledger: for each statement whether its trigger was met and its response followed.

    What the program proposes is marked "proposed" until a person has judged it. With --json one JSON
    object a line.

    Example:

        demarche ledger --sender RUS --trigger met
    """
    from itertools import islice

    from demarche.cli.registers import register_at
    from demarche.cli.rows import print_json
    from demarche.cli.thread_page import print_ledger
    from demarche.export.joined import ledger_record

    wanted = filter_of(sender, target, None, None, None, None, since, until, None, as_of, None)
    states = tuple(t.value for t in trigger or ()), tuple(r.value for r in response or ())
    with register_at(register) as opened:
        found = islice((one for one in opened.ledger(wanted) if fits(one, *states, lapsed=lapsed)), limit)
        if as_json:
            for one in found:
                print_json(ledger_record(one))
            return
        if not print_ledger(found):
            typer.echo(nothing_words(wanted, articles=opened.counts().articles), err=True)


def fits(entry: StoredLedger, trigger: tuple[str, ...], response: tuple[str, ...], *, lapsed: bool) -> bool:
    """Return whether a statement's answers are among those asked for."""
    return (
        (not trigger or entry.trigger.state in trigger)
        and (not response or entry.response.state in response)
        and (entry.lapsed or not lapsed)
    )


def judge(
    identity: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="Id of any threat of the statement, or how it begins."),
    ] = None,
    trigger: Annotated[
        str | None, typer.Option("--trigger", metavar="ANSWER", help="Was it met: no, approached or met.")
    ] = None,
    response: Annotated[
        str | None, typer.Option("--response", metavar="ANSWER", help="Did it follow: no, partly or yes.")
    ] = None,
    event: Annotated[
        str | None, typer.Option("--event", metavar="ID", help="By this deed; without it, as a whole.")
    ] = None,
    note: Annotated[str | None, typer.Option("--note", help="Why, in your words.")] = None,
    undo: Annotated[
        int | None, typer.Option("--undo", metavar="NUMBER", help="Take this judgement back instead.")
    ] = None,
    register: options.RegisterAt = None,
    author: options.Author = None,
    as_json: options.AsJson = False,
) -> None:
    """Judge a statement: was its trigger met, did its response follow. Your word outranks the program's.

    Two people who differ make it unsure. Nothing is overwritten; what is undone stays on record.

    Example:

        demarche judge 3f2a --trigger approached --event 9c41
    """
    from demarche.cli.registers import register_at
    from demarche.cli.rows import print_json
    from demarche.cli.thread_page import print_ledger
    from demarche.errors import UsageError
    from demarche.export.joined import ledger_record

    if (undo is None) == (trigger is None and response is None):
        raise UsageError("judge: give an answer with --trigger or --response, or a number with --undo")
    if undo is None and identity is None:
        raise UsageError("judge: name the statement by a threat's id; `demarche ledger` shows them")
    if undo is not None and identity is not None:
        raise UsageError("judge: --undo takes a judgement back by its number; leave the statement's id out")
    with register_at(register, write=True) as opened:
        name = by(author)
        if undo is not None:
            stands = opened.undo_judgement(undo, author=name)
        else:
            stands = judged(opened, str(identity), trigger, response, event=event, note=note, author=name)
    if as_json:
        print_json(ledger_record(stands))
    else:
        print_ledger([stands])


def judged(
    register: Register,
    identity: str,
    trigger: str | None,
    response: str | None,
    *,
    event: str | None,
    note: str | None,
    author: str,
) -> StoredLedger:
    """Keep one answer, or both, if each is one; return the ledger as it then stands."""
    from demarche.threads.judging import checked

    answers: tuple[tuple[Side, str | None], ...] = (("trigger", trigger), ("response", response))
    given = [(side, checked(side, verdict)) for side, verdict in answers if verdict is not None]
    kept = [
        register.judge(identity, side, verdict, event=event, note=note, author=author)
        for side, verdict in given
    ]
    return kept[-1]
