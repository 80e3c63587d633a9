"""How fast the desk answers over a large register, alone and with many readers and one writer.

    python benchmarks/desk.py --threats 100000 --place /tmp/desk.db

The register is made anew unless it lies there: some thousand articles are added as any are, then copied with other
ids until there are enough. The desk is served by ``demarche serve`` in a process of its own. Baseline of the same
run: the static style sheet, which asks the register for nothing.
"""

from __future__ import annotations

import argparse
import random
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
from serving import served

from demarche.articles import Article
from demarche.coding import CodedArticle
from demarche.events import Event
from demarche.register import Filter, open_register
from demarche.register.store import SqlRegister
from demarche.span import Span
from demarche.threats import Threat
from demarche.watch.store import WatchStore

BASE = 20_000  # threats added as any are; the rest are copies
STATES = (
    "RUS USA CHN PRK IRN ISR TUR JPN KOR GBR FRA DEU IND PAK UKR POL SAU EGY SYR LBN VEN CUB BRA VNM PHL TWN AUS SRB "
    "AZE ARM GEO BLR"
).split()
MATTERS = (
    ("deploys the missiles", "deploy bombers", "military", "deployment", "missiles on the islands"),
    ("imposes new sanctions", "close the strait", "other", "sanction", "sanctions on its banks"),
    ("raises its tariffs", "take countermeasures", "unspecified", "sanction", "tariffs on steel"),
    ("holds the exercise", "take adequate measures", "unspecified", "exercise", "a naval exercise"),
    ("recognises the region", "recall its ambassador", "diplomatic", "talks", "talks in the capital"),
    ("supplies the tanks", "cut gas supplies", "economic", "arms-transfer", "tanks and shells"),
)
COMMITMENTS = ("open", "reserved", "stated", "emphatic")
OUTLETS = tuple(f"Outlet {n}" for n in range(200))
REQUESTS = 100  # a screen, one client
READERS, SECONDS = 50, 20
WATCHES, ALERTS, FEEDS, ITEMS = 20, 20_000, 200, 200_000


def articles(count: int) -> Iterator[CodedArticle]:
    """Yield coded articles: few pairs speak often, most seldom; each fifth tells a deed too."""
    rng = random.Random(0)
    pairs = [(a, b) for a in STATES for b in STATES if a != b]
    rng.shuffle(pairs)
    weights = [1 / (n + 5) for n in range(len(pairs))]
    for number, (sender, target) in enumerate(rng.choices(pairs, weights, k=count)):
        trigger, response, kind, deed, what = MATTERS[rng.randrange(len(MATTERS))]
        day = date(1990, 1, 1) + timedelta(days=rng.randrange(13_000))
        said = f"{sender} will {response} if {target} {trigger}, its Foreign Ministry said in note {number}."
        did = f"{target} had {what} on that day."
        outlet = rng.choice(OUTLETS)
        article = Article(title=f"Note {number}", text=f"{said} {did}", outlet=outlet, date=day)
        text = article.full_text

        def span(words: str, text: str = text) -> Span:
            start = text.index(words)
            return Span.of(text, start, start + len(words))

        threat = Threat(
            evidence=(span(said),), sender=(sender,), target=(target,), speaker=span("Foreign Ministry"),
            speaker_role=None, trigger=span(f"{target} {trigger}"), trigger_form="if", response=span(response),
            response_kind=kind, commitment=rng.choice(COMMITMENTS), basis=None, channel=None,
            said_on=day.isoformat(), via=(), quoted=False, found_by="made:v1/bench",
            confidence=round(rng.random(), 2),
        )  # type: ignore[arg-type]  # fmt: skip
        event = Event(
            evidence=span(did), actor=(target,), partner=(sender,), kind=deed, status="done", what=span(what),
            quantity=(), place=None, when=day.isoformat(), found_by="made:v1/bench", confidence=0.5,
        )  # type: ignore[arg-type]  # fmt: skip
        yield CodedArticle(
            article=article, threats=(threat,), events=(event,) if number % 5 == 0 else (), coder="made:v1"
        )


def fill(place: Path, threats: int) -> None:
    """Make a register with so many threats."""
    with open_register(place, now=lambda: datetime.now(UTC)) as register:
        register.add(articles(min(BASE, threats)), source="benchmark")
        while register.warm_cards(50):
            pass
        with register.writing() as connection:  # copied deeds would make triggers forget the cards
            connection.exec_driver_sql("CREATE TABLE kept_cards AS SELECT thread, card FROM thread_cards")
        for number in range(1, threats // BASE):
            with register.writing() as connection:
                for statement in copying(number):
                    connection.exec_driver_sql(statement)
        with register.writing() as connection:
            for number in range(threats // BASE):
                connection.exec_driver_sql(cards(number))
            connection.exec_driver_sql("DROP TABLE kept_cards")
        while register.warm_pairs(5000):
            pass
        watch(register)
        with register.writing() as connection:
            connection.exec_driver_sql("ANALYZE")


def watch(register: SqlRegister) -> None:
    """Make watches with their alerts, and feeds with what they named."""
    store = WatchStore(register)
    for state in STATES[:WATCHES]:
        store.add_watch(f"From {state}", Filter(sender=(state,)), author="benchmark")
    for number in range(FEEDS):
        store.add_feed(f"https://outlet-{number}.example/feed", every=60, author="benchmark")
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {most}) "
    with register.writing() as connection:
        for statement in (
            numbers.format(most=ALERTS)
            + "INSERT INTO alerts (id, key, kind, at, day, title, why, statement, thread, "
            "article, outlet, closed_at, closed_by) SELECT i, 'firmer ' || i, 'firmer', '2025-10-01T00:00:00+00:00', "
            "'2025-09-30', 'A thread', 'emphatic after stated', t.id, t.id, a.id, a.outlet, "
            "CASE WHEN i % 10 THEN '2025-10-02T00:00:00+00:00' END, CASE WHEN i % 10 THEN 'Ada' END "
            "FROM n JOIN threats t ON t.key = i JOIN articles a ON a.key = t.article",
            f"INSERT INTO alert_watches (alert, watch) SELECT id, 1 + id % {WATCHES} FROM alerts",
            numbers.format(most=ITEMS)
            + "INSERT INTO feed_items (feed, name, state, attempts, next_at, article) "
            f"SELECT 1 + i % {FEEDS}, 'https://outlet.example/' || i, CASE i % 50 WHEN 0 THEN 'skipped' ELSE 'added' "
            "END, 0, '2025-10-01T00:00:00+00:00', a.id FROM n JOIN articles a ON a.key = 1 + i % 1000",
        ):
            connection.exec_driver_sql(statement)


def copying(number: int) -> Iterator[str]:
    """Yield the statements that copy the first articles with other keys and ids."""
    step = number * 1_000_000
    mark = f"{number:03x}"

    def copied(table: str, columns: dict[str, str], limit: str) -> str:
        names = ", ".join(columns)
        return (
            f"INSERT INTO {table} ({names}) SELECT {', '.join(columns.values())} FROM {table} WHERE {limit}"
        )

    def key(name: str) -> str:
        return f"{name} + {step}"

    def identity(name: str) -> str:
        return f"{name} || '{mark}'"

    first = "key <= 1000000"
    yield copied("articles", {
        "key": key("key"), "id": identity("id"), "title": "title", "text": "text", "outlet": "outlet", "day": "day",
        "date_reason": "date_reason", "url": "url", "byline": "byline", "given_id": "given_id", "added_at": "added_at",
        "added_from": "added_from",
    }, first)  # fmt: skip
    yield copied("codings", {"article": key("article"), "run": "run", "at": "at"}, "article <= 1000000")
    shared = {
        "key": key("key"), "id": identity("id"), "article": key("article"), "run": "run", "record": "record",
        "day": "day", "outlet": "outlet", "kind": "kind", "confidence": "confidence",
    }  # fmt: skip
    yield copied("threats", shared | {
        "corrected": "corrected", "rejected": "rejected", "commitment": "commitment", "trigger_form": "trigger_form",
        "said_on": "said_on", "speaker": "speaker", "words": "words",
    }, first)  # fmt: skip
    yield copied("events", shared | {"status": "status", '"when"': '"when"'}, first)
    for kind in ("threat", "event"):
        columns = {kind: key(kind), "role": "role", "code": "code", "day": "day"}
        yield copied(f"{kind}_actors", columns, f"{kind} <= 1000000")
    telling = (
        f"replace(replace(telling, (SELECT id FROM threats WHERE key = threat), "
        f"(SELECT {identity('id')} FROM threats WHERE key = threat)), 'zz', 'zz')"
    )
    yield copied("threat_links", {
        "threat": key("threat"), "known": "known", "uttered": "uttered", "telling": telling, "bond": key("bond"),
        "statement": key("statement"), "thread": key("thread"),
    }, "threat <= 1000000")  # fmt: skip
    yield copied("statements", {
        "key": key("key"), "id": identity("id"), "thread": key("thread"), "bond": key("bond"), "uttered": "uttered",
        "appeared": "appeared", "tellings": "tellings",
    }, first)  # fmt: skip
    yield copied("threads", {
        "key": key("key"), "id": identity("id"), "first": "first", "last": "last", "known": "known",
        "statements": "statements",
    }, first)  # fmt: skip
    deed = (
        "replace(deed, (SELECT id FROM events WHERE key = event), "
        f"(SELECT {identity('id')} FROM events WHERE key = event))"
    )
    yield copied("event_deeds", {"event": key("event"), "deed": deed}, "event <= 1000000")
    lines = {"line": "line", "day": "day", "known": "known", "event": key("event")}
    yield copied("event_lines", lines, "event <= 1000000")


def cards(number: int) -> str:
    """Return the statement that gives the copied threads their cards."""
    step = number * 1_000_000
    return (
        "INSERT OR REPLACE INTO thread_cards (thread, card) SELECT k.thread + "
        f"{step}, replace(k.card, b.id, t.id) FROM kept_cards k JOIN threads b ON b.key = k.thread "
        f"JOIN threads t ON t.key = k.thread + {step}"
    )


def screens(client: httpx.Client) -> dict[str, Callable[[random.Random], str]]:
    """Return what is asked for: each a function of chance to an address."""
    threats = client.get("/api/threats?limit=100").json()["items"]
    threads = client.get("/api/threads?limit=100").json()["items"]

    def pair(rng: random.Random) -> str:
        return f"sender={rng.choice(STATES)}&target={rng.choice(STATES)}"

    return {
        "style sheet (baseline)": lambda rng: "/static/desk.css",
        "threads": lambda rng: "/threads",
        "threads of a sender": lambda rng: f"/threads?sender={rng.choice(STATES)}",
        "threads of a pair": lambda rng: f"/threads?{pair(rng)}",
        "threads by words": lambda rng: f"/threads?text=tariffs&sender={rng.choice(STATES)}",
        "matrix": lambda rng: "/matrix",
        "matrix of a sender": lambda rng: f"/matrix?sender={rng.choice(STATES)}",
        "thread": lambda rng: f"/threads/{rng.choice(threads)['id']}",
        "threat": lambda rng: f"/threats/{rng.choice(threats)['id']}",
        "article": lambda rng: f"/articles/{rng.choice(threats)['article']['id']}",
        "review": lambda rng: "/review",
        "search": lambda rng: f"/search?q=note+{rng.randrange(BASE)}",
        "search, frequent words": lambda rng: "/search?q=tariffs",
        "search by fields": lambda rng: f"/search?{pair(rng)}",
        "watches": lambda rng: "/watches",
        "watch": lambda rng: f"/watches/{rng.randrange(WATCHES) + 1}?state=all",
        "alert": lambda rng: f"/watches/alerts/{rng.randrange(ALERTS) + 1}",
        "sources": lambda rng: "/sources",
        "source": lambda rng: f"/sources/{rng.randrange(FEEDS) + 1}",
        "threads by kind": lambda rng: "/threads?kind=military",
        "threads since": lambda rng: "/threads?since=2024-01-01",
        "review of a sender": lambda rng: f"/review?sender={rng.choice(STATES)}",
        "status": lambda rng: "/status",
        "api alerts": lambda rng: f"/api/alerts?limit=50&watch={rng.randrange(WATCHES) + 1}",
        "api alerts as atom": lambda rng: "/api/alerts.atom",
        "api feeds": lambda rng: "/api/feeds?limit=50",
        "api watches": lambda rng: "/api/watches",
        "api threads": lambda rng: f"/api/threads?limit=50&sender={rng.choice(STATES)}",
        "api threats": lambda rng: f"/api/threats?limit=50&sender={rng.choice(STATES)}",
        "api ledger": lambda rng: f"/api/ledger?limit=50&sender={rng.choice(STATES)}",
        "api events": lambda rng: f"/api/events?limit=50&sender={rng.choice(STATES)}",
        "api search": lambda rng: f"/api/search?q=note+{rng.randrange(BASE)}",
        "api matrix": lambda rng: "/api/matrix",
    }


def alone(address: str, requests: int) -> None:
    """Print how long each screen takes, one client."""
    print(f"{'one client':<26}{'median ms':>10}{'99 % ms':>10}{'worst ms':>10}")
    with httpx.Client(base_url=address, timeout=120) as client:
        for name, path in screens(client).items():
            rng, times = random.Random(1), []
            for _ in range(requests):
                begun = time.perf_counter()
                client.get(path(rng)).raise_for_status()
                times.append((time.perf_counter() - begun) * 1000)
            high = statistics.quantiles(times, n=100)[98] if len(times) > 1 else times[0]
            print(f"{name:<26}{statistics.median(times):>10.0f}{high:>10.0f}{max(times):>10.0f}", flush=True)


def together(address: str, readers: int, seconds: float) -> None:
    """Print how many readers and a writer fare at once."""
    waits, failures, written = list[float](), list[str](), [0]
    with httpx.Client(base_url=address, timeout=120) as client:
        paths = {name: path for name, path in screens(client).items() if "matrix" not in name}
        ids = [one["id"] for one in client.get("/api/threats?limit=100").json()["items"]]

    until = time.monotonic() + seconds

    def ask(method: str, path: str, client: httpx.Client, body: object = None) -> None:
        begun = time.monotonic()
        try:
            answer = client.request(method, path, json=body)
            if answer.status_code >= 400:
                failures.append(f"{path}: {answer.status_code} {answer.text[:200]}")
        except httpx.HTTPError as error:
            failures.append(f"{path}: {error!r}")
        waits.append(time.monotonic() - begun)

    def read(number: int) -> None:
        rng = random.Random(number)
        with httpx.Client(base_url=address, timeout=120) as client:
            while time.monotonic() < until:
                ask("GET", rng.choice(list(paths.values()))(rng), client)
                time.sleep(1 + rng.random())  # a reader reads

    def write() -> None:
        with httpx.Client(base_url=address, timeout=120) as client:
            while time.monotonic() < until:
                body = {"field": "commitment", "value": COMMITMENTS[written[0] % 4]}
                ask("PATCH", f"/api/threats/{ids[written[0] % len(ids)]}", client, body)
                written[0] += 1
                time.sleep(0.2)

    threads = [threading.Thread(target=read, args=(n,)) for n in range(readers)]
    threads.append(threading.Thread(target=write))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(
        f"{readers} readers and a writer, {seconds:g} s: {len(waits)} answers, {written[0]} changes, {len(failures)} "
        f"failed, median {statistics.median(waits) * 1000:.0f} ms, longest {max(waits):.2f} s"
    )
    for failure in failures[:5]:
        print(f"  {failure}")


def main() -> None:
    """Make the register where needed, serve it, ask."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--threats", type=int, default=100_000)
    parser.add_argument("--place", type=Path, required=True)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    given = parser.parse_args()
    if not given.place.exists():
        begun = time.monotonic()
        fill(given.place, given.threats)
        print(f"made {given.threats} threats in {time.monotonic() - begun:.0f} s", flush=True)
    with served(given.place) as (address, _):
        time.sleep(1)
        alone(address, given.requests)
        together(address, READERS, given.seconds)


if __name__ == "__main__":
    main()
