"""Persons named in a text, with their offices."""

from __future__ import annotations

from collections.abc import Sequence

from demarche.language import Mention, Person


def find_persons(text: str, *, mentions: Sequence[Mention]) -> tuple[Person, ...]:
    """Return the persons of the text in reading order."""
    return ()
