"""A threat in one line: what is unknown is left out or said."""

from __future__ import annotations

from dataclasses import replace

from demarche.lines import threat_line, threat_parts
from tests.register.made import TEXT, article, span, strait


def test_a_full_line() -> None:
    one = article(24)
    text = replace(one, text=TEXT + " Foreign Minister Ivan Demidov said so.")
    said = replace(
        strait(text),
        speaker=span(text, "Ivan Demidov"),
        speaker_role=span(text, "Foreign Minister"),
        via=("TASS",),
    )
    assert threat_line(said, text) == (
        "25 Jul 2024 · Russia → Japan · if “the fleet comes nearer” · then “close the strait” · stated · "
        "Ivan Demidov, Foreign Minister · Harbour Wire, from TASS"
    )


def test_what_is_unknown() -> None:
    one = article()
    bare = replace(strait(one), sender=(), target=(), trigger=None, trigger_form="none")
    assert str(threat_parts(bare, outlet=None, date=None)) == (
        "date unknown · sender unknown → nobody named · then “close the strait” · stated · outlet unknown"
    )


def test_several_senders_and_the_forms() -> None:
    one = article()
    pair = replace(strait(one), sender=("CAN", "MEX"), target=("USA",), trigger_form="unless")
    parts = threat_parts(pair, outlet="Harbour Wire", date=one.date)
    assert (parts.parties, parts.condition) == (
        "Canada, Mexico → the United States",
        "unless “the fleet comes nearer”",
    )
