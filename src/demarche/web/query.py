"""Filters and pages as addresses hold them: the same names on pages and in the API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date as Date
from typing import Annotated, Any, TypeVar, get_args
from urllib.parse import urlencode

from fastapi import Depends, Path, Query

from demarche.errors import UsageError
from demarche.language.actor_names import code_for_name
from demarche.register import Filter
from demarche.register.revising import ACTOR_CODE
from demarche.threats import Commitment, ResponseKind, TriggerForm
from demarche.web.desk import TheDesk

V = TypeVar("V", bound=str)
LONGEST_TEXT = 500  # characters of words to look for
Many = list[str]
Number = Annotated[int, Path(ge=0, le=2**53, description="Its number.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an address asks for: the filter, and the parameters that say so."""

    where: Filter
    given: tuple[tuple[str, str], ...] = ()

    def first(self, name: str) -> str:
        """Return a parameter's value, several joined by commas."""
        return ", ".join(value for key, value in self.given if key == name)

    def all(self, name: str) -> tuple[str, ...]:
        """Return all values of a parameter."""
        return tuple(value for key, value in self.given if key == name)

    def address(self, path: str, **changes: str | None) -> str:
        """Return an address with the same filter and these changes; None leaves a parameter out."""
        kept = [(key, value) for key, value in self.given if key not in changes]
        pairs = kept + [(key, value) for key, value in changes.items() if value]
        return f"{path}?{urlencode(pairs)}" if pairs else path


def actor_codes(name: str, values: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of actors given by code or name.

    >>> actor_codes("sender", ["russia, JPN"])
    ('RUS', 'JPN')
    """
    found = []
    for part in (part.strip() for value in values for part in value.split(",")):
        if not part:
            continue
        code = code_for_name(part) or part.upper()
        if not ACTOR_CODE.fullmatch(code):
            raise UsageError(f"{name}: {part!r} is no actor; give a code such as RUS, or a state's name")
        found.append(code)
    return tuple(found)


def choices(name: str, values: Iterable[str], known: tuple[V, ...]) -> tuple[V, ...]:
    """Return the values of a closed list; UsageError naming what there is."""
    found = []
    for value in (value for value in values if value):
        if value not in known:
            raise UsageError(f"{name}: {value!r} is not one of {', '.join(known)}")
        found.append(next(one for one in known if one == value))
    return tuple(found)


def day(name: str, value: str) -> Date | None:
    """Return an ISO day, None where the field is empty; UsageError for what is none."""
    if not value.strip():
        return None
    try:
        return Date.fromisoformat(value.strip())
    except ValueError as error:
        raise UsageError(f"{name}: {value!r} is no day; give it as 2024-07-25") from error


def share(name: str, value: str) -> float | None:
    """Return a number from 0 to 1, None where the field is empty; UsageError for anything else."""
    if not value.strip():
        return None
    try:
        number = float(value)
    except ValueError as error:
        raise UsageError(f"{name}: {value!r} is no number; give 0 to 1") from error
    if not 0 <= number <= 1:
        raise UsageError(f"{name}: {value!r} lies outside 0 to 1")
    return number


def words(name: str, value: str) -> str | None:
    """Return words to look for, None where there are none; UsageError for too many."""
    if len(value) > LONGEST_TEXT:
        raise UsageError(f"{name}: is longer than {LONGEST_TEXT} characters; give fewer words")
    return " ".join(value.split()) or None


def wanted(
    sender: Annotated[Many, Query(description="Code or name of who announces the cost.")] = [],  # noqa: B006
    target: Annotated[Many, Query(description="Code or name of who would bear it.")] = [],  # noqa: B006
    speaker: Annotated[str, Query(description="Words of the speaker's name.")] = "",
    kind: Annotated[Many, Query(description="Kind of response.", examples=["military"])] = [],  # noqa: B006
    commitment: Annotated[Many, Query(description="How firmly.", examples=["stated"])] = [],  # noqa: B006
    form: Annotated[Many, Query(description="Form of the trigger.", examples=["if"])] = [],  # noqa: B006
    since: Annotated[str, Query(description="First day of publication.", examples=["2024-01-01"])] = "",
    until: Annotated[str, Query(description="Last day of publication.")] = "",
    outlet: Annotated[Many, Query(description="Where it was read.")] = [],  # noqa: B006
    text: Annotated[str, Query(description="Words of the threat's sentence.")] = "",
    min_confidence: Annotated[str, Query(description="The coder is at least so sure, 0 to 1.")] = "",
    as_of: Annotated[str, Query(description="What could be known on that day, and nothing later.")] = "",
) -> Wanted:
    """Return what the parameters of an address ask for; an empty one asks for nothing."""
    lists: tuple[tuple[str, Many], ...] = (
        ("sender", sender),
        ("target", target),
        ("kind", kind),
        ("commitment", commitment),
    )
    lists = (*lists, ("form", form), ("outlet", outlet))
    singles: tuple[tuple[str, str], ...] = (
        ("speaker", speaker),
        ("since", since),
        ("until", until),
        ("text", text),
    )
    singles = (*singles, ("min_confidence", min_confidence), ("as_of", as_of))
    return Wanted(
        where=Filter(
            sender=actor_codes("sender", sender),
            target=actor_codes("target", target),
            speaker=words("speaker", speaker),
            kind=choices("kind", kind, get_args(ResponseKind)),
            commitment=choices("commitment", commitment, get_args(Commitment)),
            trigger_form=choices("form", form, get_args(TriggerForm)),
            since=day("since", since),
            until=day("until", until),
            outlet=tuple(filter(None, (words("outlet", name) for name in outlet))),
            text=words("text", text),
            min_confidence=share("min_confidence", min_confidence),
            as_of=day("as_of", as_of),
        ),
        given=(
            *((name, value) for name, values in lists for value in values if value.strip()),
            *((name, value) for name, value in singles if value.strip()),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which part of a list is asked for."""

    limit: int
    after: str | None


def page(
    desk: TheDesk,
    limit: Annotated[int, Query(ge=1, description="At most so many; the desk has its own limit.")] = 50,
    after: Annotated[str, Query(description="A page's `next`: go on behind it.")] = "",
) -> Page:
    """Return the part of a list that an address asks for."""
    return Page(limit=min(limit, desk.limits.rows), after=after or None)


TheWanted = Annotated[Wanted, Depends(wanted)]
ThePage = Annotated[Page, Depends(page)]


def numbered(items: Iterable[Any], part: Page) -> tuple[list[Any], str | None]:
    """Return a page of numbered things, oldest first, and the cursor of the next one where there is one."""
    first = number_of(part.after)
    found = [one for one in items if one.id > first][: part.limit + 1]
    return found[: part.limit], str(found[part.limit - 1].id) if len(found) > part.limit else None


def number_of(cursor: str | None) -> int:
    """Return the number that a cursor of numbered things is, 0 where there is none; UsageError for any other."""
    if cursor is None:
        return 0
    if not cursor.isdecimal() or len(cursor) > 18:
        raise UsageError(f"cursor {cursor!r} is not one that the register gave; begin without one")
    return int(cursor)


def parted(items: Iterator[Any], size: int) -> tuple[list[Any], str | None]:
    """Return a page of stored records, and the cursor of the next one where there is one."""
    found: list[Any] = []
    for item in items:
        if len(found) == size:
            return found, str(found[-1].cursor)
        found.append(item)
    return found, None
