"""How watches, feeds, hooks and alerts read on a terminal, and plainly in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from demarche.cli.paper import console, indented, ink, on_terminal, print_fields, printable
from demarche.export.wording import counted
from demarche.lines import day_words
from demarche.watch.delivery import headline
from demarche.watch.wording import wanted_words

if TYPE_CHECKING:
    from datetime import datetime

    from demarche.watch import Alert, Feed, Hook, Watch
    from demarche.watch.running import Report


def print_alerts(alerts: Iterable[Alert]) -> int:
    """Print alerts, a short paragraph each on a terminal, one line in a pipe; return how many there were."""
    count = 0
    paper = console() if on_terminal() else None
    for alert in alerts:
        count += 1
        if paper is None:
            sys.stdout.write(printable(alert_line(alert)) + "\n")
            continue
        head = ink(headline(alert), "bold" if alert.closed_at is None else "dim")
        paper.print(indented(head.append(f"  {alert.id}", style="dim not bold"), by=2, above=1))
        paper.print(indented(ink(alert.why), by=4))
        paper.print(indented(ink(standing_words(alert), "dim"), by=4))
    return count


def alert_line(alert: Alert) -> str:
    """Return an alert in one line: its number, what and where, why, for which watches."""
    return f"{alert.id}  {headline(alert)} — {alert.why} [{standing_words(alert)}]"


def standing_words(alert: Alert) -> str:
    """Return for which watches an alert is, and what was done with it."""
    parts = [", ".join(alert.watches)]
    parts += [f"assigned to {alert.assigned}"] if alert.assigned else []
    parts += [f"closed by {alert.closed_by}"] if alert.closed_at else []
    parts += [counted(notes, "note")] if (notes := sum(n.action == "noted" for n in alert.notes)) else []
    return " · ".join(parts)


def print_alert(alert: Alert) -> None:
    """Print one alert with all that was done with it."""
    rows = [
        ("alert", str(alert.id)),
        ("what", headline(alert)),
        ("why", alert.why),
        ("day", day_words(alert.day.isoformat() if alert.day else None)),
        ("made", moment_words(alert.at)),
        ("for", ", ".join(alert.watches)),
        ("thread", (alert.thread or "")[:8]),
        ("event", (alert.event or "")[:8]),
        ("read in", " · ".join(part for part in (alert.outlet, alert.url) if part)),
        ("assigned to", alert.assigned or ""),
        ("closed", f"{moment_words(alert.closed_at)} by {alert.closed_by}" if alert.closed_at else ""),
        *(
            (note.action, f"{note.words} ({note.author}, {moment_words(note.at)})".strip())
            for note in alert.notes
        ),
    ]
    print_fields(console(), [(name, value) for name, value in rows if value])


def print_watches(watches: Iterable[Watch]) -> None:
    """Print watches, one a line."""
    for watch in watches:
        many = f"{counted(watch.alerts, 'alert')}, {watch.open} open"
        write(f"{watch.id}  {watch.name}: {wanted_words(watch.wants)} · {many}")


def print_feeds(feeds: Iterable[Feed]) -> None:
    """Print feeds, one a line; of one that fails since when, how often and why."""
    for feed in feeds:
        write(f"{feed.id}  {feed.title or 'title not known yet'} · {feed.address} · {faring(feed)}")


def faring(feed: Feed) -> str:
    """Return how a feed fares."""
    parts = [f"every {feed.every} min"]
    parts.append(
        f"last fetched {moment_words(feed.answered_at)}" if feed.answered_at else "never fetched yet"
    )
    parts.append(counted(feed.items.get("added", 0) + feed.items.get("known", 0), "article"))
    for state in ("waiting", "skipped"):
        parts += [f"{feed.items[state]} {state}"] if feed.items.get(state) else []
    if feed.error:
        since = moment_words(feed.failing_since) if feed.failing_since else ""
        parts.append(
            f"FAILED {counted(feed.failures, 'time')} since {since}, next try {moment_words(feed.next_at)}: {feed.error}"
        )
    return " · ".join(parts)


def print_hooks(hooks: Iterable[Hook]) -> None:
    """Print hooks, one a line."""
    for hook in hooks:
        counts = ", ".join(f"{count} {state}" for state, count in sorted(hook.deliveries.items()))
        parts = [
            hook.address,
            f"watch {hook.watch}" if hook.watch else "every alert",
            counts or "nothing sent yet",
        ]
        write(f"{hook.id}  {' · '.join(parts + ([f'last fault: {hook.error}'] if hook.error else []))}")


def run_line(report: Report) -> str:
    """Return what a run did, in one line."""
    parts = [f"{report.fetched} feeds fetched", f"{report.unchanged} unchanged", f"{report.failed} failed"]
    parts += [f"{report.added} articles added", f"{report.skipped} skipped"]
    parts += [f"{report.later} to be tried again"] if report.later else []
    parts.append(counted(report.alerts, "alert"))
    parts += [f"{report.sent} sent, {report.unsent} not"] if report.sent or report.unsent else []
    return ", ".join(parts)


def moment_words(moment: datetime | None) -> str:
    """Return a moment as people read it, to the minute."""
    return f"{day_words(moment.date().isoformat())} {moment:%H:%M}" if moment else ""


def write(line: str) -> None:
    """Print a line that a terminal only prints."""
    sys.stdout.write(printable(line) + "\n")
