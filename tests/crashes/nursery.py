"""A process that has everything loaded and forks the program for each order: start it, kill it, say how it went.

Orders come as JSON lines on standard input: ``{"words", "environment", "after"}``, where ``after`` is how many
seconds the program may live, null for ever. Each is answered by ``{"killed", "code", "seconds", "said"}``.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Lived:
    """How a program fared."""

    killed: bool
    code: int
    seconds: float
    said: str


class Nursery:
    """Starts programs, one at a time."""

    def __init__(self, **environment: str) -> None:
        self.environment = {"DEMARCHE_CONFIG": "", **environment}

    def __enter__(self) -> Self:
        own = {k: v for k, v in os.environ.items() if not k.startswith("DEMARCHE_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.crashes.nursery"],
            cwd=ROOT,
            env=own,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()

    def live(self, *words: object, after: float | None = None, register: str | None = None) -> Lived:
        """Run the program with these words on a register, at most ``after`` seconds; return how it fared."""
        assert self.process.stdin
        assert self.process.stdout
        order = {
            "words": [str(word) for word in words],
            "environment": self.environment | ({"DEMARCHE_REGISTER": register} if register else {}),
            "after": after,
        }
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return Lived(**json.loads(self.process.stdout.readline()))


def main() -> None:
    """Take orders until there are no more."""
    load()
    for line in sys.stdin:
        print(json.dumps(lived(**json.loads(line))), flush=True)  # noqa: T201


def load() -> None:
    """Load what every child needs, so that it is killed at its work and not while it loads."""
    import psycopg  # noqa: F401

    import demarche.register.adding
    import demarche.register.opening
    import demarche.register.store
    import demarche.scan.output
    import demarche.watch.running
    import demarche.watch.store  # noqa: F401
    from demarche.coders import find_coders
    from demarche.coding import code_article
    from demarche.demo import demo_articles

    code_article(next(iter(demo_articles())), coders=find_coders("rules:v1", "rules:v1"))


def lived(words: list[str], environment: dict[str, str], after: float | None) -> dict[str, Any]:
    """Fork, run, kill where it lives too long, and return how it fared."""
    with tempfile.TemporaryFile() as said:
        begun = time.monotonic()
        child = os.fork()
        if child == 0:
            act(words, environment, said.fileno())
        killed = False
        if after is not None:
            while time.monotonic() < begun + after and os.waitid(os.P_PID, child, STILL) is None:
                time.sleep(0.0005)
            if os.waitid(os.P_PID, child, STILL) is None:
                os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        said.seek(0)
        return {
            "killed": killed,
            "code": os.waitstatus_to_exitcode(status),
            "seconds": time.monotonic() - begun,
            "said": said.read().decode("utf-8", "replace"),
        }


STILL = os.WEXITED | os.WNOHANG | os.WNOWAIT if hasattr(os, "WNOWAIT") else 0


def act(words: list[str], environment: dict[str, str], said: int) -> None:
    """Be the program, in a child; never returns."""
    code = 70
    try:
        from demarche.cli.running import run

        for number in (1, 2):
            os.dup2(said, number)
        os.environ.update(environment)
        code = run(words)
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:  # noqa: BLE001 - whatever it is, the child says it and ends
        import traceback

        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
