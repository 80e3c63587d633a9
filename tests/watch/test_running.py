"""Feeds that change between runs: what is fetched, what is kept of every answer, what alerts come of it."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest

from demarche.errors import RegisterError, UsageError
from demarche.register import Filter
from demarche.register.store import SqlRegister
from demarche.watch import Feed
from demarche.watch.running import Runner
from demarche.watch.store import watch_store

from .conftest import made_runner
from .made import Clock
from .server import Handler, Page, Site, drips, feed, hangs, page

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
SAID = (
    "Russia will respond if Japan deploys US missiles on its territory, Deputy Foreign Minister Ivan Demidov said "
    "on Tuesday."
)
RESERVED = (
    "Russia reserves the right to respond if Japan deploys US missiles on its territory, Deputy Foreign Minister "
    "Ivan Demidov said on Monday."
)
FIRST = ("/a", "Moscow warns Tokyo", "Wed, 10 Jul 2024")
SECOND = ("/b", "Moscow lowers its voice", "Wed, 31 Jul 2024")


def kept(runner: Runner) -> Feed:
    (one,) = runner.store.feeds()
    return one


def follow(runner: Runner, site: Site, path: str = "/feed") -> None:
    runner.store.add_feed(site.url + path, every=60, author="Ada")
    runner.store.add_watch("everything", Filter(), author="Ada")


def later(clock: Clock, **span: float) -> None:
    clock.now += timedelta(**span)


def test_a_feed_that_grows_gives_articles_and_alerts(runner: Runner, site: Site, clock: Clock) -> None:
    follow(runner, site)
    site.put("/feed", feed(site, FIRST), ETag='"1"')
    site.put("/a", page(SAID))
    report = runner.once()
    assert (report.fetched, report.named, report.added, report.alerts) == (1, 1, 1, 1)
    assert [a.kind for a in runner.store.alerts()] == ["new-thread"]
    assert kept(runner).title == "Harbour Wire"
    assert runner.once().fetched == 0  # not due
    later(clock, minutes=61)
    report = runner.once()
    assert (report.fetched, report.unchanged, report.added) == (0, 1, 0)
    assert site.asked[-1].headers["If-None-Match"] == '"1"'
    site.put("/feed", feed(site, SECOND, FIRST), ETag='"2"')
    site.put("/b", page(RESERVED, day="2024-07-31"))
    later(clock, minutes=61)
    report = runner.once()
    assert (report.fetched, report.named, report.added, report.alerts) == (1, 1, 1, 1)
    assert [a.kind for a in runner.store.alerts()] == ["softer", "new-thread"]
    assert site.paths().count("/a") == 1  # nothing is fetched twice
    assert kept(runner).items == {"added": 2}
    assert all("demarche" in asked.headers["User-Agent"] for asked in site.asked)


def test_the_oldest_is_added_first(runner: Runner, site: Site) -> None:
    follow(runner, site)
    site.put("/feed", feed(site, SECOND, FIRST))
    site.put("/a", page(SAID))
    site.put("/b", page(RESERVED, day="2024-07-31"))
    runner.once()
    assert [a.kind for a in runner.store.alerts()] == ["softer", "new-thread"]


def test_what_the_page_does_not_say_is_taken_from_the_feed(runner: Runner, site: Site) -> None:
    follow(runner, site)
    site.put("/feed", feed(site, FIRST))
    site.put("/a", f"<html><body><article><p>{SAID}</p></article></body></html>")
    runner.once()
    (article,) = runner.store.register.articles()
    assert (article.article.outlet, article.article.title) == ("Harbour Wire", "Moscow warns Tokyo")
    assert str(article.article.date) == "2024-07-10"
    assert article.added_from == site.url + "/feed"


def test_a_feed_that_moved_for_good_is_asked_at_its_new_place(
    runner: Runner, site: Site, clock: Clock
) -> None:
    follow(runner, site, "/old")
    site.put("/old", status=301, Location="/new")
    site.put("/new", feed(site, FIRST))
    site.put("/a", page(SAID))
    runner.once()
    assert kept(runner).address == site.url + "/new"
    later(clock, minutes=61)
    site.asked.clear()
    runner.once()
    assert site.paths() == ["/new"]


def test_a_feed_that_moved_for_now_keeps_its_place(runner: Runner, site: Site) -> None:
    follow(runner, site, "/old")
    site.put("/old", status=302, Location="/new")
    site.put("/new", status=301, Location="/newer")
    site.put("/newer", feed(site))
    runner.once()
    assert kept(runner).address == site.url + "/old"
    assert kept(runner).error is None


@pytest.mark.parametrize(
    ("status", "words"), [(404, "was not found (404)"), (500, "failed for now (500)"), (410, "gone for good")]
)
def test_a_feed_that_fails_is_left_alone_for_longer_each_time(
    runner: Runner, site: Site, clock: Clock, status: int, words: str
) -> None:
    follow(runner, site)
    site.put("/feed", status=status)
    start = clock.now
    waits = []
    for failures in (1, 2, 3):
        assert runner.once().failed == 1
        one = kept(runner)
        assert (one.failures, one.failing_since) == (failures, start)
        assert words in (one.error or "")
        waits.append(one.next_at - clock.now)
        clock.now = one.next_at
    assert waits == [timedelta(hours=2), timedelta(hours=4), timedelta(hours=8)]
    site.put("/feed", feed(site))
    runner.once()
    assert (kept(runner).failures, kept(runner).error, kept(runner).failing_since) == (0, None, None)
    assert kept(runner).next_at - clock.now == timedelta(hours=1)


def test_a_feed_that_asks_for_peace_gets_it(runner: Runner, site: Site, clock: Clock) -> None:
    follow(runner, site)
    site.put("/feed", status=429, Retry_After="36000")
    runner.once()
    assert kept(runner).next_at - clock.now == timedelta(hours=10)
    assert "come again in 36000 seconds" in (kept(runner).error or "")


def test_a_slow_feed_is_given_up(register: SqlRegister, site: Site, clock: Clock) -> None:
    runner = made_runner(register, site, clock, timeout=0.2, longest=0.3)
    follow(runner, site)
    site.pages["/feed"] = hangs
    runner.once()
    assert "did not answer within 0.2 seconds" in (kept(runner).error or "")
    site.pages["/feed"] = drips
    later(clock, days=1)
    runner.once()
    assert "took longer than 0.3 seconds" in (kept(runner).error or "")


def test_a_huge_feed_is_given_up(register: SqlRegister, site: Site, clock: Clock) -> None:
    runner = made_runner(register, site, clock, limit=100_000)
    follow(runner, site)
    site.put("/feed", b" " * 200_000)
    runner.once()
    assert "is larger than 0.1 MB" in (kept(runner).error or "")


@pytest.mark.parametrize("body", ["<html><p>Not found, sorry</p></html>", "", "\x00\x01\x02" * 50, "{}"])
def test_what_is_no_feed_is_said(runner: Runner, site: Site, body: str) -> None:
    follow(runner, site)
    site.put("/feed", body)
    report = runner.once()
    assert report.failed == 1
    assert kept(runner).error
    assert report.faults == [kept(runner).error]


def test_a_broken_feed_gives_what_can_be_read(runner: Runner, site: Site) -> None:
    follow(runner, site)
    site.put("/feed", feed(site, FIRST).removesuffix("</channel></rss>"))
    site.put("/a", page(SAID))
    assert runner.once().added == 1


def test_robots_txt_is_kept_to(runner: Runner, site: Site) -> None:
    follow(runner, site)
    site.put("/robots.txt", "User-agent: *\nDisallow: /feed\n")
    site.put("/feed", feed(site, FIRST))
    runner.once()
    assert "robots.txt forbids it" in (kept(runner).error or "")
    assert site.paths() == []


def test_a_page_that_robots_txt_forbids_is_read_from_the_feed_itself(runner: Runner, site: Site) -> None:
    follow(runner, site)
    site.put("/robots.txt", "User-agent: demarche\nDisallow: /a\n\nUser-agent: *\nDisallow: /\n")
    whole = feed(site, FIRST).replace("</item>", f"<description>{SAID}</description></item>")
    site.put("/feed", whole)
    report = runner.once()
    assert (report.added, report.alerts) == (1, 1)
    assert site.paths() == ["/feed"]


def test_where_robots_txt_fails_nothing_is_fetched_for_now(runner: Runner, site: Site) -> None:
    follow(runner, site)
    site.put("/robots.txt", status=503)
    site.put("/feed", feed(site, FIRST))
    runner.once()
    assert "robots.txt cannot be read (503)" in (kept(runner).error or "")
    assert site.paths() == []


def test_robots_txt_is_read_once_and_its_pause_is_kept(
    register: SqlRegister, site: Site, clock: Clock
) -> None:
    ticks, slept = count(), list[float]()
    runner = made_runner(register, site, clock, clock=lambda: next(ticks) * 0.001, sleep=slept.append)
    follow(runner, site)
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 7\n")
    site.put("/feed", feed(site, SECOND, FIRST))
    site.put("/a", page(SAID))
    site.put("/b", page(RESERVED, day="2024-07-31"))
    runner.once()
    assert site.paths(robots=True).count("/robots.txt") == 1
    assert len([pause for pause in slept if pause > 6]) >= 2


def test_one_request_at_a_time_for_each_host(runner: Runner, site: Site) -> None:
    runner.store.add_watch("everything", Filter(), author="Ada")
    for number in range(4):
        runner.store.add_feed(f"{site.url}/feed{number}", every=60, author="Ada")
        items = [(f"/{number}/{n}", f"Story {n}", "Wed, 10 Jul 2024") for n in range(3)]
        site.put(f"/feed{number}", feed(site, *items))
        for path, _, _ in items:
            site.pages[path] = slowly(page(f"{SAID} This is item {path}."))
    report = runner.once()
    assert (report.fetched, report.added + report.known) == (4, 12)
    assert site.most_at_once == 1


def slowly(body: str) -> Page:
    def give(handler: Handler) -> None:
        handler.server.site.released.wait(0.01)
        handler.give(200, body.encode(), {})

    return give


def test_a_page_that_fails_for_now_is_tried_again_and_at_last_left(
    runner: Runner, site: Site, clock: Clock
) -> None:
    follow(runner, site)
    site.put("/feed", feed(site, FIRST), ETag='"1"')
    site.put("/a", status=503)
    assert runner.once().later == 1
    assert kept(runner).items == {"waiting": 1}
    later(clock, minutes=11)
    site.put("/a", page(SAID))
    report = runner.once()  # the feed is not due, its item is
    assert (report.fetched, report.added, report.alerts) == (0, 1, 1)
    other = ("/c", "Another", "Thu, 11 Jul 2024")
    site.put("/feed", feed(site, other, FIRST), ETag='"2"')
    site.put("/c", status=503)
    for _ in range(6):
        later(clock, days=1)
        report = runner.once()
    assert kept(runner).items == {"added": 1, "skipped": 1}
    assert site.paths().count("/c") == 5


def test_a_page_without_an_article_is_skipped_and_no_run_is_stopped(
    runner: Runner, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(runner, site)
    third = ("/c", "A picture", "Thu, 11 Jul 2024")
    site.put("/feed", feed(site, third, SECOND, FIRST))
    site.put("/a", page(SAID))
    site.put("/b", "<html><body></body></html>")
    site.put("/c", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, Content_Type="image/png")
    report = runner.once()
    assert (report.added, report.skipped, report.alerts) == (1, 2, 1)

    def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("demarche.watch.running.article_of", fails)
    runner.store.add_feed(site.url + "/other", every=60, author="Ada")
    site.put("/other", feed(site, ("/d", "D", "Thu, 11 Jul 2024")))
    assert runner.once().skipped == 1


def test_an_entry_without_a_page_is_read_from_the_feed(runner: Runner, site: Site) -> None:
    follow(runner, site)
    entry = f'<item><title>Moscow warns</title><guid isPermaLink="false">7</guid><description>{SAID}</description></item>'
    evil = f"<item><title>Evil</title><link>javascript:alert(1)</link><description>{RESERVED}</description></item>"
    local = "<item><title>Local</title><link>file:///etc/passwd</link></item>"
    site.put("/feed", feed(site).replace("</channel>", f"{entry}{evil}{local}</channel>"))
    report = runner.once()
    assert (report.added, report.skipped) == (2, 1)
    assert site.paths() == ["/feed"]


def test_two_feeds_that_name_a_page_have_it_fetched_once(runner: Runner, site: Site) -> None:
    follow(runner, site)
    runner.store.add_feed(site.url + "/other", every=60, author="Ada")
    site.put("/feed", feed(site, FIRST))
    site.put("/other", feed(site, FIRST))
    site.put("/a", page(SAID))
    assert runner.once().added == 1
    assert site.paths().count("/a") == 1


def test_a_page_that_waited_for_a_removed_feed_is_fetched_for_the_other(
    runner: Runner, site: Site, clock: Clock
) -> None:
    follow(runner, site)
    other = runner.store.add_feed(site.url + "/other", every=60, author="Ada")
    site.put("/feed", feed(site, FIRST), ETag='"1"')
    site.put("/other", feed(site, FIRST), ETag='"2"')
    site.put("/a", status=503)
    assert runner.once().later == 1
    runner.store.remove_feed(site.url + "/feed", author="Ada")
    site.put("/a", page(SAID))
    later(clock, days=1)
    assert runner.once().added == 1
    assert [one.id for one in runner.store.feeds()] == [other.id]


def test_feeds_are_added_once_and_removed(runner: Runner, site: Site) -> None:
    follow(runner, site)
    with pytest.raises(UsageError, match="is kept already"):
        runner.store.add_feed(site.url + "/feed", every=60, author="Ada")
    site.put("/feed", feed(site, FIRST))
    site.put("/a", page(SAID))
    runner.once()
    removed = runner.store.remove_feed(site.url + "/feed", author="Ada")
    assert removed.title == "Harbour Wire"
    assert runner.store.feeds() == ()
    assert len(list(runner.store.register.articles())) == 1
    with pytest.raises(UsageError, match="there is none"):
        runner.store.remove_feed("1", author="Ada")


@pytest.mark.parametrize(
    "address",
    [
        "ftp://gazette.example/feed",
        "file:///etc/passwd",
        "gazette",
        "",
        "http://",
        "http://a:b@gazette.example/",
    ],
)
def test_an_address_that_is_none_is_refused(runner: Runner, address: str) -> None:
    with pytest.raises(UsageError):
        runner.store.add_feed(address, every=60, author="Ada")


@pytest.mark.parametrize("every", [0, -5, 10**9])
def test_an_interval_out_of_bounds_is_refused(runner: Runner, every: int) -> None:
    with pytest.raises(UsageError, match="minutes"):
        runner.store.add_feed("https://gazette.example/feed", every=every, author="Ada")


def test_another_kind_of_register_keeps_no_watches() -> None:
    with pytest.raises(RegisterError, match="keeps no watches"):
        watch_store(object())  # type: ignore[arg-type]
