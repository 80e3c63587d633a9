"""Fetching over a mocked network: what is read, what is refused, what is tried again."""

from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Iterator
from functools import partial

import httpx
import pytest
import respx

from demarche.articles import Article
from demarche.articles.fetch import Fetched, fetch_url, is_public
from demarche.articles.reading import read_articles
from demarche.errors import FetchError, SourceError

URL = "https://gazette.example/a"
LINE = b'{"title": "Talks open", "text": "Arvania will answer."}\n'
PAGE = """<!doctype html><html><head><title>Arvania warns Belmora</title></head><body><article>
<p>Arvania will close the strait if the fleet of Belmora comes nearer, its foreign minister said on Thursday
in the capital, and he gave no day on which it would happen.</p></article></body></html>"""
FEED = """<rss version="2.0"><channel><title>Gazette</title><item><title>Arvania &amp;amp; Belmora</title>
<description>Arvania will answer.</description></item></channel></rss>"""


def public(host: str) -> tuple[str, ...]:
    return {"inside.example": ("10.0.0.7",), "both.example": ("8.8.8.8", "127.0.0.1")}.get(host, ("8.8.8.8",))


fetch = partial(fetch_url, resolve=public, first_wait=0.0)


@respx.mock
def test_a_page_is_fetched_with_our_name() -> None:
    route = respx.get(URL).respond(200, html=PAGE)
    page = fetch(URL)
    assert page.content == PAGE.encode()
    assert (page.content_type, page.encoding) == ("text/html", "utf-8")
    assert "demarche" in route.calls.last.request.headers["user-agent"]


@respx.mock
def test_redirects_are_followed_to_an_end() -> None:
    respx.get(URL).respond(302, headers={"location": "/b"})
    respx.get("https://gazette.example/b").respond(200, text="Arvania will answer.")
    assert fetch(URL).url == "https://gazette.example/b"
    respx.get("https://gazette.example/loop").respond(301, headers={"location": "/loop"})
    with pytest.raises(SourceError, match="redirects more than 5 times"):
        fetch("https://gazette.example/loop")


@pytest.mark.parametrize(
    ("status", "words"),
    [(404, "was not found (404)"), (410, "gone for good"), (403, "refuses"), (401, "login"), (418, "418")],
)
@respx.mock
def test_what_will_not_work_later_is_not_tried_again(status: int, words: str) -> None:
    route = respx.get(URL).respond(status)
    with pytest.raises(SourceError) as caught:
        fetch(URL)
    assert words in str(caught.value)
    assert str(caught.value).startswith(URL)
    assert route.call_count == 1


@pytest.mark.parametrize("status", [429, 500, 503])
@respx.mock
def test_what_may_work_later_is_tried_three_times(status: int) -> None:
    route = respx.get(URL).respond(status)
    with pytest.raises(FetchError, match=f"failed for now .{status}.; try again later"):
        fetch(URL)
    assert route.call_count == 3


@respx.mock
def test_a_second_try_may_succeed() -> None:
    respx.get(URL).mock(side_effect=[httpx.Response(503), httpx.Response(200, text="Arvania will answer.")])
    assert fetch(URL).content == b"Arvania will answer."


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (httpx.ReadTimeout("slow"), "did not answer within"),
        (httpx.ConnectError("refused"), "connection failed"),
    ],
)
@respx.mock
def test_a_server_that_never_answers_is_a_fetch_error(fault: Exception, words: str) -> None:
    respx.get(URL).mock(side_effect=fault)
    with pytest.raises(FetchError, match=words):
        fetch(URL)


class Packets(httpx.SyncByteStream):
    """A body that comes as it is sent, so that nothing is unpacked before it is read."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def __iter__(self) -> Iterator[bytes]:
        yield self.body


@respx.mock
def test_a_packed_body_is_unpacked_within_bounds() -> None:
    packed = {"content-encoding": "gzip"}
    route = respx.get(URL).respond(200, content=gzip.compress(b"words"), headers=packed)
    assert fetch(URL).content == b"words"
    assert route.calls.last.request.headers["accept-encoding"] == "gzip"
    respx.get(URL).respond(200, stream=Packets(gzip.compress(bytes(50_000_000))), headers=packed)
    tracemalloc.start()
    try:
        with pytest.raises(SourceError, match="larger than"):
            fetch(URL)
        assert (
            tracemalloc.get_traced_memory()[1] < 30_000_000
        )  # ten megabytes of it, and how they are put together
    finally:
        tracemalloc.stop()
    respx.get(URL).respond(200, stream=Packets(b"words"), headers=packed)
    with pytest.raises(SourceError, match="damaged"):
        fetch(URL)
    respx.get(URL).respond(200, stream=Packets(b"words"), headers={"content-encoding": "br"})
    with pytest.raises(SourceError, match="not asked for"):
        fetch(URL)


@respx.mock
def test_a_body_beyond_the_limit_is_refused() -> None:
    respx.get(URL).respond(200, content=b"x" * 2_000)
    with pytest.raises(SourceError, match=r"larger than 0\.001 MB"):
        fetch(URL, limit=1_000)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/a",
        "http://[::1]/a",
        "http://169.254.169.254/latest",
        "http://192.168.1.1/",
        "http://[::ffff:10.0.0.1]/",
        "http://inside.example/",
        "http://both.example/",
    ],
)
@respx.mock
def test_private_addresses_are_refused_unless_allowed(url: str) -> None:
    route = respx.get(url).respond(200, text="Arvania will answer.")
    with pytest.raises(SourceError, match="not on the public internet"):
        fetch(url)
    assert route.call_count == 0
    assert fetch(url, allow_private=True).content


@respx.mock
def test_a_redirect_to_a_private_address_is_refused() -> None:
    respx.get(URL).respond(302, headers={"location": "http://inside.example/secret"})
    secret = respx.get("http://inside.example/secret").respond(200, text="secret")
    with pytest.raises(SourceError, match="not on the public internet"):
        fetch(URL)
    assert secret.call_count == 0


class Peer:
    """A connection to one address."""

    def __init__(self, address: str) -> None:
        self.address = address

    def get_extra_info(self, name: str) -> tuple[str, int] | None:
        return (self.address, 443) if name == "server_addr" else None


@respx.mock
def test_a_name_that_leads_elsewhere_when_reached_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demarche.articles.fetch.getproxies", dict)
    reached = httpx.Response(200, text="secret", extensions={"network_stream": Peer("127.0.0.1")})
    respx.get(URL).mock(return_value=reached)
    with pytest.raises(SourceError, match=r"led to 127\.0\.0\.1"):
        fetch(URL)


@pytest.mark.parametrize(
    "url", ["ftp://gazette.example/a", "file:///etc/hosts", "https://", "http://[bad/", "nothing"]
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(SourceError, match=r"web address|http or https"):
        fetch(url)


def test_public_addresses_are_told_from_others() -> None:
    assert is_public("8.8.8.8")
    assert is_public("2606:4700::1111")
    others = ("0.0.0.0", "10.1.1.1", "100.64.0.1", "224.0.0.1", "fe80::1%eth0", "fd00::1", "2002:7f00:1::")
    assert not any(is_public(address) for address in others)


@pytest.mark.parametrize(
    ("content_type", "body", "title"),
    [
        ("text/html", PAGE.encode(), "Arvania warns Belmora"),
        ("application/octet-stream", PAGE.encode(), "Arvania warns Belmora"),
        ("text/html", FEED.encode(), "Arvania & Belmora"),
        ("application/rss+xml", FEED.encode(), "Arvania & Belmora"),
        ("application/x-ndjson", LINE, "Talks open"),
    ],
)
def test_an_address_is_read_as_what_it_holds(content_type: str, body: bytes, title: str) -> None:
    def give(url: str) -> Fetched:
        return Fetched(url=url, content=body, content_type=content_type)

    (article, *_) = read_articles(URL, fetch=give)
    assert isinstance(article, Article)
    assert article.title == title


@pytest.mark.parametrize(
    ("body", "fault"), [(b"", "is empty"), (b"%PDF-1.7", "is a PDF"), (b"\x00\x01", "binary data")]
)
def test_an_address_that_holds_nothing_to_read_is_named(body: bytes, fault: str) -> None:
    with pytest.raises(SourceError, match=fault) as caught:
        list(read_articles(URL, fetch=lambda url: Fetched(url=url, content=body)))
    assert str(caught.value).startswith(f"{URL}: ")


@pytest.mark.parametrize("status", [404, 500])
@respx.mock
def test_a_feed_that_answers_with_an_error_is_one_clear_error(status: int) -> None:
    respx.get(URL).respond(status)
    with pytest.raises((SourceError, FetchError), match=str(status)):
        list(read_articles(URL, fetch=fetch))
