#!/usr/bin/env python3
"""How the time to code one article grows with its length, 1 KB to 10 MB, for texts of several makes.

    python benchmarks/growth.py                  all makes, up to 10 MB
    python benchmarks/growth.py --most 1000000 prose quotes

The baseline of each row is the time of reading its sentences alone. "growth" is the time of a length over
that of a tenth of it: 10 is linear.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections.abc import Callable
from datetime import date

from demarche.articles import Article
from demarche.coding import code_article
from demarche.language.document import Document

LENGTHS = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
STATES = ("Russia", "China", "Iran", "Turkey", "Japan", "Israel", "India", "Ukraine", "France", "Germany")
DOES = ("impose sanctions", "deploy bombers", "close the strait", "retaliate", "recall its envoy")
CAUSES = ("deploys missiles", "raises tariffs", "attacks", "seizes another tanker")
DID = ("deployed", "attacked", "sanctioned", "bombed", "expelled")
THINGS = ("missiles", "troops", "ships", "diplomats")
SOUNDS = "ba de fi go ku la me ni po ru sa te vi wo zu bri cla dro fle gra".split()
Chance = random.Random


def name(chance: Chance) -> str:
    """Return a name that was never heard."""
    return "".join(chance.choice(SOUNDS) for _ in range(3)).capitalize()


MAKES: dict[str, Callable[[Chance], str]] = {
    "weather": lambda c: f"It rained all day along the coast of {name(c)}, and nobody was surprised by it. ",
    "prose": lambda c: (
        f"{c.choice(STATES)} will {c.choice(DOES)} if {c.choice(STATES)} {c.choice(CAUSES)}, Foreign Minister "
        f"{name(c)} {name(c)} said on Monday. It rained in {name(c)}, and the talks went on until the evening. "
    ),
    "deeds": lambda c: (
        f"{c.choice(STATES)} {c.choice(DID)} {c.randint(2, 900)} {c.choice(THINGS)} in {name(c)} on Monday. "
    ),
    "quotes": lambda c: (
        f"“We will retaliate against {c.choice(STATES)},” {name(c)} told {name(c)} News. He said so.\n"
    ),
    "open quotes": lambda c: f'"{name(c)} will strike if {c.choice(STATES)} attacks. ',
    "ministries": lambda c: (
        f"The {name(c)} Ministry of {name(c)} spoke. The ministry said {c.choice(STATES)} will answer. "
    ),
    "he said": lambda c: "“We will respond,” he said. ",
    "datelines": lambda c: (
        f"{name(c).upper()}, July {c.randint(1, 30)}. /TASS/. Russia will respond if Japan attacks.\n"
    ),
    "dates": lambda c: (
        f"On March {c.randint(1, 28)}, {c.randint(1990, 2030)}, next week, {c.randint(2, 99)} days ago. "
    ),
    "no full stop": lambda c: f"{c.choice(STATES)} will strike if {c.choice(STATES)} attacks and ",
    "capitals": lambda c: f"{name(c)} ",
    "short lines": lambda c: "Read more: ten facts\n",
    "one letter": lambda c: "a",
    "spaces": lambda c: " ",
    "marks": lambda c: "e\u0301\u200b\u202e",
}


def text_of(make: str, length: int) -> str:
    """Return a text of a make and length, always the same."""
    chance, parts, size = random.Random(1), list[str](), 0
    while size < length:
        parts.append(MAKES[make](chance))
        size += len(parts[-1])
    return "".join(parts)[:length]


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time of some work."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def main() -> int:
    """Print a row a make; return 1 where a time grew more than twentyfold with a tenfold length."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("makes", nargs="*", metavar="MAKE", help=", ".join(MAKES))
    parser.add_argument("--most", type=int, default=LENGTHS[-1])
    arguments = parser.parse_args()
    lengths = [length for length in LENGTHS if length <= arguments.most]
    code_article(Article(title="", text=text_of("prose", 1000)))  # loads everything
    heads = " | ".join(f"{length // 1000:,} KB" for length in lengths)
    print(f"| text | {heads} | last growth | sentences alone, last |\n|---|{'---|' * (len(lengths) + 2)}")
    worst = 0.0
    for make in arguments.makes or MAKES:
        taken = []
        for length in lengths:
            article = Article(title="News", text=text_of(make, length), date=date(2024, 7, 1), outlet="Wire")
            taken.append(seconds(lambda article=article: code_article(article)))
        alone = seconds(lambda article=article: Document(article).sentences)
        growth = taken[-1] / max(taken[-2], 0.001)
        worst = max(worst, growth if taken[-1] > 1 else 0.0)
        row = " | ".join(f"{one:.3f}" if one < 10 else f"{one:.0f}" for one in taken)
        print(f"| {make} | {row} | {growth:.1f} | {alone:.2f} |", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nseconds of one core; peak memory {peak:,.0f} MB; worst growth {worst:.1f}")
    return int(worst > 20)


if __name__ == "__main__":
    sys.exit(main())
