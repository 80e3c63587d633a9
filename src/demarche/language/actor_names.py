"""What actors are called: the names of states, organisations and groups, and their codes.

The names live in ``data/states.toml``, ``organisations.toml``, ``groups.toml`` and ``leaders.toml``.
Each is read once, on first use.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, cast

from demarche.language import ActorCode, ActorKind

STATE_FIELDS: tuple[tuple[str, ActorKind], ...] = (
    ("names", "state"),
    ("people", "nationality"),
    ("capital", "capital"),
    ("seats", "seat"),
    ("organs", "office"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorName:
    """One name by which news calls an actor."""

    name: str
    code: ActorCode
    kind: ActorKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """The years in which a leader spoke for an actor; ``last`` None: still, as far as the data knows."""

    code: ActorCode
    first: int
    last: int | None = None


def read_data(name: str) -> dict[str, Any]:
    """Return one TOML file of the language data."""
    return tomllib.loads((files("demarche.language") / "data" / name).read_text(encoding="utf-8"))


@cache
def actor_names() -> tuple[ActorName, ...]:
    """Return every name of every actor, states first."""
    found: list[ActorName] = []
    for code, state in read_data("states.toml").items():
        found.append(ActorName(name=without_article(state["name"]), code=code, kind="state"))
        for field, kind in STATE_FIELDS:
            found += [ActorName(name=name, code=code, kind=kind) for name in state.get(field, ())]
    for code, body in read_data("organisations.toml").items():
        found += [ActorName(name=name, code=code, kind="organisation") for name in body["names"]]
        found += [ActorName(name=name, code=code, kind="capital") for name in body.get("capital", ())]
    for code, group in read_data("groups.toml").items():
        kind = cast(ActorKind, group.get("kind", "group"))
        found += [ActorName(name=name, code=code, kind=kind) for name in group["names"]]
    return tuple(found)


def without_article(name: str) -> str:
    """Return a display name without its English article.

    >>> without_article("the Netherlands")
    'Netherlands'
    """
    return name.removeprefix("the ")


@cache
def display_names() -> dict[ActorCode, str]:
    """Return the display name of each code."""
    return {
        code: entry["name"]
        for file in ("states.toml", "organisations.toml", "groups.toml")
        for code, entry in read_data(file).items()
    }


@cache
def codes_by_name() -> dict[str, ActorCode]:
    """Return the code of each name in lower case; a code also names itself."""
    codes = {code.lower(): code for code in display_names()}
    for name in reversed(actor_names()):  # of two actors with one name the first in the data wins
        codes[name.name.lower()] = name.code
    return codes


def code_for_name(name: str) -> ActorCode | None:
    """Return the code that a name or code stands for, None for an unknown one; case is ignored.

    >>> code_for_name("the Kremlin"), code_for_name("russian"), code_for_name("Atlantis")
    ('RUS', 'RUS', None)
    """
    folded = " ".join(name.split()).lower()
    codes = codes_by_name()
    return codes.get(folded) or codes.get(without_article(folded))


def actor_name(code: ActorCode) -> str:
    """Return the name to show for a code; an unknown code is its own name.

    >>> actor_name("RUS"), actor_name("EU"), actor_name("ANY")
    ('Russia', 'the European Union', 'any country')
    """
    return "any country" if code == "ANY" else display_names().get(code, code)


def names_of(codes: Iterable[ActorCode]) -> str:
    """Return actors' names as a reader expects them.

    >>> names_of(("CAN", "MEX"))
    'Canada, Mexico'
    """
    return ", ".join(map(actor_name, codes))


def is_state(code: ActorCode) -> bool:
    """Return whether the code is a state's, dissolved ones and Kosovo included.

    >>> is_state("SUN"), is_state("NATO")
    (True, False)
    """
    return code in state_codes()


@cache
def state_codes() -> frozenset[ActorCode]:
    """Return the codes of all states."""
    return frozenset(read_data("states.toml"))


def fold_name(name: str) -> str:
    """Return a person's name in lower case without accents, hyphens and apostrophes.

    >>> fold_name("Recep Tayyip Erdoğan"), fold_name("Ri Yong-ho")
    ('recep tayyip erdogan', 'ri yong ho')
    """
    if name.isascii():
        plain = name
    else:
        plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
        plain = plain.replace("ı", "i").replace("ø", "o").replace("ł", "l")
    return " ".join(plain.replace("-", " ").replace("'", "").replace("’", "").lower().split())


@cache
def leaders() -> dict[str, tuple[Tenure, ...]]:
    """Return the tenures of each leader by folded name, full and short."""
    found: dict[str, tuple[Tenure, ...]] = {}
    for entry in read_data("leaders.toml")["leader"]:
        tenure = Tenure(code=entry["code"], first=entry["years"][0], last=(entry["years"][1:] or [None])[0])
        for name in (entry["name"], *entry.get("short", ())):
            key = fold_name(name)
            found[key] = (*found.get(key, ()), tenure)
    return found


@lru_cache(maxsize=20_000)  # names come again and again
def leader_actor(name: str, *, year: int | None = None) -> ActorCode | None:
    """Return whom a widely known leader spoke for, None for an unknown or ambiguous name.

    A name that belongs to leaders of several actors is settled by ``year``, with two years of grace
    because leaders are named before they take office and after they leave it.

    >>> leader_actor("Vladimir Putin"), leader_actor("Gorbachev"), leader_actor("John Smith")
    ('RUS', 'SUN', None)
    """
    tenures = leaders().get(fold_name(name), ())
    codes = {tenure.code for tenure in tenures}
    if len(codes) > 1 and year is not None:
        codes = {t.code for t in tenures if t.first - 2 <= year <= (t.last or year) + 2}
    return codes.pop() if len(codes) == 1 else None
