"""Every kind of alert: what makes it, what does not, and that it is made once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from demarche.coding import CodedArticle
from demarche.errors import UsageError
from demarche.register import Filter
from demarche.register.store import SqlRegister
from demarche.watch import Alert
from demarche.watch.store import WatchStore
from demarche.watch.values import StandingTrigger
from demarche.watch.watches import look_on

from .made import NOW, Clock, coded, opened

MISSILES = "if Japan deploys US missiles on its territory"
STATED = f"Russia will respond {MISSILES}, Deputy Foreign Minister Ivan Demidov said on {{}}."
RESERVED = (
    f"Russia reserves the right to respond {MISSILES}, Deputy Foreign Minister Ivan Demidov said on {{}}."
)
ECONOMIC = f"Russia will impose sanctions on Japan {MISSILES}, Foreign Minister Oleg Somov said on {{}}."
DRILLS = (
    "Russia will respond if Japan holds military exercises near the islands, Deputy Foreign Minister Ivan "
    "Demidov said on {}."
)
UNLESS = (
    "Russia will impose sanctions on Japan unless it withdraws the missiles by August 20, Foreign Minister Oleg "
    "Somov said on Tuesday."
)
PLANNED = "Japan plans to deploy US missiles on its territory, the government said on Monday."
DEPLOYED = "Japan deployed US missiles on its territory on Monday, the Defence Ministry said."
SANCTIONS = "Russia imposed sanctions on Japan on Monday, the Finance Ministry said."
JULY, AUGUST = date(2024, 7, 10), date(2024, 8, 1)


@pytest.fixture
def register(tmp_path: Path) -> Iterator[SqlRegister]:
    with opened(tmp_path) as register:
        yield register


@pytest.fixture
def store(register: SqlRegister) -> WatchStore:
    made = WatchStore(register)
    made.add_watch("everything", Filter(), author="Ada")
    return made


def test_a_search_without_words_that_was_kept_does_not_stop_the_others(
    store: WatchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("demarche.watch.watches.wanted_by", lambda wants: wants)  # as earlier versions did
        store.add_watch("wordless", Filter(text="!!!"), author="Ada")
    (alert,) = look(store, coded(STATED.format("Tuesday"), JULY))
    assert len(alert.watches) == 1


def look(store: WatchStore, *articles: CodedArticle, deadline_days: int = 3) -> list[Alert]:
    """Add articles, look, and return the alerts that are new, oldest first."""
    before = {alert.id for alert in store.alerts()}
    for one in articles:
        store.register.add(one)
    store.look(deadline_days=deadline_days)
    return [alert for alert in reversed(list(store.alerts())) if alert.id not in before]


def kinds(alerts: list[Alert]) -> list[str]:
    return [alert.kind for alert in alerts]


def test_a_new_thread_then_repeated_firmer_and_softer(store: WatchStore) -> None:
    (first,) = look(store, coded(STATED.format("Tuesday"), JULY))
    assert (first.kind, first.day, first.outlet) == ("new-thread", date(2024, 7, 9), "Harbour Wire")
    assert "Russia → Japan" in first.title
    assert "stated" in first.why
    assert "\n" not in first.why
    assert first.watches == ("everything",)
    (again,) = look(store, coded(STATED.format("Monday"), date(2024, 7, 24)))
    assert again.kind == "repeated"
    assert "statement 2 of 2" in again.why
    (softer,) = look(store, coded(RESERVED.format("Monday"), date(2024, 7, 30)))
    assert softer.kind == "softer"
    assert "reserved after stated of 22 Jul 2024" in softer.why
    (firmer,) = look(store, coded(STATED.format("Tuesday"), date(2024, 8, 14)))
    assert firmer.kind == "firmer"


def test_another_report_of_the_same_utterance_is_no_alert(store: WatchStore) -> None:
    look(store, coded(STATED.format("Tuesday"), JULY))
    assert look(store, coded(STATED.format("Tuesday"), JULY, "Straits Ledger")) == []


def test_the_same_article_again_is_no_alert(store: WatchStore) -> None:
    look(store, coded(STATED.format("Tuesday"), JULY))
    assert look(store, coded(STATED.format("Tuesday"), JULY)) == []
    assert look(store) == []


def test_a_new_trigger_is_named(store: WatchStore) -> None:
    look(store, coded(STATED.format("Tuesday"), JULY))
    found = look(store, coded(DRILLS.format("Monday"), date(2024, 7, 24)))
    assert kinds(found) == ["new-trigger"]
    assert "names military exercises" in found[0].why


def test_a_trigger_is_approached_then_met_and_each_once(store: WatchStore) -> None:
    look(store, coded(STATED.format("Tuesday"), JULY))
    near = [a for a in look(store, coded(PLANNED, date(2024, 7, 31))) if a.kind == "trigger-approached"]
    assert len(near) == 1
    assert near[0].event
    assert "Japan, deployment: “deploy US missiles" in near[0].why
    assert "said 9 Jul 2024" in near[0].why
    met = look(store, coded(DEPLOYED, date(2024, 9, 4)))
    assert kinds(met).count("trigger-met") == 1  # Japan's own announcement is a thread, which it carries out
    assert look(store, coded(DEPLOYED, date(2024, 9, 4), "Straits Ledger")) == []


def test_one_deed_gives_one_alert_in_a_thread_of_many_statements(store: WatchStore) -> None:
    days = [date(2024, 4, 10) + timedelta(days=14 * n) for n in range(5)]
    look(store, *(coded(STATED.format("Tuesday"), day) for day in days))
    found = look(store, coded(DEPLOYED, date(2024, 9, 4)))
    assert kinds(found) == ["trigger-met"]


def test_a_statement_that_comes_after_its_deed_finds_it(store: WatchStore) -> None:
    look(store, coded(DEPLOYED, date(2024, 9, 4)))
    found = look(store, coded(STATED.format("Tuesday"), JULY))
    assert sorted(kinds(found)) == ["new-thread", "trigger-met"]


def test_a_response_is_seen(store: WatchStore) -> None:
    look(store, coded(ECONOMIC.format("Tuesday"), JULY))
    found = look(store, coded(SANCTIONS, date(2024, 9, 4)))
    assert kinds(found) == ["response-seen"]
    assert "Russia, sanction: “sanctions on Japan" in found[0].why
    assert look(store, coded(SANCTIONS, date(2024, 9, 5), "Straits Ledger")) == []


def test_what_people_have_settled_is_not_told_again(store: WatchStore) -> None:
    look(store, coded(STATED.format("Tuesday"), JULY))
    (threat,) = store.register.threats()
    store.register.judge(threat.id, "trigger", "met", author="Ada")
    assert look(store, coded(DEPLOYED, date(2024, 9, 4))) == []


def test_a_deadline_is_near_once(tmp_path: Path) -> None:
    clock = Clock()
    with opened(tmp_path, clock) as register:
        store = WatchStore(register)
        store.add_watch("everything", Filter(), author="Ada")
        assert kinds(look(store, coded(UNLESS, AUGUST))) == ["new-thread"]
        clock.now = datetime(2024, 8, 18, 6, tzinfo=UTC)
        (near,) = look(store)
        assert (near.kind, near.day) == ("deadline-near", date(2024, 8, 20))
        assert "ends in 2 days" in near.why
        clock.now = datetime(2024, 8, 19, 6, tzinfo=UTC)
        assert look(store) == []
        # an earlier report becomes the statement's first: its id changes, the change does not
        assert look(store, coded(UNLESS, AUGUST - timedelta(days=1), "Straits Ledger")) == []


def test_a_deadline_that_is_past_or_met_is_silent(tmp_path: Path) -> None:
    clock = Clock()
    with opened(tmp_path, clock) as register:
        store = WatchStore(register)
        store.add_watch("everything", Filter(), author="Ada")
        look(store, coded(UNLESS, AUGUST))
        clock.now = datetime(2024, 8, 21, 6, tzinfo=UTC)
        assert look(store) == []


def test_a_saved_search_sees_only_what_fits(register: SqlRegister) -> None:
    store = WatchStore(register)
    store.add_watch("Iran", Filter(sender=("IRN",)), author="Ada")
    store.add_watch("Russia to Japan", Filter(sender=("RUS",), target=("JPN",)), author="Ada")
    store.add_watch("missiles by word", Filter(text="missiles"), author="Ada")
    (found,) = look(store, coded(STATED.format("Tuesday"), JULY))
    assert found.watches == ("Russia to Japan", "missiles by word")
    counts = {watch.name: (watch.alerts, watch.open) for watch in store.watches()}
    assert counts == {"Iran": (0, 0), "Russia to Japan": (1, 1), "missiles by word": (1, 1)}


def test_without_a_watch_nothing_is_told_and_a_later_watch_hears_no_old_news(register: SqlRegister) -> None:
    store = WatchStore(register)
    assert look(store, coded(STATED.format("Tuesday"), JULY)) == []
    register.add(coded(DRILLS.format("Monday"), date(2024, 7, 24)))  # not looked at yet
    store.add_watch("everything", Filter(), author="Ada")
    assert look(store) == []
    assert kinds(look(store, coded(STATED.format("Monday"), date(2024, 7, 31)))) == ["repeated"]


def test_a_standing_trigger_hears_words_and_deeds(register: SqlRegister) -> None:
    store = WatchStore(register)
    watch = store.add_watch("Typhon", "US missiles in Japan", author="Ada")
    assert watch.wants == StandingTrigger(
        words="US missiles in Japan", actors=("USA", "JPN"), things=("missiles",)
    )
    assert kinds(look(store, coded(STATED.format("Tuesday"), JULY))) == ["new-thread"]
    assert look(store, coded(DRILLS.format("Monday"), date(2024, 7, 24))) == []
    deed = "The United States deployed missiles in Japan on Monday, the Pentagon said."
    found = look(store, coded(deed, date(2024, 9, 4)))
    assert "trigger-met" in kinds(found)
    own = next(a for a in found if a.statement is None)
    assert own.title == "US missiles in Japan"
    assert "you wait for missiles" in own.why
    assert look(store, coded(deed, date(2024, 9, 5), "Straits Ledger")) == []
    planned = "The United States plans to deploy missiles in Japan, the Pentagon said on Monday."
    assert "trigger-approached" in kinds(look(store, coded(planned, date(2024, 10, 9))))
    elsewhere = "The United States deployed missiles in Poland on Monday, the Pentagon said."
    assert look(store, coded(elsewhere, date(2024, 9, 12))) == []


@pytest.mark.parametrize("words", ["missiles", "Japan", "", "nothing known"])
def test_a_standing_trigger_needs_an_actor_and_a_thing(store: WatchStore, words: str) -> None:
    with pytest.raises(UsageError, match="names no"):
        store.add_watch("vague", words, author="Ada")


def test_watches_are_named_once_and_removed(store: WatchStore) -> None:
    with pytest.raises(UsageError, match="there is one already"):
        store.add_watch("Everything", Filter(), author="Ada")
    look(store, coded(STATED.format("Tuesday"), JULY))
    assert store.remove_watch("everything", author="Ben").name == "everything"
    assert store.watches() == ()
    assert [alert.watches for alert in store.alerts()] == [("everything",)]
    with pytest.raises(UsageError, match="there is no such watch; there are: none"):
        store.remove_watch("everything", author="Ben")


def test_a_person_rejecting_or_a_newer_coder_is_no_news(store: WatchStore) -> None:
    look(store, coded(STATED.format("Tuesday"), JULY))
    (threat,) = store.register.threats()
    store.register.reject(threat.id, author="Ada")
    store.register.restore(threat.id, author="Ada")
    assert look(store) == []


STORY = (
    coded(STATED.format("Tuesday"), JULY),
    coded(DRILLS.format("Monday"), date(2024, 7, 24)),
    coded(ECONOMIC.format("Monday"), date(2024, 7, 30)),
    coded(RESERVED.format("Monday"), date(2024, 8, 6)),
    coded(PLANNED, date(2024, 8, 14)),
    coded(DEPLOYED, date(2024, 9, 4)),
    coded(SANCTIONS, date(2024, 9, 11)),
)


def told(store: WatchStore) -> list[tuple[str, str]]:
    return sorted((alert.key, alert.why) for alert in store.alerts())


def test_looking_after_each_article_or_after_all_gives_the_same(tmp_path: Path) -> None:
    outcomes = []
    for every in (1, 3, len(STORY)):
        place = tmp_path / str(every)
        place.mkdir()
        with opened(place) as register:
            store = WatchStore(register)
            store.add_watch("everything", Filter(), author="Ada")
            for number, one in enumerate(STORY, start=1):
                register.add(one)
                if number % every == 0:
                    store.look(deadline_days=3)
            store.look(deadline_days=3)
            outcomes.append(told(store))
    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert len(outcomes[0]) == len({key for key, _ in outcomes[0]}) > len(STORY)


def test_killed_while_looking_nothing_is_lost_or_double(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transaction is dropped at every point where an alert is kept; the next look makes all good."""
    with opened(tmp_path) as register:
        store = WatchStore(register)
        store.add_watch("everything", Filter(), author="Ada")
        register.add(STORY)
    shutil.copytree(tmp_path, tmp_path / "whole")
    with opened(tmp_path / "whole") as register:
        WatchStore(register).look(deadline_days=3)
        expected = told(WatchStore(register))
    monkeypatch.setattr("demarche.watch.watches.AT_ONCE", 2)
    with opened(tmp_path) as register:
        store, budget = WatchStore(register), 0
        while True:
            try:
                with register.writing() as connection:
                    _, more = look_on(connection, at=NOW.isoformat())
                    budget += 1
                    if budget % 2:
                        raise Killed
            except Killed:
                continue
            if not more:
                break
        assert told(store) == expected


class Killed(BaseException):
    """Stands for the process that is gone."""
