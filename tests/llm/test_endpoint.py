"""Every fault of a server: what is asked again, what costs an article, what stops the run."""

from __future__ import annotations

import json
import time

import pytest

from demarche.errors import BudgetError, CodingError, DemarcheError, FetchError, UsageError
from demarche.llm.endpoint import ATTEMPTS, FAILURES_IN_A_ROW
from demarche.threats import code_threats

from .conftest import KEY, Make
from .made import answer, document
from .server import Server, Turn, completion, cuts, drips, fails, finds, gives, hangs, says

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

GOOD = finds(answer())


def test_what_is_sent(server: Server, make: Make) -> None:
    server.play(GOOD)
    coder = make()
    (threat,) = code_threats(document(), by=coder)
    assert threat.found_by == coder.name == "llm:v1/small:1b"
    (body,) = server.bodies
    assert (body["model"], body["temperature"], body["max_tokens"], body["stream"]) == (
        "small:1b",
        0,
        4000,
        False,
    )
    assert body["response_format"]["json_schema"]["strict"] is True
    assert [turn["role"] for turn in body["messages"]][:2] == ["system", "user"]
    assert "[1] Chile will stop the ferries" in body["messages"][-1]["content"]
    assert (server.keys, server.paths) == ([f"Bearer {KEY}"], ["/v1/chat/completions"])
    assert KEY not in repr(coder)
    assert KEY not in json.dumps(body)


@pytest.mark.parametrize(
    "fault",
    [
        fails(429, Retry_After="0"),
        fails(500),
        fails(503),
        cuts,
        gives(b"<html>busy</html>"),
        gives(b'{"choices": [{'),
    ],
)
def test_what_may_pass_is_asked_again(server: Server, make: Make, fault: Turn) -> None:
    server.play(fault, fault, GOOD)
    coder = make()
    assert len(coder(document())) == 1
    account = coder.account()
    assert (account.requests, account.repeated, account.tokens_in) == (3, 2, 900)


def test_retry_after_is_honoured(server: Server, make: Make) -> None:
    server.play(fails(429, Retry_After="1"), GOOD)
    began = time.monotonic()
    assert make()(document())
    assert time.monotonic() - began >= 1


def test_who_asks_for_too_much_patience_stops_the_run(server: Server, make: Make) -> None:
    server.play(fails(429, "quota", Retry_After="4000"))
    with pytest.raises(FetchError, match="failed for now"):
        make()(document())
    assert len(server.bodies) == 1


@pytest.mark.parametrize("fault", [hangs, drips])
def test_a_server_that_hangs_or_drips_costs_the_article(server: Server, make: Make, fault: Turn) -> None:
    server.play(fault)
    with pytest.raises(CodingError, match=f"{ATTEMPTS} times"):
        make(llm_timeout=0.1)(document())


def test_many_failures_in_a_row_stop_the_run_and_a_success_forgets_them(server: Server, make: Make) -> None:
    coder = make()
    found: list[str] = []
    bad = [fails(500)] * ATTEMPTS
    server.play(*bad, GOOD, fails(500))
    for n in range(FAILURES_IN_A_ROW + 2):
        try:
            coder(document(f"Chile will stop the ferries {n}."))
            found.append("good")
        except DemarcheError as error:
            found.append(error.then)
    assert found == ["skip", "good", *["skip"] * (FAILURES_IN_A_ROW - 1), "retry"]


@pytest.mark.parametrize(
    ("turn", "words"),
    [
        (says("I am sorry, I cannot help with threats."), "is not JSON ('I am sorry"),
        (says('{"threats": 7}'), 'no list "threats"'),
        (says('"threats"'), 'no list "threats"'),
        (says(""), "an empty answer"),
        (says(None, refusal="I will not."), "the model refused ('I will not.')"),
        (says('{"threats": [', finish="length"), "raise llm_answer_tokens"),
        (says("{}", finish="content_filter"), "filter"),
        (gives(b'{"object": "list"}'), "no message"),
        (gives(b'{"choices": []}'), "no message"),
        (gives(b"[1]"), "no message"),
        (fails(400, "This model's maximum context length is 4096 tokens"), "too long"),
        (fails(400, "x" * 200 + "context length"), "too long"),
        (fails(413), "too long"),
        (fails(451), "refused this article"),
    ],
)
def test_a_bad_answer_costs_its_article_and_is_asked_once(
    server: Server, make: Make, turn: Turn, words: str
) -> None:
    server.play(turn, GOOD)
    coder = make()
    with pytest.raises(CodingError) as caught:
        coder(document())
    assert words in str(caught.value)
    assert len(server.bodies) == 1
    assert coder(document())  # nothing bad was kept


def test_a_large_answer_is_not_read_to_its_end(server: Server, make: Make) -> None:
    server.play(gives(b" " * 5_000_000))
    with pytest.raises(CodingError, match="larger than"):
        make()(document())


@pytest.mark.parametrize(
    ("turn", "words"),
    [
        (fails(401, f"Incorrect API key provided: {KEY}"), "DEMARCHE_LLM_API_KEY"),
        (fails(403, f"{KEY} may not"), "DEMARCHE_LLM_API_KEY"),
        (fails(404, f"no model small:1b for {KEY}"), "llm_model"),
        (fails(402), "payment"),
        (fails(307, Location="http://127.0.0.1:9/"), "leads elsewhere"),
    ],
)
def test_what_no_article_can_pass_stops_the_run(server: Server, make: Make, turn: Turn, words: str) -> None:
    server.play(turn)
    with pytest.raises(UsageError) as caught:
        make()(document())
    assert words in str(caught.value)
    assert KEY not in str(caught.value)
    assert len(server.bodies) == 1


def test_an_error_that_is_no_json_is_shown(server: Server, make: Make) -> None:
    server.play(lambda handler: handler.give(451, b"<h1>Not here</h1>"))
    with pytest.raises(CodingError, match="<h1>Not here</h1>"):
        make()(document())


def test_no_message_repeats_the_key(server: Server, make: Make) -> None:
    for status in (400, 429, 451, 500):
        server.play(fails(status, f"bad {KEY}"))
        with pytest.raises(CodingError) as caught:
            make()(document())
        assert KEY not in str(caught.value)


def test_a_forbidden_article_after_a_good_one_is_skipped(server: Server, make: Make) -> None:
    server.play(GOOD, fails(403, "flagged"))
    coder = make()
    assert coder(document())
    with pytest.raises(CodingError, match="flagged"):
        coder(document("Chile will answer."))


def test_an_address_that_is_none_stops_the_run(make: Make) -> None:
    with pytest.raises(UsageError, match="no web address"):
        make(llm_url="http://a b\x00c/v1")(document())


def test_half_a_character_in_an_answer_is_read_and_kept(server: Server, make: Make) -> None:
    server.play(says('{"threats": [], "note": "\ud800"}'))
    assert make()(document()) == make()(document()) == ()
    assert len(server.bodies) == 1


def test_no_server_stops_the_run(server: Server, make: Make) -> None:
    coder = make(llm_url="http://127.0.0.1:9/v1")
    with pytest.raises(FetchError, match="cannot be reached"):
        coder(document())


def test_a_server_without_schemas_is_asked_for_json_then_for_words(server: Server, make: Make) -> None:
    server.play(
        fails(400, "response_format.json_schema is not supported"),
        fails(422, "response_format is not supported"),
        says("Here:\n```json\n" + json.dumps({"threats": [answer()]}) + "\n```"),
    )
    coder = make()
    assert len(coder(document())) == 1
    server.play(GOOD)
    assert coder(document("Chile will stop the ferries."))
    formats = [(body.get("response_format") or {"type": None})["type"] for body in server.bodies]
    assert formats == ["json_schema", "json_object", None, None]


def test_parameters_that_a_model_does_not_take_are_left_out(server: Server, make: Make) -> None:
    server.play(
        fails(400, "Unsupported parameter: 'max_tokens'; use 'max_completion_tokens'"),
        fails(400, "temperature does not support 0 with this model"),
        GOOD,
    )
    assert make()(document())
    last = server.bodies[-1]
    assert last["max_completion_tokens"] == 4000
    assert not {"max_tokens", "temperature"} & set(last)
    assert last["response_format"]["type"] == "json_schema"


def test_a_model_without_a_system_role_gets_the_instruction_first(server: Server, make: Make) -> None:
    server.play(fails(400, "System role not supported"), GOOD)
    assert make()(document())
    before, after = (body["messages"] for body in server.bodies)
    assert after[0]["role"] == "user"
    assert after[0]["content"].startswith(before[0]["content"])
    assert after[1:] == before[2:]


def test_a_server_that_goes_away_is_waited_for(server: Server, make: Make) -> None:
    server.play(GOOD)
    coder = make()
    coder(document())
    coder.endpoint.url = "http://127.0.0.1:9/v1"
    with pytest.raises(CodingError, match="cannot be reached"):
        coder(document("Another text."))
    assert coder.account().repeated == ATTEMPTS - 1


def test_one_article_refused_in_every_form_leaves_the_next_its_schema(server: Server, make: Make) -> None:
    server.play(*[fails(400, "bad")] * 3, GOOD)
    coder = make()
    with pytest.raises(CodingError, match="refused the request"):
        coder(document())
    assert coder(document())
    assert server.bodies[-1]["response_format"]["type"] == "json_schema"


def test_tokens_are_counted_by_the_server_or_guessed(server: Server, make: Make) -> None:
    server.play(GOOD, gives(json.dumps(completion('{"threats": []}', usage=None)).encode()))
    coder = make(llm_price_in=1.0, llm_price_out=10.0)
    coder(document())
    account = coder.account()
    assert (account.tokens_in, account.tokens_out, account.estimated) == (900, 100, False)
    assert account.cost == pytest.approx(0.0019)
    coder(document("Nobody was hurt."))
    assert coder.account().tokens_in > 1500
    assert coder.account().estimated


@pytest.mark.parametrize(
    ("budget", "limit"),
    [
        ({"llm_max_requests": 1}, "llm_max_requests"),
        ({"llm_max_tokens": 8000, "llm_answer_tokens": 3000}, "llm_max_tokens"),
        ({"llm_max_cost": 0.031, "llm_price_out": 5.0, "llm_answer_tokens": 6150}, "llm_max_cost"),
    ],
)
def test_the_budget_ends_the_asking_and_what_is_known_still_comes(
    server: Server, make: Make, budget: dict[str, float], limit: str
) -> None:
    server.play(says('{"threats": []}', usage={"prompt_tokens": 1000, "completion_tokens": 100}))
    if limit == "llm_max_tokens":
        server.play(says('{"threats": []}', usage={"prompt_tokens": 1000, "completion_tokens": 2000}))
    coder = make(**budget)
    coder(document("One."))
    with pytest.raises(BudgetError, match=limit):
        coder(document("Two."))
    assert coder(document("One.")) == ()
    assert (len(server.bodies), coder.account().cache_hits) == (1, 1)


def test_repeated_requests_count_against_the_budget(server: Server, make: Make) -> None:
    server.play(fails(500))
    with pytest.raises(BudgetError):
        make(llm_max_requests=2)(document())
    assert len(server.bodies) == 2
