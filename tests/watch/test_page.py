"""The page of the documentation names what there is."""

from __future__ import annotations

from pathlib import Path

from demarche.cli.alerts import Change
from demarche.watch.values import KINDS

PAGE = Path(__file__).parents[2] / "docs" / "watch.md"


def test_the_page_names_every_kind_of_alert() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"`{kind}`" in text for kind in KINDS)


def test_every_kind_can_be_asked_for() -> None:
    assert [change.value for change in Change] == list(KINDS)
