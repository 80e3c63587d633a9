"""Spending: what a run may cost, what it has cost, and what was refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from threading import Condition
from typing import Any

from demarche.errors import BudgetError
from demarche.llm import Refusal, Reply

MILLION = 1_000_000  # prices are given for so many tokens
KEPT = 1000  # refusals kept with their words; beyond it they are only counted
SHOWN = 20  # refusals listed on the terminal


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What a run may use at most; 0 is no limit. Prices are for a million tokens, in any currency."""

    requests: int = 0
    tokens: int = 0
    cost: float = 0.0
    price_in: float = 0.0
    price_out: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Requests and tokens, spent or to be spent."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    def __add__(self, other: Use) -> Use:
        return Use(
            requests=self.requests + other.requests,
            tokens_in=self.tokens_in + other.tokens_in,
            tokens_out=self.tokens_out + other.tokens_out,
        )

    def __sub__(self, other: Use) -> Use:
        return Use(
            requests=self.requests - other.requests,
            tokens_in=self.tokens_in - other.tokens_in,
            tokens_out=self.tokens_out - other.tokens_out,
        )

    def cost(self, budget: Budget) -> float:
        """Return what it costs at the budget's prices.

        >>> Use(tokens_in=2000, tokens_out=500).cost(Budget(price_in=1.0, price_out=4.0))
        0.004
        """
        return (self.tokens_in * budget.price_in + self.tokens_out * budget.price_out) / MILLION

    def exceeds(self, budget: Budget) -> str | None:
        """Return the name of the limit that this is more than, None if it is within all.

        >>> Use(requests=3).exceeds(Budget(requests=2))
        'llm_max_requests'
        """
        if 0 < budget.requests < self.requests:
            return "llm_max_requests"
        if 0 < budget.tokens < self.tokens_in + self.tokens_out:
            return "llm_max_tokens"
        return "llm_max_cost" if 0 < budget.cost < self.cost(budget) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a run has spent so far, and which parts of answers were refused."""

    requests: int
    repeated: int  # requests that were sent again after a failure, among ``requests``
    cache_hits: int
    tokens_in: int
    tokens_out: int
    estimated: bool  # True: some server did not count, and the letters were
    cost: float
    refused: dict[str, int]  # by field and reason
    refusals: tuple[Refusal, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the account as JSON values."""
        return {**asdict(self), "refusals": [asdict(refusal) for refusal in self.refusals]}

    def lines(self) -> Iterator[str]:
        """Yield the account in words: what was spent, then what was refused; nothing if nothing was done."""
        if not (self.requests or self.cache_hits or self.refused):
            return
        about = "about " if self.estimated else ""
        again = f" ({self.repeated} of them repeated)" if self.repeated else ""
        yield (
            f"{self.requests} requests{again}, {self.cache_hits} answers from the cache, "
            f"{about}{self.tokens_in} tokens in, {about}{self.tokens_out} out, cost {about}{self.cost:.4f}"
        )
        for what, count in self.refused.items():
            yield f"refused {count}: {what}"
        for one in self.refusals[:SHOWN]:
            yield f"refused in article {one.article}: {one.field} {one.words!r}: {one.why}"
        if (more := sum(self.refused.values()) - SHOWN) > 0:
            yield f"… and {more} more; --json lists the first {KEPT}"


class Meter:
    """Counts what is spent, by several threads, and stops what would go beyond the budget.

    Before each request its most costly outcome is set aside, so that requests in flight cannot overdraw
    together. Where that leaves no room only until one of them is done, the next one waits for it.
    """

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.spent, self.aside = Use(), Use()
        self.repeated = self.hits = 0
        self.estimated = False
        self.refused: Counter[str] = Counter()
        self.refusals: list[Refusal] = []
        self.changed = Condition()

    def reserve(self, most: Use, *, again: bool) -> None:
        """Set aside what a request may use at most; BudgetError if that is more than is left."""
        with self.changed:
            while (self.spent + self.aside + most).exceeds(self.budget):
                if limit := (self.spent + most).exceeds(self.budget):
                    raise BudgetError(
                        f"the budget is spent: the next request could exceed {limit}; raise it and run again, "
                        "what is done is then taken from the cache"
                    )
                self.changed.wait()
            self.aside += most
            self.repeated += again

    def settle(self, most: Use, reply: Reply | None) -> None:
        """Take back what was set aside and count what was used; None: the request failed."""
        with self.changed:
            self.aside -= most
            used = Use(requests=1)
            if reply:
                used += Use(tokens_in=reply.tokens_in, tokens_out=reply.tokens_out)
                self.estimated |= reply.estimated
            self.spent += used
            self.changed.notify_all()

    def hit(self) -> None:
        """Count an answer that the cache had."""
        with self.changed:
            self.hits += 1

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        """Count refused parts of an answer, and keep the first of them."""
        with self.changed:
            for one in refusals:
                self.refused[f"{one.field}, {one.why}"] += 1
                if len(self.refusals) < KEPT:
                    self.refusals.append(one)

    def account(self) -> Account:
        """Return the account so far; refusals by article, whatever the order of the threads."""
        with self.changed:
            return Account(
                requests=self.spent.requests,
                repeated=self.repeated,
                cache_hits=self.hits,
                tokens_in=self.spent.tokens_in,
                tokens_out=self.spent.tokens_out,
                estimated=self.estimated,
                cost=self.spent.cost(self.budget),
                refused=dict(sorted(self.refused.items())),
                refusals=tuple(sorted(self.refusals, key=lambda one: (one.article, one.field, one.words))),
            )
