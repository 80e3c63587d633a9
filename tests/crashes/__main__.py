"""The full run: disturb the program at random moments until it was killed so often, and print what came of it."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

from tests.postgres import MISSING, serving_alone

from .harness import KILLED, RESTARTED, SEVERED, Harness, harness
from .work import Size

ON_SERVERS = (KILLED, SEVERED, KILLED, RESTARTED)


def main() -> int:
    """Return 0 where everything was as if undisturbed; the first difference is an AssertionError."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL server of our own")
    arguments = parser.parse_args()
    begun = time.monotonic()
    ways = ON_SERVERS if arguments.postgres else (KILLED,)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving_alone() if arguments.postgres else nullcontext() as server,
    ):
        if arguments.postgres and server is None:
            parser.error(MISSING)
        with harness(Path(folder), seed=arguments.seed, size=Size(), server=server) as whole:
            trials = disturbed(whole, arguments.kills, ways)
            print(table(whole, sorted(set(ways))))  # noqa: T201
    figures = ", ".join(f"{whole.count(how)} {how}" for how in sorted(set(ways)))
    print(  # noqa: T201
        f"\n{figures} in {trials} trials, seed {arguments.seed}, {time.monotonic() - begun:.0f} s: "
        "every register as after an undisturbed run"
    )
    return 0


def disturbed(whole: Harness, kills: int, ways: tuple[str, ...]) -> int:
    """Disturb every kind of work in turn, in each way, until so many were killed; return the number of trials."""
    trials = 0
    while whole.count(KILLED) < kills or trials < len(whole.works) * len(ways):
        turn, place = divmod(trials, len(whole.works))
        whole.trial(whole.works[place], ways[turn % len(ways)])
        trials += 1
        print(f"\r{whole.count(KILLED)} kills", end="", file=sys.stderr, flush=True)  # noqa: T201
    return trials


def table(whole: Harness, ways: list[str]) -> str:
    """Return a row a kind of work."""
    lines = [
        f"| work | undisturbed, s | {' | '.join(ways)} | of them amid the work |",
        "|---" * (len(ways) + 3) + "|",
    ]
    for work in whole.works:
        figures = " | ".join(str(whole.count(how, work.name)) for how in ways)
        seconds = whole.expected[work.name][1]
        lines.append(f"| {work.name} | {seconds:.2f} | {figures} | {whole.written[work.name]} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
