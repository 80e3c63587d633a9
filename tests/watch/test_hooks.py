"""Alerts sent to hooks on this machine: signed, once, tried again, guarded."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from demarche.errors import UsageError
from demarche.register import Filter
from demarche.register.store import SqlRegister
from demarche.watch.guard import Guard
from demarche.watch.hooks import Delivery
from demarche.watch.sending import Sender, checked_secret
from demarche.watch.signing import hook_key, is_signed, signature
from demarche.watch.store import WatchStore

from .made import Clock, coded
from .server import Site, hangs

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
SECRET = "0123456789abcdef0123456789abcdef"
SAID = "Russia will respond if Japan deploys US missiles on its territory, Deputy Foreign Minister Ivan Demidov said on Tuesday."
DRILLS = "China will retaliate if the United States holds military exercises near Taiwan, the Foreign Ministry said on Monday."


@pytest.fixture
def store(register: SqlRegister) -> WatchStore:
    made = WatchStore(register)
    made.add_watch("everything", Filter(), author="Ada")
    made.add_watch("China", Filter(sender=("CHN",)), author="Ada")
    return made


@pytest.fixture
def sender(store: WatchStore, site: Site, clock: Clock) -> Sender:
    return Sender(
        store=store,
        secret=SECRET,
        now=clock,
        guard=Guard(allow=frozenset({site.host})),
        timeout=0.3,
        first_wait=0.0,
        chance=lambda: 0.5,
    )


def happen(store: WatchStore, *texts: str) -> None:
    for text in texts:
        store.register.add(coded(text, date(2024, 7, 10)))
    store.look(deadline_days=3)


def states(store: WatchStore) -> list[dict[str, int]]:
    return [hook.deliveries for hook in store.hooks()]


def test_an_alert_is_sent_signed_and_once(
    store: WatchStore, sender: Sender, site: Site, clock: Clock
) -> None:
    hook = store.add_hook(site.url + "/hook", author="Ada")
    site.put("/hook", "thanks", status=204)
    happen(store, SAID)
    assert sender.send_all() == (1, [])
    assert sender.send_all() == (0, [])
    (got,) = site.asked
    key = hook_key(SECRET, hook=hook.id, address=hook.address)
    now = int(clock().timestamp())
    stamp, given = int(got.headers["Demarche-Timestamp"]), got.headers["Demarche-Signature"]
    assert is_signed(key, stamp=stamp, body=got.body, given=given, now=now)
    assert not is_signed(key, stamp=stamp, body=got.body + b" ", given=given, now=now)
    assert not is_signed(key, stamp=stamp, body=got.body, given=given, now=now + 3600)
    assert not is_signed(key, stamp=stamp + 1, body=got.body, given=given, now=now)
    alert = json.loads(got.body)["alert"]
    assert (alert["kind"], alert["watches"]) == ("new-thread", ["everything"])
    assert got.headers["Demarche-Alert"] == alert["key"]
    assert SECRET not in str(got)
    assert states(store) == [{"sent": 1}]


def test_each_hook_has_its_own_key() -> None:
    keys = {
        hook_key(SECRET, hook=n, address=a)
        for n in (1, 2)
        for a in ("https://a.example", "https://b.example")
    }
    assert len(keys) == 4
    assert signature("a", stamp=1, body=b"") != signature("b", stamp=1, body=b"")


def test_a_hook_hears_what_comes_after_it_and_only_its_watch(
    store: WatchStore, sender: Sender, site: Site
) -> None:
    happen(store, SAID)
    store.add_hook(site.url + "/all", author="Ada")
    store.add_hook(site.url + "/china", watch="china", author="Ada")
    site.put("/all")
    site.put("/china")
    assert sender.send_all() == (0, [])
    happen(store, DRILLS, SAID.replace("Tuesday", "Monday").replace("will respond", "may respond"))
    sender.send_all()
    assert site.paths().count("/china") == 1
    assert site.paths().count("/all") == len(list(store.alerts())) - 1


def test_a_receiver_that_fails_is_tried_again_now_and_later(
    store: WatchStore, sender: Sender, site: Site, clock: Clock
) -> None:
    store.add_hook(site.url + "/hook", author="Ada")
    site.put("/hook", status=503)
    happen(store, SAID)
    sent, faults = sender.send_all()
    assert (sent, len(site.asked)) == (0, 3)
    assert "did not take the alert for now (503)" in faults[0]
    assert states(store) == [{"failed": 1}]
    assert sender.send_all() == (0, [])  # not due
    site.put("/hook")
    clock.now += timedelta(minutes=11)
    assert sender.send_all() == (1, [])
    assert states(store) == [{"sent": 1}]


def test_a_receiver_that_asks_for_peace_gets_it(
    store: WatchStore, sender: Sender, site: Site, clock: Clock
) -> None:
    store.add_hook(site.url + "/hook", author="Ada")
    site.put("/hook", status=429, Retry_After="7200")
    happen(store, SAID)
    sender.send_all()
    assert len(site.asked) == 1
    site.put("/hook")
    clock.now += timedelta(minutes=119)
    assert sender.send_all() == (0, [])
    clock.now += timedelta(minutes=2)
    assert sender.send_all() == (1, [])


def test_at_last_it_is_given_up(store: WatchStore, sender: Sender, site: Site, clock: Clock) -> None:
    store.add_hook(site.url + "/hook", author="Ada")
    site.put("/hook", status=500)
    happen(store, SAID)
    for _ in range(10):
        sender.send_all()
        clock.now += timedelta(days=2)
    assert states(store) == [{"given up": 1}]
    assert len(site.asked) == 8 * 3


@pytest.mark.parametrize(("status", "words"), [(400, "refused the alert (400)"), (302, "redirects (302)")])
def test_a_refusal_is_final(store: WatchStore, sender: Sender, site: Site, status: int, words: str) -> None:
    store.add_hook(site.url + "/hook", author="Ada")
    site.put("/hook", status=status, Location="http://127.0.0.1:1/")
    happen(store, SAID)
    _, faults = sender.send_all()
    assert words in faults[0]
    assert len(site.asked) == 1
    assert states(store) == [{"given up": 1}]
    assert words in (store.hooks()[0].error or "")


def test_a_receiver_that_says_nothing_is_not_sent_it_again(
    store: WatchStore, sender: Sender, site: Site, clock: Clock
) -> None:
    store.add_hook(site.url + "/hook", author="Ada")
    site.pages["/hook"] = hangs
    happen(store, SAID)
    _, faults = sender.send_all()
    assert "is not sent again" in faults[0]
    clock.now += timedelta(days=2)
    assert sender.send_all() == (0, [])
    assert len(site.asked) == 1
    assert states(store) == [{"unknown": 1}]


def test_killed_while_sending_nothing_is_sent_twice(
    store: WatchStore, sender: Sender, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add_hook(site.url + "/hook", author="Ada")
    site.put("/hook")
    happen(store, SAID, DRILLS)

    def killed(delivery: Delivery) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(sender, "send", killed)
        with pytest.raises(KeyboardInterrupt):
            sender.send_all()
    assert sender.send_all() == (1, [])
    assert states(store) == [{"sending": 1, "sent": 1}]


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/",
        "http://10.1.2.3/",
        "http://169.254.169.254/latest",
        "http://[::1]/",
        "http://0/",
    ],
)
def test_a_hook_on_a_private_address_is_not_sent_anything(
    store: WatchStore, sender: Sender, address: str
) -> None:
    store.add_hook(address, author="Ada")
    happen(store, SAID)
    _, faults = sender.send_all()
    assert "is not on the public internet" in faults[0]
    assert states(store) == [{"given up": 1}]


def test_hooks_are_kept_once_and_removed(store: WatchStore, sender: Sender, site: Site) -> None:
    first = store.add_hook(site.url + "/hook", author="Ada")
    with pytest.raises(UsageError, match="is a hook for this already"):
        store.add_hook(site.url + "/hook", author="Ada")
    store.add_hook(site.url + "/hook", watch="China", author="Ada")
    with pytest.raises(UsageError, match="no such watch"):
        store.add_hook(site.url + "/other", watch="Peru", author="Ada")
    with pytest.raises(UsageError, match="not an http or https address"):
        store.add_hook("gopher://hooks.example/", author="Ada")
    store.remove_hook(first.id, author="Ada")
    happen(store, SAID)
    assert sender.send_all() == (0, [])
    with pytest.raises(UsageError, match="there is none"):
        store.remove_hook(first.id, author="Ada")


@pytest.mark.parametrize("secret", [None, "", "short"])
def test_a_secret_must_be_one(secret: str | None) -> None:
    with pytest.raises(UsageError, match="DEMARCHE_HOOK_SECRET"):
        checked_secret(secret)
