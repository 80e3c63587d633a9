"""What goes wrong with object storage: each fault in words, and nothing left out in silence."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from demarche.errors import FetchError, UsageError
from demarche.scan.objects import opened_object, store_of

from .shelved import AT, KEY, SECRET, TOKEN, Inline, content, parquet, put, scan, warc, written
from .storage import Fault, Storage

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

READERS = ("a.warc.gz", "a.jsonl.gz", "a.parquet")  # one for each way of reading


def test_an_object_that_changes_while_it_is_scanned_is_not_done(
    storage: Storage, engine: Inline, tmp_path: Path, capsys: Any
) -> None:
    data = warc()
    _, address = put(storage, "a.warc.gz", data, tmp_path)

    def changed(tried: int) -> None:
        if tried == 1:
            storage.shelf.objects["news/a.warc.gz"] = data[:-9] + b"?" + data[-8:]

    engine.before = changed
    assert scan(address, "-o", tmp_path / "out") == 4
    assert f"{address}: has changed since the scan began" in capsys.readouterr().err
    assert list((tmp_path / "out" / "done").iterdir()) == []


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("fault", ["cut", "busy", "hang up"])
def test_what_a_moment_takes_is_asked_for_again(
    fault: Fault, name: str, storage: Storage, engine: Inline, tmp_path: Path, capsys: Any
) -> None:
    path, address = put(storage, name, content(name, tmp_path), tmp_path)
    assert scan(path, "-o", tmp_path / "file") == 0
    parts = engine.tried.copy()
    engine.tried.clear()
    engine.before = lambda tried: storage.shelf.faults.append(fault)
    assert scan(address, "-o", tmp_path / "object") == 0
    assert not storage.shelf.faults
    assert engine.tried == parts
    assert written(tmp_path / "object", address) == written(tmp_path / "file", path)


@pytest.mark.parametrize("name", READERS)
def test_a_part_whose_connection_is_lost_is_scanned_again(
    name: str, storage: Storage, engine: Inline, tmp_path: Path, capsys: Any
) -> None:
    path, address = put(storage, name, content(name, tmp_path), tmp_path)
    assert scan(path, "-o", tmp_path / "file") == 0
    parts = engine.tried.copy()
    engine.tried.clear()

    def lost(tried: int) -> None:
        if tried == 0:
            storage.shelf.faults.extend(["cut"] * 3)

    engine.before = lost
    assert scan(address, "-o", tmp_path / "object") == 0
    assert engine.tried == [0, *parts]
    assert written(tmp_path / "object", address) == written(tmp_path / "file", path)


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("cut", "the connection failed or was lost"),
        ("short", "run the scan again"),
        ("unsaid", "the connection failed or was lost"),
        ("busy", "cannot give it now (503 SlowDown)"),
        ("denied", "access is denied"),
        ("gone", "there is no such file"),
    ],
)
def test_what_is_lost_in_the_middle_is_never_left_out(
    fault: Fault, words: str, name: str, storage: Storage, engine: Inline, tmp_path: Path, capsys: Any
) -> None:
    _, address = put(storage, name, content(name, tmp_path), tmp_path)
    engine.before = lambda tried: storage.shelf.faults.extend([fault] * 9)
    assert scan(address, "-o", tmp_path / "out") == 4
    error = capsys.readouterr().err
    assert f"{address}: " in error
    assert words in error
    assert engine.tried == [0, 0, 0]
    assert list((tmp_path / "out" / "done").iterdir()) == []
    assert list((tmp_path / "out" / "skipped").iterdir()) == []


@pytest.mark.parametrize(
    ("fault", "words"), [("denied", "access is denied"), ("gone", "there is no such file")]
)
def test_what_is_refused_when_its_turn_comes_is_never_left_out(
    fault: Fault, words: str, storage: Storage, engine: Inline, tmp_path: Path, capsys: Any
) -> None:
    _, address = put(storage, "a.warc.gz", warc(), tmp_path)

    def refused(tried: int) -> None:
        storage.shelf.always = fault if tried else None

    engine.before = refused
    assert scan(address, "-o", tmp_path / "out") == 4
    assert words in capsys.readouterr().err
    assert engine.tried == [0, 1, 1, 1]
    assert list((tmp_path / "out" / "done").iterdir()) == []


def test_one_reading_never_mixes_two_objects(storage: Storage, tmp_path: Path) -> None:
    _, address = put(storage, "a.jsonl", b"1" * 200_000, tmp_path)
    with opened_object(address, anonymous=True) as file:
        assert file.read(10) == b"1" * 10
        storage.shelf.objects["news/a.jsonl"] = b"2" * 200_000
        with pytest.raises(FetchError, match="has changed since the scan began"):
            file.read()


def test_fewer_bytes_than_asked_for_are_a_fault(
    storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library sees to it; a later one might not."""
    import obstore

    _, address = put(storage, "a.jsonl", b"1" * 100, tmp_path)
    meta = obstore.head(store_of(address, anonymous=True), "news/a.jsonl")
    monkeypatch.setattr("obstore.get", lambda *_, **__: SimpleNamespace(meta=meta, bytes=lambda: b"1" * 60))
    with opened_object(address, anonymous=True) as file, pytest.raises(FetchError, match="60 bytes of 100"):
        file.read()


FAULTS: dict[str, tuple[str, int, str]] = {
    "a key": (f"{AT}/news/none.warc.gz", 3, "there is no such file or bucket"),
    "a bucket": ("s3://nobody/a.warc.gz", 3, "there is no such file or bucket"),
    "a bucket's folder": ("s3://nobody/news/", 3, "there is no such file or bucket"),
    "an empty folder": (f"{AT}/nothing/", 3, "holds no file named .warc"),
    "a web server's folder": ("https://archive.example/news/", 3, "cannot be listed; name the files"),
    "an odd key": (f"{AT}/news//a.warc.gz", 3, "is no address that the library reads"),
    "another scheme": ("ftp://archive.example/a.warc.gz", 2, "give one of s3://"),
    "no bucket": ("s3:///a.warc.gz", 2, "names no bucket"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_what_is_not_there_is_named(
    case: str, storage: Storage, engine: Inline, tmp_path: Path, capsys: Any
) -> None:
    source, code, words = FAULTS[case]
    storage.shelf.objects["news/a.warc.gz"] = warc()
    assert scan(source, "-o", tmp_path / "out") == code
    error = capsys.readouterr().err
    assert source.partition("//")[0] in error
    assert words in error


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        ("denied", 3, "give --anonymous for a public archive"),
        ("busy", 4, "cannot give it now (503); later run the scan again"),
        ("hang up", 4, "see whether the network and the address are right"),
    ],
)
@pytest.mark.parametrize("key", ["news/a.warc.gz", "news/"])
def test_a_storage_that_gives_nothing_is_named(
    key: str,
    fault: Fault,
    code: int,
    words: str,
    storage: Storage,
    engine: Inline,
    tmp_path: Path,
    capsys: Any,
) -> None:
    put(storage, "a.warc.gz", warc(), tmp_path)
    storage.shelf.always = fault
    assert scan(f"{AT}/{key}", "-o", tmp_path / "out") == code
    said = capsys.readouterr()
    assert f"{AT}/{key}: " in said.err
    assert words in said.err.replace("(503 SlowDown)", "(503)")
    everything = said.err + said.out
    for path in (tmp_path / "out").rglob("*"):
        everything += path.read_text("utf-8") if path.is_file() else ""
    for secret in (KEY, SECRET, TOKEN, "Signature", "authorization"):
        assert secret not in everything


def test_one_object_that_is_not_there_does_not_stop_the_others(
    storage: Storage, engine: Inline, tmp_path: Path, capsys: Any
) -> None:
    _, address = put(storage, "a.warc.gz", warc(), tmp_path)
    assert scan(f"{AT}/news/none.warc.gz", address, "-o", tmp_path / "out", "--json") == 3
    report = json.loads(capsys.readouterr().out)
    assert report["inputs"] == 1
    assert "news/none.warc.gz: there is no such file" in report["failed"][0]


def test_a_network_that_is_down_is_named(
    storage: Storage, engine: Inline, tmp_path: Path, capsys: Any
) -> None:
    storage.shutdown()
    storage.server_close()
    assert scan(f"{AT}/a.warc.gz", "-o", tmp_path / "out") == 4
    assert f"{AT}/a.warc.gz: the connection failed" in capsys.readouterr().err


def test_a_server_that_gives_whole_files_only_is_named(
    storage: Storage, engine: Inline, tmp_path: Path, capsys: Any
) -> None:
    _, address = put(storage, "a.warc.gz", warc(), tmp_path)
    storage.shelf.ranged = False
    assert scan(address, "-o", tmp_path / "out") == 3
    assert f"{address}: the server gives whole files only" in capsys.readouterr().err


def test_the_output_is_no_address(tmp_path: Path, capsys: Any) -> None:
    assert scan(tmp_path, "-o", f"{AT}/out") == 2
    assert "give a folder of a file system" in capsys.readouterr().err
    assert not Path("s3:").exists()


def test_plain_http_has_to_be_allowed(
    storage: Storage, engine: Inline, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ALLOW_HTTP")
    assert scan(f"{AT}/a.warc.gz", "-o", tmp_path / "out") == 3
    assert "AWS_ALLOW_HTTP=true" in capsys.readouterr().err
    assert storage.shelf.requests == []


def test_without_credentials_the_next_step_is_told(
    storage: Storage, engine: Inline, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_METADATA_ENDPOINT", storage.url)  # a machine of Amazon's would find keys there
    assert scan(f"{AT}/a.warc.gz", "-o", tmp_path / "out") == 3
    assert "no credentials were found; set AWS_ACCESS_KEY_ID" in capsys.readouterr().err


def test_a_server_that_never_answers_holds_nobody_who_wants_to_stop(storage: Storage, tmp_path: Path) -> None:
    storage.shelf.always = "never"
    words = [sys.executable, "-m", "demarche", "scan", f"{AT}/a.warc.gz", "-o", str(tmp_path / "out")]
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # a shell's background jobs ignore it
    with subprocess.Popen(words, stderr=subprocess.PIPE, preexec_fn=heard) as process:
        try:
            while not storage.shelf.requests and process.poll() is None:
                time.sleep(0.01)
            time.sleep(0.5)  # so that it waits for an answer
            process.send_signal(signal.SIGINT)
            assert b"stopped" in process.communicate(timeout=60)[1]
        finally:
            process.kill()
    assert process.returncode == 130


@pytest.mark.parametrize(
    "source",
    [
        "https://ada:hunter2secret@archive.example/a.warc.gz",
        "s3://AKIA:hunter2secret@archives/a.warc.gz",
        "https://archive.example/a.warc.gz?X-Amz-Signature=hunter2secret",
    ],
)
def test_an_address_that_holds_a_secret_is_refused_without_it(
    source: str, engine: Inline, tmp_path: Path, capsys: Any
) -> None:
    assert scan(source, "-o", tmp_path / "out") == 2
    said = capsys.readouterr()
    assert "archive" in said.err
    assert "hunter2secret" not in said.err + said.out


def test_without_the_extra_the_next_step_is_told(
    engine: Inline, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "obstore", None)
    assert scan(f"{AT}/a.warc.gz", "-o", tmp_path / "out") == 2
    assert "pip install 'demarche[objects]'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    with pytest.raises(UsageError, match="objects extra"):  # as on another machine of a cluster
        opened_object(f"{AT}/a.warc.gz", anonymous=True)


def test_a_temporary_folder_that_is_not_there_is_named(
    storage: Storage, engine: Inline, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, address = put(storage, "a.parquet", parquet(tmp_path), tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    assert scan(address, "-o", tmp_path / "out") == 2
    assert "name another one in TMPDIR" in capsys.readouterr().err
    assert list((tmp_path / "out" / "done").iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is full: /dev/full")
def test_a_disk_without_room_for_the_copy_is_named(
    storage: Storage, engine: Inline, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, address = put(storage, "a.parquet", parquet(tmp_path), tmp_path)
    with Path("/dev/full").open("r+b", buffering=0) as full:
        monkeypatch.setattr("tempfile.TemporaryFile", lambda: full)
        assert scan(address, "-o", tmp_path / "out") == 2
    assert "name another one in TMPDIR" in capsys.readouterr().err
    assert list((tmp_path / "out" / "done").iterdir()) == []
