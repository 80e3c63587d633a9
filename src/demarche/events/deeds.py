"""Deeds as data: ``data/deeds.toml`` and ``data/acts.toml`` by the words that call for them, and which words those are."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from demarche.events import EventKind

Form = Literal["noun", "object", "act", "subject", "crowd"]
Inflection = Literal["base", "s", "past", "ing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One way of telling a deed of one kind."""

    name: str
    kind: EventKind
    form: Form
    heads: frozenset[str]
    beside: frozenset[str]  # one of them ahead of the head, in its phrase
    within: frozenset[str]  # one of them behind the head, in its phrase
    without: frozenset[str]  # none of them in the phrase or in the two words ahead
    verbs: tuple[str, ...]
    reach: frozenset[str]  # prepositions
    actor: bool  # the object names an actor or person
    place: bool  # the object names a place
    number: bool  # a number stands in the phrase
    doer: bool  # an actor stands ahead of the verb
    alone: bool  # the verb needs no object
    near: frozenset[str]  # one of them in the sentence
    example: str
    what: str


@dataclass(frozen=True, slots=True)
class Call:
    """A word that calls for a deed: which, by what form of its verb, and the particles behind it."""

    deed: Deed
    form: Inflection | Literal["noun"]
    verb: str = ""
    particles: tuple[str, ...] = ()
    company: frozenset[str] = frozenset()  # words of which one must stand in the sentence; none: no matter


@cache
def deeds() -> tuple[Deed, ...]:
    """Return all deeds in the order of the files."""
    return tuple(deed_of(entry) for entry in table()["deed"])


@cache
def table() -> Mapping[str, Any]:
    """Return the files of deeds as one."""
    irregular: dict[str, str] = {}
    entries: list[Mapping[str, Any]] = []
    for name in ("deeds", "acts"):
        text = files("demarche.events").joinpath(f"data/{name}.toml").read_text("utf-8")
        part = tomllib.loads(text)
        irregular |= part["irregular"]
        entries += part["deed"]
    return {"irregular": irregular, "deed": entries}


def deed_of(entry: Mapping[str, Any]) -> Deed:
    """Return the deed of one entry."""
    return Deed(
        name=entry["name"],
        kind=entry["kind"],
        form=entry["form"],
        heads=frozenset(entry.get("heads", "").split()),
        beside=frozenset(entry.get("beside", "").split()),
        within=frozenset(entry.get("within", "").split()),
        without=frozenset(entry.get("without", "").split()),
        verbs=tuple(entry.get("verbs", "").split()),
        reach=frozenset(entry["reach"].split()),
        actor=entry.get("actor", False),
        place=entry.get("place", False),
        number=entry.get("number", False),
        doer=entry.get("doer", False),
        alone=entry.get("alone", False),
        near=frozenset(entry.get("near", "").split()),
        example=entry["example"],
        what=entry["what"],
    )


def forms_of(verb: str) -> Iterator[tuple[str, Inflection]]:
    """Yield the forms of a verb, with what each is.

    >>> dict(forms_of("impose"))
    {'impose': 'base', 'imposes': 's', 'imposed': 'past', 'imposing': 'ing'}
    """
    yield verb, "base"
    stem = verb[:-1] if verb.endswith("e") else verb
    y_ending = verb.endswith("y") and verb[-2] not in "aeiou"
    if y_ending:
        yield verb[:-1] + "ies", "s"
    else:
        yield verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "o")) else "s"), "s"
    irregular = table()["irregular"].get(verb, "").split()
    if not irregular:
        yield (verb[:-1] + "ied" if y_ending else stem + "ed"), "past"
    yield stem + "ing", "ing"
    for form in irregular:
        yield form, "ing" if form.endswith("ing") else "past"


@cache
def calls() -> Mapping[str, tuple[Call, ...]]:
    """Return for each word the deeds it calls for, particles longest first."""
    found: dict[str, list[Call]] = {}
    for deed in deeds():
        if deed.form == "noun":
            for head in deed.heads:
                found.setdefault(head, []).append(
                    Call(deed, "noun", company=deed.near or deed.beside or deed.within)
                )
        for entry in deed.verbs:
            verb, *particles = entry.split("_")
            for word, form in forms_of(verb):
                found.setdefault(word, []).append(Call(deed, form, verb, tuple(particles), deed.heads))
    return {word: tuple(sorted(these, key=lambda c: -len(c.particles))) for word, these in found.items()}


@cache
def both() -> frozenset[str]:
    """Return the words that call for a deed as a noun and for one as a verb: "attack", "visits"."""
    return frozenset(
        word for word, these in calls().items() if len({call.form == "noun" for call in these}) == 2
    )
