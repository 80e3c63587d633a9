"""The coder from the command line: in order, at once, within its budget, and without its key in any output."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Generator
from pathlib import Path
from threading import Barrier, BrokenBarrierError

import pytest

from demarche.articles import Article
from demarche.cli.stream import coded_stream, unchanged
from demarche.coders import find_coders
from demarche.settings import LLM_API_KEY

from ..cli.conftest import ARTICLES, Run, articles, demarche
from .conftest import KEY
from .made import answer
from .server import Handler, Server, Turn, fails, finds, hangs, says

__all__ = ["articles", "demarche"]  # fixtures

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


@pytest.fixture
def asked(
    server: Server, demarche: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> pytest.MonkeyPatch:
    """Let the commands of this test ask the server."""
    monkeypatch.setenv("DEMARCHE_CODER", "llm:v1")
    monkeypatch.setenv("DEMARCHE_LLM_URL", server.url)
    monkeypatch.setenv("DEMARCHE_LLM_MODEL", "small:1b")
    monkeypatch.setenv("DEMARCHE_LLM_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv(LLM_API_KEY, KEY)
    monkeypatch.setattr("demarche.llm.coder.FIRST_WAIT", 0.001)
    find_coders.cache_clear()
    return monkeypatch


def by_article(**turns: Turn) -> Turn:
    """Answer by a word of the article asked about; all others hold no threat."""

    def turn(handler: Handler) -> None:
        question = handler.body["messages"][-1]["content"]
        for word, answered in turns.items():
            if word in question:
                return answered(handler)
        return says('{"threats": []}')(handler)

    return turn


IRAN = answer(
    sender=["IRN"], target=["GBR"], speaker="Ali Karimi", speaker_role="Foreign Minister",
    trigger="British warships come nearer", response="close the strait", said_on=None,
)  # fmt: skip


def slowly(turn: Turn) -> Turn:
    def slow(handler: Handler) -> None:
        time.sleep(0.2)
        turn(handler)

    return slow


def together(count: int, turn: Turn) -> Turn:
    """Answer once so many requests are open at the same time; fail those that wait in vain."""
    meeting = Barrier(count)

    def meet(handler: Handler) -> None:
        try:
            meeting.wait(20)
        except BrokenBarrierError:
            fails(500)(handler)
        else:
            turn(handler)

    return meet


@pytest.mark.usefixtures("asked")
def test_lines_stay_in_order_and_a_bad_answer_costs_one(
    server: Server, demarche: Run, articles: Path
) -> None:
    server.play(by_article(Iran=slowly(finds({**IRAN, "channel": "by telegram"})), Beijing=says("Sorry.")))
    ran = demarche("code", articles)
    assert ran.code == 0
    assert [row["id"] for row in ran.rows] == [row["id"] for row in ARTICLES]
    assert [len(row.get("threats", "?")) for row in ran.rows] == [1, 1, 0]
    assert ran.rows[1]["error"]["code"] == "coding"
    assert "skipped article tariffs-1: the model's answer is not JSON" in ran.err
    assert "3 requests, 0 answers from the cache, 2700 tokens in, 300 out" in ran.err
    assert "refused 1: channel, not in the text" in ran.err
    assert "refused in article strait-1: channel 'by telegram': not in the text" in ran.err
    assert "2 articles coded, 1 skipped" in ran.err
    assert KEY not in ran.out + ran.err


def test_many_are_asked_about_at_once(
    server: Server, demarche: Run, asked: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server.play(together(10, says('{"threats": []}')))
    asked.setenv("DEMARCHE_LLM_CONCURRENCY", "10")
    rows = [{"id": f"n{n}", "text": f"Nothing happened on day {n}."} for n in range(10)]
    lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
    ran = demarche("code", "-", "--jobs", "3", stdin=lines)
    assert [row["id"] for row in ran.rows] == [row["id"] for row in rows]
    assert [row.get("threats") for row in ran.rows] == [[]] * 10


def test_a_run_that_is_stopped_waits_for_no_server(server: Server, asked: pytest.MonkeyPatch) -> None:
    server.play(says('{"threats": []}'), hangs)
    asked.setenv("DEMARCHE_LLM_CONCURRENCY", "2")
    items = (Article(title="", text=f"Nothing happened on day {n}.") for n in range(9))
    stream = coded_stream(items, names=("llm:v1", "rules:v1"), jobs=1, work=unchanged)
    assert isinstance(stream, Generator)
    next(stream)
    began = time.monotonic()
    stream.close()
    assert time.monotonic() - began < 8  # the server that hangs would let go after 10 seconds


def test_a_spent_budget_keeps_what_is_done_and_the_next_run_goes_on(
    server: Server, demarche: Run, asked: pytest.MonkeyPatch, articles: Path
) -> None:
    server.play(by_article(Iran=finds(IRAN)))
    asked.setenv("DEMARCHE_LLM_MAX_REQUESTS", "2")
    asked.setenv("DEMARCHE_LLM_CONCURRENCY", "1")
    body = json.loads(demarche("add", articles, "--json").out)
    assert (body["new"], body["threats"], body["skipped"]) == (2, 1, {"budget": 1})
    account = body["accounts"]["llm:v1/small:1b"]
    assert (account["requests"], account["cache_hits"], account["cost"]) == (2, 0, 0.0)
    find_coders.cache_clear()
    body = json.loads(demarche("add", articles, "--json").out)
    assert (body["new"], body["known"], body["skipped"]) == (1, 2, {})
    assert body["accounts"]["llm:v1/small:1b"]["cache_hits"] == 2
    assert KEY not in json.dumps(body)


@pytest.mark.usefixtures("asked")
def test_a_wrong_key_stops_the_run_with_one_line(server: Server, demarche: Run, articles: Path) -> None:
    server.play(fails(401, f"bad key {KEY}"))
    ran = demarche("code", articles, "--json")
    assert (ran.code, ran.out) == (2, "")
    assert json.loads(ran.err)["error"]["code"] == "usage"
    assert KEY not in ran.err


@pytest.mark.parametrize("command", ["code", "add"])
@pytest.mark.usefixtures("asked")
def test_a_run_that_breaks_off_still_says_what_it_spent(
    server: Server, demarche: Run, articles: Path, command: str
) -> None:
    server.play(by_article(Iran=finds(IRAN), Beijing=slowly(fails(401))))
    ran = demarche(command, articles)
    assert ran.code == 2
    assert re.search("llm:v1/small:1b: [23] requests", ran.err)
    assert "refused the key" in ran.err
    find_coders.cache_clear()
    assert demarche(command, articles, "--coder", "none:v1").code == 2


def test_no_server_is_exit_code_four(demarche: Run, asked: pytest.MonkeyPatch, articles: Path) -> None:
    asked.setenv("DEMARCHE_LLM_URL", "http://127.0.0.1:9/v1")
    ran = demarche("code", articles)
    assert ran.code == 4
    assert "cannot be reached" in ran.err


@pytest.mark.usefixtures("asked")
def test_evaluate_runs_it_beside_the_rules(
    server: Server, demarche: Run, articles: Path, tmp_path: Path
) -> None:
    server.play(by_article(Iran=finds(IRAN)))
    gold = articles.with_name("gold.jsonl")
    gold.write_text(articles.read_text(encoding="utf-8"), encoding="utf-8")
    ran = demarche("evaluate", gold, "--coder", "rules:v1", "--coder", "llm:v1", "--json")
    assert set(json.loads(ran.out)["coders"]) == {"rules:v1", "llm:v1"}
    assert "3 requests" in ran.err
    server.play(says("Sorry."))
    find_coders.cache_clear()
    shutil.rmtree(tmp_path / "cache")
    ran = demarche("evaluate", gold, "--coder", "llm:v1", "--json")
    assert json.loads(ran.out)["pred"] == 0
    assert "skipped article strait-1: the model's answer is not JSON" in ran.err
    assert "3 articles could not be coded and count as empty" in ran.err


def test_the_key_is_no_setting(demarche: Run, asked: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert KEY not in demarche("settings", "--json").out
    config = tmp_path / "config.toml"
    config.write_text(f'llm_api_key = "{KEY}"\n', encoding="utf-8")
    asked.setenv("DEMARCHE_CONFIG", str(config))
    ran = demarche("settings")
    assert ran.code == 2
    assert LLM_API_KEY in ran.err
    assert KEY not in ran.err
