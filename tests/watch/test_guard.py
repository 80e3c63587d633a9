"""What must not be asked: private addresses however they are named, and bodies without end."""

from __future__ import annotations

import gzip
import socket
import ssl
from typing import Any

import httpx
import pytest

from demarche.articles import fetch
from demarche.errors import FetchError, SourceError, UsageError
from demarche.watch import guard as guarding
from demarche.watch.fetching import Polite
from demarche.watch.guard import Guard, allowed_hosts

from .server import Handler, Site

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


@pytest.fixture(autouse=True)
def without_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarding, "getproxies", dict)
    monkeypatch.setattr(fetch, "getproxies", dict)


def polite(site: Site | None = None, **options: Any) -> Polite:
    allow = frozenset({site.host}) if site else frozenset()
    return Polite(guard=options.pop("guard", Guard(allow=allow)), pause=0.0, timeout=5.0, **options)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://0.0.0.0/",
        "http://10.0.0.1/",
        "http://172.16.3.4/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
        "http://localhost/",
    ],
)
def test_private_addresses_are_refused(address: str) -> None:
    with pytest.raises((SourceError, FetchError), match=r"not on the public internet|was not found"):
        Guard().target(address)


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://gazette.example/",
        "gopher://x/",
        "//gazette.example",
        "",
        "http://",
        "http://[",
        "javascript:1",
        "http://a:b@gazette.example/",
    ],
)
def test_odd_addresses_are_refused(address: str) -> None:
    with pytest.raises(SourceError):
        Guard().target(address)


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(SourceError, match="watch_allow"):
        Guard(resolve=lambda _: ("8.8.8.8", "10.0.0.7")).target("https://both.example/")


def test_the_connection_goes_to_the_address_that_was_looked_at() -> None:
    """A name that changes its address between the look and the connection leads nowhere else."""
    asked: list[str] = []

    def resolve(host: str) -> tuple[str, ...]:
        asked.append(host)
        return ("8.8.8.8",) if len(asked) == 1 else ("127.0.0.1",)

    target = Guard(resolve=resolve).target("https://rebind.example:8443/a?b=1")
    assert str(target.url) == "https://8.8.8.8:8443/a?b=1"
    assert target.headers == {"Host": "rebind.example:8443"}
    assert target.extensions == {"sni_hostname": "rebind.example"}
    assert asked == ["rebind.example"]


def test_the_certificate_must_be_the_names_not_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str | None] = []

    class StoppedError(OSError):
        pass

    def wrap(self: ssl.SSLContext, sock: socket.socket, **options: Any) -> ssl.SSLSocket:
        names.append(options.get("server_hostname"))
        raise StoppedError

    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", wrap)
    target = Guard(resolve=lambda _: ("8.8.8.8",)).target(f"https://news.example:{port}/")
    here = target.url.copy_with(host="127.0.0.1")
    with listener, pytest.raises(httpx.ConnectError), httpx.Client() as client:
        client.send(
            client.build_request(
                "GET", here, headers=dict(target.headers), extensions=dict(target.extensions)
            )
        )
    assert names == ["news.example"]


def test_a_redirect_to_a_private_address_is_not_followed(site: Site) -> None:
    site.put("/feed", status=302, Location="http://127.0.0.1:1/secret")
    with pytest.raises(SourceError, match="not on the public internet"):
        polite(site).get(site.url + "/feed")
    site.put("/file", status=302, Location="file:///etc/passwd")
    with pytest.raises(SourceError, match="not an http or https address"):
        polite(site).get(site.url + "/file")


def test_redirects_without_end_are_given_up(site: Site) -> None:
    site.put("/loop", status=301, Location="/loop")
    with pytest.raises(SourceError, match="redirects more than 5 times"):
        polite(site).get(site.url + "/loop")


def test_what_the_operator_allows_by_name_is_asked(site: Site) -> None:
    site.put("/feed", "words")
    assert polite(site).get(site.url + "/feed").content == b"words"
    port = site.host.partition(":")[2]
    named = Guard(allow=allowed_hosts(f"Localhost:{port}, other.example"))
    assert not named.target(f"http://localhost:{port}/").guarded
    with pytest.raises((SourceError, FetchError)):
        named.target("http://localhost:1/")


@pytest.mark.parametrize("setting", ["http://127.0.0.1", "10.0.0.0/8", "*.example", "a b"])
def test_what_is_no_host_cannot_be_allowed(setting: str) -> None:
    with pytest.raises(UsageError, match="is no host"):
        allowed_hosts(setting)


def test_a_packed_bomb_is_not_unpacked(site: Site) -> None:
    site.put("/bomb", gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")
    with pytest.raises(SourceError, match=r"larger than 0\.1 MB"):
        polite(site, limit=100_000).get(site.url + "/bomb")
    site.put("/small", gzip.compress(b"words"), Content_Encoding="gzip")
    assert polite(site).get(site.url + "/small").content == b"words"
    site.put("/odd", b"words", Content_Encoding="br")
    with pytest.raises(SourceError, match="packed as 'br'"):
        polite(site).get(site.url + "/odd")
    site.put("/damaged", b"words", Content_Encoding="gzip")
    with pytest.raises(SourceError, match="is damaged"):
        polite(site).get(site.url + "/damaged")


def test_a_feed_that_is_unchanged_though_never_seen_is_a_fault(site: Site) -> None:
    site.put("/feed", status=304)
    with pytest.raises(FetchError, match="unchanged"):
        polite(site).get(site.url + "/feed")


def test_a_server_that_hangs_up_is_worth_another_try(site: Site) -> None:
    def cuts(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.close_connection = True

    site.pages["/cut"] = cuts
    with pytest.raises(FetchError, match="the connection failed"):
        polite(site).get(site.url + "/cut")
    with pytest.raises(FetchError, match=r"the connection failed|not answer"):
        polite(guard=Guard(allow=frozenset({"127.0.0.1"}))).get("http://127.0.0.1:1/")


def test_the_contact_is_told_and_makes_no_header(site: Site) -> None:
    site.put("/feed", "words")
    polite(site, contact="desk@gazette.example").get(site.url + "/feed")
    assert "desk@gazette.example)" in site.asked[-1].headers["User-Agent"]
