#!/usr/bin/env python3
"""Grow a register and say what adding one more article costs: flat, or growing with the register.

    python benchmarks/grow_register.py [--to 1000000] [--folder FOLDER]

Articles are synthetic: one of a few sentences of ours with actors, things, days and words changed, one threat
and one event each, so that nothing is coded and only the register is timed. At 10,000 threats and at each
tenfold of it, 1,000 further articles are added, one by one (a transaction each) and then a batch of 200 at a
time; printed are the medians of five rounds, in processor time of this process, and their ratio to those at 10,000. The
ratio is what to compare; wall time stands beside it, and other work on the machine shows in that alone.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

from demarche.articles import Article
from demarche.coding import CodedArticle
from demarche.events import Event
from demarche.register import Register, open_register
from demarche.span import Span
from demarche.threats import Threat

FIRST = 10_000
ROUNDS, EACH = 5, 200
START, DAYS = date(1995, 1, 1), 365 * 30
ACTORS = (
    "USA CHN RUS IRN ISR PRK KOR JPN IND PAK TUR SYR SAU GBR FRA DEU UKR POL VEN CUB EGY IRQ AFG LBN YEM LBY SDN "
    "ETH ERI SOM NGA MLI CAF COD RWA BDI KEN UGA TZA ZAF ZWE MOZ AGO PHL VNM THA MMR KHM LAO MYS IDN AUS NZL CAN "
    "MEX BRA ARG CHL PER COL ECU BOL PRY URY SRB XKX ALB MKD GRC CYP ARM AZE GEO KAZ UZB TKM TJK KGZ MNG EU NATO"
).split()
THINGS = (
    "missiles", "drills", "troops", "arms sales", "tariffs", "imports", "sanctions", "pipeline", "fishing",
    "airspace", "tanker", "embassy", "elections", "refugees", "islands", "uranium", "cyberattacks", "hostages",
    "dam", "satellites",
)  # fmt: skip
RESPONSES = (
    "take countermeasures",
    "close the strait",
    "impose sanctions",
    "strike back",
    "recall its envoy",
)
KINDS = ("unspecified", "other", "economic", "military", "diplomatic")
SOUNDS = "ba de fi go ku la me ni po ru sa te vi wo zu bri cla dro fle gra".split()
WORDS = [a + b + c for a in SOUNDS for b in SOUNDS for c in SOUNDS]  # 8,000, none of which names a thing


@dataclass(frozen=True)
class Cost:
    """Seconds by two clocks."""

    processor: float
    wall: float

    @classmethod
    def now(cls) -> Cost:
        """Return what both clocks say."""
        return cls(time.process_time(), time.perf_counter())

    def since(self, began: Cost) -> Cost:
        """Return the time since then."""
        return Cost(self.processor - began.processor, self.wall - began.wall)

    def words(self, baseline: Cost) -> str:
        """Return the cost in words, with its ratio to a baseline."""
        return (
            f"{self.processor * 1e3:6.2f} ms an article (ratio {self.processor / baseline.processor:.2f}; "
            f"wall {self.wall * 1e3:.2f} ms, ratio {self.wall / baseline.wall:.2f})"
        )


def main() -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=int, default=1_000_000, metavar="N", help="threats at the end")
    parser.add_argument("--folder", type=Path, default=None, help="where the register lies meanwhile")
    arguments = parser.parse_args()
    made, size, baseline = articles(), 0, None
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        place = Path(folder) / "register.db"
        with open_register(place, now=lambda: datetime(2026, 1, 1, tzinfo=UTC)) as register:
            mark = min(FIRST, arguments.to)
            while mark <= arguments.to:
                began = time.perf_counter()
                register.add(islice(made, mark - size))
                filled = (mark - size) / (time.perf_counter() - began)
                single, batch, size = measured(register, made, mark)
                baseline = baseline or (single, batch)
                threads = sum(1 for _ in islice(register.threads(), 1))
                print(
                    f"{mark:>9,} threats: one by one {single.words(baseline[0])}, "
                    f"in batches {batch.words(baseline[1])}; filled at {filled:,.0f}/s; "
                    f"{place.stat().st_size / 1e6:,.0f} MB{'' if threads else '; no thread?'}",
                    flush=True,
                )
                mark *= 10
    return 0


def measured(register: Register, made: Iterator[CodedArticle], size: int) -> tuple[Cost, Cost, int]:
    """Return the median costs of adding one by one and in batches, an article, and the new size."""
    single, batch = [], []
    for _ in range(ROUNDS):
        some = list(islice(made, EACH))
        began = Cost.now()
        for one in some:
            register.add(one)
        single.append(Cost.now().since(began))
        some = list(islice(made, EACH))
        began = Cost.now()
        register.add(some)
        batch.append(Cost.now().since(began))
    return median(single), median(batch), size + 2 * ROUNDS * EACH


def median(costs: list[Cost]) -> Cost:
    """Return the medians of both clocks, an article."""
    return Cost(
        statistics.median(cost.processor for cost in costs) / EACH,
        statistics.median(cost.wall for cost in costs) / EACH,
    )


def articles() -> Iterator[CodedArticle]:
    """Yield coded articles without end, the same ones in each run."""
    dice = random.Random(1)
    weights = [1 / (n + 1) for n in range(len(ACTORS))]  # some actors threaten far more than others
    number = 0
    while True:
        number += 1
        sender, target = dice.choices(ACTORS, weights, k=2)
        thing, way = dice.choice(THINGS), dice.randrange(len(RESPONSES))
        day = START + timedelta(days=dice.randrange(DAYS))
        yield coded(number, dice, sender, target, thing, way, day)


def coded(
    number: int, dice: random.Random, sender: str, target: str, thing: str, way: int, day: date
) -> CodedArticle:
    """Return one article with a threat and an event."""
    filler = " ".join(dice.choice(WORDS) for _ in range(60))
    trigger = f"more {thing} of the {dice.choice(WORDS)} {dice.choice(WORDS)} arrive"
    warning = f"{sender} would {RESPONSES[way]} if {trigger}, it said of {dice.choice(WORDS)} {number}."
    deed = f"{target} took {dice.randrange(900)} {thing} to the {dice.choice(WORDS)}."
    article = Article(
        title=f"Item {number}", text=f"{warning} {deed} {filler}", outlet=f"Outlet {number % 200}", date=day
    )
    text = article.full_text

    def span(words: str) -> Span:
        start = text.index(words)
        return Span.of(text, start, start + len(words))

    threat = Threat(
        evidence=(span(warning),), sender=(sender,), target=(target,), speaker=None, speaker_role=None,
        trigger=span(trigger), trigger_form="if", response=span(RESPONSES[way]), response_kind=KINDS[way],  # type: ignore[arg-type]
        commitment="stated", basis=None, channel=None, said_on=None, via=(), quoted=False,
        found_by="made:v1/benchmark", confidence=0.7,
    )  # fmt: skip
    event = Event(
        evidence=span(deed), actor=(target,), partner=(), kind="deployment", status="done", what=span(deed[:-1]),
        quantity=(), place=None, when=None, found_by="made:v1/benchmark", confidence=0.7,
    )  # fmt: skip
    return CodedArticle(article=article, threats=(threat,), events=(event,), coder="made:v1")


if __name__ == "__main__":
    raise SystemExit(main())
