"""Readers of files: what they give on good input, and the one clear error on each bad one."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from arro3.core import Array, DataType, Table
from arro3.io import write_parquet
from hypothesis import given
from hypothesis import strategies as st

from demarche.articles import Article, Columns, Skipped
from demarche.articles.characters import clean_text, clean_title, decoded
from demarche.articles.csv_table import read_csv_table
from demarche.articles.feed import read_feed
from demarche.articles.html_page import article_of_page, read_html_page
from demarche.articles.json_lines import read_json_lines
from demarche.articles.parquet_table import read_parquet_table
from demarche.articles.reading import read_articles
from demarche.articles.text_file import read_text_file
from demarche.errors import ArticleError, DemarcheError, SourceError, UsageError

GOOD = {
    "id": 7,
    "title": "Talks open",
    "text": "Arvania will answer.",
    "outlet": "Gazette",
    "date": "2024-07-25",
}
LINE = json.dumps(GOOD).encode() + b"\n"

PAGE = """<!doctype html><html><head><title>Fallback</title>
<meta property="og:title" content="Arvania warns
 Belmora"><meta property="og:site_name" content="The Gazette">
<link rel="canonical" href="/2024/arvania"><script type="application/ld+json">
{"@graph": [{"@type": "NewsArticle", "datePublished": "2024-07-25T23:00:00+09:00",
"author": [{"@type": "Person", "name": "Ann Lee"}]}]}</script></head>
<body><nav>Home News</nav><article><h1>Arvania warns Belmora</h1>
<p>Arvania will close the strait if the fleet of Belmora comes nearer, its foreign minister said on
Thursday in the capital.</p><p>He said that his country reserves the right to answer, and that any attack on
the islands would be met by its navy, which has sailed.</p></article></body></html>"""

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title><link>https://gazette.example</link>
<item><title>Arvania &amp; Belmora</title><link>https://gazette.example/1</link><guid>g1</guid>
<pubDate>Thu, 25 Jul 2024 10:00:00 GMT</pubDate>
<description>&lt;p&gt;Arvania will answer.&lt;/p&gt;&lt;p&gt;It said so.&lt;/p&gt;</description></item>
<item><title></title></item></channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Gazette</title>
<entry><title>One</title><updated>2024-07-25T10:00:00Z</updated>
<content>Arvania will answer.</content></entry>
<entry><title>Two</title><published>2024-07-24T10:00:00Z</published></entry></feed>"""


def write(folder: Path, name: str, data: bytes | str) -> str:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return str(path)


def articles(read: Iterator[Article | Skipped]) -> list[Article]:
    return [item for item in read if isinstance(item, Article)]


def skipped(read: Iterator[Article | Skipped]) -> list[Skipped]:
    return [item for item in read if isinstance(item, Skipped)]


def table_of(rows: list[dict[str, str | None]]) -> Table:
    names = list(rows[0])
    return Table.from_pydict({n: Array([row[n] for row in rows], DataType.string()) for n in names})


# --- what good input gives ---------------------------------------------------------------------


@pytest.mark.parametrize("packed", [False, True])
def test_json_lines_give_articles_with_their_ids(tmp_path: Path, packed: bool) -> None:
    data = LINE + b"\n" + LINE
    path = write(tmp_path, "a.jsonl.gz" if packed else "a.jsonl", gzip.compress(data) if packed else data)
    found = articles(read_articles(path))
    assert (
        found
        == [
            Article(
                title="Talks open",
                text="Arvania will answer.",
                outlet="Gazette",
                date=date(2024, 7, 25),
                given_id=7,
            )
        ]
        * 2
    )


def test_columns_may_have_other_names(tmp_path: Path) -> None:
    columns = Columns(text="body", title="headline", date="day")
    row = {"headline": "Talks", "body": "Arvania will answer.", "day": "20240725"}
    lines = write(tmp_path, "a.jsonl", json.dumps(row))
    table = write(tmp_path, "a.csv", "headline,body,day\nTalks,Arvania will answer.,20240725\n")
    write_parquet(table_of([dict(row)]), str(tmp_path / "a.parquet"))
    for path in (lines, table, str(tmp_path / "a.parquet")):
        (article,) = articles(read_articles(path, columns=columns))
        assert (article.title, article.text) == ("Talks", "Arvania will answer.")
        assert article.date == date(2024, 7, 25)


def test_a_date_that_cannot_be_read_is_null_with_the_reason(tmp_path: Path) -> None:
    for value, reason in (("01/02/2023", "ambiguous"), (None, "no date given"), (["x"], "not a date")):
        path = write(tmp_path, "a.jsonl", json.dumps(GOOD | {"date": value}))
        (article,) = articles(read_articles(path))
        assert article.date is None
        assert reason in (article.date_reason or "")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", 'title,text\nTalks,"Arvania, he said,\nwill answer."\n'),
        ("a.tsv", "title\ttext\nTalks\tArvania, he said,\\nwill answer.\n"),
        ("a.csv", 'title;text\r\nTalks;"Arvania, he said,\nwill answer."\r\n'),
    ],
)
def test_csv_is_read_with_its_own_delimiter(tmp_path: Path, name: str, data: str) -> None:
    (article,) = articles(read_articles(write(tmp_path, name, data)))
    assert article.title == "Talks"
    assert article.text.startswith("Arvania, he said,")


def test_csv_in_another_encoding_is_read(tmp_path: Path) -> None:
    row = "Переговоры,Министерство иностранных дел заявило что ответит на любое нападение на острова\n"
    path = write(tmp_path, "a.csv", ("title,text\n" + row * 3).encode("cp1251"))
    found = articles(read_articles(path))
    assert [f"{article.title},{article.text}\n" for article in found] == [row] * 3


def test_parquet_rows_give_articles_and_empty_ones_are_skipped(tmp_path: Path) -> None:
    path = str(tmp_path / "a.parquet")
    write_parquet(table_of([{"id": "1", "text": "Arvania will answer."}, {"id": "2", "text": None}]), path)
    first, second = read_articles(path)
    assert isinstance(first, Article)
    assert first.given_id == "1"
    assert isinstance(second, Skipped)
    assert "row 2" in second.where


def test_a_text_file_takes_a_short_first_line_for_its_title(tmp_path: Path) -> None:
    (article,) = articles(
        read_articles(write(tmp_path, "a.txt", "Talks open\r\n\r\nArvania will answer.\r\n"))
    )
    assert (article.title, article.text) == ("Talks open", "Arvania will answer.")
    assert article.date_reason
    (bare,) = articles(read_articles(write(tmp_path, "b.txt", "Arvania will answer.\nIt said so.")))
    assert (bare.title, bare.text) == ("", "Arvania will answer.\nIt said so.")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_encodings_of_plain_text_are_detected(tmp_path: Path, encoding: str) -> None:
    text = "Министерство иностранных дел заявило, что ответит на любое нападение. " * 5
    (article,) = articles(read_articles(write(tmp_path, "a.txt", text.encode(encoding))))
    assert article.text.strip() == text.strip()


def test_a_page_gives_its_main_text_and_facts(tmp_path: Path) -> None:
    article = article_of_page(PAGE.encode(), where="page", url="https://www.gazette.example/x?utm=1")
    assert article.title == "Arvania warns Belmora"
    assert article.outlet == "The Gazette"
    assert article.byline == "Ann Lee"
    assert article.date == date(2024, 7, 25)
    assert article.url == "https://www.gazette.example/2024/arvania"
    assert "will close the strait" in article.text
    assert "Home News" not in article.text
    (read,) = articles(read_articles(write(tmp_path, "a.html", PAGE)))
    assert read.text == article.text


def test_a_page_without_a_date_says_so() -> None:
    page = PAGE.replace("2024-07-25T23:00:00+09:00", "soon").replace("/2024/", "/")
    article = article_of_page(page.encode(), where="page")
    assert article.date is None
    assert article.date_reason == "'soon': not a date in a form that is read"
    bare = article_of_page(page.replace("datePublished", "other").encode(), where="page")
    assert bare.date_reason == "the page states no date of publication"


def test_the_fast_way_finds_the_text_too() -> None:
    assert "will close the strait" in article_of_page(PAGE.encode(), where="page", fast=True).text


def test_a_page_in_a_declared_encoding_is_decoded() -> None:
    page = PAGE.replace("<head>", '<head><meta charset="windows-1251">').replace("The Gazette", "Газета")
    assert article_of_page(page.encode("cp1251"), where="page").outlet == "Газета"


def test_a_feed_gives_an_article_per_entry(tmp_path: Path) -> None:
    first, second = read_articles(write(tmp_path, "a.rss", FEED))
    assert first == Article(
        title="Arvania & Belmora",
        text="Arvania will answer.\n\nIt said so.",
        outlet="Gazette",
        date=date(2024, 7, 25),
        url="https://gazette.example/1",
        given_id="g1",
    )
    assert isinstance(second, Skipped)
    assert second.where.endswith("item 2")


def test_the_day_of_a_change_is_not_taken_for_publication(tmp_path: Path) -> None:
    one, two = articles(read_articles(write(tmp_path, "a.atom", ATOM)))
    assert one.date is None
    assert "changed" in (one.date_reason or "")
    assert two.date == date(2024, 7, 24)


def test_a_file_without_a_telling_name_is_read_by_its_first_bytes(tmp_path: Path) -> None:
    for data, title in (
        (LINE.decode(), "Talks open"),
        (FEED, "Arvania & Belmora"),
        (PAGE, "Arvania warns Belmora"),
    ):
        assert articles(read_articles(write(tmp_path, "noname", data)))[0].title == title


def test_a_folder_is_read_in_order_and_bad_files_are_skipped_in_place(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    write(tmp_path, "a.txt", "Arvania will answer.")
    write(tmp_path, "b.pdf", b"%PDF-1.7 \x00")
    write(tmp_path, "c.jsonl", LINE)
    write(tmp_path / "deep", "d.txt", "Belmora will answer.")
    write(tmp_path, ".hidden", "no")
    first, bad, third, fourth = read_articles(str(tmp_path))
    assert [a.text for a in (first, third, fourth) if isinstance(a, Article)] == [
        "Arvania will answer.",
        "Arvania will answer.",
        "Belmora will answer.",
    ]
    assert isinstance(bad, Skipped)
    assert bad.where.endswith("b.pdf")
    assert "PDF" in bad.why


def test_standard_input_is_json_lines_unless_said_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    def give(data: bytes) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))

    give(LINE)
    assert articles(read_articles("-"))[0].given_id == 7
    give(PAGE.encode())
    assert articles(read_articles("-", kind="html"))[0].title == "Arvania warns Belmora"
    give(b"Arvania will answer.")
    assert articles(read_articles("-", kind="text"))[0].text == "Arvania will answer."


def test_text_is_kept_as_given_but_for_three_things() -> None:
    assert clean_text("a\r\nb\rc\x00d\ud800e  f\t\u00a0") == "a\nb\ncd\ufffde  f\t\u00a0"
    assert clean_title(" One\r\ntwo\u2028three ") == "One two three"


# --- what bad input gives ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["a.jsonl", "a.csv", "a.parquet", "a.html", "a.rss", "a.txt", "a.jsonl.gz", "a"]
)
def test_an_empty_file_is_named_as_empty(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name, gzip.compress(b"") if name.endswith(".gz") else b"")
    with pytest.raises(SourceError, match="is empty; give") as caught:
        list(read_articles(path))
    assert path in str(caught.value)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"%PDF-1.7", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"PK\x03\x04", "a ZIP"),
        (b"SQLite format 3\x00", "SQLite"),
        (b"abc\x00\x01\x02", "binary data"),
        (gzip.compress(b"\x00\x01\x02\x03" * 50), "binary data"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.csv", "a.html", "a"])
def test_a_binary_file_is_refused_with_the_next_step(
    tmp_path: Path, data: bytes, fault: str, name: str
) -> None:
    path = write(tmp_path, name, data)
    with pytest.raises(SourceError, match=fault) as caught:
        list(read_articles(path))
    assert str(caught.value).startswith(f"{path}: is ")
    assert ";" in str(caught.value)


def test_truncated_gzip_gives_its_good_lines_then_one_error(tmp_path: Path) -> None:
    lines = b"".join(
        json.dumps(GOOD | {"id": n, "text": f"{n * 7919} answers."}).encode() + b"\n" for n in range(5000)
    )
    path = write(tmp_path, "a.jsonl.gz", gzip.compress(lines)[:-2000])
    got: list[Article | Skipped] = []
    with pytest.raises(SourceError, match="gzip data ends too early; copy or fetch the file again"):
        got.extend(read_articles(path))  # a list keeps what came before the error
    assert len(got) > 100
    assert all(isinstance(item, Article) for item in got)


def test_damaged_gzip_is_said_to_be_damaged(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(LINE * 2000))
    data[-6] ^= 0xFF
    with pytest.raises(SourceError, match="damaged"):
        list(read_articles(write(tmp_path, "a.jsonl.gz", bytes(data))))


@pytest.mark.parametrize(
    "data",
    [b"[" + LINE.strip() + b"]", b"[\n" + LINE + b"]", b'{\n "text": "x"\n}'],
)
def test_json_of_another_shape_is_refused_whole(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(SourceError, match="jq"):
        list(read_articles(write(tmp_path, "a.json", data)))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"3", "a number"),
        (b'"words"', "a string"),
        (b"null", "null"),
        (b"[1]", "an array"),
        (b"{broken", "not JSON"),
        (b"{}", "no text"),
        (b'{"text": ["a"]}', "holds an array, not text"),
        (b'{"body": "a"}', "its fields are 'body'"),
        (b'{"text": "\xff"}', "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"text": ' + b"9" * 5000 + b"}", "not usable JSON"),
    ],
)
def test_a_bad_line_is_skipped_with_file_and_line(tmp_path: Path, line: bytes, why: str) -> None:
    path = write(tmp_path, "a.jsonl", LINE + line + b"\n" + LINE)
    before, bad, after = read_articles(path)
    assert isinstance(before, Article)
    assert isinstance(after, Article)
    assert isinstance(bad, Skipped)
    assert bad.where == f"{path}:2"
    assert why in bad.why


def test_a_line_of_fifty_megabytes_is_passed_over_without_being_held(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.write(LINE + b'{"text": "')
        for _ in range(50):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n' + LINE)
    tracemalloc.start()
    before, bad, after = read_articles(str(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(before, Article)
    assert isinstance(after, Article)
    assert isinstance(bad, Skipped)
    assert "longer than 10 MB" in bad.why
    assert peak < 30_000_000


def test_a_table_without_the_column_names_those_it_has(tmp_path: Path) -> None:
    write_parquet(table_of([{"body": "x"}]), str(tmp_path / "a.parquet"))
    for path in (write(tmp_path, "a.csv", "body,day\nx,y\n"), str(tmp_path / "a.parquet")):
        with pytest.raises(SourceError, match="has no column 'text' or 'title'; it has 'body'"):
            list(read_articles(path))


def test_a_row_of_another_length_is_skipped(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "title,text\nTalks,a\nTalks\nTalks,a,b\n")
    assert [bad.where for bad in skipped(read_articles(path))] == [f"{path}:3", f"{path}:4"]


def test_a_quotation_mark_left_open_in_csv_is_pointed_at(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", 'title,text\nTalks,"' + "x\n" * 6_000_000)
    with pytest.raises(SourceError, match="open quotation mark"):
        list(read_articles(path))


@pytest.mark.parametrize(
    "data", [b"garbage" * 9, b"PAR1" + b"x" * 40, b"PAR1" + b"x" * 40 + b"\xff\xff\xff\x7fPAR1"]
)
def test_what_is_no_parquet_is_said_not_to_be(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(SourceError, match="Parquet"):
        list(read_articles(write(tmp_path, "a.parquet", data)))


@pytest.mark.parametrize(
    "page",
    [b"<div>" * 1_000_000, b"<b><i>" * 500_000, b"<p>" * 1_000_000, b"<html><body>" + b"<a/>" * 250_000],
)
def test_a_page_of_a_million_tags_is_refused_before_it_is_parsed(tmp_path: Path, page: bytes) -> None:
    path = write(tmp_path, "a.html", page)
    with pytest.raises(ArticleError, match=r"nested too deeply|more than 200,000 tags") as caught:
        list(read_articles(path))
    assert path in str(caught.value)


def test_a_page_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="no main text"):
        list(read_articles(write(tmp_path, "a.html", "<html><body></body></html>")))


@pytest.mark.parametrize(("paragraphs", "walked"), [(100, True), (15_001, False)])
def test_a_page_of_very_many_tags_is_not_walked_by_trafilatura(
    paragraphs: int, walked: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[str]()

    def walk(html: str, url: str | None) -> str:
        asked.append(html)
        return "Walked."

    monkeypatch.setattr("demarche.articles.html_page.trafilatura_text", walk)
    told = "".join(f"<p>Arvania will answer for the {n}th time.</p>" for n in range(paragraphs))
    path = write(tmp_path, "a.html", f"<html><body><article>{told}</article></body></html>")
    (article,) = read_articles(path)
    assert isinstance(article, Article)
    assert bool(asked) == walked
    assert ("99th time" in article.text) != walked


def test_a_cell_that_is_too_long_is_skipped(tmp_path: Path) -> None:
    path = str(tmp_path / "a.parquet")
    write_parquet(table_of([{"text": "x" * 10_000_001}, {"text": "Arvania will answer."}]), path)
    bad, good = read_articles(path)
    assert isinstance(bad, Skipped)
    assert "'text' is longer than 10 MB" in bad.why
    assert isinstance(good, Article)


def test_a_page_that_is_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="larger than 10 MB"):
        list(read_articles(write(tmp_path, "a.html", b"<html>" + b"x" * 10_000_001)))


def test_a_feed_that_is_no_feed_is_said_not_to_be(tmp_path: Path) -> None:
    for data in ("garbage", "<html><body>no</body></html>", "<?xml version='1.0'?><other/>"):
        with pytest.raises(SourceError, match="is not an RSS or Atom feed"):
            list(read_articles(write(tmp_path, "a.rss", data), kind="feed"))


def test_a_missing_file_an_empty_folder_and_an_unknown_kind(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        list(read_articles(str(tmp_path / "none.jsonl")))
    with pytest.raises(SourceError, match="holds no files"):
        list(read_articles(str(tmp_path)))
    with pytest.raises(SourceError, match="cannot be read"):
        list(read_articles("bad\x00name"))
    with pytest.raises(UsageError, match="use one of text, html"):
        list(read_articles("a", kind="pdf"))


SEEDS = st.sampled_from(
    [LINE, PAGE.encode(), FEED.encode(), ATOM.encode(), b"title,text\na,b\n", gzip.compress(LINE)]
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Bytes of a good source with some of them changed."""
    data = bytearray(draw(SEEDS))
    for _ in range(draw(st.integers(0, 8))):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    return bytes(data[: draw(st.integers(0, len(data)))])


STREAM_READERS: list[Callable[..., Iterator[Article | Skipped]]] = [
    read_json_lines,
    read_csv_table,
    read_text_file,
    read_html_page,
    read_feed,
]


@pytest.mark.parametrize("reader", STREAM_READERS)
@given(data=st.one_of(st.binary(max_size=300), damaged()))
def test_no_bytes_crash_a_reader(reader: Callable[..., Iterator[Article | Skipped]], data: bytes) -> None:
    found: list[Article | Skipped] = []
    with contextlib.suppress(DemarcheError):
        found.extend(reader("source", stream=io.BytesIO(data)))
    for article in found:
        if isinstance(article, Article):
            article.full_text.encode("utf-8")
            assert "\x00" not in article.full_text
            assert "\n" not in article.title


@given(data=st.binary(max_size=200))
def test_no_bytes_crash_the_parquet_reader(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "any.parquet"
    path.write_bytes(data)
    with pytest.raises(SourceError):
        list(read_parquet_table(str(path)))


@given(data=st.binary(max_size=200))
def test_any_bytes_decode_to_some_text(data: bytes) -> None:
    decoded(data).encode("utf-8", "surrogatepass")
