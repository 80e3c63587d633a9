"""``demarche scan``: the same as ``demarche code``, each record once, whatever is killed when."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from demarche.cli.running import run
from demarche.scan import Job, Part, Settings
from demarche.scan.bounds import SoftLimit, limited

from . import made


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive of 30 pages that is divided into several parts."""
    monkeypatch.setattr("demarche.scan.inputs.WARC_PART", 4000)
    return made.archive(tmp_path / "a.warc.gz", made.packed(made.some_records(30)))


def recorded(folder: Path) -> dict[str, dict[str, list[str]]]:
    """Return the records of threats and events as JSON, by article and in their order."""
    found: dict[str, dict[str, list[str]]] = {
        row["id"]: {"threats": [], "events": []} for row in made.rows(folder, "articles")
    }
    for table in ("threats", "events"):
        for row in made.rows(folder, table):
            found[row["article_id"]][table].append(row["record"])
    return found


def test_pages_are_coded_as_demarche_code_codes_them(archive: Path, tmp_path: Path, capsys: Any) -> None:
    report = made.scanned(capsys, archive, "-o", tmp_path / "out", "--jobs", 2)
    assert report["records"] == 60
    assert report["pages"] == 30
    assert report["steps"]["bytes"] == {"in": 30, "passed": 20}
    assert report["steps"]["text"] == {"in": 20, "passed": 20}
    assert report["articles"] == 20
    articles = made.rows(tmp_path / "out", "articles")
    lines = [{k: row[k] for k in ("id", "title", "text", "outlet", "date", "url")} for row in articles]
    source = tmp_path / "articles.jsonl"
    source.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    assert run(["code", str(source)]) == 0
    scanned = recorded(tmp_path / "out")
    for line in capsys.readouterr().out.splitlines():
        coded = json.loads(line)
        for table in ("threats", "events"):
            again = [json.dumps(record, ensure_ascii=False) for record in coded[table]]
            assert again == scanned[coded["id"]][table]
            assert all(f"{record}" in line for record in scanned[coded["id"]][table])  # byte for byte


@pytest.mark.parametrize("kind", ["jsonl", "jsonl.gz", "parquet"])
def test_stored_articles_are_coded_as_demarche_code_codes_them(
    kind: str, tmp_path: Path, capsys: Any
) -> None:
    texts = (made.THREAT, made.EVENT, made.QUIET)
    lines = [
        {
            "id": n,
            "title": "A report",
            "text": f"{texts[n % 3]} Time {n}.",
            "outlet": "Harbour Wire",
            "date": "2024-03-15",
        }
        for n in range(200)
    ]
    source = tmp_path / f"articles.{kind}"
    text = "".join(json.dumps(line) + "\n" for line in lines)
    if kind == "parquet":
        from arro3.io import read_json, write_parquet

        plain = tmp_path / "plain.json"
        plain.write_text(text, "utf-8")
        from arro3.core import DataType, Field, Schema

        fields = [Field("id", DataType.int64())] + [
            Field(n, DataType.utf8()) for n in ("title", "text", "outlet", "date")
        ]
        write_parquet(read_json(str(plain), Schema(fields)), str(source))
    else:
        source.write_bytes(gzip.compress(text.encode()) if kind.endswith("gz") else text.encode())
    made.scanned(capsys, source, "-o", tmp_path / "out")
    scanned = recorded(tmp_path / "out")
    given = {row["id"]: json.loads(row["given_id"]) for row in made.rows(tmp_path / "out", "articles")}
    found = {given[key]: value for key, value in scanned.items()}
    assert run(["code", str(source)]) == 0
    coded = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    told = [row for row in coded if row["threats"] or row["events"]]
    assert len(told) == len(found) == 134
    for row in told:
        for table in ("threats", "events"):
            assert [json.dumps(one, ensure_ascii=False) for one in row[table]] == found[row["id"]][table]


def test_a_second_scan_does_nothing_and_other_settings_need_another_folder(
    archive: Path, tmp_path: Path, capsys: Any
) -> None:
    first = made.scanned(capsys, archive, "-o", tmp_path / "out")
    again = made.scanned(capsys, archive, "-o", tmp_path / "out")
    assert again.pop("done_before") == 1
    assert first.pop("done_before") == 0
    assert again == first
    assert run(["scan", str(archive), "-o", str(tmp_path / "out"), "--everything"]) == 2
    assert "give another folder" in capsys.readouterr().err


def test_everything_codes_every_page(archive: Path, tmp_path: Path, capsys: Any) -> None:
    report = made.scanned(capsys, archive, "-o", tmp_path / "out", "--everything")
    assert report["steps"]["coded"] == 30


def test_partitions_are_months_and_the_dictionary_names_every_column(
    archive: Path, tmp_path: Path, capsys: Any
) -> None:
    made.scanned(capsys, archive, "-o", tmp_path / "out")
    months = {path.parent.name for path in (tmp_path / "out").glob("threats/*/*.parquet")}
    assert months == {f"month=2024-0{n}" for n in (1, 2, 3, 4)}
    about = json.loads((tmp_path / "out" / "dictionary.json").read_text("utf-8"))
    for table in ("articles", "threats", "events"):
        named = [c["column"] for c in about["columns"] if c["table"] == table]
        assert named == list(made.rows(tmp_path / "out", table)[0])


def test_bad_pages_are_counted_and_listed(tmp_path: Path, capsys: Any) -> None:
    bomb = b"<html><body>" + b"<div>" * 3000 + made.THREAT.encode() + b"</body></html>"
    foreign = (
        made.page(made.THREAT).decode().replace("Thursday", "Thursday — “так”").encode("cp1251", "replace")
    )
    cyrillic = "Content-Type: text/html; charset=windows-1251"
    members = made.packed(
        [
            made.record(made.page(made.THREAT), number=0),
            made.record(bomb, number=1),
            made.record(foreign, number=2, headers=cyrillic),
            made.record(made.page(made.THREAT), number=3, headers="Content-Type: text/html; charset=no-such"),
            made.record(made.page(made.THREAT), number=4),
        ]
    )
    members[4] = members[4][:-40]
    path = made.archive(tmp_path / "a.warc.gz", members)
    report = made.scanned(capsys, path, "-o", tmp_path / "out")
    assert report["skipped"] == {"article": 1, "damaged": 1}
    assert report["articles"] == 3
    (listed,) = (tmp_path / "out" / "skipped").glob("*.jsonl")
    rows = [json.loads(line) for line in listed.read_text("utf-8").splitlines()]
    places = [sum(map(len, members[:n])) for n in (1, 4)]
    assert [row["where"] for row in rows] == [f"{path}@{place}" for place in places]
    assert "nested too deeply" in rows[0]["why"]


def test_the_same_file_by_two_paths_is_scanned_once(archive: Path, tmp_path: Path, capsys: Any) -> None:
    report = made.scanned(capsys, archive, archive.parent / "." / archive.name, "-o", tmp_path / "out")
    assert report["inputs"] == 1


def test_one_file_that_cannot_be_read_does_not_stop_the_others(
    archive: Path, tmp_path: Path, capsys: Any
) -> None:
    other = tmp_path / "b.warc.gz"
    other.write_bytes(b"")
    assert run(["scan", str(other), str(archive), "-o", str(tmp_path / "out"), "--json"]) == 3
    report = json.loads(capsys.readouterr().out)
    assert report["inputs"] == 1
    assert "b.warc.gz: is empty" in report["failed"][0]
    assert run(["scan", str(other), "-o", str(tmp_path / "two")]) == 3
    assert run(["scan", str(tmp_path / "none.warc"), "-o", str(tmp_path / "two")]) == 3
    assert "no such file" in capsys.readouterr().err


def started(archive: Path, out: Path) -> subprocess.Popen[bytes]:
    """Return a scan in a process of its own, with small parts."""
    program = (
        "import demarche.scan.inputs as inputs; inputs.WARC_PART = 4000\n"
        "import sys; from demarche.cli.running import run\n"
        f"if __name__ == '__main__': sys.exit(run(['scan', {str(archive)!r}, '-o', {str(out)!r}, '--jobs', '2']))"
    )
    return subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def test_killed_at_any_moment_and_started_again_each_record_appears_once(
    archive: Path, tmp_path: Path, capsys: Any
) -> None:
    made.scanned(capsys, archive, "-o", tmp_path / "whole")
    out = tmp_path / "out"
    for pieces in (1, 3):  # killed when so many parts are done
        process = started(archive, out)
        while process.poll() is None and len(list(out.glob("work/*/*.rows"))) < pieces:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if process.stderr:
            process.stderr.close()
    made.scanned(capsys, archive, "-o", out)
    for table in ("articles", "threats", "events"):
        assert made.rows(out, table) == made.rows(tmp_path / "whole", table)
        places = Counter(row["read_from"] for row in made.rows(out, "articles"))
        assert set(places.values()) == {1}
    assert [path.name for path in (out / "work").iterdir()] == ["lock"]


def test_killed_while_the_tables_are_written_they_are_written_anew(
    archive: Path, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from demarche.export.parquet import write_lines as written

    calls: list[Path] = []

    def broken(lines: Path, columns: Any, path: Path) -> None:
        calls.append(path)
        if len(calls) == 3:
            raise KeyboardInterrupt
        written(lines, columns, path)

    monkeypatch.setattr("demarche.scan.folder.write_lines", broken)
    assert run(["scan", str(archive), "-o", str(tmp_path / "out")]) == 130
    monkeypatch.undo()
    monkeypatch.setattr("demarche.scan.inputs.WARC_PART", 4000)
    made.scanned(capsys, archive, "-o", tmp_path / "out")
    made.scanned(capsys, archive, "-o", tmp_path / "whole")
    for table in ("articles", "threats", "events"):
        assert made.rows(tmp_path / "out", table) == made.rows(tmp_path / "whole", table)


def test_two_scans_do_not_write_into_one_folder(archive: Path, tmp_path: Path, capsys: Any) -> None:
    import fcntl

    (tmp_path / "out" / "work").mkdir(parents=True)
    with (tmp_path / "out" / "work" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert run(["scan", str(archive), "-o", str(tmp_path / "out")]) == 2
    assert "another scan writes there now" in capsys.readouterr().err


def test_a_page_that_ends_its_process_twice_is_left_out(tmp_path: Path) -> None:
    """The engine's answer to deaths, with an engine that dies where the test says."""
    from demarche.scan import Outcome
    from demarche.scan.bounds import PlaceFile, place_file
    from demarche.scan.folder import Folder
    from demarche.scan.part import scan_part
    from demarche.scan.running import Run

    path = made.archive(tmp_path / "a.warc.gz", made.packed(made.some_records(6)))

    class Dying:
        def __init__(self) -> None:
            self.jobs: list[Job] = []

        def again(self, job: Job) -> None:
            self.jobs.append(job)

        def run(self, jobs: Any) -> Any:
            self.jobs += list(jobs)
            while self.jobs:
                job = self.jobs.pop(0)
                if 2 in job.poison:
                    scan_part(job)
                    yield Outcome(job=job)
                    continue
                with PlaceFile(place_file(Path(job.target))) as place:
                    place.at(2, "a")
                yield Outcome(job=job, died="exit code -9")

    folder = Folder(tmp_path / "out")
    settings = Settings(coder="rules:v1", event_coder="rules:v1", columns=made.COLUMNS)
    with folder.held(settings):
        (step,) = Run(folder, settings, Dying()).steps([str(path)])
    assert step.about is not None
    assert step.about["skipped"] == {"killed": 1}
    assert step.about["counts"]["articles"] == 3


def test_processes_that_die_are_replaced(archive: Path, tmp_path: Path, capsys: Any) -> None:
    from demarche.scan.processes import Processes

    class Killing(Processes):
        killed = 0

        def run(self, jobs: Any) -> Any:
            import demarche.scan.processes as engine

            given = engine.give

            def give(worker: Any, job: Any) -> None:
                given(worker, job)
                if job is not None and self.killed < 2:
                    self.killed += 1
                    os.kill(worker.process.pid, signal.SIGKILL)

            engine.give = give
            try:
                yield from super().run(jobs)
            finally:
                engine.give = given

    from demarche.scan.folder import Folder
    from demarche.scan.running import Run

    settings = Settings(coder="rules:v1", event_coder="rules:v1", columns=made.COLUMNS)
    folder = Folder(tmp_path / "out")
    with folder.held(settings):
        steps = list(Run(folder, settings, Killing(2)).steps([str(archive)]))
    assert steps[-1].about is not None
    assert steps[-1].about["counts"]["articles"] == 20


def busy(seconds: float) -> None:
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        sum(range(1000))


def test_a_page_may_take_so_long_and_no_longer() -> None:
    began = time.monotonic()
    with pytest.raises(SoftLimit), limited(soft=0.2, hard=60):
        busy(30)
    assert time.monotonic() - began < 20


def test_code_that_does_not_come_back_ends_its_process() -> None:
    program = (
        "import signal; from demarche.scan.bounds import limited\n"
        "with limited(soft=0.1, hard=0.5):\n"
        "    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])\n"
        "    import time; time.sleep(60)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], timeout=50, check=False)
    assert done.returncode == 1


def test_a_coder_that_asks_a_server_is_refused(
    archive: Path, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMARCHE_LLM_MODEL", "any")
    assert run(["scan", str(archive), "-o", str(tmp_path / "out"), "--coder", "llm:v1"]) == 2
    assert "asks a server" in capsys.readouterr().err


def test_parts_of_stored_articles_share_the_lines(tmp_path: Path) -> None:
    from demarche.scan.stored import read_stored

    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps({"id": n, "text": f"Text {n}."}) + "\n" for n in range(150)), "utf-8")
    seen: list[Any] = []
    for number in range(3):
        part = Part(source=str(path), kind="jsonl", number=number, of=3)
        seen += [item.article.given_id for item in read_stored(part, made.COLUMNS, Counter())]  # type: ignore[union-attr]
    assert sorted(seen) == list(range(150))
