"""How threads and ledgers read on a terminal, and plainly in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date as Date
from typing import TYPE_CHECKING

from demarche.cli.paper import ID_LENGTH, MARKS, console, indented, ink, on_terminal, printable
from demarche.lines import FORMS, day_words
from demarche.threads.course import parties_of
from demarche.threads.judging import Answer, Entry

if TYPE_CHECKING:
    from demarche.register import StoredEvent, StoredLedger, StoredThread
    from demarche.threads.statements import Statement

AXIS = 64  # columns of a time line
LONGEST_COURSE = 24  # statements whose marks fit a line; of more the last ones
CHANGES = {"first": "", "firmer": "firmer than before", "softer": "softer than before", "same": ""}
STATES = {
    "no": "not known to be",
    "approached": "approached",
    "met": "met",
    "partly": "partly",
    "yes": "yes",
    "unsure": "unsure: people differ",
}


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


def thread_line(thread: StoredThread) -> str:
    """Return a thread in one line."""
    return f"{thread.title} · {summary(thread)}"


def summary(thread: StoredThread) -> str:
    """Return since when, how often, from how many, how firmly."""
    return " · ".join(
        (
            period(thread.first, thread.last),
            counted(len(thread.statements), "statement"),
            counted(thread.sources, "independent source"),
            marks(thread),
        )
    )


def period(first: Date | None, last: Date | None) -> str:
    """Return two days in words, one where they are the same."""
    days = dict.fromkeys(day_words(str(day)) for day in (first, last) if day)
    return " – ".join(days) or "date unknown"


def counted(count: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "statement"), counted(2, "statement")
    ('1 statement', '2 statements')
    """
    return f"{count} {noun}{'' if count == 1 else 's'}"


def marks(thread: StoredThread) -> str:
    """Return the thread's course as marks, and the last commitment as a word."""
    shown = thread.course[-LONGEST_COURSE:]
    more = "… " if len(thread.course) > len(shown) else ""
    return f"{more}{''.join(MARKS[step.commitment] for step in shown)} {thread.course[-1].commitment}"


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


def sentence(statement: Statement) -> str:
    """Return who to whom, if what, then what."""
    trigger, form = statement.value("trigger"), str(statement.value("trigger_form"))
    parts = [parties_of(statement)]
    if trigger:
        parts.append(f"{FORMS[form]} “{flat(trigger)}”".strip())
    parts.append(f"then “{flat(statement.value('response'))}”")
    return " · ".join(parts)


def flat(words: object) -> str:
    """Return words on one line without outer quotation marks."""
    return " ".join(str(words).split()).strip('"“”')


def day_text(statement: Statement) -> str:
    """Return a statement's day in words."""
    said = statement.value("said_on")
    return day_words(str(said) if said else str(statement.day) if statement.day else None)


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


def answer_line(answer: Answer, entry: StoredLedger) -> str:
    """Return one answer: the state and who says so."""
    who = {"person": "judged", "text": "as the report says", "program": "proposed"}[answer.by]
    known = answer.state != "no" or answer.by == "person"
    if answer.side == "trigger":
        state = {"no": "not met" if answer.by == "person" else "not known to be met"}.get(
            answer.state, STATES[answer.state]
        )
        due = f", time until {day_words(str(entry.deadline))}" if entry.deadline else ""
        return f"trigger {state}{f' ({who})' if known else ''}{due}{', lapsed' if entry.lapsed else ''}"
    words = {
        "no": "did not follow" if answer.by == "person" else "not known to have followed",
        "partly": "followed in part",
        "yes": "followed",
    }
    lag = f", {entry.lag} days after the trigger" if entry.lag is not None else ""
    return f"response {words.get(answer.state, STATES[answer.state])}{f' ({who})' if known else ''}{lag}"


def deed_line(entry: Entry, stored: StoredEvent | None) -> str:
    """Return a deed of the ledger: when, what, what people say of it, where it was read."""
    if stored is None:
        return f"event {entry.event[:ID_LENGTH]}, no longer in the register"
    day = stored.event.when or (str(stored.source.date) if stored.source.date else None)
    told = f"{day_words(day)}  {stored.event.kind}: “{flat(stored.event.what.text)}”"
    verdict = f"judged {entry.verdict}" if entry.verdict else ""
    read = stored.source.outlet or "outlet unknown"
    return " · ".join(part for part in (told, verdict, read, entry.event[:ID_LENGTH]) if part)


def letters_of(ledger: Sequence[StoredLedger]) -> dict[str, str]:
    """Return a letter for each deed of a thread's ledger, by time."""
    days: dict[str, str] = {}
    for entry in ledger:
        for event_id, stored in entry.events.items():
            days[event_id] = event_day(stored)
    ordered = sorted(days, key=lambda event_id: (days[event_id], event_id))
    return {event_id: chr(ord("a") + n) if n < 26 else "+" for n, event_id in enumerate(ordered)}


def event_day(stored: StoredEvent) -> str:
    """Return the day of an event as far as it is known, "" where it is not."""
    return stored.event.when or (str(stored.source.date) if stored.source.date else "")


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


def full_day(value: str) -> Date | None:
    """Return the day of an ISO day, month or year: its first; None of anything else."""
    try:
        return Date.fromisoformat((value + "-01-01")[:10] if len(value) < 10 else value[:10])
    except ValueError:
        return None


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
