"""Our kinds in PLOVER's terms: every kind is decided on, and only the manual's words are used."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from demarche.events import Event, EventKind, EventStatus
from demarche.export.plover import COLUMNS, categories, category_of
from demarche.span import Span
from demarche.threats import ResponseKind

MANUAL = {  # PLOVER manual, Draft 0.7b1: modes by root
    "THREATEN": {"restrict", "ban", "arrest", "relations", "expel", "territory", "violence"},
    "MOBILIZE": {"troops", "weapons", "police"},
    "SANCTION": {"convict", "cancel", "expel", "withdraw", "sever"},
    "ASSAULT": set(),
    "PROTEST": set(),
    "CONCEDE": set(),
    "COOPERATE": set(),
    "CONSULT": set(),
    "SUPPORT": set(),
    "AGREE": set(),
}
CONTEXTS = {"", "military", "economic", "diplomatic", "legal", "cbrn"}


def event(kind: EventKind, status: EventStatus = "done", partner: tuple[str, ...] = ()) -> Event:
    text = "Arvania held a drill."
    return Event(
        evidence=Span.of(text, 0, 21), actor=("RUS",), partner=partner, kind=kind, status=status,
        what=Span.of(text, 13, 20), quantity=(), place=None, when=None, found_by="x:v1/y", confidence=0.5,
    )  # fmt: skip


def test_every_kind_is_decided_on() -> None:
    threats, events = categories()
    assert set(threats) == set(get_args(ResponseKind))
    assert set(get_args(EventKind)) - set(events) == {"budget", "doctrine", "other"}


def test_only_the_manuals_roots_modes_and_contexts_are_used() -> None:
    threats, events = categories()
    for category in (*threats.values(), *events.values()):
        assert category.mode in MANUAL[category.root] | {""}
        assert category.context in CONTEXTS
        assert {category.joint, category.planned} - {None} <= set(MANUAL)


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (event("exercise"), ("MOBILIZE", "troops", "military")),
        (event("exercise", partner=("CHN",)), ("COOPERATE", "", "military")),
        (event("talks", "planned", ("JPN",)), ("AGREE", "", "diplomatic")),
        (event("attack", "planned"), None),
        (event("attack", "denied"), None),
        (event("budget"), None),
    ],
)
def test_an_events_category(one: Event, found: tuple[str, str, str] | None) -> None:
    assert category_of(one) == found


def test_the_page_on_exports_says_what_the_table_says() -> None:
    page = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
    threats, events = categories()
    for kind, category in {**threats, **events}.items():
        roots = " / ".join(root for root in (category.root, category.joint) if root)
        cells = (f"`{kind}`", roots, category.mode or "–", category.context or "–", category.planned or "–")
        assert f"| {' | '.join(cells)} |" in page
    for column in COLUMNS:
        assert f"`{column}`" in page
