"""The REST API, one module a resource. Its rows are those that the command line prints with --json.

Lists come in pages, ``{"items": [...], "next": cursor or null}``; every answer has an ETag; every error is
``{"error": {"code", "message", "then"}}``.
"""

from __future__ import annotations

from demarche.web.api import (
    alerts,
    articles,
    exports,
    feeds,
    ledger,
    people,
    reference,
    register,
    review,
    threads,
    threats,
    watches,
)

ROUTERS = (
    reference.router,
    threads.router,
    threats.router,
    articles.router,
    ledger.router,
    review.router,
    watches.router,
    alerts.router,
    feeds.router,
    register.router,
    exports.router,
    people.router,
)
