"""A desk served on loopback, and Chromium to look at it. Used by the browser tests and by docs/pictures/desk.py."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from demarche.web.app import create_app
from demarche.web.desk import Desk
from demarche.web.server import address_of, bound

ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]  # for containers and root
NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """Return the path of a Chromium, None where there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def served(desk: Desk) -> Iterator[str]:
    """Give the address of a desk that is served while the block runs."""
    listening = bound("127.0.0.1", 0)
    server = uvicorn.Server(
        uvicorn.Config(create_app(desk), log_level="error", access_log=False, lifespan="off", ws="none")
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield address_of(listening, "127.0.0.1").rstrip("/")
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()
