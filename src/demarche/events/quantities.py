"""Quantities: numbers with what they count, read from a few words."""

from __future__ import annotations

import re

from demarche.events import Quantity

SCALES = {
    "thousand": 1e3,
    "mln": 1e6,
    "million": 1e6,
    "m": 1e6,
    "bln": 1e9,
    "bn": 1e9,
    "billion": 1e9,
    "trillion": 1e12,
}
WORDS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "dozen": 12,
    "hundred": 100,
}
MONEY = {
    "dlrs": "USD",
    "dollars": "USD",
    "dollar": "USD",
    "euros": "EUR",
    "pounds": "GBP",
    "yuan": "CNY",
    "yen": "JPY",
}
SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}

NUMBER = re.compile(
    r"(?P<sign>[$€£¥])?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<scale>\s?(?:thousand|mln|million|bln|bn|billion|trillion|m)\b)?"
    r"|\b(?P<word>one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred)\b(?P<wordscale>\s(?:thousand|million|billion)\b)?",
    re.IGNORECASE,
)
UNIT = re.compile(
    r"[\s-]*(?:(?:U\.S\.|US|American|Canadian|cruise|nuclear|ballistic|new|more|additional|medium-range|fighter|battle)\s)*(?P<unit>%|[a-z]+)",
    re.IGNORECASE,
)
NO_UNIT = frozenset("of in on and to for the by from at with or per was were is are".split())


def find_quantities(words: str) -> tuple[Quantity, ...]:
    """Return the numbers of a few words with their units in the singular; money in its ISO 4217 code.

    >>> find_quantities("nearly 500 missiles"), find_quantities("$3bn in aid")
    ((Quantity(value=500.0, unit='missile'),), (Quantity(value=3000000000.0, unit='USD'),))
    """
    found = []
    for match in NUMBER.finditer(words):
        value = WORDS[match["word"].lower()] if match["word"] else float(match["digits"].replace(",", ""))
        scale = (match["scale"] or match["wordscale"] or "").strip().lower()
        value *= SCALES.get(scale, 1)
        if match["sign"]:
            found.append(Quantity(value=float(value), unit=SIGNS[match["sign"]]))
            continue
        unit = UNIT.match(words, match.end())
        if unit is None or unit["unit"].lower() in NO_UNIT:
            continue
        found.append(Quantity(value=float(value), unit=singular(unit["unit"].lower())))
    return tuple(found)


def singular(unit: str) -> str:
    """Return a unit in the singular.

    >>> singular("missiles"), singular("dlrs"), singular("%"), singular("bodies")
    ('missile', 'USD', 'percent', 'body')
    """
    if unit in MONEY:
        return MONEY[unit]
    if unit in ("%", "percent", "pct"):
        return "percent"
    if unit in ("people", "troops", "soldiers"):
        return {"people": "person", "troops": "person", "soldiers": "soldier"}[unit]
    if unit.endswith("ies"):
        return unit[:-3] + "y"
    return unit[:-1] if unit.endswith("s") and not unit.endswith("ss") else unit
