"""The pages, one module each."""

from __future__ import annotations

from demarche.web.screens import (
    article,
    codebook,
    delivery,
    login,
    matrix,
    review,
    search,
    sources,
    status,
    thread,
    threads,
    threat,
    watch_form,
    watches,
)

ROUTERS = (
    threads.router,
    matrix.router,
    thread.router,
    article.router,
    threat.router,
    review.router,
    search.router,
    watches.router,
    watch_form.router,
    delivery.router,
    sources.router,
    codebook.router,
    status.router,
    login.router,
)
