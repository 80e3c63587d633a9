"""Hooks in the register: where alerts are sent, and what became of each delivery.

A delivery is claimed before it is sent. Where the run is killed in between ("sending"), or the receiver says
nothing ("unknown"), nobody knows whether it arrived, and it is not sent again: a hook gets an alert once, or
not at all and the list says so.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from demarche.errors import UsageError
from demarche.register.engines import insert_or
from demarche.register.threading import Reading, signed
from demarche.watch import tables
from demarche.watch.alerts import alerts_in
from demarche.watch.guard import typed_address
from demarche.watch.values import Alert, Hook
from demarche.watch.watches import named_watch

MOST_ATTEMPTS = 8
LONGEST_WHY = 500
HOOKS, DELIVERIES = tables.hooks, tables.deliveries


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """An alert that is to be sent to a hook, claimed by this run."""

    hook: Hook
    alert: Alert
    attempts: int  # before this one


class Hooks(Reading):
    """The verbs that concern hooks."""

    def add_hook(self, address: str, *, watch: str | None = None, author: str) -> Hook:
        """Keep a hook for the alerts that come now, of one watch or of all. UsageError for a bad address."""
        signed(author)
        place = typed_address(address)
        with self.writing() as connection:
            wanted = named_watch(connection, watch).id if watch is not None else None
            same = HOOKS.c.watch.is_(None) if wanted is None else HOOKS.c.watch == wanted
            query = select(HOOKS.c.id).where(HOOKS.c.address == place, HOOKS.c.removed_at.is_(None), same)
            if connection.execute(query).first():
                raise UsageError(f"{place}: is a hook for this already; `demarche watch hooks` lists them")
            values = {
                "address": place,
                "watch": wanted,
                "start": connection.execute(
                    select(func.coalesce(func.max(tables.alerts.c.id), 0))
                ).scalar_one(),
                "author": author,
                "made_at": self.at(),
            }
            key = connection.execute(insert(HOOKS).values(values).returning(HOOKS.c.id)).scalar_one()
            return next(hook for hook in hooks_in(connection) if hook.id == key)

    def hooks(self) -> tuple[Hook, ...]:
        """Return the hooks, oldest first."""
        with self.reading() as connection:
            return hooks_in(connection)

    def remove_hook(self, number: int, *, author: str) -> Hook:
        """Send nothing more to a hook. UsageError where there is none."""
        signed(author)
        with self.writing() as connection:
            found = next((hook for hook in hooks_in(connection) if hook.id == number), None)
            if found is None:
                raise UsageError(f"hook {number}: there is none; `demarche watch hooks` lists them")
            connection.execute(update(HOOKS).where(HOOKS.c.id == number).values(removed_at=self.at()))
            return found

    def claim_delivery(self, *, passed: frozenset[int] = frozenset()) -> Delivery | None:
        """Return the next alert that a hook has not had, claimed, so that nobody else sends it; None: no more.

        ``passed`` are hooks that are left alone in this run.
        """
        with self.writing() as connection:
            for hook in hooks_in(connection):
                row = None if hook.id in passed else undelivered(connection, hook.id, now=self.at())
                if row is None:
                    continue
                claim = {"state": "sending", "attempts": (row["attempts"] or 0) + 1, "at": self.at()}
                values = {"hook": hook.id, "alert": row["id"], "next_at": self.at(), **claim}
                query = insert_or(connection, DELIVERIES).values(values)
                connection.execute(query.on_conflict_do_update(index_elements=["hook", "alert"], set_=claim))
                (alert,) = alerts_in(connection, select(tables.alerts).where(tables.alerts.c.id == row["id"]))
                return Delivery(hook=hook, alert=alert, attempts=row["attempts"] or 0)
        return None

    def delivered(self, delivery: Delivery) -> None:
        """Keep that a hook has an alert."""
        self.settle(delivery, state="sent", why=None)

    def undelivered(self, delivery: Delivery, why: str, *, next_at: datetime | None) -> None:
        """Keep that a hook did not take an alert, and when it is tried again; None: never."""
        state = "failed" if next_at is not None and delivery.attempts + 1 < MOST_ATTEMPTS else "given up"
        self.settle(delivery, state=state, why=why[:LONGEST_WHY], next_at=next_at)

    def unanswered(self, delivery: Delivery, why: str) -> None:
        """Keep that nobody knows whether a hook has an alert; it is not sent again."""
        self.settle(delivery, state="unknown", why=why[:LONGEST_WHY])

    def settle(
        self, delivery: Delivery, *, state: str, why: str | None, next_at: datetime | None = None
    ) -> None:
        """Keep what became of a delivery."""
        own = (DELIVERIES.c.hook == delivery.hook.id, DELIVERIES.c.alert == delivery.alert.id)
        values = {"state": state, "why": why, "at": self.at()}
        if next_at is not None:
            values["next_at"] = next_at.isoformat()
        with self.writing() as connection:
            connection.execute(update(DELIVERIES).where(*own).values(values))


def undelivered(connection: Connection, hook: int, *, now: str) -> RowMapping | None:
    """Return the oldest alert that a hook is to have: never sent, or failed and due again."""
    alerts, links = tables.alerts, tables.alert_watches
    own = (DELIVERIES.c.alert == alerts.c.id) & (DELIVERIES.c.hook == hook)
    query = (
        select(alerts.c.id, DELIVERIES.c.attempts)
        .select_from(alerts)
        .join(HOOKS, HOOKS.c.id == hook)
        .outerjoin(DELIVERIES, own)
        .where(
            alerts.c.id > HOOKS.c.start,
            HOOKS.c.watch.is_(None)
            | select(links.c.alert)
            .where(links.c.alert == alerts.c.id, links.c.watch == HOOKS.c.watch)
            .correlate(alerts, HOOKS)
            .exists(),
            DELIVERIES.c.state.is_(None)
            | ((DELIVERIES.c.state == "failed") & tables.is_due(DELIVERIES.c.next_at, now=now)),
        )
        .order_by(alerts.c.id)
        .limit(1)
    )
    return connection.execute(query).mappings().first()


def hooks_in(connection: Connection) -> tuple[Hook, ...]:
    """Return the hooks that were not removed, with what became of their deliveries."""
    counts: defaultdict[int, dict[str, int]] = defaultdict(dict)
    query = select(DELIVERIES.c.hook, DELIVERIES.c.state, func.count()).group_by(
        DELIVERIES.c.hook, DELIVERIES.c.state
    )
    for hook, state, count in connection.execute(query):
        counts[hook][state] = count
    faults = select(DELIVERIES.c.hook, DELIVERIES.c.why).where(DELIVERIES.c.why.is_not(None))
    why = {row.hook: row.why for row in connection.execute(faults.order_by(DELIVERIES.c.at))}
    watches = tables.watches
    rows = (
        select(HOOKS, watches.c.name)
        .outerjoin(watches, watches.c.id == HOOKS.c.watch)
        .where(HOOKS.c.removed_at.is_(None))
        .order_by(HOOKS.c.id)
    )
    return tuple(
        Hook(
            id=row["id"],
            address=row["address"],
            watch=row["name"],
            author=row["author"],
            made_at=datetime.fromisoformat(row["made_at"]),
            deliveries=counts[row["id"]],
            error=why.get(row["id"]),
        )
        for row in connection.execute(rows).mappings()
    )
