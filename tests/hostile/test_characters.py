"""Characters as nobody should write them: spans point at the right ones, and no name is read that is not there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from demarche.articles import Article
from demarche.coding import CodedArticle, code_article
from demarche.language.document import Document
from demarche.register import open_register
from tests.cli.conftest import Run, demarche
from tests.watch.made import Clock

from .made import ODD, texts

__all__ = ["demarche"]
PLAIN = "Russia will respond if Japan deploys US missiles, Deputy Foreign Minister Ivan Demidov said on Wednesday."


def coded(text: str, title: str = "News") -> CodedArticle:
    return code_article(Article(title=title, text=text, date=date(2024, 7, 25), outlet="Harbour Wire"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts(), texts())
def test_every_span_points_at_its_words(title: str, text: str) -> None:
    article = Article(title=title, text=text, date=date(2024, 7, 25))
    document, found = Document(article), code_article(article)
    assert len(document.text) == len(article.full_text)
    for threat in found.threats:
        for span in (*threat.evidence, threat.response, threat.trigger, threat.speaker):
            assert span is None or span.text == document.text[span.start : span.end] != ""
    for event in found.events:
        assert event.what.points_into(document.text)


@pytest.mark.parametrize("odd", [odd for odd in ODD if odd.strip() and not odd.isalnum()], ids=ascii)
def test_odd_characters_before_a_sentence_move_its_spans_and_nothing_else(odd: str) -> None:
    (plain,) = coded(f"It rained all day.\n\n{PLAIN}").threats
    (moved,) = coded(f"It rained all day. {odd}\n\n{PLAIN}").threats
    assert (moved.sender, moved.target) == (plain.sender, plain.target)
    assert moved.response.text == plain.response.text
    assert moved.response.start == plain.response.start + len(odd) + 1


@pytest.mark.parametrize(
    "name",
    [
        "Ruѕѕia",
        "Сhina",
        "Irаn",
        "Uкraine",
        "Ｒｕｓｓｉａ",
        "𝐑𝐮𝐬𝐬𝐢𝐚",
        "Rus\u200bsia",
        "R\u0301ussia",
        "Russ\u00adia",
    ],
    ids=ascii,
)
def test_what_only_looks_like_a_state_is_none(name: str) -> None:
    document = Document(Article(title="", text=f"{name} will respond if Japan deploys missiles.", date=None))
    assert [mention.code for mention in document.mentions] == ["JPN"]
    assert all("RUS" not in threat.sender for threat in coded(document.text).threats)


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\u200b"], ids=ascii)
def test_marks_of_direction_around_a_name_hide_it_from_nobody(mark: str) -> None:
    (threat,) = coded(PLAIN.replace("Japan", f"{mark}Japan{mark}")).threats
    assert (threat.sender, threat.target) == (("RUS",), ("JPN",))


def test_what_was_coded_is_kept_and_found_again(tmp_path: Path) -> None:
    every = [coded(f"{PLAIN} {odd} End.", title=f"News {number} {odd}") for number, odd in enumerate(ODD)]
    with open_register(tmp_path / "register.db", now=Clock()) as register:
        assert register.add(every).new == len(ODD)
        assert register.add(every).known == len(ODD)
        texts_kept = {one.id: one.article.full_text for one in register.articles()}
        stored = list(register.threats())
        assert len(stored) >= len(ODD)
        for one in stored:
            response, whole = one.threat.response, texts_kept[one.source.article_id]
            assert whole[response.start : response.end] == response.text
        assert len(register.search("missiles", limit=100)) == len(ODD)


def test_no_terminal_is_moved_by_what_an_article_says(demarche: Run, tmp_path: Path) -> None:
    path = tmp_path / "evil.txt"
    path.write_text(f"\x1b[2J\u202eNews\n\n{PLAIN} \x1b]0;owned\x07 \u202e\n", encoding="utf-8")
    assert demarche("add", path).code == 0
    for words in (["list"], ["threads"], ["search", "missiles"], ["ledger"]):
        ran = demarche(*words)
        assert ran.code == 0
        assert "\x1b" not in ran.out + ran.err
        assert "\x07" not in ran.out + ran.err
        assert "\u202e" not in ran.out + ran.err, words
