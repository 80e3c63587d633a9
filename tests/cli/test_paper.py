"""The printed page on terminals of several widths."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from demarche import code
from demarche.articles import Article
from demarche.cli import paper
from demarche.cli.paper import entry, heading_of, print_threats
from demarche.cli.show import marked_text
from demarche.lines import pieces_of
from demarche.register import Source, StoredThreat

from .conftest import Run

TEXT = "Iran will close the strait if British warships come nearer, Foreign Minister Ali Karimi said on Thursday."


@pytest.fixture
def stored() -> StoredThreat:
    """Give one stored threat."""
    coded = code(TEXT, date="2024-03-15", outlet="Harbour Wire")
    article: Article = coded.article
    source = Source(
        article_id=article.id,
        title="Iran warns",
        outlet=article.outlet,
        date=article.date,
        date_reason=None,
        url=None,
    )
    return StoredThreat(
        id="0123456789abcdef",
        threat=coded.threats[0],
        source=source,
        coder=coded.coder,
        codebook=coded.codebook,
    )


def printed(stored: StoredThreat, width: int) -> str:
    """Return the threat as it stands on a page of this width."""
    page = Console(file=io.StringIO(), width=width, highlight=False)
    for block in entry(stored):
        page.print(block)
    assert isinstance(page.file, io.StringIO)
    return page.file.getvalue()


@pytest.mark.parametrize("width", [40, 64, 100])
def test_a_page_holds_every_piece_at_every_width(stored: StoredThreat, width: int) -> None:
    page = printed(stored, width)
    assert all(len(line) <= width for line in page.splitlines())
    flat = " ".join(page.split())
    for piece in (
        "Iran → Britain",
        "◑ stated",
        "if “British warships come nearer”",
        "Harbour Wire",
        "01234567",
    ):
        assert piece in flat


def test_a_terminal_gets_a_page_under_days(
    stored: StoredThreat, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(paper, "on_terminal", lambda: True)
    assert print_threats([stored, stored], by="month") == 2
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "Mar 2024"
    assert sum("→" in line for line in lines) == 2


def test_headings() -> None:
    source = Source(article_id="a", title="", outlet=None, date=date(2024, 3, 5), date_reason=None, url=None)
    assert [heading_of(source, by) for by in ("day", "month", "year")] == ["5 Mar 2024", "Mar 2024", "2024"]


def test_control_characters_of_a_text_do_not_reach_the_terminal(demarche: Run, tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(f"Head\x1b[31mline\n\n{TEXT} \x1b]0;owned\x07", encoding="utf-8")
    assert demarche("add", path).code == 0
    identity = demarche("list", "--json").rows[0]["id"]
    shown = demarche("show", identity).out + demarche("search", "strait").out + demarche("list").out
    assert "strait" in shown
    assert "\x1b" not in shown
    assert "\x07" not in shown


def test_pieces_join_to_the_sentence(stored: StoredThreat) -> None:
    sentence = stored.threat.evidence[0]
    pieces = pieces_of(sentence, stored.threat)
    assert "".join(piece.text for piece in pieces) == sentence.text.replace("\n", " ")
    assert {piece.field for piece in pieces} >= {None, "trigger", "response", "speaker"}
    assert "[close the strait | response]" in marked_text(pieces).plain
