"""Serve a register for a benchmark: ``demarche serve`` in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def served(place: Path) -> Iterator[tuple[str, int]]:
    """Serve the register and give its address and the process's number; its log is left out."""
    command = [sys.executable, "-m", "demarche", "serve", "--port", "0", "--json", "--register", str(place)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout is not None
            yield json.loads(server.stdout.readline())["address"].rstrip("/"), server.pid
        finally:
            server.terminate()
