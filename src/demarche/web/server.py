"""Serving a desk: a socket that is bound first, so that its address is known, then uvicorn on it."""

from __future__ import annotations

import gc
import ipaddress
import socket
import threading
import time

import uvicorn
from anyio import to_thread

from demarche.errors import DemarcheError, UsageError
from demarche.threads.matters import lexicon
from demarche.web.app import create_app
from demarche.web.desk import Desk
from demarche.web.paper import environment
from demarche.web.screens.threads import state_names

AT_ONCE = 256  # connections; more are told to come back
ANSWERED = 3  # requests at a time: the database works beside Python, but for one at a time
LONGEST_HEAD = 32 * 1024  # bytes of a request's head
IDLE = 10  # seconds an idle connection is kept
GRACE = 5  # seconds that running requests have to end once the desk is asked to stop
LATE = 5.0  # seconds that a list may lag behind what is being added
PAUSE = 5.0  # seconds between looks for cards that are missing


def is_loopback(host: str) -> bool:
    """Return whether a host can be reached from this machine alone.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def bound(host: str, port: int) -> socket.socket:
    """Return a socket bound to a place, port 0 being any free one; UsageError where that fails."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        made = socket.socket(family, kind, protocol)
        try:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind(place)
            made.listen()  # its address is told before uvicorn is ready: who comes early waits
        except BaseException:
            made.close()
            raise
    except (OSError, OverflowError) as error:
        raise UsageError(
            f"{host}:{port}: cannot be served on ({error}); give another --host or --port"
        ) from error
    return made


def address_of(listening: socket.socket, host: str) -> str:
    """Return the address to open in a browser."""
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{listening.getsockname()[1]}/"


def prepare() -> None:
    """Load what pages are made with, and leave it out of the search for garbage, a third of a long page's time."""
    lexicon()
    state_names()
    for name in environment().list_templates():
        environment().get_template(name)
    gc.collect()
    gc.freeze()


def keep_warm(desk: Desk) -> None:
    """Make the cards and count the pairs that lists will ask for, at most half of the time; readers wait for none."""
    prepare()
    while True:
        begun = time.monotonic()
        try:
            made = desk.register.warm_pairs() + desk.register.warm_cards()
        except DemarcheError:  # the register is busy, or closed: readers make what they need
            made = 0
        time.sleep(time.monotonic() - begun if made else PAUSE)


def run(desk: Desk, listening: socket.socket) -> None:
    """Serve until stopped."""
    config = uvicorn.Config(
        create_app(desk),
        log_config=None,  # as demarche.logs set it up
        log_level="warning",
        access_log=False,  # addresses hold what people search for
        server_header=False,
        proxy_headers=False,
        limit_concurrency=AT_ONCE,
        h11_max_incomplete_event_size=LONGEST_HEAD,
        timeout_keep_alive=IDLE,
        timeout_graceful_shutdown=GRACE,
        lifespan="off",
        ws="none",
        http="h11",
    )
    desk.register.may_lag(LATE)
    warming = threading.Thread(target=keep_warm, args=(desk,), daemon=True)
    warming.start()
    Serving(config).run(sockets=[listening])


class Serving(uvicorn.Server):
    """A server that answers a few requests at a time, the others in the order in which they came.

    One process runs Python on one core: more at once would only take turns, at every row that the database gives.
    """

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        to_thread.current_default_thread_limiter().total_tokens = ANSWERED
        await super().startup(sockets)
