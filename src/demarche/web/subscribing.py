"""Who reads the alerts' feeds. Feed readers know no login: they take a token by a header or in the address.

An address is kept, copied and logged, so only a feed token may stand in one: it opens the feeds and nothing
else, and is revoked like any other. Headers may hold either kind: ``Bearer``, or ``Basic`` with the token as
the password, which most readers offer.
"""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from fastapi import Depends, Query, Request

from demarche.web.desk import TheDesk
from demarche.web.people import Person, address_of, by_token, person_of
from demarche.web.refusals import StrangerError
from demarche.web.secrets import is_feed_token


class SubscriberError(StrangerError):
    """A feed reader that is to send a token."""


def subscriber(
    request: Request,
    desk: TheDesk,
    token: Annotated[str, Query(max_length=200, description="A feed token; no other may stand here.")] = "",
) -> Person:
    """Return who reads a feed: by a token in header or address, or as everywhere else."""
    if token and not is_feed_token(token):
        raise SubscriberError(
            "token: only a feed token may stand in an address, and this is none; make one on the account page, "
            "and revoke this one"
        )
    secret = token or header_token(request.headers.get("authorization", ""))
    person = by_token(secret, address_of(request), desk) if secret else person_of(request, desk)
    if person is None:
        raise SubscriberError("this feed needs a token; make a feed token on the account page")
    request.state.person = person
    return person


def header_token(header: str) -> str:
    """Return the token that a header holds, "" where it holds none.

    >>> header_token("Bearer demarche_feed_x"), header_token("Basic " + base64.b64encode(b"ada:t").decode())
    ('demarche_feed_x', 't')
    >>> header_token("Basic ???"), header_token("Digest x")
    ('', '')
    """
    scheme, _, rest = header.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        pair = base64.b64decode(rest.strip(), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return pair.partition(":")[2].strip()


Subscriber = Annotated[Person, Depends(subscriber)]
