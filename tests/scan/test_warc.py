"""Archives: every page once, by any division into parts; bad records named with file and byte."""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demarche.articles import Skipped
from demarche.articles.html_page import LARGEST
from demarche.errors import ArticleError
from demarche.scan import Page, Part
from demarche.scan.bodies import decoded_body
from demarche.scan.inputs import parts_of
from demarche.scan.warc import read_warc

from . import made


def read(path: Path, *, start: int = 0, stop: int | None = None) -> list[Page | Skipped]:
    part = Part(source=str(path), kind="warc", number=0, of=1, start=start, stop=stop)
    return list(read_warc(part, Counter()))


def urls(items: list[Page | Skipped]) -> list[str]:
    return [item.url or "" for item in items if isinstance(item, Page)]


def faults(items: list[Page | Skipped]) -> list[tuple[str, str]]:
    return [(item.where.rsplit("/", 1)[-1], item.why) for item in items if isinstance(item, Skipped)]


RECORDS = [made.record(made.page(made.QUIET, number=n), number=n) for n in range(5)]
URLS = [f"https://harbour.example/{n}" for n in range(5)]


def test_pages_come_with_their_byte_and_address(tmp_path: Path) -> None:
    members = made.packed(RECORDS)
    path = made.archive(tmp_path / "a.warc.gz", members)
    items = read(path)
    assert urls(items) == URLS
    places = [sum(map(len, members[:n])) for n in range(5)]
    assert [item.where for item in items] == [f"{path}@{place}" for place in places]


@pytest.mark.parametrize("pack", [made.packed, list], ids=["packed", "plain"])
def test_requests_redirects_and_pictures_are_no_pages(pack: made.Reading, tmp_path: Path) -> None:
    records = [
        made.record(b"GET /", kind="request"),
        made.record(b"moved", status="301 Moved"),
        made.record(b"\x89PNG", headers="Content-Type: image/png"),
        RECORDS[0],
    ]
    path = made.archive(tmp_path / "a.warc", pack(records))
    assert urls(read(path)) == URLS[:1]


@settings(max_examples=40, deadline=None)
@given(cuts=st.lists(st.integers(0, 3500), max_size=6))
def test_any_division_reads_every_page_once(
    cuts: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = made.archive(tmp_path_factory.mktemp("cut") / "a.warc.gz", made.packed(RECORDS))
    edges = sorted({0, *cuts})
    found: list[str] = []
    for start, stop in zip(edges, [*edges[1:], None], strict=True):
        found += urls(read(path, start=start, stop=stop))
    assert found == URLS


def test_a_file_packed_as_one_member_is_one_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demarche.scan.inputs.WARC_PART", 100)
    whole = made.archive(tmp_path / "a.warc.gz", [gzip.compress(b"".join(RECORDS), mtime=0)])
    assert len(parts_of(str(whole))) == 1
    assert urls(read(whole)) == URLS
    members = made.archive(tmp_path / "b.warc.gz", made.packed(RECORDS))
    assert len(parts_of(str(members))) > 1


def test_a_member_cut_short_costs_only_itself(tmp_path: Path) -> None:
    members = made.packed(RECORDS)
    cut = [members[0], members[1], members[2][:200], members[3], members[4]]
    items = read(made.archive(tmp_path / "a.warc.gz", cut))
    assert urls(items) == [URLS[0], URLS[1], URLS[3], URLS[4]]
    ((where, why),) = faults(items)
    assert where == f"a.warc.gz@{len(members[0]) + len(members[1])}"
    assert "damaged" in why or "cut short" in why


def test_a_file_cut_short_keeps_what_came_through(tmp_path: Path) -> None:
    whole = b"".join(made.packed(RECORDS))
    items = read(made.archive(tmp_path / "a.warc.gz", [whole[:-100]]))
    assert urls(items) == URLS[:4]
    assert [where for where, _ in faults(items)] == [f"a.warc.gz@{len(b''.join(made.packed(RECORDS[:4])))}"]


def test_an_answer_that_is_not_http_is_no_page(tmp_path: Path) -> None:
    first, second, third = RECORDS[:3]
    answer = second.replace(b"Content-Type: application/http; msgtype=response", b"Content-Type: text/dns")
    untold = second.replace(b"Content-Type: application/http; msgtype=response\r\n", b"")
    assert answer != second != untold
    path = made.archive(tmp_path / "a.warc", [first, answer, untold, third])
    assert urls(read(path)) == [URLS[0], URLS[2]]
    assert faults(read(path)) == []


@pytest.mark.parametrize("length", [20, 99999, "many", -3])
def test_a_wrong_length_costs_only_its_record(length: object, tmp_path: Path) -> None:
    records = [*RECORDS[:2], made.record(made.page(made.QUIET), number=2, length=length), *RECORDS[3:]]
    items = read(made.archive(tmp_path / "a.warc.gz", made.packed(records)))
    assert urls(items) == [URLS[0], URLS[1], URLS[3], URLS[4]]
    assert len(faults(items)) == 1
    assert "length" in faults(items)[0][1]


def test_a_length_that_takes_in_the_next_record_is_seen(tmp_path: Path) -> None:
    swallowed = len(made.record(made.page(made.QUIET), number=2)) + len(RECORDS[3])
    body = made.page(made.QUIET)
    length = (
        len(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body) + len(RECORDS[3]) + 0
    )
    assert length < swallowed
    records = [*RECORDS[:2], made.record(body, number=2, length=length), *RECORDS[3:]]
    items = read(made.archive(tmp_path / "a.warc.gz", made.packed(records)))
    assert urls(items) == [URLS[0], URLS[1], URLS[3], URLS[4]]


def test_bytes_between_records_are_passed_over(tmp_path: Path) -> None:
    members = made.packed(RECORDS)
    items = read(
        made.archive(tmp_path / "a.warc.gz", [*members[:2], b"\x00garbage\x1f\x8b\x08" * 9, *members[2:]])
    )
    assert urls(items) == URLS
    assert [where for where, _ in faults(items)] == [f"a.warc.gz@{len(members[0]) + len(members[1])}"]


def test_an_archive_that_is_not_packed_is_read_on_behind_a_fault(tmp_path: Path) -> None:
    records = [*RECORDS[:2], made.record(made.page(made.QUIET), number=2, length=99999), *RECORDS[3:]]
    items = read(made.archive(tmp_path / "a.warc", records))
    assert urls(items) == [URLS[0], URLS[1], URLS[3], URLS[4]]
    assert len(faults(items)) == 1


def test_a_page_of_a_hundred_megabytes_is_passed_over(tmp_path: Path) -> None:
    huge = made.record(b"<p>word</p>" * 9_100_000, number=1)
    items = read(made.archive(tmp_path / "a.warc.gz", made.packed([RECORDS[0], huge, RECORDS[2]])))
    assert urls(items) == [URLS[0], URLS[2]]
    assert "100 MB" in faults(items)[0][1]


def test_no_bytes_crash_the_reader(tmp_path: Path) -> None:
    for data in (b"", b"WARC/1.0\r\n", b"\x1f\x8b\x08", b"\x00" * 3000, gzip.compress(b"<html>hello</html>")):
        items = read(made.archive(tmp_path / "a.warc.gz", [data]))
        assert urls(items) == []


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, 2400), value=st.integers(0, 255))
def test_one_wrong_byte_costs_one_record_at_most(
    place: int, value: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = bytearray(b"".join(made.packed(RECORDS)))
    data[place % len(data)] = value
    items = read(made.archive(tmp_path_factory.mktemp("byte") / "a.warc.gz", [bytes(data)]))
    found = urls(items)
    assert len(found) >= 4
    assert len(set(found)) == len(found)


def test_encodings_of_a_body_are_taken_off() -> None:
    def body(data: bytes, transfer: str | None, content: str | None) -> bytes:
        return decoded_body(data, transfer=transfer, content=content, where="a", limit=LARGEST)

    assert body(gzip.compress(b"<p>hello</p>"), None, "gzip") == b"<p>hello</p>"
    assert body(b"<p>hello</p>", "chunked", "gzip") == b"<p>hello</p>"  # the crawler took both off
    assert body(b"5\r\n<p>he\r\n0\r\n\r\n", "chunked", None) == b"<p>he"
    with pytest.raises(ArticleError, match="more than 10 MB"):
        body(gzip.compress(b"a" * 11_000_000), None, "gzip")
    with pytest.raises(ArticleError, match="damaged"):
        body(b"\x1f\x8b\x08\x00nothing", None, "gzip")
