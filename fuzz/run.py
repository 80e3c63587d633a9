#!/usr/bin/env python3
"""Throw bytes at what reads strangers' bytes: ``python fuzz/run.py --seconds 60 [TARGET …]``.

Each target of ``tests/hostile/targets.py`` runs in a process of its own under atheris (libFuzzer), guided by
coverage of our code, from the seeds of ``tests/hostile/test_bytes.py``; without atheris (pip install atheris)
Hypothesis' own engine makes the inputs. Memory is bounded at 2 GB and an input at 20 seconds. Prints a row of a table
a target; a fault ends with exit code 1 and its input in ``fuzz/found``.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FOUND = ROOT / "fuzz" / "found"
MEMORY = 2048  # MB
SLOWEST = 20  # seconds an input
LONGEST = 4096  # bytes


def main() -> int:
    """Fuzz the targets named, or all; return 1 if one of them failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--longest", type=int, default=LONGEST, help="bytes of an input; coders take more short ones"
    )
    parser.add_argument("--one", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        fuzz(arguments.one, arguments.seconds, arguments.seed, arguments.longest)
        return 0
    from tests.hostile.targets import TARGETS

    print("| target | inputs | seconds | peak memory, MB | |\n|---|---|---|---|---|", flush=True)
    total, failed = 0, 0
    for name in arguments.targets or TARGETS:
        inputs, row, code = fuzzed(name, arguments.seconds, arguments.seed, arguments.longest)
        print(row, flush=True)
        total, failed = total + inputs, failed + bool(code)
    print(f"\n{total:,} inputs, {failed} targets failed")
    return min(failed, 1)


def fuzzed(name: str, seconds: int, seed: int, longest: int) -> tuple[int, str, int]:
    """Fuzz one target in a process of its own; return its inputs, its row, and its exit code."""
    begun = time.monotonic()
    command = [sys.executable, __file__, "--one", name, "--seconds", str(seconds), "--seed", str(seed)]
    command += ["--longest", str(longest)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    said = ran.stdout + ran.stderr
    counts = re.findall(r"^(?:#|inputs )(\d+)|stat::number_of_executed_units:\s*(\d+)", said, re.MULTILINE)
    inputs = max((int(a or b) for a, b in counts), default=0)
    memory = max((int(n) for n in re.findall(r"(?:rss: |peak )(\d+)", said)), default=0)
    fault = ""
    if ran.returncode:
        FOUND.mkdir(exist_ok=True)
        (FOUND / f"{name}.txt").write_text(said[-20_000:], encoding="utf-8")
        fault = f"FAILED, see fuzz/found/{name}.txt"
    return (
        inputs,
        f"| {name} | {inputs:,} | {time.monotonic() - begun:.0f} | {memory} | {fault} |",
        ran.returncode,
    )


def fuzz(name: str, seconds: int, seed: int, longest: int) -> None:
    """Fuzz one target here; does not return where atheris is installed."""
    if importlib.util.find_spec("atheris") is None:
        by_hypothesis(name, seconds)
        return
    import atheris

    with atheris.instrument_imports(include=["demarche"]):
        from tests.hostile.targets import TARGETS
    from tests.hostile.test_bytes import SEEDS

    corpus = Path(tempfile.mkdtemp())
    for number, seed_bytes in enumerate(SEEDS):
        (corpus / str(number)).write_bytes(seed_bytes[:longest])
    for number, text in enumerate(texts_of_ours()):
        (corpus / f"text-{number}").write_bytes(text[:longest])
    FOUND.mkdir(exist_ok=True)
    options = [
        f"-max_total_time={seconds}", f"-timeout={SLOWEST}", f"-rss_limit_mb={MEMORY}", f"-max_len={longest}", f"-seed={seed}",
        f"-artifact_prefix={FOUND}/{name}-", "-print_final_stats=1",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(corpus)], TARGETS[name])
    atheris.Fuzz()


def texts_of_ours() -> list[bytes]:
    """Return inputs that go far: sentences that are coded, articles of the demonstration in several shapes."""
    import json

    from tests.hostile.made import SENTENCES

    from demarche.demo import demo_articles

    found = [sentence.encode() for sentence in SENTENCES]
    for article in list(demo_articles())[:8]:
        text = article.full_text[:1500]
        page = f"<html><head><title>{article.title}</title></head><body><article><p>{text}</p></article></body></html>"
        feed = f"<rss><channel><item><title>{article.title}</title><description>{text}</description></item></channel></rss>"
        line = json.dumps({"id": "1", "title": article.title, "text": text, "date": "2024-07-25"})
        found += [one.encode() for one in (text, page, feed, line, f'id,title,text\n1,x,"{text}"\n')]
    return found


def by_hypothesis(name: str, seconds: int) -> None:
    """Let Hypothesis make inputs until the time is over."""
    from hypothesis import HealthCheck, given, settings
    from tests.hostile.targets import TARGETS
    from tests.hostile.test_bytes import shaped

    end, inputs = time.monotonic() + seconds, 0

    @settings(max_examples=2000, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(shaped())
    def hold(data: bytes) -> None:
        nonlocal inputs
        inputs += 1
        TARGETS[name](data)

    while time.monotonic() < end:
        hold()
    print(f"inputs {inputs}, peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}")


if __name__ == "__main__":
    sys.exit(main())
