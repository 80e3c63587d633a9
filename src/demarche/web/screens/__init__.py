"""The pages, one module each."""

from __future__ import annotations

from demarche.web.screens import (
    article,
    codebook,
    login,
    matrix,
    review,
    search,
    status,
    thread,
    threads,
    threat,
)

ROUTERS = (
    threads.router,
    matrix.router,
    thread.router,
    article.router,
    threat.router,
    review.router,
    search.router,
    codebook.router,
    status.router,
    login.router,
)
