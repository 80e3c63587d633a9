"""The desk in this process, asked as a browser or a program asks it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from shutil import copyfile
from typing import Any

import httpx
import pytest

from demarche.articles import Article
from demarche.coding import code_article
from demarche.register import open_register
from demarche.register.store import SqlRegister
from demarche.web.app import create_app
from demarche.web.desk import Desk
from demarche.web.secrets import hashed_password

NOW = datetime(2024, 8, 1, 12, 0, tzinfo=UTC)
HOST = "desk.example"
PASSWORD = "correct horse battery"
STORIES = (
    (
        "Northern Courier", date(2024, 3, 1), "Moscow warns Tokyo over missiles",
        "Russia will deploy bombers if Japan deploys American missiles on its islands, Deputy Foreign "
        "Minister Andrei Rudenko said on Friday. He spoke at a news conference.",
    ),
    (
        "Straits Ledger", date(2024, 6, 10), "Tokyo puts missiles on islands",
        "MOSCOW, June 10. Japan deployed American missiles on its southern islands on Monday, the Japanese Defence "
        "Ministry said.\nRead more: Ten facts about islands",
    ),
    (
        "Meridian Post", date(2024, 7, 2), "Moscow repeats its warning",
        "Russia will certainly deploy bombers if Japan deploys more American missiles, Foreign Ministry "
        "spokeswoman Maria Zakharova told Reuters on Tuesday.",
    ),
    (
        "Harbour Wire", date(2024, 7, 5), "Iran and the strait",
        "Iran threatened to close the strait if the United States imposes new sanctions.",
    ),
)  # fmt: skip


def stories() -> Iterator[Article]:
    for outlet, day, title, text in STORIES:
        yield Article(
            title=title, text=text, outlet=outlet, date=day, url=f"https://{outlet[:4].lower()}.example/1"
        )


class Browser:
    """Sends requests to an application, and keeps its cookies."""

    def __init__(
        self, desk: Desk, *, origin: str | None = f"http://{HOST}", token: str | None = None
    ) -> None:
        self.desk = desk
        self.app = create_app(desk)
        headers = {"origin": origin} if origin else {}
        if token:
            headers["authorization"] = f"Bearer {token}"
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.app, raise_app_exceptions=False),
            base_url=f"http://{HOST}",
            headers=headers,
        )

    def __call__(self, method: str, path: str, *, follow: bool = False, **options: Any) -> httpx.Response:
        return asyncio.run(self.client.request(method, path, follow_redirects=follow, **options))

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self("POST", path, **options)

    def page(self, path: str, *, status: int = 200) -> str:
        answer = self.get(path, follow=True)
        assert answer.status_code == status, answer.text[:500]
        return answer.text


def words_of(page: str) -> str:
    """Return a page's words as a reader sees them."""
    body = re.sub(r"<(script|style).*?</\1>", "", page, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a register's file with the stories, made once; tests work on copies."""
    place = tmp_path_factory.mktemp("filled") / "register.db"
    with open_register(place, now=lambda: NOW) as opened:
        opened.add((code_article(article) for article in stories()), source="test")
    return place


@pytest.fixture
def register(tmp_path: Path, filled: Path) -> Iterator[SqlRegister]:
    with open_register(copyfile(filled, tmp_path / "register.db"), now=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def desk(register: SqlRegister) -> Desk:
    return Desk(register=register, now=lambda: NOW, author="Ada", hosts=(HOST,))


@pytest.fixture
def browser(desk: Desk) -> Browser:
    return Browser(desk)


@pytest.fixture
def team(desk: Desk) -> Callable[..., Browser]:
    """Give a function that returns a browser of a new user with a role, logged in; without one, of nobody."""
    shared = replace(desk, login=True)

    def member(role: str | None = None, *, name: str = "") -> Browser:
        one = Browser(shared)
        if role is not None:
            who = name or f"{role}-1"
            shared.register.add_user(who, role, hashed_password(PASSWORD))
            assert one.post("/login", data={"name": who, "password": PASSWORD}).status_code == 303
        return one

    return member
