"""Chromium, and a desk that it looks at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demarche.register.store import SqlRegister
from demarche.web.desk import Desk

from ..browsing import ARGUMENTS, chromium, served
from ..conftest import NOW
from ..watched import watching, with_alerts, with_feeds

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder: it needs a browser, and a socket to talk to it."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.enable_socket)


@pytest.fixture(scope="package")
def chrome() -> Iterator[Any]:
    """Give a browser; skip where there is none, or it does not start.

    Closed behind this folder's last test: while it is open an event loop runs, and other tests start their own.
    """
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs Playwright: pip install playwright")
    if chromium() is None:
        pytest.skip("needs Chromium: apt-get install chromium")
    with sync_api.sync_playwright() as tool:
        try:
            browser = tool.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        except sync_api.Error as error:
            pytest.skip(f"Chromium does not start here: {str(error).splitlines()[0]}")
        yield browser
        browser.close()


@pytest.fixture
def desk(register: SqlRegister) -> Desk:
    return watching(Desk(register=register, now=lambda: NOW, author="Ada"))


@pytest.fixture
def address(chrome: Any, desk: Desk, socket_enabled: None) -> Iterator[str]:
    with served(desk) as place:
        yield place


@pytest.fixture
def page(chrome: Any, address: str) -> Iterator[Any]:
    """Give a page of the desk; what a browser finds wrong with it fails the test."""
    context = chrome.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    one = context.new_page()
    faults: list[str] = []
    one.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    one.on("pageerror", lambda error: faults.append(str(error)))
    yield one
    context.close()
    # a refused answer is told on the page; anything else in the console is a fault, a broken policy too
    assert [
        fault for fault in faults if "status of 4" not in fault and "Response Status Error" not in fault
    ] == []


@pytest.fixture
def busy(register: SqlRegister) -> SqlRegister:
    """Give the register with watches, alerts and feeds in it."""
    with_alerts(register)
    with_feeds(register)
    return register
