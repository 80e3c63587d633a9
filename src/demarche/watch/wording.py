"""What a watch wants, in words; the same on pages and in a terminal."""

from __future__ import annotations

from demarche.language.actor_names import names_of
from demarche.register import Filter
from demarche.watch.fitting import body_of
from demarche.watch.values import StandingTrigger


def wanted_words(wants: Filter | StandingTrigger) -> str:
    """Return what a watch wants, in words.

    >>> wanted_words(Filter(sender=("RUS",), kind=("military", "cyber"))), wanted_words(Filter())
    ('sender RUS · kind military, cyber', 'everything')
    """
    if isinstance(wants, StandingTrigger):
        return f"trigger “{wants.words}” ({', '.join(wants.things)}; {names_of(wants.actors)})"
    pairs = (
        f"{name.replace('_', ' ')} {', '.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in body_of(wants).items()
    )
    return " · ".join(pairs) or "everything"
