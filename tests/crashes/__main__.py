"""The full run: kill the program at random moments until it was killed so often, and print what came of it."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from .harness import harness
from .work import Size


def main() -> int:
    """Return 0 where everything was as if undisturbed; the first difference is an AssertionError."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    begun, trials = time.monotonic(), 0
    with (
        tempfile.TemporaryDirectory() as folder,
        harness(Path(folder), seed=arguments.seed, size=Size()) as whole,
    ):
        while whole.kills.total() < arguments.kills:
            whole.trial(whole.works[trials % len(whole.works)])
            trials += 1
            print(f"\r{whole.kills.total()} kills", end="", file=sys.stderr, flush=True)  # noqa: T201
        print("| work | undisturbed, s | kills | of them amid the work |\n|---|---|---|---|")  # noqa: T201
        for work in whole.works:
            seconds = whole.expected[work.name][1]
            print(f"| {work.name} | {seconds:.2f} | {whole.kills[work.name]} | {whole.written[work.name]} |")  # noqa: T201
    print(  # noqa: T201
        f"\n{whole.kills.total()} kills in {trials} trials, seed {arguments.seed}, {time.monotonic() - begun:.0f} s: "
        "every register as after an undisturbed run"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
