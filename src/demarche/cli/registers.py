"""Opening the register that flag, environment, settings file or default name."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from demarche.register.store import SqlRegister


def register_at(flag: str | None, *, write: bool = False, wait: float = 30.0) -> SqlRegister:
    """Return the register, open for reading, or for writing and then made if there is none.

    The folder of the default place is made too. Raises RegisterError as ``open_register`` does.
    """
    from demarche.register import open_register
    from demarche.settings import default_register, load_settings

    place = load_settings({"register": flag}, os.environ).register
    if write and place == default_register(os.environ):
        make_folder(Path(place).parent)
    return open_register(place, now=clock, write=write, wait=wait)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it; RegisterError if that fails."""
    from demarche.errors import RegisterError

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RegisterError(f"{folder}: cannot be made ({error.strerror}); name another place") from error


def clock() -> datetime:
    """Return the time now, with its zone."""
    return datetime.now(UTC)
