"""The ledger in the register: proposals read from the deeds, people's judgements kept and composed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Date
from datetime import datetime

from sqlalchemy import Connection, RowMapping, insert, select, update

from demarche.errors import UsageError
from demarche.register import finding, schema
from demarche.register.deeds import deeds_by_id, deeds_near
from demarche.register.joined import reports_of
from demarche.register.rows import moment, stored_event
from demarche.register.values import StoredEvent, StoredLedger
from demarche.threads import Deed, Side, State, Telling
from demarche.threads.grouping import order
from demarche.threads.judging import Answer, Judgement, answer, checked, said_by
from demarche.threads.ledger import Question, proposals_for, question_of
from demarche.threads.packing import telling_from
from demarche.threads.statements import Statement, statement_of

LINKS, JUDGEMENTS = schema.threat_links, schema.judgements


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A statement whose ledger is asked for."""

    statement: Statement
    tellings: Sequence[Telling]
    thread: str  # its id
    cursor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A ledger whose events are still to be read."""

    told: Told
    question: Question
    trigger: Answer
    response: Answer
    days: Mapping[str, int | None]  # of the deeds that may be named

    def events(self) -> frozenset[str]:
        """Return the ids of the events that it names."""
        return frozenset(entry.event for side in (self.trigger, self.response) for entry in side.entries)


def ledger_of_statement(connection: Connection, key: int, *, today: Date) -> StoredLedger:
    """Return the ledger of the statement with this key."""
    return ledgers(connection, told_of(connection, {key: ""}), today=today)[0]


def told_of(connection: Connection, cursors: Mapping[int, str]) -> list[Told]:
    """Return the statements with these keys, in their order, each with the cursor behind it."""
    query = select(LINKS.c.statement, LINKS.c.threat, LINKS.c.thread, LINKS.c.telling)
    rows = connection.execute(query.where(LINKS.c.statement.in_(list(cursors)))).all()
    told: defaultdict[int, list[Telling]] = defaultdict(list)
    keys, homes = dict[str, int](), dict[int, int]()
    for row in rows:
        telling = telling_from(row.telling)
        told[row.statement].append(telling)
        keys[telling.id], homes[row.statement] = int(row.threat), int(row.thread)
    reports = reports_of(connection, keys)
    table = schema.threads
    names = connection.execute(select(table.c.key, table.c.id).where(table.c.key.in_(set(homes.values()))))
    threads = {int(key): str(name) for key, name in names}
    found = []
    for key, cursor in cursors.items():
        tellings = sorted(told[key], key=order)
        statement = statement_of([reports[telling.id] for telling in tellings])
        thread = threads[homes[key]]
        found.append(Told(statement=statement, tellings=tellings, thread=thread, cursor=cursor))
    return found


def ledgers(
    connection: Connection, told: Sequence[Told], *, today: Date, as_of: Date | None = None
) -> list[StoredLedger]:
    """Return the ledgers of statements, as they could be known on ``as_of`` where a day is given."""
    known_by = as_of.toordinal() if as_of else None
    said = judgements_of(connection, {t.id for one in told for t in one.tellings}, as_of=as_of)
    questions = [question_of(one.tellings) for one in told]
    near = deeds_near(connection, questions, known_by=known_by)
    drafts = [
        drafted(connection, *asked, said, known_by=known_by)
        for asked in zip(told, questions, near, strict=True)
    ]
    ids = frozenset(event for draft in drafts for event in draft.events())
    events = events_of(connection, ids, as_of=as_of)
    return [finished(draft, events, day=as_of or today) for draft in drafts]


def drafted(
    connection: Connection,
    told: Told,
    question: Question,
    near: Sequence[Deed],
    said: Sequence[Judgement],
    *,
    known_by: int | None,
) -> Draft:
    """Return a statement's ledger without its events; ``said`` holds what people judged of it, and of others."""
    own = {telling.id for telling in told.tellings}
    judged = tuple(judgement for judgement in said if judgement.threat in own)
    deeds = {deed.id: deed for deed in near}
    proposals = proposals_for(question, deeds.values())
    happened = question.form == "because" and bool(question.trigger)
    draft = Draft(
        told=told,
        question=question,
        trigger=answer("trigger", proposals, judged, happened=happened),
        response=answer("response", proposals, judged),
        days={event: deed.day for event, deed in deeds.items()},
    )
    missing = draft.events() - set(deeds)
    if not missing:
        return draft
    others = deeds_by_id(connection, missing, known_by=known_by)
    return replace(draft, days={**draft.days, **{event: deed.day for event, deed in others.items()}})


def finished(draft: Draft, events: Mapping[str, StoredEvent], *, day: Date) -> StoredLedger:
    """Return a ledger with its events, as it stands on a day."""
    trigger, response = draft.trigger, draft.response
    due = Date.fromordinal(draft.question.deadline) if draft.question.deadline else None
    waits = trigger.state == "no" and response.state == "no"
    return StoredLedger(
        statement=draft.told.statement,
        thread=draft.told.thread,
        trigger=trigger,
        response=response,
        events={event: events[event] for event in events if event in draft.events()},
        lag=lag_of(trigger, response, draft.days),
        deadline=due,
        lapsed=due is not None and due < day and waits,
        cursor=draft.told.cursor,
    )


def lag_of(trigger: Answer, response: Answer, days: Mapping[str, int | None]) -> int | None:
    """Return the days from the deed that best meets the trigger to the one that best answers it."""
    ends = []
    for side in (trigger, response):
        events = [e for e in side.entries if e.verdict not in ("no", "unsure")]
        judged = [e for e in events if e.verdict]
        day = next((days.get(e.event) for e in (judged or events)), None)
        if day is None or side.state == "no":
            return None
        ends.append(day)
    return ends[1] - ends[0]


def events_of(connection: Connection, ids: Iterable[str], *, as_of: Date | None) -> dict[str, StoredEvent]:
    """Return the events with these ids, the standing record of each, those known by a day."""
    table = schema.events
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    query = finding.record_query(table).where(table.c.id.in_(wanted))
    if as_of is not None:
        query = query.where(table.c.day <= as_of.isoformat())
    rows = connection.execute(query.order_by(table.c.superseded_by.is_(None), table.c.key)).mappings()
    return {row["id"]: stored_event(row) for row in rows}


def judgements_of(
    connection: Connection, threats: Iterable[str], *, as_of: Date | None = None
) -> tuple[Judgement, ...]:
    """Return what people said of these threats, oldest first; as of a day, as it stood then."""
    query = select(JUDGEMENTS).where(JUDGEMENTS.c.threat.in_(sorted(threats))).order_by(JUDGEMENTS.c.id)
    found = tuple(judgement_of(row) for row in connection.execute(query).mappings())
    return found if as_of is None else said_by(found, as_of)


def judgement_of(row: RowMapping) -> Judgement:
    """Return a judgement from its row."""
    return Judgement(
        id=row["id"],
        threat=row["threat"],
        side=row["side"],
        event=row["event"],
        verdict=row["verdict"],
        author=row["author"],
        at=datetime.fromisoformat(row["at"]),
        note=row["note"],
        undone_at=moment(row["undone_at"]),
        undone_by=row["undone_by"],
    )


def judge(
    connection: Connection,
    threat: str,
    side: Side,
    verdict: str,
    *,
    event: str | None,
    note: str | None,
    author: str,
    at: str,
) -> str:
    """Keep a person's answer; return the id of the threat it is bound to.

    Raises UsageError for an unknown threat or event, or a verdict that the side does not know.
    """
    state: State = checked(side, verdict)
    row = finding.threat_by_prefix(connection, threat)
    event_id = None
    if event is not None:
        event_id = finding.unique_prefix(connection, schema.events, event, noun="event")
    values = {"threat": row["id"], "side": side, "event": event_id, "verdict": state, "note": note}
    connection.execute(insert(JUDGEMENTS).values(**values, author=author, at=at))
    return str(row["id"])


def undo_judgement(connection: Connection, number: int, *, author: str, at: str) -> str:
    """Take a judgement back; it stays on record. Return the threat's id; UsageError if there is none to undo."""
    found = connection.execute(select(JUDGEMENTS).where(JUDGEMENTS.c.id == number)).mappings().first()
    if found is None:
        raise UsageError(f"judgement {number}: there is none; `demarche thread` lists them")
    if found["undone_at"] is not None:
        raise UsageError(f"judgement {number}: was undone already, by {found['undone_by']}")
    connection.execute(
        update(JUDGEMENTS).where(JUDGEMENTS.c.id == number).values(undone_at=at, undone_by=author)
    )
    return str(found["threat"])
