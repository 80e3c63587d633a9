"""What people ask of the watch, from a page or a program, checked before it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from demarche.errors import FetchError, SourceError, UsageError
from demarche.register import Filter
from demarche.watch import Alert, Feed, Hook, Watch
from demarche.watch.fitting import body_of
from demarche.watch.guard import typed_address
from demarche.watch.signing import hook_key
from demarche.watch.values import StandingTrigger
from demarche.web.desk import Desk

NO_SECRET = (
    "hooks: the desk was started without DEMARCHE_HOOK_SECRET, from which their keys are made; set it and "
    "start the desk again"
)
NAMES = {"trigger_form": "form"}  # fields of a filter that addresses call otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What is to be done with an alert; None leaves a thing as it is."""

    assigned: str | None = None
    note: str | None = None
    closed: bool | None = None


def see_to(desk: Desk, number: int, deed: Deed, *, author: str) -> Alert:
    """Do with an alert what is asked, and return it as it then stands. UsageError where there is none."""
    store = desk.store
    if deed.assigned is not None:
        store.assign_alert(number, deed.assigned, author=author)
    if deed.note is not None:
        store.note_alert(number, deed.note, author=author)
    if deed.closed is True:
        store.close_alert(number, author=author)
    if deed.closed is False:
        store.reopen_alert(number, author=author)
    return store.alert(number)


def wish(trigger: str, where: Filter) -> Filter | str:
    """Return what a watch is to want: the words of a trigger or a search. UsageError for both."""
    words = " ".join(trigger.split())
    if words and where != Filter():
        raise UsageError("watch: give a standing trigger or the fields of a search, not both; make two")
    return words or where


def given_of(wants: Filter | StandingTrigger) -> tuple[tuple[str, str], ...]:
    """Return a search as the parameters of an address; of a standing trigger none.

    >>> given_of(Filter(sender=("RUS",), trigger_form=("if",)))
    (('sender', 'RUS'), ('form', 'if'))
    """
    if isinstance(wants, StandingTrigger):
        return ()
    return tuple(
        (NAMES.get(name, name), str(one))
        for name, value in body_of(wants).items()
        for one in (value if isinstance(value, list) else [value])
    )


def add_watch(desk: Desk, name: str, wants: Filter | str, *, author: str) -> Watch:
    """Keep a watch; UsageError as the register says."""
    return desk.store.add_watch(name, wants, author=author)


def add_feed(desk: Desk, address: str, *, title: str, every: int | None, author: str) -> Feed:
    """Keep a feed; UsageError for an address that may not be asked."""
    place = askable(desk, address)
    minutes = desk.watching.every if every is None else every
    return desk.store.add_feed(place, title=title.strip() or None, every=minutes, author=author)


def add_hook(desk: Desk, address: str, *, watch: str | None, author: str) -> tuple[Hook, str]:
    """Keep a hook; return it with the key that its owner checks alerts with.

    Raises UsageError for an address that may not be asked, or where the desk has no secret.
    """
    if desk.watching.secret is None:
        raise UsageError(NO_SECRET)
    hook = desk.store.add_hook(askable(desk, address), watch=watch, author=author)
    return hook, hook_key(desk.watching.secret, hook=hook.id, address=hook.address)


def askable(desk: Desk, address: str) -> str:
    """Return an address as it is kept; UsageError where the watch may not ask it or finds no such host.

    The watch looks again each time that it asks: this only tells a person at once.
    """
    place = typed_address(address)
    try:
        desk.watching.guard.target(place)
    except (SourceError, FetchError) as error:
        raise UsageError(str(error)) from error
    return place
