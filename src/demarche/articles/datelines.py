"""Datelines: the place, day and agency with which a report begins.

The forms are those of the agencies' own style: "SEOUL, March 3 (Yonhap) -", "MOSCOW, January 30.
/TASS/.", "WASHINGTON (Reuters) -", "Beirut, Lebanon (CNN) --". A form that names no agency and no day
("PARIS —") is taken only where a report begins, since a heading may look like it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from demarche.articles.outlets import outlets_named

LONGEST = 160  # characters; the search never looks further

CAPITALS = r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.'’-]{2,20}(?: [A-ZÀ-ÖØ-Þ.'’-]{1,20}){0,3}"
WORD = r"[A-ZÀ-ÖØ-Þ][^\W\d_]{1,20}"
WORDS = rf"(?:(?:St|Ft|Mt)\. )?{WORD}(?:(?: |-|['’])(?:{WORD}|de|la|le|al|el|of|sur|upon)){{0,3}}"
REGION = r"(?:, (?:the )?[A-ZÀ-ÖØ-Þ][\w.'’]{1,20}(?: [A-Zo][\w.'’]{0,20}){0,3}){0,2}"
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
DAY = rf"(?:,? ?(?:{MONTH} ?\d{{1,2}}|\d{{1,2}} {MONTH})(?:,? \d{{4}})?)"
AGENCY = r" ?[(（](?P<agency>[^()（）\n]{2,60})[)）]"
SLASHED = r"(?:[.,] ?| )/(?P<slashed>[^/\n]{2,40})/[.,]?"
DASH = r"(?: ?(?:-{1,3}|[–—])\s*)"
# a lone hyphen without blank joins words: "DPRK-made"
FREE_DASH = r"(?: -{1,3}[ \xa0]*| ?--+[ \xa0]*| ?[–—][ \xa0]*)"
AFTER_AGENCY = rf"(?:{DASH}|: ?| ?(?=[A-Z“\"]))"


def places(one: str) -> str:
    """Return the pattern of up to three places, "BAGHDAD/WASHINGTON"."""
    return rf"{one}(?:(?: ?/ ?| and | AND ){one}){{0,2}}"


WITH_AGENCY = re.compile(rf"(?:{places(CAPITALS)}|{places(WORDS)}){REGION}{DAY}?{AGENCY}{AFTER_AGENCY}")
AGENCY_ALONE = re.compile(rf"{AGENCY}{AFTER_AGENCY}")
IN_SLASHES = re.compile(rf"(?:{places(CAPITALS)}|{places(WORDS)}){REGION}{DAY}?{SLASHED} ?")
AGENCY_LAST = re.compile(
    rf"{places(CAPITALS)}{REGION}{DAY}{DASH}"
    r"(?P<agency>[A-Z][A-Za-z-]{1,14}(?: [A-Z][a-z]{1,12}){0,2})[.,] ?"
)
WITH_DAY = re.compile(rf"{places(CAPITALS)}{REGION}{DAY}(?:\.?{DASH}|[.:] )")
PLACE_ALONE = re.compile(rf"{places(CAPITALS)}{REGION}{FREE_DASH}(?=\S)")
TOWN = rf"{WORD}(?:[ '’-]{WORD}){{0,2}}"
PLACE_IN_LAND = re.compile(rf"{TOWN}, {TOWN} [-–—] {{1,2}}(?=\S)")

NO_PLACE = frozenset(
    (
        "FILE",
        "FILES",
        "UPDATE",
        "UPDATED",
        "WATCH",
        "VIDEO",
        "PHOTO",
        "PHOTOS",
        "EXCLUSIVE",
        "OPINION",
        "ANALYSIS",
        "ADVERTISEMENT",
        "BREAKING",
        "CORRECTION",
        "NOTE",
        "EDITOR",
        "COMMENTARY",
        "LIVE",
        "READ",
        "MORE",
        "ALSO",
        "RELATED",
        "QUESTION",
        "ANSWER",
        "NATO",
        "OPEC",
        "ASEAN",
        "USSR",
        "TRUMP",
        "PUTIN",
        "OBAMA",
        "BIDEN",
        "CLINTON",
        "UNIDENTIFIED",
        "HOST",
        "SPEAKER",
    )
)  # capitals that open a line and name no place


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """Where a dateline ends, and the agencies it names."""

    end: int
    agencies: tuple[str, ...]


def match_dateline(text: str, start: int, *, opening: bool) -> Dateline | None:
    """Return the dateline that begins at ``start``, None if there is none.

    ``opening`` says that a report begins here, so that a place and a dash suffice.

    >>> match_dateline("SEOUL, March 3 (Yonhap) -- The talks open.", 0, opening=False)
    Dateline(end=27, agencies=('Yonhap',))
    """
    if start >= len(text) or not (text[start].isupper() or text[start] in "(（"):
        return None
    stop = min(len(text), start + LONGEST)
    if text[start] in "(（":
        found = AGENCY_ALONE.match(text, start, stop)
        return known_agency(found)
    return (
        known_agency(WITH_AGENCY.match(text, start, stop))
        or slashed_agency(IN_SLASHES.match(text, start, stop))
        or known_agency(AGENCY_LAST.match(text, start, stop))
        or place_and_day(WITH_DAY.match(text, start, stop))
        or (place_only(text, start, stop) if opening else None)
    )


def known_agency(found: re.Match[str] | None) -> Dateline | None:
    """Return the dateline of a match whose agency is a known outlet."""
    agencies = outlets_named(found["agency"]) if found else ()
    return Dateline(end=found.end(), agencies=agencies) if found and agencies else None


def slashed_agency(found: re.Match[str] | None) -> Dateline | None:
    """Return the dateline of a match with a known agency between strokes."""
    agencies = outlets_named(found["slashed"]) if found else ()
    return Dateline(end=found.end(), agencies=agencies) if found and agencies else None


def place_and_day(found: re.Match[str] | None) -> Dateline | None:
    """Return the dateline of a match that names a place and a day only."""
    return Dateline(end=found.end(), agencies=()) if found and is_place(found[0]) else None


def place_only(text: str, start: int, stop: int) -> Dateline | None:
    """Return the dateline of a place and a dash: in capitals, or with its country."""
    found = PLACE_ALONE.match(text, start, stop)
    if found and len(found[0].strip(" -–—\n")) > 3 and is_place(found[0]):
        return Dateline(end=found.end(), agencies=())
    found = PLACE_IN_LAND.match(text, start, stop)
    return Dateline(end=found.end(), agencies=()) if found else None


def is_place(words: str) -> bool:
    """Return whether capitals may name a place: not a heading's word or an acronym we know."""
    return not NO_PLACE.intersection(re.split(r"\W+", words))
