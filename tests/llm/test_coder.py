"""The coder behind the contract: cached, within its budget, its settings checked."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from demarche.coding import Coders, SpendingCoder, code_article
from demarche.errors import BudgetError, UsageError
from demarche.events.rules import RulesEventCoder
from demarche.llm import Refusal, Reply
from demarche.llm.cache import Cache
from demarche.llm.coder import checked_key
from demarche.llm.spending import Budget, Meter, Use
from demarche.records import record_of

from ..test_schema import SCHEMA, faults
from .conftest import KEY, Make
from .made import answer, document
from .server import Server, finds

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

GOOD = finds(answer())


def test_a_coded_article_fits_the_schema(server: Server, make: Make) -> None:
    server.play(GOOD)
    coder = make()
    assert isinstance(coder, SpendingCoder)
    assert not isinstance(RulesEventCoder(), SpendingCoder)
    coders = Coders(threats=coder, events=RulesEventCoder())
    line = json.loads(json.dumps(record_of(code_article(document().article, coders=coders))))
    assert list(faults(line, SCHEMA)) == []
    assert line["threats"][0]["found_by"] == "llm:v1/small:1b"
    assert (coders.name, coders.concurrency) == ("llm:v1/small:1b+rules:v1", 4)


def test_an_answer_is_paid_for_once(server: Server, make: Make) -> None:
    server.play(GOOD)
    first = make()(document())
    again = make()
    assert again(document()) == first
    assert (len(server.bodies), again.account().requests, again.account().cache_hits) == (1, 0, 1)
    make(llm_model="other")(document())
    make()(document("Another text."))
    assert len(server.bodies) == 3


def test_an_empty_article_is_not_asked_about(server: Server, make: Make) -> None:
    server.play(GOOD)
    assert make()(document("", title="")) == ()
    assert server.bodies == []


def test_a_damaged_answer_is_asked_for_again(server: Server, make: Make, tmp_path: Path) -> None:
    server.play(GOOD)
    first = make()(document())
    (kept,) = (tmp_path / "cache").rglob("*.json")
    assert KEY not in kept.read_text(encoding="utf-8")
    for content in ("{", "[]", '{"text": "x"}', ""):
        kept.write_text(content, encoding="utf-8")
        assert make()(document()) == first
    assert [path.suffix for path in (tmp_path / "cache").rglob("*") if path.is_file()] == [".json"]


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="llm_cache"):
        Cache(tmp_path / "file").put("ab12", Reply(text="x", tokens_in=1, tokens_out=1))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"llm_model": ""}, "llm_model is not set"),
        ({"llm_url": "ftp://model.example/v1"}, "llm_url"),
        ({"llm_url": "https://ada:secret@model.example/v1"}, "llm_url"),
        ({"llm_url": "https://model.example/v1?key=secret"}, "llm_url"),
        ({"llm_url": "https://[model"}, "llm_url"),
        ({"llm_max_cost": 1.0}, "llm_price_in"),
    ],
)
def test_a_wrong_setting_is_named_and_no_secret_shown(
    make: Make, settings: dict[str, Any], words: str
) -> None:
    with pytest.raises(UsageError, match=words) as caught:
        make(**settings)
    assert "secret" not in str(caught.value)


def test_a_key_that_no_header_can_carry_is_refused_unseen() -> None:
    with pytest.raises(UsageError, match="copy the key again") as caught:
        checked_key("sk-één\nsecret")
    assert "secret" not in str(caught.value)
    assert checked_key("  ") is None


def test_many_refusals_are_counted_and_the_first_are_listed() -> None:
    meter = Meter(Budget())
    assert list(meter.account().lines()) == []
    meter.refuse(Refusal(article=str(n), field="via", words="x", why="not in the text") for n in range(30))
    lines = list(meter.account().lines())
    assert "refused 30: via, not in the text" in lines
    assert lines[-1].startswith("… and 10 more")
    assert len(meter.account().as_json()["refusals"]) == 30


def test_requests_in_flight_do_not_overdraw_together() -> None:
    meter, most = Meter(Budget(tokens=100)), Use(requests=1, tokens_in=30, tokens_out=30)

    def one(_: int) -> bool:
        try:
            meter.reserve(most, again=False)
        except BudgetError:
            return False
        time.sleep(0.01)
        meter.settle(most, Reply(text="", tokens_in=10, tokens_out=10))
        return True

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(one, range(8)))
    assert sum(done) == 3  # after three times 20, a fourth could take 60 more
    assert meter.account().tokens_in + meter.account().tokens_out == 60
