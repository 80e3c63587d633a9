"""Threads and ledgers in words: the same on a terminal, a web page and in a report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Date
from typing import TYPE_CHECKING

from demarche.lines import FORMS, ID_LENGTH, MARKS, day_words
from demarche.threads.course import parties_of
from demarche.threads.judging import Answer, Entry

if TYPE_CHECKING:
    from demarche.register import StoredEvent, StoredLedger, StoredThread
    from demarche.threads.statements import Statement

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


def full_day(value: str) -> Date | None:
    """Return the day of an ISO day, month or year: its first; None of anything else."""
    try:
        return Date.fromisoformat((value + "-01-01")[:10] if len(value) < 10 else value[:10])
    except ValueError:
        return None
