"""The guard: which addresses may be asked at all, and asking only the very address that was looked at.

A name is looked up once; every address it has must be public, and the connection goes to one of those, so
that a name that changes its address in between leads nowhere else. An operator may allow hosts by name
(setting ``watch_allow``). Behind a proxy the proxy looks names up, and only the first look remains.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx

from demarche.articles.fetch import Resolver, addresses_of, check_peer, is_ip, is_public
from demarche.errors import SourceError, UsageError

PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is connected to, for an address that was asked for."""

    url: httpx.URL
    headers: Mapping[str, str] = field(default_factory=dict)
    extensions: Mapping[str, str] = field(default_factory=dict)
    guarded: bool = True  # False: the operator allows the host


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Lets public addresses through, and the hosts that the operator allows."""

    allow: frozenset[str] = frozenset()  # "host" or "host:port"
    resolve: Resolver = addresses_of

    def target(self, address: str) -> Target:
        """Return where to connect for an address; SourceError where it may not be asked.

        Raises FetchError for a host that is not found.
        """
        scheme, host, port = parts_of(address)
        url = httpx.URL(address)
        if host in self.allow or f"{host}:{port}" in self.allow:
            return Target(url=url, guarded=False)
        found = (host,) if is_ip(host) else self.resolve(host)
        for one in found:
            if not is_public(one):
                raise SourceError(
                    f"{address}: {host} is not on the public internet; an operator can allow it by name, "
                    "with the setting watch_allow"
                )
        if is_ip(host) or not found or getproxies():
            return Target(url=url)
        names = {"sni_hostname": host} if scheme == "https" else {}
        netloc = url.netloc.decode("ascii")
        return Target(url=url.copy_with(host=found[0]), headers={"Host": netloc}, extensions=names)

    def check_peer(self, target: Target, response: httpx.Response, address: str) -> None:
        """Raise SourceError where the server that was reached is not public and not allowed."""
        if target.guarded:
            check_peer(response, address)


@cache
def trusted() -> ssl.SSLContext:
    """Return whom we trust; made once, since reading the certificates takes longer than a request."""
    return httpx.create_ssl_context()


def parts_of(address: str) -> tuple[str, str, int]:
    """Return scheme, host and port of a web address; SourceError for what is none."""
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").rstrip("."), parts.port
        httpx.URL(address)
    except (ValueError, httpx.InvalidURL) as error:
        raise SourceError(f"{address}: is no web address ({error}); check it") from error
    if parts.scheme not in PORTS or not host:
        raise SourceError(f"{address}: is not an http or https address; check it")
    if parts.username or parts.password:
        raise SourceError(f"{address.partition('@')[2]}: holds a name or password; leave it out")
    return parts.scheme, host.lower(), port or PORTS[parts.scheme]


def allowed_hosts(setting: str) -> frozenset[str]:
    """Return the hosts that the setting ``watch_allow`` names; UsageError for what is no host.

    >>> sorted(allowed_hosts("127.0.0.1:8000, News.intranet.example"))
    ['127.0.0.1:8000', 'news.intranet.example']
    """
    found = frozenset(part.strip().lower() for part in setting.split(",") if part.strip())
    for one in found:
        if "/" in one or "*" in one or " " in one:
            raise UsageError(f"setting watch_allow: {one!r} is no host; give host or host:port, by commas")
    return found


def typed_address(address: str) -> str:
    """Return an address as it is kept; UsageError unless it is an http or https one without password."""
    stripped = address.strip()
    try:
        parts_of(stripped)
    except SourceError as error:
        raise UsageError(str(error)) from error
    return stripped.partition("#")[0]
