"""The API on bodies that are no bodies, and the extras of ``fuzz/`` where what they need is installed."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from demarche.register.store import SqlRegister
from tests.web.conftest import Browser, browser, desk, filled, register

__all__ = ["browser", "desk", "filled", "register"]

ROOT = Path(__file__).resolve().parents[2]
BODIES = (
    b"", b"\xff", b"[" * 100_000, b'{"side":' * 50_000, b'{"field": ' + b"9" * 5000 + b"}", b'{"field": "via", "value": NaN}',
    b'{"field": "\\ud800", "value": "\\udfff"}', b"null", b'"x"', b'{"field": ["a"], "value": {}}',
)  # fmt: skip


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_a_body_that_is_none_is_refused(browser: Browser, register: SqlRegister, body: bytes) -> None:
    threat = next(register.threats())
    for verb in ("correct", "judge", "review"):
        for path in (f"/api/threats/{threat.id}/{verb}", f"/api/statements/{threat.id}/{verb}"):
            answer = browser.post(path, content=body, headers={"content-type": "application/json"})
            assert 400 <= answer.status_code < 500, (path, answer.text)
            assert answer.json()["error"]["code"]
    assert not register.revisions()


@pytest.mark.parametrize("number", [2**63, 10**40, -(10**40)])
def test_a_number_that_no_table_holds_is_refused(browser: Browser, number: int) -> None:
    for path in (
        f"/api/revisions/{number}/undo",
        f"/api/judgements/{number}/undo",
        f"/revisions/{number}/undo",
    ):
        answer = browser.post(path, headers={"content-type": "application/json"})
        assert 400 <= answer.status_code < 500, (path, answer.text)
    for path in ("/api/threats", "/api/threads"):
        assert browser.get(f"{path}?limit={number}").status_code < 500


@pytest.mark.parametrize("name", ["threats.csv", "threads.jsonl", "ledger.csv"])
def test_a_filter_that_is_refused_is_told_before_an_export_begins(browser: Browser, name: str) -> None:
    answer = browser.get(f"/api/export/{name}", params={"speaker": "\U00018cd6"})
    assert answer.status_code == 400
    assert "no word" in answer.json()["error"]["message"]


@pytest.mark.fuzz
@pytest.mark.parametrize(
    ("needed", "command"),
    [
        ("schemathesis", ("fuzz/api.py", "--examples", "3")),
        ("atheris", ("fuzz/run.py", "--seconds", "3", "coded", "code-rules")),
    ],
)
def test_the_extras_find_nothing(needed: str, command: tuple[str, ...]) -> None:
    if importlib.util.find_spec(needed) is None:
        pytest.skip(f"needs {needed}: pip install {needed}")
    ran = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-3000:]
