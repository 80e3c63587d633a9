"""Sending alerts to hooks: signed, guarded, tried again, each at most once a hook."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime

import httpx
import stamina

from demarche.articles.fetch import AGAIN, USER_AGENT, network_errors, retry_after
from demarche.errors import FetchError, LaterError, SourceError, UsageError
from demarche.settings import HOOK_SECRET
from demarche.watch.backoff import next_try
from demarche.watch.guard import Guard, trusted
from demarche.watch.hooks import Delivery, Hooks
from demarche.watch.signing import body_of, headers_of, hook_key

TIMEOUT = 10.0  # seconds: a receiver should take an alert and work on it later
ATTEMPTS = 3  # in one run
SHORTEST_SECRET = 16


UNANSWERED = (
    httpx.ReadTimeout,
    httpx.ReadError,
    httpx.WriteTimeout,
    httpx.WriteError,
    httpx.RemoteProtocolError,
)


class UnansweredError(SourceError):
    """The receiver was reached and said nothing: it may have the alert."""


@dataclass(kw_only=True)
class Sender:
    """Sends what hooks have not had."""

    store: Hooks
    secret: str
    now: Callable[[], datetime]
    guard: Guard = field(default_factory=Guard)
    timeout: float = TIMEOUT
    attempts: int = ATTEMPTS
    first_wait: float = 0.5
    chance: Callable[[], float] = random.random
    hold: Callable[[], AbstractContextManager[None]] = nullcontext  # puts a stop off while an alert is sent

    def send_all(self) -> tuple[int, list[str]]:
        """Send every alert that is due; return how many were taken, and what failed.

        A hook that fails is left alone for the rest of the run.
        """
        sent, faults, passed = 0, list[str](), set[int]()
        while True:
            with self.hold():
                delivery = self.store.claim_delivery(passed=frozenset(passed))
                if delivery is None:
                    return sent, faults
                if (fault := self.sent_or_fault(delivery)) is None:
                    sent += 1
                    continue
            faults.append(str(fault))
            if not isinstance(fault, SourceError) or isinstance(fault, UnansweredError):
                passed.add(delivery.hook.id)

    def sent_or_fault(self, delivery: Delivery) -> FetchError | SourceError | None:
        """Send one alert and keep what became of it; return why it was not taken."""
        try:
            self.send(delivery)
        except UnansweredError as error:
            self.store.unanswered(delivery, str(error))
            return error
        except SourceError as error:
            self.store.undelivered(delivery, str(error), next_at=None)
            return error
        except FetchError as error:
            wait = error.wait if isinstance(error, LaterError) else 0.0
            pause = next_try(delivery.attempts + 1, wait=wait, chance=self.chance())
            self.store.undelivered(delivery, str(error), next_at=self.now() + pause)
            return error
        self.store.delivered(delivery)
        return None

    def send(self, delivery: Delivery) -> None:
        """Send one alert, tried again where the receiver fails for now.

        Raises FetchError for what may work later, SourceError for what will not.
        """
        for attempt in stamina.retry_context(
            on=failed_for_now,
            attempts=self.attempts,
            timeout=None,
            wait_initial=self.first_wait,
            wait_jitter=self.first_wait,
            wait_max=10.0,
        ):
            with attempt:
                self.send_once(delivery)

    def send_once(self, delivery: Delivery) -> None:
        """Send one alert once; redirects are not followed."""
        hook, body = delivery.hook, body_of(delivery.alert)
        key = hook_key(self.secret, hook=hook.id, address=hook.address)
        headers = headers_of(delivery.alert, key, stamp=int(self.now().timestamp()), body=body)
        target = self.guard.target(hook.address)
        with (
            network_errors(hook.address, self.timeout),
            unanswered(hook.address),
            httpx.Client(verify=trusted(), timeout=self.timeout, follow_redirects=False) as client,
            client.stream(
                "POST",
                target.url,
                content=body,
                headers={"User-Agent": USER_AGENT, **headers, **target.headers},
                extensions=dict(target.extensions),
            ) as response,
        ):
            self.guard.check_peer(target, response, hook.address)
            check_taken(response, hook.address)


@contextmanager
def unanswered(address: str) -> Iterator[None]:
    """Raise UnansweredError where a receiver was reached and said nothing."""
    try:
        yield
    except UNANSWERED as error:
        raise UnansweredError(
            f"{address}: took the connection and did not answer; whether it has the alert is not known, and it "
            "is not sent again"
        ) from error


def check_taken(response: httpx.Response, address: str) -> None:
    """Raise unless the receiver took it; what it says is not read."""
    status = response.status_code
    if response.is_success:
        return
    if wait := retry_after(response.headers.get("retry-after"), now=time.time()):
        raise LaterError(f"{address}: asks to come again in {wait:g} seconds ({status})", wait=wait)
    if status in AGAIN or status >= 500:
        raise FetchError(f"{address}: did not take the alert for now ({status}); it is sent again later")
    if response.has_redirect_location:
        raise SourceError(f"{address}: redirects ({status}), which a hook must not; give its last address")
    raise SourceError(f"{address}: refused the alert ({status}); check the address and the receiver")


def failed_for_now(error: Exception) -> bool:
    """Return whether another try in this run is worth it: the receiver failed and did not ask for peace."""
    return isinstance(error, FetchError) and not isinstance(error, LaterError)


def checked_secret(secret: str | None) -> str:
    """Return the operator's secret; UsageError where there is none, or one that can be guessed."""
    if not secret or len(secret) < SHORTEST_SECRET:
        raise UsageError(
            f"hooks: set {HOOK_SECRET} in the environment to at least {SHORTEST_SECRET} random characters; "
            "what is sent is signed with it"
        )
    return secret
