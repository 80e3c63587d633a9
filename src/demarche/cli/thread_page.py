"""How threads and ledgers read on a terminal, and plainly in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date as Date
from typing import TYPE_CHECKING

from demarche.cli.paper import console, indented, ink, on_terminal, printable
from demarche.export.wording import (
    CHANGES,
    answer_line,
    counted,
    day_text,
    deed_line,
    event_day,
    full_day,
    letters_of,
    sentence,
    summary,
    thread_line,
)
from demarche.lines import ID_LENGTH, MARKS, day_words

if TYPE_CHECKING:
    from demarche.register import StoredLedger, StoredThread
    from demarche.threads.statements import Statement

AXIS = 64  # columns of a time line


def print_threads(threads: Iterable[StoredThread]) -> int:
    """Print threads, two lines each on a terminal, one in a pipe; return how many there were."""
    count = 0
    paper = console() if on_terminal() else None
    for thread in threads:
        count += 1
        if paper is None:
            sys.stdout.write(printable(f"{thread.id[:ID_LENGTH]}  {thread_line(thread)}") + "\n")
            continue
        paper.print(indented(ink(thread.title, "bold"), by=2, above=1))
        paper.print(indented(ink(f"{summary(thread)}  {thread.id[:ID_LENGTH]}", "dim"), by=4))
    return count


def print_thread(thread: StoredThread, ledger: Sequence[StoredLedger]) -> None:
    """Print one thread whole."""
    paper = console()
    paper.print(ink(thread.title, "bold"))
    paper.print(ink(f"{summary(thread)} · {', '.join(thread.outlets) or 'outlet unknown'}", "dim"))
    letters = letters_of(ledger)
    for line in time_line(thread, ledger, letters):
        paper.print(ink(line), no_wrap=True, crop=False)
    steps = {step.statement: step for step in thread.course}
    for statement, entry in zip(thread.statements, ledger, strict=True):
        step = steps[statement.id]
        head = f"{day_text(statement)}  {MARKS[step.commitment]} {step.commitment}"
        change = CHANGES[step.change]
        paper.print(
            indented(
                ink(f"{head}{f', {change}' if change else ''}  {statement.id[:ID_LENGTH]}", "bold"),
                by=0,
                above=1,
            )
        )
        for line in (*statement_lines(statement), *ledger_lines(entry, letters)):
            paper.print(indented(ink(line), by=2))


def statement_lines(statement: Statement) -> Iterator[str]:
    """Yield what was said, by whom, who reported it after whom, and where reports disagree."""
    yield sentence(statement)
    speaker = ", ".join(str(v) for f in ("speaker", "speaker_role") if (v := statement.value(f)))
    basis = statement.value("basis")
    if speaker or basis:
        yield " · ".join(part for part in (speaker, f"basis: {basis}" if basis else "") if part)
    for report in statement.reports:
        copy = ", reprint" if report.reprint_of not in (None, report.article) else ""
        chain = " ← ".join((report.outlet or "outlet unknown", *report.threat.via))
        yield f"read in {chain}, {day_words(str(report.date) if report.date else None)}{copy}"
    if len(statement.reports) > 1:
        yield f"{counted(len(statement.reports), 'report')} from {counted(statement.sources, 'independent source')}"
    for name, chosen in statement.fields.items():
        for value, ids in chosen.others:
            words = ", ".join(value) if isinstance(value, tuple) else value
            yield f"{name.replace('_', ' ')} told otherwise: {words} ({', '.join(i[:ID_LENGTH] for i in ids)})"


def ledger_lines(entry: StoredLedger, letters: dict[str, str]) -> Iterator[str]:
    """Yield both answers of a ledger with the deeds that show them, and people's judgements."""
    for answer in (entry.trigger, entry.response):
        yield answer_line(answer, entry)
        for deed in answer.entries:
            yield f"  {letters.get(deed.event, '·')} {deed_line(deed, entry.events.get(deed.event))}"
            if deed.proposal:
                yield f"    proposed {deed.proposal.state}, {deed.proposal.score:.2f}: {'; '.join(deed.proposal.reasons)}"
        for judgement in answer.judgements:
            undone = f", undone by {judgement.undone_by}" if judgement.undone_at else ""
            about = f" on {judgement.event[:ID_LENGTH]}" if judgement.event else ""
            note = f": {judgement.note}" if judgement.note else ""
            day = judgement.at.date().isoformat()
            yield f"  judgement {judgement.id}{about}: {judgement.verdict}, {judgement.author}, {day}{undone}{note}"


def time_line(thread: StoredThread, ledger: Sequence[StoredLedger], letters: dict[str, str]) -> list[str]:
    """Return three lines: words as marks of commitment, the years, deeds as letters. Nothing without two days."""
    words = [
        (s.day, MARKS[step.commitment])
        for s, step in zip(thread.statements, thread.course, strict=True)
        if s.day
    ]
    deeds = [
        (day, letters[event_id])
        for entry in ledger
        for event_id, stored in entry.events.items()
        if (day := full_day(event_day(stored)))
    ]
    days = [day for day, _ in (*words, *deeds)]
    if not days or min(days) == max(days):
        return []
    first, last = min(days).toordinal(), max(days).toordinal()
    years = [(Date(year, 1, 1), str(year)) for year in range(min(days).year + 1, max(days).year + 1)]
    axis = placed(years, first, last, empty="─")
    return [
        f"words  {placed(words, first, last)}",
        f"       {axis}",
        f"deeds  {placed(deeds, first, last)}".rstrip(),
    ]


def placed(marks: Iterable[tuple[Date, str]], first: int, last: int, *, empty: str = " ") -> str:
    """Return marks on a line of time; one that would cover another stands right of it, while there is room."""
    line = [empty] * AXIS
    for day, words in sorted(marks):
        at = round((day.toordinal() - first) / (last - first) * (AXIS - 1))
        while at < AXIS and line[at] != empty:
            at += 1
        if at + len(words) <= AXIS:
            line[at : at + len(words)] = words
    return "".join(line)


def print_ledger(entries: Iterable[StoredLedger]) -> int:
    """Print ledgers, a block each on a terminal, one line in a pipe; return how many there were."""
    count = 0
    paper = console() if on_terminal() else None
    for entry in entries:
        count += 1
        statement = entry.statement
        head = f"{day_text(statement)} · {sentence(statement)}"
        if paper is None:
            answers = " · ".join(answer_line(a, entry) for a in (entry.trigger, entry.response))
            sys.stdout.write(printable(f"{statement.id[:ID_LENGTH]}  {head} · {answers}") + "\n")
            continue
        paper.print(indented(ink(f"{head}  {statement.id[:ID_LENGTH]}", "bold"), by=2, above=1))
        for line in ledger_lines(entry, {}):
            paper.print(indented(ink(line), by=4))
    return count
