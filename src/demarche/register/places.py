"""Where a register is: a file's path, or the address of a PostgreSQL database. Passwords are never shown."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

from demarche.errors import RegisterError

SCHEME = re.compile(r"(?:postgres|postgresql)(?:\+psycopg)?://")
SIGNED = re.compile(r"(?<=://)([^/?#]*?):(.*)@")  # up to the last @: a password may hold any sign
SECRETS = re.compile(r"(?<=[?&])((?:ssl)?password=)[^&#]*", re.IGNORECASE)
HIDDEN = "***"


def is_postgres(place: str | Path) -> bool:
    """Return whether a place is the address of a PostgreSQL database.

    >>> is_postgres("postgresql://ada@db.example/news"), is_postgres("register.db")
    (True, False)
    """
    return bool(SCHEME.match(str(place)))


def address_of(place: str | Path) -> str:
    """Return the address of a PostgreSQL database as its library reads it.

    >>> address_of("postgresql+psycopg://ada@db.example/news")
    'postgresql://ada@db.example/news'
    """
    return SCHEME.sub("postgresql://", str(place), count=1)


def shown(place: str | Path) -> str:
    """Return a place as it may be shown: as given, but for the password.

    >>> shown("postgresql://ada:s3cr:t/@x@db.example/news?sslpassword=k&sslmode=require")
    'postgresql://ada:***@db.example/news?sslpassword=***&sslmode=require'
    >>> shown("news/register.db")
    'news/register.db'
    """
    text = str(place)
    if "://" not in text:
        return text
    return SECRETS.sub(rf"\g<1>{HIDDEN}", SIGNED.sub(rf"\g<1>:{HIDDEN}@", text, count=1))


def password_in(place: str | Path, *, otherwise: object = None) -> object:
    """Return the password that stands before an address's host, up to the last @; ``otherwise`` where none does.

    >>> password_in("postgresql://ada:s3cr%40t@db.example/news")
    's3cr@t'
    """
    found = SIGNED.search(str(place))
    return unquote(found[2]) if found else otherwise


def path_of(place: str | Path) -> Path:
    """Return the file that a path or ``sqlite:///`` URL names; RegisterError for other databases."""
    text = str(place)
    if text.startswith("sqlite:///"):
        return Path(text.removeprefix("sqlite:///"))
    if "://" in text:
        kind = text.partition("://")[0]
        raise RegisterError(
            f"{kind}: registers are kept in SQLite and PostgreSQL; give a file's path or postgresql://HOST/DATABASE"
        )
    return Path(text)
