"""The desk in figures, for Prometheus: requests, the process, and the register with its watch."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from demarche import __version__
from demarche.errors import DemarcheError
from demarche.register.schema import HEAD
from demarche.register.store import SqlRegister
from demarche.watch import tables
from demarche.watch.store import watch_store

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
KEPT = 15.0  # seconds that figures of the register are kept: counting takes a tenth of a second and more


class Figures:
    """What is counted since the desk was opened, and what the register holds."""

    def __init__(self, register: SqlRegister) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "demarche_requests", "Requests served.", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "demarche_request_seconds",
            "Time to the last byte.",
            ("route",),
            registry=self.registry,
            buckets=BUCKETS,
        )
        self.running = Gauge("demarche_requests_running", "Requests being served.", registry=self.registry)
        ProcessCollector(registry=self.registry)
        self.registry.register(Stock(register))

    def served(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that was served."""
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)


@dataclass(eq=False)
class Stock(Collector):
    """The register in figures, counted anew after a while; none but ``demarche_register_up`` where it fails."""

    register: SqlRegister
    clock: Callable[[], float] = time.monotonic
    until: float = -1.0
    kept: tuple[Metric, ...] = field(default=())

    def describe(self) -> Iterator[Metric]:
        """Return nothing: what there is shows when it is counted."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Yield the figures."""
        if self.clock() >= self.until:
            try:
                self.kept = (up(1), *counted(self.register))
            except DemarcheError:
                self.kept = (up(0),)
            self.until = self.clock() + KEPT
        yield from self.kept


def up(value: int) -> Metric:
    """Return whether the register answers."""
    return GaugeMetricFamily("demarche_register_up", "1 if the register answers.", value=value)


def counted(register: SqlRegister) -> Iterator[Metric]:
    """Yield what the register holds and how its watch fares."""
    counts = register.counts()
    about = GaugeMetricFamily("demarche_build_info", "What runs here.", labels=("version", "schema"))
    about.add_metric((__version__, HEAD), 1)
    yield about
    held = GaugeMetricFamily("demarche_register_records", "What stands in the register.", labels=("kind",))
    for kind in ("articles", "threats", "events", "revisions", "rejected"):
        held.add_metric((kind,), getattr(counts, kind))
    yield held
    feeds = watch_store(register).feeds()
    states = GaugeMetricFamily("demarche_feeds", "Feeds by how they fare.", labels=("state",))
    failing = sum(feed.failures > 0 for feed in feeds)
    states.add_metric(("failing",), failing)
    states.add_metric(("well",), len(feeds) - failing)
    yield states
    items = GaugeMetricFamily("demarche_feed_items", "What feeds named, by state.", labels=("state",))
    for state in sorted({state for feed in feeds for state in feed.items} | {"waiting"}):
        items.add_metric((state,), sum(feed.items.get(state, 0) for feed in feeds))
    yield items
    asked = max((feed.asked_at.timestamp() for feed in feeds if feed.asked_at), default=0.0)
    yield GaugeMetricFamily(
        "demarche_feed_asked_timestamp_seconds", "When a feed was last asked; 0: never.", value=asked
    )
    alerts = GaugeMetricFamily("demarche_alerts", "Alerts by state.", labels=("state",))
    closed = tables.alerts.c.closed_at.is_not(None)
    query = select(closed, func.count()).group_by(closed)
    with register.reading() as connection:
        numbers = {bool(is_closed): int(number) for is_closed, number in connection.execute(query)}
    alerts.add_metric(("open",), numbers.get(False, 0))
    alerts.add_metric(("closed",), numbers.get(True, 0))
    yield alerts
