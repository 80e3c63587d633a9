"""The pages keep their promises: examples run, links lead somewhere, the codebook names every label."""

from __future__ import annotations

import doctest
import importlib.util
import re
from pathlib import Path
from typing import get_args

import pytest

from demarche.coding import CODEBOOK
from demarche.events import EventKind, EventStatus
from demarche.export.tables import COLUMNS_OF
from demarche.threats import Aim, Commitment, ResponseKind, TriggerForm

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if link.startswith("https://"):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_the_readmes_example_runs() -> None:
    outcome = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert outcome.attempted >= 6
    assert outcome.failed == 0


def test_the_codebook_names_every_label_and_its_version() -> None:
    text = (ROOT / "docs" / "codebook.md").read_text(encoding="utf-8")
    assert f"Version {CODEBOOK}." in text
    for labels in (TriggerForm, ResponseKind, Commitment, EventKind, EventStatus):
        for label in get_args(labels):
            assert f"`{label}`" in text, label
    for aim in get_args(Aim):
        assert f"*{aim}*" in text, aim


def test_the_index_lists_every_page() -> None:
    text = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    linked = {(ROOT / "docs" / link.partition("#")[0]).resolve() for link in LINK.findall(text)}
    assert set(ROOT.glob("docs/**/*.md")) - {ROOT / "docs" / "index.md"} <= linked


def test_the_examples_are_what_the_program_prints() -> None:
    spec = importlib.util.spec_from_file_location("examples", ROOT / "docs" / "examples.py")
    assert spec
    assert spec.loader
    examples = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(examples)
    page = (ROOT / "docs" / "threads.md").read_text(encoding="utf-8")
    assert "deeds" in page
    assert examples.filled(page) == page, "run python docs/examples.py and read what changed"


def test_the_exports_page_holds_the_data_dictionary() -> None:
    text = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    for name, columns in COLUMNS_OF.items():
        assert f"### {name}\n" in text
        for column in columns:
            assert f"| `{column.name}` | {column.type} |" in text
            assert column.meaning in text, column
