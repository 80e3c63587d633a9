"""``demarche watch``: watches made, listed, removed; the feeds and hooks stand in modules beside this one."""

from __future__ import annotations

from typing import Annotated

import typer

from demarche.cli import options
from demarche.cli.list import Form, Sender, Since, Target, Until
from demarche.cli.threads import Commitments, Kinds, Outlet, Speaker, Text

WatchName = Annotated[str, typer.Argument(metavar="NAME", help="The watch's name or number.")]


def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it.")],
    trigger: Annotated[
        str | None,
        typer.Option("--trigger", metavar="WORDS", help="A standing trigger: whose doing, with what thing."),
    ] = None,
    sender: Sender = None,
    target: Target = None,
    speaker: Speaker = None,
    kind: Kinds = None,
    commitment: Commitments = None,
    form: Annotated[list[Form] | None, typer.Option("--form", help="Form of the trigger.")] = None,
    outlet: Outlet = None,
    since: Since = None,
    until: Until = None,
    text: Text = None,
    min_confidence: options.MinConfidence = None,
    register: options.RegisterAt = None,
    author: options.Author = None,
    as_json: options.AsJson = False,
) -> None:
    """Watch for changes: in what a search finds, or around a standing trigger. It hears what comes from now on.

    Without --trigger and without any option of a search it hears everything.

    Example:

        demarche watch add "Russia to Japan" --sender RUS --target JPN
        demarche watch add Typhon --trigger "US missiles in Japan"
    """
    from dataclasses import replace

    from demarche.cli.correct import by
    from demarche.cli.registers import register_at
    from demarche.cli.rows import print_json
    from demarche.cli.threads import filter_of
    from demarche.cli.watch_page import print_watches
    from demarche.errors import UsageError
    from demarche.register import Filter
    from demarche.watch.records import watch_record
    from demarche.watch.store import watch_store

    wanted = replace(
        filter_of(sender, target, speaker, kind, commitment, outlet, since, until, text, None, None),
        trigger_form=tuple(one.value for one in form or ()),
        min_confidence=min_confidence,
    )
    if trigger is not None and wanted != Filter():
        raise UsageError("watch add: give --trigger or the options of a search, not both; make two watches")
    with register_at(register, write=True) as opened:
        watch = watch_store(opened).add_watch(
            name, trigger if trigger is not None else wanted, author=by(author)
        )
    if as_json:
        print_json(watch_record(watch))
    else:
        print_watches([watch])


def list_(register: options.RegisterAt = None, as_json: options.AsJson = False) -> None:
    """Print the watches, each with how many alerts it has. With --json one JSON object a line.

    Example:

        demarche watch list
    """
    from demarche.cli.registers import register_at
    from demarche.cli.rows import print_json
    from demarche.cli.watch_page import print_watches
    from demarche.watch.records import watch_record
    from demarche.watch.store import watch_store

    with register_at(register) as opened:
        found = watch_store(opened).watches()
    if as_json:
        for watch in found:
            print_json(watch_record(watch))
        return
    print_watches(found)
    if not found:
        typer.echo("There are no watches. Make one with: demarche watch add NAME --sender RUS", err=True)


def change(
    watch: WatchName,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="What to call it now.")] = None,
    trigger: Annotated[
        str | None, typer.Option("--trigger", metavar="WORDS", help="The standing trigger it is to be.")
    ] = None,
    sender: Sender = None,
    target: Target = None,
    speaker: Speaker = None,
    kind: Kinds = None,
    commitment: Commitments = None,
    form: Annotated[list[Form] | None, typer.Option("--form", help="Form of the trigger.")] = None,
    outlet: Outlet = None,
    since: Since = None,
    until: Until = None,
    text: Text = None,
    min_confidence: options.MinConfidence = None,
    register: options.RegisterAt = None,
    author: options.Author = None,
    as_json: options.AsJson = False,
) -> None:
    """Change a watch's name or what it wants. Its alerts stay, and so does what it was.

    The options of a search replace the whole search; without them and --trigger only the name changes.

    Example:

        demarche watch change Typhon --name "Typhon in Japan" --trigger "US missiles in Japan"
    """
    from dataclasses import replace

    from demarche.cli.correct import by
    from demarche.cli.registers import register_at
    from demarche.cli.rows import print_json
    from demarche.cli.threads import filter_of
    from demarche.cli.watch_page import print_watches
    from demarche.errors import UsageError
    from demarche.register import Filter
    from demarche.watch.records import watch_record
    from demarche.watch.store import watch_store

    wanted = replace(
        filter_of(sender, target, speaker, kind, commitment, outlet, since, until, text, None, None),
        trigger_form=tuple(one.value for one in form or ()),
        min_confidence=min_confidence,
    )
    if trigger is not None and wanted != Filter():
        raise UsageError("watch change: give --trigger or the options of a search, not both")
    with register_at(register, write=True) as opened:
        store = watch_store(opened)
        found = store.watch(watch)
        wants = trigger if trigger is not None else wanted if wanted != Filter() else found.wants
        changed = store.change_watch(str(found.id), name=name or found.name, wants=wants, author=by(author))
    if as_json:
        print_json(watch_record(changed))
    else:
        print_watches([changed])


def remove(
    name: WatchName,
    register: options.RegisterAt = None,
    author: options.Author = None,
    as_json: options.AsJson = False,
) -> None:
    """End a watch. Its alerts stay.

    Example:

        demarche watch remove Typhon
    """
    from demarche.cli.correct import by
    from demarche.cli.registers import register_at
    from demarche.cli.rows import print_json
    from demarche.watch.records import watch_record
    from demarche.watch.store import watch_store

    with register_at(register, write=True) as opened:
        watch = watch_store(opened).remove_watch(name, author=by(author))
    if as_json:
        print_json(watch_record(watch))
    else:
        typer.echo(f"watch {watch.name} removed")
