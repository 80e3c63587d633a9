"""Which alerts an address asks for: the same names on pages, in the API and of feeds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Depends, Query, Request

from demarche.watch import Alert
from demarche.watch.alerts import AlertFilter
from demarche.watch.values import KINDS
from demarche.web.desk import Desk, TheDesk
from demarche.web.query import Many, Page, choices, day, number_of, words
from demarche.web.refusals import found

State = Literal["open", "closed", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The alerts that an address asks for, and the parameters that say so."""

    where: AlertFilter
    state: State
    given: tuple[tuple[str, str], ...] = ()
    title: str = "demarche: alerts"

    def first(self, name: str) -> str:
        """Return a parameter's value, "" where it is not given."""
        return next((value for key, value in self.given if key == name), "")

    def address(self, path: str, **changes: str | None) -> str:
        """Return an address with the same filter and these changes; None leaves a parameter out."""
        kept = [(key, value) for key, value in self.given if key not in changes]
        pairs = kept + [(key, value) for key, value in changes.items() if value]
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def page(self, desk: Desk, part: Page) -> tuple[list[Alert], str | None]:
        """Return a page of alerts, newest first, and the cursor of the next one where there is one."""
        before = number_of(part.after) or None
        rows = list(desk.store.alerts(replace(self.where, before=before, limit=part.limit + 1)))
        return rows[: part.limit], str(rows[part.limit - 1].id) if len(rows) > part.limit else None

    def newest(self, desk: Desk, count: int) -> list[Alert]:
        """Return the newest alerts."""
        return list(desk.store.alerts(replace(self.where, limit=count)))


def asked(
    desk: TheDesk,
    state: Annotated[State, Query(description="open: nobody closed it.")] = "all",
    kind: Annotated[Many, Query(description="Kind of change.", examples=["firmer"])] = [],  # noqa: B006
    watch: Annotated[str, Query(max_length=200, description="Name or number of a watch.")] = "",
    assigned: Annotated[str, Query(max_length=100, description="Who sees to it.")] = "",
    since: Annotated[str, Query(description="Made on that day or later.", examples=["2024-01-01"])] = "",
    thread: Annotated[str, Query(max_length=64, description="Id of a threat of the thread.")] = "",
) -> Asked:
    """Return the alerts that the parameters of an address ask for."""
    ids: tuple[str, ...] = ()
    if thread:
        with found():
            whole = desk.register.thread(thread)
        ids = tuple(report.id for one in whole.statements for report in one.reports)
    named = None
    if watch:
        with found():
            named = desk.store.watch(watch)
    singles = (("watch", watch), ("assigned", assigned), ("since", since), ("thread", thread))
    return Asked(
        where=AlertFilter(
            open={"open": True, "closed": False, "all": None}[state],
            kind=choices("kind", kind, KINDS),
            watch=str(named.id) if named else None,
            assigned=words("assigned", assigned),
            since=day("since", since),
            thread=ids,
        ),
        state=state,
        given=(
            *((("state", state),) if state != "all" else ()),
            *(("kind", one) for one in kind if one),
            *((name, value) for name, value in singles if value.strip()),
        ),
        title=f"demarche: {named.name}" if named else "demarche: alerts",
    )


TheAlerts = Annotated[Asked, Depends(asked)]


def feed_address(request: Request, alerts: Asked) -> str:
    """Return where a feed stands, with its filter and without the token it was asked with."""
    return alerts.address(str(request.url.replace(query="")))
