"""The ledger in the register: proposals read from the deeds, people's judgements kept and composed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date as Date
from datetime import datetime

from sqlalchemy import Connection, RowMapping, insert, select, update

from demarche.errors import UsageError
from demarche.register import finding, schema
from demarche.register.deeds import deeds_by_id, deeds_near
from demarche.register.joined import reports_of
from demarche.register.rows import moment, stored_event
from demarche.register.values import StoredEvent, StoredLedger
from demarche.threads import Side, State, Telling
from demarche.threads.grouping import order
from demarche.threads.judging import Answer, Judgement, answer, checked
from demarche.threads.ledger import proposals_for, question_of
from demarche.threads.packing import telling_from
from demarche.threads.statements import Statement, statement_of

LINKS, JUDGEMENTS = schema.threat_links, schema.judgements


def ledger_of_statement(connection: Connection, key: int, *, today: Date, cursor: str = "") -> StoredLedger:
    """Return the ledger of the statement with this key."""
    query = select(LINKS.c.threat, LINKS.c.thread, LINKS.c.telling).where(LINKS.c.statement == key)
    rows = connection.execute(query).all()
    read = [(telling_from(row.telling), int(row.threat)) for row in rows]
    tellings = sorted((telling for telling, _ in read), key=order)
    reports = reports_of(connection, {telling.id: threat for telling, threat in read})
    statement = statement_of([reports[telling.id] for telling in tellings])
    thread = connection.execute(select(schema.threads.c.id).where(schema.threads.c.key == rows[0].thread))
    return ledger_of(
        connection,
        statement,
        tellings,
        thread=str(thread.scalar_one()),
        today=today,
        cursor=cursor,
    )


def ledger_of(
    connection: Connection,
    statement: Statement,
    tellings: Sequence[Telling],
    *,
    thread: str,
    today: Date,
    as_of: Date | None = None,
    cursor: str = "",
) -> StoredLedger:
    """Return a statement's ledger, as it could be known on ``as_of`` where a day is given."""
    question = question_of(tellings)
    known_by = as_of.toordinal() if as_of else None
    judged = judgements_of(connection, [t.id for t in tellings], as_of=as_of)
    deeds = {deed.id: deed for deed in deeds_near(connection, question, known_by=known_by)}
    proposals = proposals_for(question, deeds.values())
    happened = question.form == "because" and bool(question.trigger)
    trigger = answer("trigger", proposals, judged, happened=happened)
    response = answer("response", proposals, judged)
    ids = {entry.event for side in (trigger, response) for entry in side.entries}
    deeds |= deeds_by_id(connection, ids - set(deeds), known_by=known_by)
    due = Date.fromordinal(question.deadline) if question.deadline else None
    return StoredLedger(
        statement=statement,
        thread=thread,
        trigger=trigger,
        response=response,
        events=events_of(connection, ids, as_of=as_of),
        lag=lag_of(trigger, response, {event: deed.day for event, deed in deeds.items()}),
        deadline=due,
        lapsed=due is not None
        and due < (as_of or today)
        and trigger.state == "no"
        and response.state == "no",
        cursor=cursor,
    )


def lag_of(trigger: Answer, response: Answer, days: dict[str, int | None]) -> int | None:
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
    """Return what people said of these threats, oldest first; as of a day, what they had said by then."""
    query = select(JUDGEMENTS).where(JUDGEMENTS.c.threat.in_(sorted(threats))).order_by(JUDGEMENTS.c.id)
    found = [judgement_of(row) for row in connection.execute(query).mappings()]
    return tuple(j for j in found if as_of is None or j.at.date() <= as_of)


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
