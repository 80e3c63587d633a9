"""Tables that join by id: articles, threats, events, statements, threads, the ledger and its entries, judgements.

``COLUMNS_OF`` is the data dictionary. A column whose value can depend on what came later than its row is
marked ``afterwards``: who forecasts must not use it, or export with ``as_of``, which gives every table as it
could be known on a day.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from demarche.export.joined import (
    entry_record,
    iso,
    judgement_record,
    ledger_record,
    plain,
    statement_record,
    thread_summary,
)
from demarche.export.parquet import write_rows
from demarche.export.rows import COLUMNS, Column, threat_row
from demarche.records import event_record
from demarche.register import EventFilter, Filter, Register, StoredEvent, StoredLedger, StoredThread
from demarche.threads.judging import said_by

Row = dict[str, Any]
DICTIONARY = "dictionary"


def column(name: str, kind: Any, meaning: str, *, afterwards: bool = False) -> Column:
    """Return a column of the dictionary."""
    return Column(name=name, type=kind, meaning=meaning, afterwards=afterwards)


KEY = "stable id: that of the first threat; any threat's id in it leads to it"
ARTICLES = (
    column("id", "text", "a hash of outlet, headline and text"),
    column("date", "text", "ISO day of publication; null where unknown"),
    column("outlet", "text", "who published it"),
    column("title", "text", "the headline"),
    column("url", "text", "the address"),
)
THREATS = (
    *COLUMNS,
    column("statement_id", "text", "the statement that it reports", afterwards=True),
    column("thread_id", "text", "the thread of that statement", afterwards=True),
    column(
        "reprint_of",
        "text",
        "the article of which its article is a copy; null if it is none",
        afterwards=True,
    ),
)
EVENTS = (
    column("id", "text", "stable id of the event: article, sentence, object, kind"),
    column("article_id", "text", "id of the article"),
    column("date", "text", "ISO day of publication; null where unknown"),
    column("outlet", "text", "who published it"),
    column("actor", "texts", "codes of who did it"),
    column("partner", "texts", "codes of with or to whom"),
    column("kind", "text", "codebook section 2"),
    column("status", "text", "done, ongoing, planned, proposed or denied"),
    column("what", "text", "the object, as written"),
    column("place", "text", "the place, as written"),
    column("when", "text", "ISO day, month, year or interval; null where unknown"),
    column("quantity", "texts", "numbers with units, as value unit"),
    column("evidence", "text", "the sentence"),
    column("confidence", "number", "share of events given this figure that are right"),
    column("found_by", "text", "coder and rule"),
    column("coder", "text", "coders of the run"),
)
STATEMENTS = (
    column("id", "text", KEY, afterwards=True),
    column("thread_id", "text", "its thread", afterwards=True),
    column("day", "text", "ISO day on which it was said, as far as is known", afterwards=True),
    *(
        column(name, kind, f"the fullest coding of its reports: {meaning}", afterwards=True)
        for name, kind, meaning in (
            ("sender", "texts", "codes"),
            ("target", "texts", "codes"),
            ("speaker", "text", "as written"),
            ("speaker_role", "text", "as written"),
            ("trigger", "text", "as written"),
            ("trigger_form", "text", "if, unless, because or none"),
            ("response", "text", "as written"),
            ("response_kind", "text", "codebook section 1"),
            ("commitment", "text", "open, reserved, stated or emphatic"),
            ("basis", "text", "as written"),
            ("channel", "text", "as written"),
            ("said_on", "text", "ISO day, month or year"),
        )
    ),
    column("level", "number", "commitment as a number, 1 open to 4 emphatic", afterwards=True),
    column(
        "specificity", "number", "0 to 3: trigger, kind of response, basis or demand named", afterwards=True
    ),
    column("change", "text", "against the statement before: first, firmer, softer or same", afterwards=True),
    column("reports", "texts", "ids of the threats that report it", afterwards=True),
    column("source_count", "number", "independent sources among them", afterwards=True),
    column("disagreements", "texts", "fields in which reports differ", afterwards=True),
)
THREADS = (
    column("id", "text", KEY, afterwards=True),
    column("title", "text", "who to whom over what, in words of its triggers", afterwards=True),
    column("sender", "texts", "codes", afterwards=True),
    column("target", "texts", "codes", afterwards=True),
    column("matters", "texts", "what it is filed under", afterwards=True),
    column("first", "text", "ISO day of the first statement", afterwards=True),
    column("last", "text", "ISO day of the last statement", afterwards=True),
    column("statement_count", "number", "statements", afterwards=True),
    column("report_count", "number", "threats that report them", afterwards=True),
    column("source_count", "number", "independent sources", afterwards=True),
)
LEDGER = (
    column("statement_id", "text", "the statement"),
    column("trigger_state", "text", "no, approached, met or unsure", afterwards=True),
    column("trigger_by", "text", "who says so: program, person or text", afterwards=True),
    column("response_state", "text", "no, partly, yes or unsure", afterwards=True),
    column("response_by", "text", "who says so", afterwards=True),
    column("lag_days", "number", "days from the trigger's deed to the response's", afterwards=True),
    column("deadline", "text", "ISO day until which the target has time"),
    column("lapsed", "truth", "the deadline is past and nothing is known to have followed", afterwards=True),
)
ENTRIES = (
    column("statement_id", "text", "the statement"),
    column("side", "text", "trigger or response", afterwards=True),
    column("event_id", "text", "the deed", afterwards=True),
    column("proposed", "text", "what the program proposes by it", afterwards=True),
    column("verdict", "text", "what people say of it; null where nobody has", afterwards=True),
    column("score", "number", "an order of proposals, no probability", afterwards=True),
    column("days", "number", "from the utterance to the deed", afterwards=True),
    column("reasons", "texts", "why it is proposed", afterwards=True),
)
JUDGEMENTS = tuple(
    column(name, kind, meaning, afterwards=True)
    for name, kind, meaning in (
        ("id", "number", "number"),
        ("threat", "text", "id of a threat of the statement"),
        ("side", "text", "trigger or response"),
        ("event", "text", "id of the deed; null: the side as a whole"),
        ("verdict", "text", "the answer"),
        ("note", "text", "why"),
        ("author", "text", "who gave it"),
        ("at", "text", "when"),
        ("undone_at", "text", "when it was taken back"),
        ("undone_by", "text", "by whom"),
    )
)
COLUMNS_OF: Mapping[str, tuple[Column, ...]] = {
    "articles": ARTICLES,
    "threats": THREATS,
    "events": EVENTS,
    "statements": STATEMENTS,
    "threads": THREADS,
    "ledger": LEDGER,
    "entries": ENTRIES,
    "judgements": JUDGEMENTS,
}


def write(register: Register, where: Filter, folder: Path) -> dict[str, int]:
    """Write every table as Parquet into a folder, with ``dictionary.json``; return the rows of each."""
    counts = {}
    for name, rows in sources(register, where).items():
        counts[name] = write_rows(rows(), COLUMNS_OF[name], folder / f"{name}.parquet")
    entries = [
        {"table": name, "column": c.name, "type": c.type, "meaning": c.meaning, "afterwards": c.afterwards}
        for name, columns in COLUMNS_OF.items()
        for c in columns
    ]
    about = {"as_of": iso(where.as_of), "columns": entries}
    (folder / f"{DICTIONARY}.json").write_text(json.dumps(about, ensure_ascii=False, indent=1), "utf-8")
    return counts


def sources(register: Register, where: Filter) -> dict[str, Callable[[], Iterable[Row]]]:
    """Return, by table, how its rows are read."""
    then = Filter(as_of=where.as_of)
    events = EventFilter(as_of=where.as_of, since=where.since, until=where.until)
    return {
        "articles": lambda: article_rows(register, where),
        "threats": lambda: threat_rows(register, where),
        "events": lambda: map(event_row, register.events(events)),
        "statements": lambda: (row for thread in register.threads(where) for row in statement_rows(thread)),
        "threads": lambda: (chosen(thread_summary(thread), THREADS) for thread in register.threads(where)),
        "ledger": lambda: map(ledger_row, register.ledger(where)),
        "entries": lambda: (row for ledger in register.ledger(where) for row in entry_rows(ledger)),
        "judgements": lambda: judgement_rows(register, then),
    }


def article_rows(register: Register, where: Filter) -> Iterator[Row]:
    """Yield the articles of the threats and events that are exported, each once."""
    seen = set[str]()
    events = EventFilter(as_of=where.as_of, since=where.since, until=where.until)
    threats = (stored.source for stored in register.threats(where))
    for source in chain(threats, (stored.source for stored in register.events(events))):
        if source.article_id not in seen:
            seen.add(source.article_id)
            yield {
                "id": source.article_id,
                "date": iso(source.date),
                "outlet": source.outlet,
                "title": source.title,
                "url": source.url,
            }


def threat_rows(register: Register, where: Filter) -> Iterator[Row]:
    """Yield the threats with the statement and thread that each belongs to."""
    homes = {}
    for thread in register.threads(where):
        for statement in thread.statements:
            for report in statement.reports:
                copied = report.reprint_of if report.reprint_of != report.article else None
                homes[report.id] = (statement.id, thread.id, copied)
    for stored in register.threats(where):
        statement_id, thread_id, copied = homes.get(stored.id, (None, None, None))
        yield threat_row(stored) | {
            "statement_id": statement_id,
            "thread_id": thread_id,
            "reprint_of": copied,
        }


def event_row(stored: StoredEvent) -> Row:
    """Return an event as a flat row."""
    record = event_record(stored.event)
    return chosen(
        record
        | {
            "id": stored.id,
            "article_id": stored.source.article_id,
            "date": iso(stored.source.date),
            "outlet": stored.source.outlet,
            "quantity": [f"{q.value:g} {q.unit}" for q in stored.event.quantity],
            "coder": stored.coder,
        },
        EVENTS,
    )


def statement_rows(thread: StoredThread) -> Iterator[Row]:
    """Yield a thread's statements as flat rows."""
    for statement, step in zip(thread.statements, thread.course, strict=True):
        record = statement_record(statement)
        yield chosen(
            record
            | {
                "thread_id": thread.id,
                "change": step.change,
                "reports": [report.id for report in statement.reports],
                "disagreements": sorted(record["disagreements"]),
            },
            STATEMENTS,
        )


def ledger_row(ledger: StoredLedger) -> Row:
    """Return a statement's ledger as a flat row."""
    record = ledger_record(ledger)
    return chosen(record | {"statement_id": record["statement"]}, LEDGER)


def entry_rows(ledger: StoredLedger) -> Iterator[Row]:
    """Yield the deeds of a statement's ledger as flat rows."""
    for answer in (ledger.trigger, ledger.response):
        for entry in answer.entries:
            record = entry_record(answer, entry, ledger.events.get(entry.event))
            yield chosen(record | {"statement_id": ledger.statement.id, "event_id": entry.event}, ENTRIES)


def judgement_rows(register: Register, where: Filter) -> Iterator[Row]:
    """Yield people's judgements, as they stood on the day where one is given."""
    found = register.judgements()
    yield from map(judgement_record, found if where.as_of is None else said_by(found, where.as_of))


def chosen(record: Row, columns: Iterable[Column]) -> Row:
    """Return the columns' values, tuples as lists."""
    return {c.name: plain(record[c.name]) for c in columns}
