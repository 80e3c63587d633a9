"""``demarche watch add-feed``, ``feeds`` and ``remove-feed``: what the watch reads."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from demarche.cli import options


def add_feed(
    address: Annotated[str, typer.Argument(metavar="URL", help="Address of an RSS or Atom feed.")],
    title: Annotated[
        str | None, typer.Option("--title", help="What to call it; without it, as the feed says.")
    ] = None,
    every: Annotated[
        int | None, typer.Option("--every", min=1, metavar="MINUTES", help="How often to fetch it.")
    ] = None,
    register: options.RegisterAt = None,
    author: options.Author = None,
    as_json: options.AsJson = False,
) -> None:
    """Keep a feed: the next run fetches it, and the articles that it names.

    Example:

        demarche watch add-feed https://example.org/feed.xml --every 30
    """
    from demarche.cli.correct import by
    from demarche.cli.registers import register_at
    from demarche.cli.rows import print_json
    from demarche.cli.watch_page import print_feeds
    from demarche.settings import load_settings
    from demarche.watch.records import feed_record
    from demarche.watch.store import watch_store

    minutes = load_settings({"watch_every": every}, os.environ).watch_every
    with register_at(register, write=True) as opened:
        feed = watch_store(opened).add_feed(address, title=title, every=minutes, author=by(author))
    if as_json:
        print_json(feed_record(feed))
    else:
        print_feeds([feed])


def feeds(register: options.RegisterAt = None, as_json: options.AsJson = False) -> None:
    """Print the feeds: when each was fetched, what came of it, what failed since when.

    With --json one JSON object a line.

    Example:

        demarche watch feeds
    """
    from demarche.cli.registers import register_at
    from demarche.cli.rows import print_json
    from demarche.cli.watch_page import print_feeds
    from demarche.watch.records import feed_record
    from demarche.watch.store import watch_store

    with register_at(register) as opened:
        found = watch_store(opened).feeds()
    if as_json:
        for feed in found:
            print_json(feed_record(feed))
        return
    print_feeds(found)
    if not found:
        typer.echo("There are no feeds. Keep one with: demarche watch add-feed URL", err=True)


def remove_feed(
    feed: Annotated[str, typer.Argument(metavar="FEED", help="The feed's address or number.")],
    register: options.RegisterAt = None,
    author: options.Author = None,
    as_json: options.AsJson = False,
) -> None:
    """Fetch a feed no longer. The articles it brought stay.

    Example:

        demarche watch remove-feed https://example.org/feed.xml
    """
    from demarche.cli.correct import by
    from demarche.cli.registers import register_at
    from demarche.cli.rows import print_json
    from demarche.watch.records import feed_record
    from demarche.watch.store import watch_store

    with register_at(register, write=True) as opened:
        removed = watch_store(opened).remove_feed(feed, author=by(author))
    if as_json:
        print_json(feed_record(removed))
    else:
        typer.echo(f"feed {removed.address} removed")
