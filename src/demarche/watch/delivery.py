"""Alerts as an Atom feed (RFC 4287) and a JSON Feed (version 1.1): pure functions from alerts to text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from demarche.errors import SourceError
from demarche.watch.guard import parts_of
from demarche.watch.records import told_record
from demarche.watch.values import Alert

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NAMES: Mapping[str, str] = {
    "new-thread": "New thread",
    "repeated": "Repeated",
    "firmer": "Firmer",
    "softer": "Softer",
    "new-trigger": "New trigger",
    "trigger-approached": "Trigger approached",
    "trigger-met": "Trigger met",
    "response-seen": "Response seen",
    "deadline-near": "Deadline near",
}


def headline(alert: Alert) -> str:
    """Return an alert's headline: what kind of change, in which thread."""
    return f"{NAMES[alert.kind]}: {alert.title}"


def urn(alert: Alert) -> str:
    """Return an alert's id for feeds: the same for the same change, whichever register made it.

    >>> from datetime import datetime as D
    >>> urn(Alert(id=1, key="firmer 3f2a", kind="firmer", at=D(2024, 8, 1), day=None, title="", why="", watches=()))
    'urn:demarche:alert:firmer:3f2a'
    """
    return "urn:demarche:alert:" + ":".join(alert.key.split())


def atom(
    alerts: Iterable[Alert], *, title: str = "demarche: alerts", address: str | None = None, id: str = ""
) -> str:
    """Return alerts, newest first, as an Atom feed; ``address`` is where it stands.

    It is dated by its newest alert, so that nothing changes where no alert is new.
    """
    shown = list(alerts)
    updated = max((alert.at for alert in shown), default=datetime.fromtimestamp(0, UTC))
    head = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"  <title>{xml(title)}</title>",
        f"  <id>{xml(id or address or 'urn:demarche:alerts')}</id>",
        f"  <updated>{updated.isoformat()}</updated>",
        "  <author><name>demarche</name></author>",
        "  <generator>demarche</generator>",
    ]
    if address:
        head.append(f'  <link rel="self" href={attribute(address)}/>')
    return "\n".join([*head, *(entry(alert) for alert in shown), "</feed>", ""])


def entry(alert: Alert) -> str:
    """Return an alert as an Atom entry."""
    lines = [
        f"    <title>{xml(headline(alert))}</title>",
        f"    <id>{xml(urn(alert))}</id>",
        f"    <updated>{alert.at.isoformat()}</updated>",
        f"    <published>{alert.at.isoformat()}</published>",
        f"    <summary>{xml(alert.why)}</summary>",
        f"    <category term={attribute(alert.kind)}/>",
        *(
            f"    <category term={attribute(name)} scheme={attribute('urn:demarche:watch')}/>"
            for name in alert.watches
        ),
    ]
    if link := web_address(alert.url):
        lines.append(f'    <link rel="alternate" href={attribute(link)}/>')
    return "\n".join(["  <entry>", *lines, "  </entry>"])


def json_feed(alerts: Iterable[Alert], *, title: str = "demarche: alerts", address: str | None = None) -> str:
    """Return alerts, newest first, as a JSON Feed; each carries its whole record under ``_demarche``."""
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        **({"feed_url": address} if address else {}),
        "items": [item(alert) for alert in alerts],
    }
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def item(alert: Alert) -> dict[str, object]:
    """Return an alert as an item of a JSON Feed."""
    link = web_address(alert.url)
    return {
        "id": urn(alert),
        "title": headline(alert),
        "content_text": alert.why,
        "date_published": alert.at.isoformat(),
        "tags": [alert.kind, *alert.watches],
        **({"external_url": link} if link else {}),
        "_demarche": told_record(alert),
    }


def web_address(url: str | None) -> str | None:
    """Return an article's address where it is a web address, so that no reader runs what a page names."""
    try:
        if url:
            parts_of(url)
    except SourceError:
        return None
    return url


def xml(words: str) -> str:
    """Return words as XML text, without the characters that XML cannot hold.

    >>> xml("a<b\\x00")
    'a&lt;b'
    """
    return escape(NOT_XML.sub("", words))


def attribute(words: str) -> str:
    """Return words as a quoted XML attribute."""
    return quoteattr(NOT_XML.sub("", words))
