"""JSON Lines: one article a line with its text, threats and events.

``demarche add`` reads the file again and gives the same ids, since an article's id is a hash of what the
line holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
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
    """Yield one record an article, newest first."""
    for article_id, group in groupby(ordered(register, where), key=lambda s: s.source.article_id):
        article = register.article(article_id).article
        yield {
            "id": article.given_id or article_id,
            "outlet": article.outlet,
            "date": article.date.isoformat() if article.date else None,
            "title": article.title,
            "text": article.text,
            "url": article.url,
            "byline": article.byline,
            "threats": [threat_record(s.threat) | {"id": s.id, "coder": s.coder} for s in group],
            "events": [
                event_record(s.event) | {"id": s.id, "coder": s.coder}
                for s in register.events(EventFilter(article=article_id))
            ],
        }


def ordered(register: Register, where: Filter) -> Iterator[StoredThreat]:
    """Yield the threats so that those of one article stand together: a register adds them together."""
    return register.threats(where)
