"""No bytes crash what reads them: each input gives something, or an error that demarche raises on purpose."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .made import texts
from .targets import TARGETS

SEEDS = (
    b"", b"\x00", b"\xff\xfe\x00", b"\xef\xbb\xbf{}", b"[" * 20_000, b"{" * 20_000, b'{"a":' * 20_000, b"a = " + b"[" * 20_000,
    b"a = " + b"9" * 5000, b'{"id": ' + b"9" * 5000 + b"}", b'{"id": 1e999, "threats": [NaN]}', b'{"id": "\\ud800", "text": "\\udfff"}',
    b'{"id": 1, "threats": [{"response": {"a": [[]]}}], "events": [1]}', b"<" * 20_000, b"<a><!--" * 5000, b"<?xml version='1.0'?><rss>" + b"<item>" * 5000,
    b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;">]><rss><channel><title>&c;</title><item><title>&c;</title></item></channel></rss>',
    b"id,text\r\n1,\"" + b"\"\"" * 5000, b"text\n" + b",".join([b"x"] * 20_000), b"PAR1" + b"\x00" * 99 + b"PAR1", b"\x1f\x8b" + b"\x00" * 99,
    b"WARC/1.0\r\nContent-Length: 99999999999999999999\r\n\r\n", b"WARC/1.0\r\n" * 1000,
)  # fmt: skip


def shaped() -> st.SearchStrategy[bytes]:
    """Give bytes that come further than noise: JSON of any shape, text of any kind, noise too."""
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
    keys = st.sampled_from(
        ["id", "title", "text", "date", "outlet", "threats", "events", "response", "response_span", "sender",
         "evidence", "evidence_span", "kind", "jobs", "register"]
    ) | st.text(max_size=3)  # fmt: skip
    trees = st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
        max_leaves=9,
    )
    return st.one_of(
        st.binary(max_size=200),
        trees.map(lambda tree: json.dumps(tree).encode()),
        st.lists(trees, max_size=4).map(lambda rows: b"\n".join(json.dumps(row).encode() for row in rows)),
        texts().map(lambda text: text.encode("utf-8", "surrogatepass")),
        texts().map(
            lambda text: f"<html><body><p>{text}</p><article>{text}".encode("utf-8", "surrogatepass")
        ),
        texts().map(lambda text: f"<rss><channel><item><title>{text}".encode("utf-8", "surrogatepass")),
        st.tuples(st.sampled_from(SEEDS), st.binary(max_size=20)).map(b"".join),
    )


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("data", SEEDS, ids=range(len(SEEDS)))
def test_what_was_thought_of(name: str, data: bytes) -> None:
    if not name.startswith("code-"):
        TARGETS[name](data)


@pytest.mark.parametrize("name", TARGETS)
def test_what_was_not(name: str) -> None:
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(shaped())
    def hold(data: bytes) -> None:
        TARGETS[name](data)

    hold()
