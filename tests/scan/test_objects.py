"""Files in object storage: what the same file on a disk gives, and no more bytes than needed."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.scan.inputs import files_of, identity_of, parts_of
from demarche.scan.objects import FIRST, MOST, ObjectFile
from demarche.scan.warc import read_warc

from . import made
from .shelved import AT, KINDS, Inline, content, lines, parquet, put, scan, warc, written
from .storage import BUCKET, Storage

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


@pytest.mark.parametrize("name", KINDS)
def test_an_object_gives_what_the_file_gives(
    name: str, storage: Storage, engine: Inline, tmp_path: Path, capsys: Any
) -> None:
    path, address = put(storage, name, content(name, tmp_path), tmp_path)
    assert scan(path, "-o", tmp_path / "file") == 0
    parts = engine.tried.copy()
    assert scan(address, "-o", tmp_path / "object") == 0
    assert engine.tried == parts * 2
    if name != "a.warc":
        assert len(parts) > 1
    assert written(tmp_path / "object", address) == written(tmp_path / "file", path)
    assert "SOURCE" in written(tmp_path / "object", address)
    assert len(made.rows(tmp_path / "object", "threats")) >= 3


def test_several_processes_share_an_object(storage: Storage, tmp_path: Path) -> None:
    path, address = put(storage, "a.warc.gz", warc(), tmp_path)
    program = (
        "import demarche.scan.inputs as inputs; inputs.WARC_PART = 4000\n"
        "import sys; from demarche.cli.running import run\n"
        "if __name__ == '__main__': sys.exit(run(['scan', *sys.argv[1:], '--coder', 'rules:v1', '--jobs', '2']))"
    )
    for source, out in ((path, "file"), (address, "object")):
        words = [sys.executable, "-c", program, str(source), "-o", str(tmp_path / out)]
        assert subprocess.run(words, capture_output=True, check=False).returncode == 0
    assert written(tmp_path / "object", address) == written(tmp_path / "file", path)


def test_a_folder_is_the_files_in_it_that_scan_reads(
    storage: Storage, engine: Inline, tmp_path: Path, capsys: Any
) -> None:
    for name in ("b.warc.gz", "a.warc.gz", "c/d.jsonl", "notes.txt", "c/e.csv"):
        storage.shelf.objects[f"news/{name}"] = lines() if name.endswith("jsonl") else warc()
    storage.shelf.objects["newsletter/f.warc.gz"] = warc()
    assert scan(f"{AT}/news/", f"{AT}/news/a.warc.gz", "-o", tmp_path / "out", "--json") == 0
    assert json.loads(capsys.readouterr().out)["inputs"] == 3
    places = [row["read_from"] for row in made.rows(tmp_path / "out", "articles")]
    read = {place.removeprefix(f"{AT}/").rpartition("@")[0] or place for place in places}
    assert {place for place in read if "jsonl" not in place} == {"news/a.warc.gz", "news/b.warc.gz"}
    firsts = [
        asked.split()[1].split("/", 2)[2] for asked in storage.shelf.requests if asked.startswith("HEAD")
    ]
    assert list(dict.fromkeys(firsts)) == ["news/a.warc.gz", "news/b.warc.gz", "news/c/d.jsonl"]


def test_a_folder_has_the_order_of_a_folder_on_the_disk(storage: Storage, tmp_path: Path) -> None:
    names = ("c/a.warc", "c-d/b.warc", "b.jsonl", "c.parquet", "c/b/a#b?c%20ä é&.warc")
    for name in names:
        place = tmp_path / "news" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"1")
        storage.shelf.objects[f"news/{name}"] = b"1"
    here = [path.removeprefix(f"{tmp_path}/") for path in files_of([str(tmp_path / "news")])]
    assert len(here) == 5
    assert list(files_of([f"{AT}/news/", f"{AT}/news/b.jsonl"])) == [f"{AT}/{path}" for path in here]
    assert all(len(identity_of(address)) == 16 for address in files_of([f"{AT}/news/"]))


def test_no_more_bytes_are_asked_for_than_needed(storage: Storage, tmp_path: Path, capsys: Any) -> None:
    """At its real sizes: two parts of 8 MB and more."""
    noise = random.Random(1)
    pages = [made.page(made.QUIET, number=n) + noise.randbytes(40_000) for n in range(500)]
    data = b"".join(made.packed(made.record(page, number=n) for n, page in enumerate(pages)))
    _, address = put(storage, "a.warc.gz", data, tmp_path)
    identity_of(address)
    assert storage.shelf.sent.total() <= 2 * FIRST
    parts = parts_of(address)
    assert len(parts) == 2
    assert storage.shelf.sent.total() < 1_500_000
    storage.shelf.requests.clear()
    pages_read = 0
    for part in parts:
        storage.shelf.sent.clear()
        pages_read += len(list(read_warc(part, Counter())))
        assert len(data) / 2 < storage.shelf.sent.total() < len(data) / 2 + 400_000
    assert pages_read == 500
    assert storage.shelf.largest == MOST
    assert len(storage.shelf.requests) < 16


@given(
    data=st.binary(max_size=300),
    moves=st.lists(st.tuples(st.integers(0, 320), st.integers(0, 320)), max_size=20),
    stop=st.none() | st.integers(0, 320),
)
def test_an_object_reads_as_its_bytes_do(data: bytes, moves: list[tuple[int, int]], stop: int | None) -> None:
    asked: list[tuple[int, int]] = []

    def fetch(start: int, stop: int) -> bytes:
        asked.append((start, stop))
        return data[start:stop]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("demarche.scan.objects.FIRST", 4)
        patched.setattr("demarche.scan.objects.MOST", 32)
        file, like = ObjectFile(fetch, len(data), stop=stop), io.BytesIO(data)
        for place, count in moves:
            assert file.seek(place) == like.seek(place)
            assert file.read(count) == like.read(count)
            assert file.read(3) == like.read(3)
            assert file.tell() == like.tell()
    assert all(0 <= start < stop <= min(len(data), start + 32) for start, stop in asked)


def test_a_scan_that_stopped_goes_on(storage: Storage, engine: Inline, tmp_path: Path, capsys: Any) -> None:
    path, address = put(storage, "a.warc.gz", warc(), tmp_path)
    assert scan(path, "-o", tmp_path / "whole") == 0
    parts = len(engine.tried)
    engine.tried.clear()

    def lost(tried: int) -> None:
        storage.shelf.always = "hang up" if tried >= 1 else None

    engine.before = lost
    assert scan(address, "-o", tmp_path / "out") == 4
    assert engine.tried == [0, 1, 1, 1]
    assert f"{address}: the connection failed" in capsys.readouterr().err
    engine.tried.clear()
    engine.before = lambda tried: None
    storage.shelf.always = None
    assert scan(address, "-o", tmp_path / "out") == 0
    assert engine.tried == list(range(1, parts))
    assert written(tmp_path / "out", address) == written(tmp_path / "whole", path)


def test_a_changed_object_is_scanned_anew_and_an_unchanged_one_is_not(
    storage: Storage, engine: Inline, tmp_path: Path, capsys: Any
) -> None:
    data = warc()
    path, address = put(storage, "a.warc.gz", data, tmp_path)
    assert identity_of(address) == identity_of(str(path))
    assert scan(address, "-o", tmp_path / "out") == 0
    engine.tried.clear()
    storage.shelf.requests.clear()
    assert scan(address, "-o", tmp_path / "out") == 0
    assert engine.tried == []
    assert len(storage.shelf.requests) <= 3  # what it is, and its ends
    assert scan(path, "-o", tmp_path / "out") == 0  # the same file, wherever it lies
    assert engine.tried == []
    storage.shelf.objects["news/a.warc.gz"] = data[:-1] + b"?"
    assert scan(address, "-o", tmp_path / "out") == 0
    assert engine.tried


def test_requests_are_signed_unless_they_are_to_be_anonymous(
    storage: Storage, engine: Inline, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, address = put(storage, "a.warc.gz", warc(), tmp_path)
    storage.shelf.signed = True
    assert scan(address, "-o", tmp_path / "signed") == 0
    assert all("authorization" in headers for headers in storage.shelf.headers)
    assert scan(address, "-o", tmp_path / "refused", "--anonymous") == 3
    assert "leave --anonymous out" in capsys.readouterr().err
    storage.shelf.signed = False
    storage.shelf.headers.clear()
    assert scan(address, "-o", tmp_path / "flag", "--anonymous") == 0
    monkeypatch.setenv("DEMARCHE_OBJECTS_ANONYMOUS", "true")
    assert scan(address, "-o", tmp_path / "setting") == 0
    assert storage.shelf.headers
    assert not any("authorization" in headers for headers in storage.shelf.headers)
    assert written(tmp_path / "flag", "") == written(tmp_path / "signed", "")


def test_a_web_server_gives_what_the_file_gives(
    storage: Storage, engine: Inline, tmp_path: Path, capsys: Any
) -> None:
    path, _ = put(storage, "a b.warc.gz", warc(), tmp_path)
    address = f"{storage.url}/{BUCKET}/news/a%20b.warc.gz"
    assert scan(path, "-o", tmp_path / "file") == 0
    assert scan(address, "-o", tmp_path / "object") == 0
    assert written(tmp_path / "object", address) == written(tmp_path / "file", path)


def test_other_kinds_of_storage_are_read(
    storage: Storage, engine: Inline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = put(storage, "a.warc.gz", warc(), tmp_path)
    assert scan(path, "-o", tmp_path / "file") == 0
    for name in ("GOOGLE", "AZURE"):
        monkeypatch.setenv(f"{name}_ALLOW_HTTP", "true")
    monkeypatch.setenv("GOOGLE_BASE_URL", storage.url)
    monkeypatch.setenv("AZURE_STORAGE_ENDPOINT", storage.url)
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_NAME", "ours")
    for place in (f"gs://{BUCKET}/news/", f"az://{BUCKET}/news/a.warc.gz"):
        address = place.removesuffix("a.warc.gz") + "a.warc.gz"
        assert scan(place, "-o", tmp_path / place[:2], "--anonymous") == 0
        assert written(tmp_path / place[:2], address) == written(tmp_path / "file", path)
    assert scan(f"az://{BUCKET}/news/", "-o", tmp_path / "list", "--anonymous") == 3  # it answers as S3 does


def test_no_copy_of_parquet_stays(
    storage: Storage, engine: Inline, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    _, address = put(storage, "a.parquet", parquet(tmp_path), tmp_path)
    assert scan(address, "-o", tmp_path / "out") == 0
    storage.shelf.objects["news/a.parquet"] += b"?"  # and where it ends in a fault
    engine.before = lambda tried: storage.shelf.faults.extend(["cut"] * 9)
    assert scan(address, "-o", tmp_path / "out") == 4
    assert list(folder.iterdir()) == []
