"""JSON Lines: one article a line with its text, threats and events.

``demarche add`` reads the file again and gives the same ids, since an article's id is a hash of what the
line holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from demarche.records import event_record, threat_record
from demarche.register import EventFilter, Filter, Register, StoredThreat


def write(register: Register, where: Filter, path: Path) -> int:
    """Write the articles of the threats that fit; return how many lines."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for line in lines(register, where):
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            count += 1
    return count


def lines(register: Register, where: Filter) -> Iterator[dict[str, Any]]:
    """Yield one record an article, newest first, with those of its threats that fit."""
    left, day, seen = where.limit, None, set[str]()
    for first in register.threats(replace(where, limit=None)):
        source = first.source
        if source.date != day:
            day, seen = source.date, set()  # articles of one day may interleave, those of two days cannot
        if source.article_id in seen:
            continue
        seen.add(source.article_id)
        threats = list(register.threats(replace(where, article=source.article_id, after=None, limit=left)))
        yield line(register, source.article_id, threats)
        left = None if left is None else left - len(threats)
        if left == 0:
            return


def line(register: Register, article_id: str, threats: Sequence[StoredThreat]) -> dict[str, Any]:
    """Return an article's record with these threats and all its events."""
    article = register.article(article_id).article
    return {
        "id": article_id if article.given_id is None else article.given_id,
        "outlet": article.outlet,
        "date": article.date.isoformat() if article.date else None,
        "title": article.title,
        "text": article.text,
        "url": article.url,
        "byline": article.byline,
        "threats": [threat_record(s.threat) | {"id": s.id, "coder": s.coder} for s in threats],
        "events": [
            event_record(s.event) | {"id": s.id, "coder": s.coder}
            for s in register.events(EventFilter(article=article_id))
        ],
    }
