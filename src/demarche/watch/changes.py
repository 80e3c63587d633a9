"""Changes: what a new article makes different in a thread or its ledger, and why, in words.

All here is pure. A change is found by comparing what was known without the article and with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date as Date

from demarche.language.actor_names import names_of
from demarche.lines import day_words
from demarche.register import StoredEvent, StoredThread
from demarche.threads import Deed, Proposal, State
from demarche.threads.course import Step
from demarche.threads.ledger import Question, for_response, for_trigger, same_deed
from demarche.threads.matters import names_in
from demarche.threads.sameness import APART
from demarche.threads.statements import Report, Statement
from demarche.threads.words import likeness, stems
from demarche.watch.values import AlertKind, Change

RANK: dict[State, int] = {"approached": 1, "met": 2, "partly": 1, "yes": 2}
LONGEST_WORDS = 90  # characters of a trigger or deed that a line repeats


def thread_changes(thread: StoredThread, *, before: frozenset[str], article: str) -> list[Change]:
    """Return what an article's statements change in a thread, of which the reports ``before`` were known.

    A statement of which a report was known before is no change: one more outlet has it.
    """
    known = [s for s in thread.statements if before & {r.id for r in s.reports}]
    new = [s for s in thread.statements if s not in known]
    if not new:
        return []
    if not known:
        return [change_of("new-thread", thread, new[0], article, why=first_words(new))]
    steps = {step.statement: step for step in thread.course}
    places = {statement.id: n for n, statement in enumerate(thread.statements)}
    found: list[Change] = []
    for statement in new:
        at, step = places[statement.id], steps[statement.id]
        previous = steps[thread.statements[at - 1].id] if at else None
        kind: AlertKind = (
            "firmer" if step.change == "firmer" else "softer" if step.change == "softer" else "repeated"
        )
        reason = new_trigger_words(statement, known)
        if reason:
            found.append(change_of("new-trigger", thread, statement, article, why=reason))
        if kind != "repeated" or not reason:
            why = course_words(statement, step, previous, number=at + 1, of=len(thread.statements))
            found.append(change_of(kind, thread, statement, article, why=why))
        known.append(statement)
    return found


def change_of(
    kind: AlertKind, thread: StoredThread, statement: Statement, article: str, *, why: str
) -> Change:
    """Return a change that a new statement is."""
    report = report_in(statement, article)
    return Change(
        kind=kind,
        keys=(f"{kind} {report.id}",),
        title=thread.title,
        why=why,
        day=statement.day,
        threats=tuple(r.id for s in thread.statements for r in s.reports)
        if kind == "new-thread"
        else tuple(r.id for r in statement.reports),
        thread=report.id,
        statement=report.id,
        article=report.article,
        outlet=report.outlet,
        url=report.url,
    )


def report_in(statement: Statement, article: str) -> Report:
    """Return the statement's report in an article, else its first."""
    return next((r for r in statement.reports if r.article == article), statement.reports[0])


def first_words(new: Sequence[Statement]) -> str:
    """Return why a thread is new."""
    more = f", {len(new)} statements" if len(new) > 1 else ""
    return f"first known statement of this matter: {said_words(new[0])}{more}"


def said_words(statement: Statement) -> str:
    """Return when a statement was said, if what, then what, how firmly, by whom, read where."""
    trigger, response = statement.value("trigger"), statement.value("response")
    speaker = statement.value("speaker")
    parts = [
        day_words(statement.day.isoformat()) if statement.day else "day unknown",
        f"if “{shortened(str(trigger))}”" if trigger else "",
        f"then “{shortened(str(response))}”" if response else "",
        str(statement.value("commitment")),
        str(speaker) if speaker else "",
        statement.reports[0].outlet or "",
    ]
    return " · ".join(part for part in parts if part)


def course_words(statement: Statement, step: Step, previous: Step | None, *, number: int, of: int) -> str:
    """Return how a statement compares with the one before it."""
    place = f"statement {number} of {of}"
    if previous is None:
        return f"said before all that was known ({place}): {said_words(statement)}"
    since = f" of {day_words(previous.day.isoformat())}" if previous.day else ""
    if step.level != previous.level:
        how = f"{step.commitment} after {previous.commitment}{since}"
    elif step.specificity != previous.specificity:
        way = "more" if step.specificity > previous.specificity else "less"
        how = f"{step.commitment} as in the statement{since}, {way} definite"
    else:
        how = f"{step.commitment} as in the statement{since}"
    return f"{how} ({place}): {said_words(statement)}"


def new_trigger_words(statement: Statement, known: Sequence[Statement]) -> str | None:
    """Return why a statement's trigger is one that the thread had not named, None where it had.

    It is new if it names a thing that none named; one that names no thing, if its words are like no other's.
    """
    trigger = statement.value("trigger")
    if not trigger:
        return None
    others = [str(value) for s in known if (value := s.value("trigger"))]
    if not others:
        return f"a trigger is named for the first time, “{shortened(str(trigger))}”: {said_words(statement)}"
    things = names_in(str(trigger))
    named = {name for words in others for name in names_in(words)}
    fresh = [name for name in things if name not in named]
    if fresh:
        return f"names {', '.join(fresh)}, which no statement before it did: {said_words(statement)}"
    if things or any(likeness(stems(str(trigger)), stems(words)) >= APART for words in others):
        return None
    return f"a trigger unlike those before, “{shortened(str(trigger))}”: {said_words(statement)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A statement and what is proposed for it."""

    statement: str
    said: int
    proposal: Proposal


def proposals(question: Question, deeds: Iterable[Deed]) -> list[Proposal]:
    """Return every proposal for a question, unlike the ledger's own also those of the same deed."""
    usable = [d for d in deeds if d.status != "denied" and d.day is not None and question.said is not None]
    near = [p for d in usable if (p := for_trigger(question, d))]
    since = min((p.days or 0 for p in near), default=None)
    return near + [p for d in usable if (p := for_response(question, d, near_since=since))]


def new_deeds(before: Sequence[Proposal], after: Sequence[Asked]) -> list[Asked]:
    """Return what is proposed after and was not before, each deed once a side, the likeliest statement's.

    A deed that was known to come near a trigger is new once it meets it.
    """

    def weight(asked: Asked) -> tuple[int, float, int, str, str]:
        p = asked.proposal
        return (-RANK[p.state], -p.score, -asked.said, asked.statement, p.deed.id)

    found: list[Asked] = []
    for asked in sorted(after, key=weight):
        one = asked.proposal
        ranks = [RANK[p.state] for p in before if p.side == one.side and alike(p.deed, one.deed)]
        enough = max(ranks, default=0)
        is_new = not ranks if one.side == "response" else RANK[one.state] > enough
        told = any(f.proposal.side == one.side and alike(f.proposal.deed, one.deed) for f in found)
        if is_new and not told:
            found.append(asked)
    return found


def alike(one: Deed, other: Deed) -> bool:
    """Return whether two events tell one deed."""
    return one.id == other.id or same_deed(one, other)


def deed_change(
    proposal: Proposal, *, title: str, statement: Statement, thread: str, event: StoredEvent
) -> Change:
    """Return a deed that comes near a statement's trigger, or carries out its response, as a change."""
    kind: AlertKind = (
        "response-seen"
        if proposal.side == "response"
        else "trigger-met"
        if proposal.state == "met"
        else "trigger-approached"
    )
    what = statement.value("trigger" if proposal.side == "trigger" else "response")
    said = f"“{shortened(str(what))}”" if what else f"the {proposal.side}"
    day = f", said {day_words(statement.day.isoformat())}" if statement.day else ""
    why = f"{event_words(event)} — {', '.join(proposal.reasons)}; bears on {said}{day}"
    return Change(
        kind=kind,
        keys=(f"{kind} {event.id} {statement.id}",),
        title=title,
        why=why,
        day=day_of(event),
        threats=tuple(r.id for r in statement.reports),
        thread=thread,
        statement=statement.id,
        event=event.id,
        article=event.source.article_id,
        outlet=event.source.outlet,
        url=event.source.url,
    )


def event_words(event: StoredEvent) -> str:
    """Return a deed in words: who, what kind, what, read where."""
    who = names_of(event.event.actor) or "somebody"
    outlet = f" ({event.source.outlet})" if event.source.outlet else ""
    return f"{who}, {event.event.kind}: “{shortened(event.event.what.text)}”{outlet}"


def day_of(event: StoredEvent) -> Date | None:
    """Return the day of a deed, else of its article."""
    when = event.event.when
    if when and len(when) == 10:
        return Date.fromisoformat(when)
    return event.source.date


def deadline_change(statement: Statement, *, title: str, due: Date, today: Date) -> Change:
    """Return a deadline that is near as a change; any report's id knows it again."""
    days = (due - today).days
    left = "today" if days == 0 else "tomorrow" if days == 1 else f"in {days} days"
    report = statement.reports[0]
    return Change(
        kind="deadline-near",
        keys=tuple(f"deadline-near {r.id} {due}" for r in statement.reports),
        title=title,
        why=f"the time given ends {left}, on {day_words(due.isoformat())}, and nothing is known to have met it: "
        f"{said_words(statement)}",
        day=due,
        threats=tuple(r.id for r in statement.reports),
        thread=statement.id,
        statement=statement.id,
        article=report.article,
        outlet=report.outlet,
        url=report.url,
    )


def shortened(words: str) -> str:
    """Return words on one line, a long piece cut.

    >>> shortened("new\\nmissiles")
    'new missiles'
    """
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_WORDS else line[: LONGEST_WORDS - 1].rstrip() + "…"
