"""Threads, statements and ledgers as JSON values, the same in every command and table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from demarche.register import StoredEvent, StoredLedger, StoredThread
from demarche.threads.course import LEVELS, specificity_of, strongest
from demarche.threads.judging import Answer, Entry, Judgement
from demarche.threads.statements import Report, Statement, chain

if TYPE_CHECKING:
    from demarche.register.cards import ThreadCard  # brings SQLAlchemy

Record = dict[str, Any]


def thread_record(thread: StoredThread) -> Record:
    """Return a thread with its statements and course."""
    steps = {step.statement: step for step in thread.course}
    return thread_summary(thread) | {
        "statements": [
            statement_record(statement) | {"change": steps[statement.id].change}
            for statement in thread.statements
        ]
    }


def thread_summary(thread: StoredThread) -> Record:
    """Return a thread without its statements."""
    return {
        "id": thread.id,
        "title": thread.title,
        "sender": list(thread.actors("sender")),
        "target": list(thread.actors("target")),
        "matters": list(thread.matters),
        "first": iso(thread.first),
        "last": iso(thread.last),
        "statement_count": len(thread.statements),
        "report_count": thread.report_count,
        "source_count": thread.sources,
        "outlets": list(thread.outlets),
        "commitment": [step.commitment for step in thread.course],
        "course": [step.change for step in thread.course],
    }


def card_summary(card: ThreadCard) -> Record:
    """Return a thread's card as ``thread_summary`` returns the thread; of a long one, the end of its course."""
    names = (
        "id", "title", "sender", "target", "matters", "first", "last", "statement_count", "report_count",
        "source_count", "outlets", "commitment", "course",
    )  # fmt: skip
    return {name: plain(getattr(card, name)) for name in names}


def statement_record(statement: Statement) -> Record:
    """Return a statement: the fullest coding, where each field is from, who disagrees, who reported it."""
    return {
        "id": statement.id,
        "day": iso(statement.day),
        **{name: plain(value) for name, value in statement.words.items()},
        "level": LEVELS[strongest(statement)],
        "specificity": specificity_of(statement),
        "confidence": statement.confidence,
        "from": {name: chosen.report for name, chosen in statement.fields.items() if chosen.report},
        "disagreements": {
            name: [{"value": plain(value), "reports": list(ids)} for value, ids in chosen.others]
            for name, chosen in statement.fields.items()
            if chosen.others
        },
        "source_count": statement.sources,
        "reports": [report_record(report) for report in statement.reports],
    }


def report_record(report: Report) -> Record:
    """Return one article's report: where it was read, after whom, and its sentences."""
    return {
        "threat": report.id,
        "article": report.article,
        "title": report.title,
        "outlet": report.outlet,
        "date": iso(report.date),
        "url": report.url,
        "chain": list(chain(report)),
        "reprint_of": report.reprint_of if report.reprint_of != report.article else None,
        "evidence": [span.text for span in report.threat.evidence],
        "corrected": list(report.corrected),
    }


def ledger_record(ledger: StoredLedger) -> Record:
    """Return a statement's ledger: both answers, the deeds that show them and why."""
    statement = ledger.statement
    return {
        "statement": statement.id,
        "thread": ledger.thread,
        "day": iso(statement.day),
        "sender": plain(statement.value("sender")),
        "target": plain(statement.value("target")),
        "trigger": statement.value("trigger"),
        "trigger_form": statement.value("trigger_form"),
        "response": statement.value("response"),
        "trigger_state": ledger.trigger.state,
        "trigger_by": ledger.trigger.by,
        "response_state": ledger.response.state,
        "response_by": ledger.response.by,
        "lag_days": ledger.lag,
        "deadline": iso(ledger.deadline),
        "lapsed": ledger.lapsed,
        "entries": [
            entry_record(answer, entry, ledger.events.get(entry.event))
            for answer in (ledger.trigger, ledger.response)
            for entry in answer.entries
        ],
        "judgements": [
            judgement_record(j) for answer in (ledger.trigger, ledger.response) for j in answer.judgements
        ],
    }


def entry_record(answer: Answer, entry: Entry, stored: StoredEvent | None) -> Record:
    """Return one deed of a ledger; what is no longer in the register is null."""
    event = stored.event if stored else None
    proposal = entry.proposal
    return {
        "side": answer.side,
        "event": entry.event,
        "verdict": entry.verdict,
        "proposed": proposal.state if proposal else None,
        "score": proposal.score if proposal else None,
        "reasons": list(proposal.reasons) if proposal else [],
        "days": proposal.days if proposal else None,
        "also": list(proposal.also) if proposal else [],
        "kind": event.kind if event else None,
        "status": event.status if event else None,
        "actor": list(event.actor) if event else [],
        "partner": list(event.partner) if event else [],
        "what": event.what.text if event else None,
        "evidence": event.evidence.text if event else None,
        "when": (event.when if event else None) or (iso(stored.source.date) if stored else None),
        "outlet": stored.source.outlet if stored else None,
        "article": stored.source.article_id if stored else None,
    }


def judgement_record(judgement: Judgement) -> Record:
    """Return a person's judgement."""
    return {
        "id": judgement.id,
        "threat": judgement.threat,
        "side": judgement.side,
        "event": judgement.event,
        "verdict": judgement.verdict,
        "note": judgement.note,
        "author": judgement.author,
        "at": judgement.at.isoformat(),
        "undone_at": judgement.undone_at.isoformat() if judgement.undone_at else None,
        "undone_by": judgement.undone_by,
    }


def plain(value: object) -> object:
    """Return tuples as lists."""
    return list(value) if isinstance(value, tuple) else value


def iso(day: object) -> str | None:
    """Return a day as ISO text."""
    return None if day is None else str(day)
