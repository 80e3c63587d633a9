"""The API: the command line's JSON, pages, ETags, one error body, streams, a description that is true."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from demarche.export.joined import ledger_record, thread_record
from demarche.export.stored import threat_row
from demarche.register import Filter
from demarche.register.store import SqlRegister
from demarche.web.labels import groups
from demarche.web.paper import environment
from tests.cli.conftest import Run, demarche

from .conftest import Browser

__all__ = ["demarche"]


def test_threads_come_in_pages(browser: Browser, register: SqlRegister) -> None:
    first = browser.get("/api/threads?limit=1").json()
    second = browser.get("/api/threads", params={"limit": 1, "after": first["next"]}).json()
    assert [one["id"] for one in (*first["items"], *second["items"])] == [t.id for t in register.threads()]
    assert second["next"] is None


@pytest.mark.parametrize("day", ["", "2026-01-01"], ids=["today", "as of a day"])
@pytest.mark.parametrize("name", ["threats", "ledger", "events"])
def test_other_lists_come_in_pages_too(browser: Browser, name: str, day: str) -> None:
    then = {"as_of": day} if day else {}
    whole = browser.get(f"/api/{name}", params=then).json()["items"]
    found, after = [], ""
    while after is not None:
        part = browser.get(f"/api/{name}", params={"limit": 1, "after": after} | then).json()
        found += part["items"]
        after = part["next"]
    assert found == whole
    assert len(whole) > 1 or name == "events"


def test_the_json_is_the_command_lines(
    browser: Browser, register: SqlRegister, demarche: Run, tmp_path: Path
) -> None:
    threat = next(register.threats(Filter(sender=("RUS",))))
    register.correct(threat.id, "target", ("JPN", "USA"), author="Ada")
    place = str(tmp_path / "register.db")
    for words, path in (
        (("threads",), "/api/export/threads.jsonl"),
        (("list",), "/api/export/threats.jsonl"),
        (("ledger",), "/api/export/ledger.jsonl"),
        (("show", threat.id), f"/api/threats/{threat.id}"),
        (("thread", threat.id), f"/api/threads/{threat.id}"),
    ):
        printed = demarche(*words, "--register", place, "--json")
        assert printed.code == 0
        assert browser.get(path).text.rstrip("\n") == printed.out.rstrip("\n"), path


def test_what_has_not_changed_is_not_sent_again(browser: Browser, register: SqlRegister) -> None:
    threat = next(register.threats())
    path = f"/api/threats/{threat.id}"
    tag = browser.get(path).headers["etag"]
    again = browser.get(path, headers={"if-none-match": f'"other", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    register.reject(threat.id, author="Ada")
    assert browser.get(path, headers={"if-none-match": tag}).status_code == 200


def test_a_correction_names_its_author_and_the_state_it_is_for(
    browser: Browser, register: SqlRegister
) -> None:
    threat = next(register.threats())
    path = f"/api/threats/{threat.id}"
    tag = browser.get(path).headers["etag"]
    body = {"field": "target", "value": ["JPN", "usa"]}
    changed = browser("PATCH", path, json=body, headers={"if-match": tag}).json()
    assert changed["target"] == ["JPN", "USA"]
    assert changed["corrections"][0]["author"] == "Ada"
    late = browser("PATCH", path, json=body, headers={"if-match": tag})
    assert late.status_code == 412
    assert late.json()["error"]["code"] == "overtaken"
    undone = browser.post("/api/revisions/1/undo").json()
    assert undone["target"] == list(threat.threat.target)
    assert browser.get("/api/revisions").json()["items"][0]["undone_by"] == "Ada"


def test_judgements_are_kept_and_undone(browser: Browser, register: SqlRegister) -> None:
    thread = next(register.threads(Filter(sender=("RUS",))))
    body = {"threat": thread.id, "side": "response", "verdict": "partly", "note": "seen"}
    kept = browser.post("/api/judgements", json=body).json()
    assert (kept["response_state"], kept["judgements"][0]["note"]) == ("partly", "seen")
    assert browser.get("/api/judgements").json()["items"][0]["author"] == "Ada"
    assert browser.post("/api/judgements/1/undo").json()["response_state"] == "no"
    whole = browser.get(f"/api/threads/{thread.id}").json()
    ledger = [ledger_record(one) for one in register.ledger_of(thread)]
    assert whole == json.loads(json.dumps(thread_record(thread) | {"ledger": ledger}))


def test_reviews_by_a_program(browser: Browser) -> None:
    threat = browser.get("/api/review/next").json()["threat"]
    kept = browser.post("/api/reviews", json={"threat": threat["id"], "answer": "reject"}).json()
    assert (kept["answer"], kept["author"]) == ("reject", "Ada")
    assert browser.get("/api/review/progress").json()["precision"] == 0
    assert browser.post("/api/reviews/undo").json()["review"]["undone_at"]
    assert browser.post("/api/reviews/undo").json() == {"review": None}
    wrong = browser.post("/api/reviews", json={"threat": threat["id"], "answer": "maybe"})
    assert wrong.status_code == 400


@pytest.mark.parametrize("name", ["threats", "threads", "ledger"])
def test_streams_hold_everything(browser: Browser, register: SqlRegister, name: str) -> None:
    lines = browser.get(f"/api/export/{name}.jsonl").text.splitlines()
    rows = list(csv.DictReader(io.StringIO(browser.get(f"/api/export/{name}.csv").text)))
    assert len(rows) == len(lines) > 0
    assert rows[0].get("id", "") == json.loads(lines[0]).get("id", "")


def test_articles_events_matrix_status(browser: Browser, register: SqlRegister) -> None:
    threat = next(register.threats())
    article = browser.get(f"/api/articles/{threat.source.article_id}").json()
    assert article["threats"][0]["id"] == threat.id
    assert article["copies"] == []
    assert browser.get("/api/matrix?sender=RUS").json()["items"][0] == {
        "sender": "RUS", "target": "JPN", "statements": 2, "highest": "emphatic",
    }  # fmt: skip
    assert browser.get("/api/status").json()["articles"] == 4
    assert browser.get("/api/search?q=strait").json()["items"][0]["threats"][0]["sender"] == ["IRN"]
    assert threat_row(threat)["id"] == browser.get("/api/threats?limit=1").json()["items"][0]["id"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/api/threats/ffff", None, 404, "missing"),
        ("GET", "/api/nothing", None, 404, "missing"),
        ("GET", "/api/threats?since=soon", None, 400, "usage"),
        ("GET", "/api/threats?limit=many", None, 400, "usage"),
        ("GET", "/api/search?q=%3F", None, 400, "usage"),
        ("GET", "/api/search", None, 400, "usage"),
        ("DELETE", "/api/threats", None, 405, "usage"),
        ("POST", "/api/judgements", {"threat": "ff"}, 400, "usage"),
        (
            "POST",
            "/api/judgements",
            {"threat": "ff", "side": "trigger", "verdict": "no", "x": 1},
            400,
            "usage",
        ),
        ("POST", "/api/judgements", [1], 400, "usage"),
        ("GET", "/api/tokens", None, 403, "refused"),
        ("GET", "/api/export/people.csv", None, 400, "usage"),
    ],
)
def test_there_is_one_error_body(
    browser: Browser, method: str, path: str, body: object, status: int, code: str
) -> None:
    answer = browser(method, path, json=body)
    assert answer.status_code == status
    error = answer.json()
    assert set(error) == {"error"}
    assert set(error["error"]) == {"code", "message", "then"}
    assert error["error"]["code"] == code


def test_the_description_has_an_example_of_everything(browser: Browser) -> None:
    description = browser.get("/api/openapi.json").json()
    calls = [call for methods in description["paths"].values() for call in methods.values()]
    assert len(calls) > 25
    for call in calls:
        content = call["responses"]["200"]["content"]
        assert any("example" in kind for kind in content.values()), call["operationId"]
        assert call["description"].endswith("."), call["operationId"]
        assert "default" in call["responses"]


def test_every_label_of_the_codebook_is_explained() -> None:
    from typing import get_args

    from demarche.events import EventKind, EventStatus
    from demarche.threats import Commitment, ResponseKind, TriggerForm
    from demarche.web.fields import CONTROLS

    told = {group.name: {label for label, _ in group.labels} for group in groups()}
    for name, kind in (
        ("commitment", Commitment), ("response_kind", ResponseKind), ("trigger_form", TriggerForm),
        ("kind", EventKind), ("status", EventStatus),
    ):  # fmt: skip
        assert told[name] == set(get_args(kind))
    assert told["fields"] == set(CONTROLS)


def test_every_template_can_be_read() -> None:
    made = environment()
    for name in made.list_templates():
        made.get_template(name)
