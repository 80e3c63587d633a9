"""The demonstration's articles: what a person is promised of them."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest

from demarche.articles import Article
from demarche.demo import demo_articles

OUTLETS = {"Harbour Wire", "Meridian Post", "Northern Courier", "Straits Ledger"}


def by_id() -> dict[str, Article]:
    return {str(article.given_id): article for article in demo_articles()}


def stories() -> set[str]:
    return {re.sub(r"-\d+$", "", given_id) for given_id in by_id()}


def test_there_are_at_least_eighteen_in_four_stories() -> None:
    assert len(demo_articles()) >= 18
    assert len(stories()) >= 4
    assert "demo-japan" in stories()


def test_every_story_runs_over_several_outlets_and_days() -> None:
    for story in stories():
        told = [article for article in demo_articles() if str(article.given_id).startswith(story)]
        assert len({article.outlet for article in told}) >= 3, story
        assert len({article.date for article in told}) >= 3, story


def test_the_stories_span_years() -> None:
    assert len({article.date.year for article in demo_articles() if article.date}) >= 6


def test_ids_are_their_own() -> None:
    assert len({article.id for article in demo_articles()}) == len(demo_articles())
    assert len(by_id()) == len(demo_articles())


@pytest.mark.parametrize("article", demo_articles(), ids=lambda article: str(article.given_id))
def test_an_article_is_whole(article: Article) -> None:
    assert article.outlet in OUTLETS
    assert article.date is not None
    assert article.title.strip() == article.title != ""
    assert 110 <= len(article.text.split()) <= 350
    assert (article.url or "").startswith("https://example.org/")
    assert str(article.date) in (article.url or "")


def test_every_line_says_that_it_was_written_for_the_demonstration() -> None:
    text = files("demarche.demo").joinpath("articles.jsonl").read_text(encoding="utf-8")
    assert all(json.loads(line)["note"] == "written for the demonstration" for line in text.splitlines())


def test_one_article_is_a_reprint_under_another_headline() -> None:
    first, reprint = by_id()["demo-japan-7"], by_id()["demo-japan-8"]
    assert first.text == reprint.text
    assert first.title != reprint.title
    assert first.outlet != reprint.outlet
    assert first.id != reprint.id


def test_one_name_is_spelt_in_two_ways() -> None:
    texts = " ".join(article.text for article in demo_articles())
    assert "Andrey Rudenko" in texts
    assert "Andrei Rudenko" in texts
