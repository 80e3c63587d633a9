"""Signing: what a hook is sent, so that its owner can tell that it is ours, whole and fresh.

The signature is HMAC-SHA256 over time stamp, a dot, and the body, with a key of the hook's own. That key is
derived from the operator's secret, which stands in no file, and the hook's address and number; so one
receiver cannot sign for another, and the register holds no secret.
"""

from __future__ import annotations

import hashlib
import hmac
import json

from demarche.watch.records import told_record
from demarche.watch.values import Alert

SIGNATURE, STAMP, NAME = "Demarche-Signature", "Demarche-Timestamp", "Demarche-Alert"
FRESH = 300  # seconds: how old a delivery a receiver should take


def hook_key(secret: str, *, hook: int, address: str) -> str:
    """Return a hook's own key, 64 hexadecimal digits, to be given to its owner."""
    return hmac.new(secret.encode(), f"hook {hook} {address}".encode(), hashlib.sha256).hexdigest()


def body_of(alert: Alert) -> bytes:
    """Return what is sent for an alert."""
    return json.dumps({"alert": told_record(alert)}, ensure_ascii=False, sort_keys=True).encode()


def signature(key: str, *, stamp: int, body: bytes) -> str:
    """Return the signature of a body at a moment, in seconds since 1970.

    >>> signature("key", stamp=1, body=b"{}")[:16]
    'sha256=1ba6b8171'
    """
    return "sha256=" + hmac.new(key.encode(), b"%d." % stamp + body, hashlib.sha256).hexdigest()


def is_signed(key: str, *, stamp: int, body: bytes, given: str, now: int) -> bool:
    """Return whether a delivery is ours and fresh: what a receiver should ask, in Python."""
    return abs(now - stamp) <= FRESH and hmac.compare_digest(signature(key, stamp=stamp, body=body), given)


def headers_of(alert: Alert, key: str, *, stamp: int, body: bytes) -> dict[str, str]:
    """Return the headers that go with a body. The alert's key lets a receiver know it again."""
    return {
        "Content-Type": "application/json; charset=utf-8",
        STAMP: str(stamp),
        SIGNATURE: signature(key, stamp=stamp, body=body),
        NAME: alert.key,
    }
