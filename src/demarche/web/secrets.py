"""Passwords by argon2; sessions and tokens, long and random, by SHA-256. Only hashes are kept."""

from __future__ import annotations

import hashlib
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from demarche.errors import UsageError

TOKEN = "demarche_"  # how a token begins, so that scanners of leaked keys can know it
FEED_TOKEN = "demarche_feed_"  # of tokens that open the alerts' feeds and nothing else
SHORTEST = 12  # characters of a password, NIST SP 800-63B asks for at least 8
LONGEST = 1024


@cache
def hasher() -> PasswordHasher:
    """Return argon2id with the library's parameters (RFC 9106, low memory)."""
    return PasswordHasher()


@cache
def nobodys() -> str:
    """Return a hash to compare with where there is no user, so that both take as long."""
    return hasher().hash(secrets.token_urlsafe())


def hashed_password(password: str) -> str:
    """Return a password's hash; UsageError for one that is too short or long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise UsageError(f"password: give {SHORTEST} to {LONGEST} characters")
    return hasher().hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Return whether a password is the one whose hash is kept; as slow for nobody's."""
    try:
        right = hasher().verify(kept or nobodys(), password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None


def new_session() -> str:
    """Return a session's secret."""
    return secrets.token_urlsafe(32)


def new_token() -> str:
    """Return an API token."""
    while is_feed_token(token := TOKEN + secrets.token_urlsafe(32)):  # by a chance of 1 in 10**9
        pass
    return token


def new_feed_token() -> str:
    """Return a token that opens the alerts' feeds and nothing else, by how it begins."""
    return FEED_TOKEN + secrets.token_urlsafe(32)


def is_feed_token(token: str) -> bool:
    """Return whether a token opens nothing but feeds. What it begins with is part of what was hashed."""
    return token.startswith(FEED_TOKEN)


def digest(secret: str) -> str:
    """Return the hash under which a session or token is kept."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
