"""The watch's verbs on a register."""

from __future__ import annotations

from contextlib import AbstractContextManager

from sqlalchemy import Connection

from demarche.errors import RegisterError
from demarche.register import Register
from demarche.register.store import SqlRegister
from demarche.watch.alerts import Alerts
from demarche.watch.feeds import Feeds
from demarche.watch.hooks import Hooks
from demarche.watch.watches import Watches


class WatchStore(Feeds, Watches, Alerts, Hooks):
    """Feeds, watches, alerts and hooks of a register, in its file."""

    def __init__(self, register: SqlRegister) -> None:
        self.register = register

    def reading(self) -> AbstractContextManager[Connection]:
        """Give a connection for reading."""
        return self.register.reading()

    def writing(self) -> AbstractContextManager[Connection]:
        """Give a connection for writing."""
        return self.register.writing()

    def at(self) -> str:
        """Return the time as the tables hold it."""
        return self.register.at()


def watch_store(register: Register) -> WatchStore:
    """Return the watch's verbs on a register; RegisterError for one that keeps no watches."""
    if not isinstance(register, SqlRegister):
        raise RegisterError("register: this kind of register keeps no watches; open one with open_register")
    return WatchStore(register)
