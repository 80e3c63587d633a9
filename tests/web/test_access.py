"""Who may do what: roles, sessions, tokens; every write names its author."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from demarche.register.store import SqlRegister
from demarche.web.attempts import MOST
from demarche.web.desk import Desk

from .conftest import NOW, PASSWORD, Browser, words_of

Team = Callable[..., Browser]


def test_a_stranger_is_asked_to_log_in_and_led_on(team: Team) -> None:
    nobody = team()
    answer = nobody.get("/threads?sender=RUS")
    assert answer.headers["location"] == "/login?next=/threads%3Fsender%3DRUS"
    told = nobody.get("/api/threads")
    assert (told.status_code, told.headers["www-authenticate"]) == (401, "Bearer")
    assert told.json()["error"]["code"] == "login"
    assert nobody.post("/threats/ff/reject").status_code == 401


@pytest.mark.parametrize(
    ("role", "read", "write", "manage"),
    [("reader", 200, 403, 403), ("reviewer", 200, 200, 403), ("admin", 200, 200, 200)],
)
def test_roles(team: Team, register: SqlRegister, role: str, read: int, write: int, manage: int) -> None:
    browser, threat = team(role), next(register.threats())
    assert browser.get("/threads").status_code == read
    assert browser.post(f"/api/threats/{threat.id}/reject").status_code == write
    assert browser.get("/review").status_code == (403 if role == "reader" else 200)
    assert browser.get("/api/users").status_code == manage
    page = browser.page(f"/threats/{threat.id}")
    assert ("/correct" in page) == (role != "reader")


def test_a_write_names_the_person_who_logged_in(team: Team, register: SqlRegister) -> None:
    threat = next(register.threats())
    team("reviewer", name="Bo").post(f"/threats/{threat.id}/reject")
    assert register.revisions()[-1].author == "Bo"


def test_the_session_is_out_of_scripts_reach_and_ends(team: Team, desk: Desk) -> None:
    browser = team("reader")
    answer = browser.post("/login", data={"name": "reader-1", "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    secret = browser.client.cookies["demarche-session"]
    browser.post("/logout")
    browser.client.cookies.set("demarche-session", secret)
    assert browser.get("/threads").status_code == 303
    later = Browser(replace(browser.desk, now=lambda: NOW - timedelta(days=8)))
    later.post("/login", data={"name": "reader-1", "password": PASSWORD})
    assert later.get("/threads").status_code == 303  # it was over before it began


def test_over_tls_the_cookie_is_bound_to_the_host(team: Team, desk: Desk) -> None:
    team("reader")
    browser = Browser(replace(desk, login=True, secure=True))
    answer = browser.post("/login", data={"name": "reader-1", "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-demarche-session=")
    assert "Secure" in cookie
    assert answer.headers["strict-transport-security"]


def test_a_token_is_shown_once_and_acts_as_its_user(team: Team, register: SqlRegister) -> None:
    browser = team("reviewer", name="Bo")
    page = browser.post("/account/tokens", data={"label": "nightly"}).text
    token = re.search(r'class="token">(demarche_[\w-]+)<', page)
    assert token
    assert token[1] not in browser.page("/account")
    with register.reading() as connection:
        kept = connection.exec_driver_sql("SELECT digest FROM tokens").scalar_one()
    assert token[1] not in kept
    program = Browser(browser.desk, origin=None, token=token[1])
    assert program.get("/api/me").json() == {"name": "Bo", "role": "reviewer", "by": "token"}
    threat = next(register.threats())
    assert program.post(f"/api/threats/{threat.id}/reject").status_code == 200
    assert register.revisions()[-1].author == "Bo"
    browser.post("/account/tokens/1/revoke")
    assert program.get("/api/me").status_code == 401


def test_tokens_by_the_api(team: Team) -> None:
    browser = team("reader")
    made = browser.post("/api/tokens", json={"label": "x"})
    assert made.headers["cache-control"] == "no-store"
    assert "token" not in browser.get("/api/tokens").json()["items"][0]
    assert browser.post("/api/tokens/1/revoke").json()["revoked_at"]
    assert browser.post("/api/tokens/7/revoke").status_code == 400


def test_nobody_guesses_tokens_or_passwords_for_long(team: Team) -> None:
    team("reader")
    guesser = Browser(team().desk, origin=None)
    codes = [
        guesser.get("/api/me", headers={"authorization": f"Bearer demarche_{n}"}).status_code
        for n in range(MOST + 2)
    ]
    assert codes == [401] * MOST + [429] * 2


def test_nobody_guesses_passwords_for_long(team: Team) -> None:
    team("reader", name="Bo")
    guesser = team()
    form = {"name": "Bo", "password": "wrong wrong wrong"}
    codes = [guesser.post("/login", data=form).status_code for _ in range(MOST + 1)]
    assert codes == [401] * MOST + [429]
    right = guesser.post("/login", data={"name": "Bo", "password": PASSWORD})
    assert right.status_code == 429
    assert "wait 5 minutes" in words_of(right.text)


def test_unknown_names_and_wrong_passwords_are_told_alike(team: Team) -> None:
    team("reader", name="Bo")
    nobody = team()
    told = [
        words_of(nobody.post("/login", data={"name": name, "password": "wrong wrong wrong"}).text)
        for name in ("Bo", "Nobody")
    ]
    assert told[0] == told[1]


def test_a_new_password_ends_every_session(team: Team) -> None:
    browser = team("reader", name="Bo")
    form = {"old": PASSWORD, "new": "another long password"}
    assert browser.post("/account/password", data=form | {"old": "no"}).status_code == 403
    assert browser.post("/account/password", data=form | {"new": "short"}).status_code == 400
    assert browser.get("/threads").status_code == 200
    assert browser.post("/account/password", data=form).status_code == 303
    assert browser.get("/threads").status_code == 303
    assert browser.post("/login", data={"name": "Bo", "password": form["new"]}).status_code == 303


def test_admins_manage_users_and_one_always_remains(team: Team, register: SqlRegister) -> None:
    admin = team("admin", name="Root")
    admin.post("/users", data={"name": "Bo", "role": "reader", "password": "a long password"})
    admin.post("/users/Bo/change", data={"role": "reviewer"})
    assert register.user("Bo").role == "reviewer"
    assert admin.post("/users/Root/change", data={"state": "close"}).status_code == 400
    assert admin.post("/users/Root/change", data={"role": "reader"}).status_code == 400
    assert admin("PATCH", "/api/users/Bo", json={"disabled": True}).json()["disabled_at"]
    answer = team().post("/login", data={"name": "Bo", "password": "a long password"})
    assert answer.status_code == 401
    assert (
        admin.post("/api/users", json={"name": "Bo", "role": "reader", "password": PASSWORD}).status_code
        == 400
    )
    assert "Bo" in admin.page("/account")


def test_no_password_or_token_is_kept_as_it_is(team: Team, register: SqlRegister) -> None:
    browser = team("reader")
    secret = browser.client.cookies["demarche-session"]
    with register.reading() as connection:
        password = connection.exec_driver_sql("SELECT password FROM users").scalar_one()
        session = connection.exec_driver_sql("SELECT digest FROM sessions").scalar_one()
    assert password.startswith("$argon2id$")
    assert secret not in session
