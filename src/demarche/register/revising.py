"""A person's corrections: checked, kept beside the machine's record, applied to it, carried on.

A revision is a row that is never changed but for the time stamp of its undoing. The record as it stands
is the machine's with the standing revisions applied in their order.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date as Date
from itertools import takewhile
from typing import Any, get_args

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from demarche.errors import UsageError
from demarche.records import THREAT_SPANS, Record, threat_from
from demarche.register import schema
from demarche.register.rows import threat_actor_rows, threat_columns
from demarche.register.values import Value
from demarche.threats import Commitment, ResponseKind, Threat, TriggerForm

ACTOR_CODE = re.compile(r"[A-Z][A-Z0-9-]*")
ISO_TIME = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
CHOICES: dict[str, tuple[str, ...]] = {
    "trigger_form": get_args(TriggerForm),
    "response_kind": get_args(ResponseKind),
    "commitment": get_args(Commitment),
}
ACTOR_FIELDS = ("sender", "target")
FIELDS = (*THREAT_SPANS, "evidence", *ACTOR_FIELDS, "via", *CHOICES, "said_on", "quoted")
REJECTED = "rejected"


def checked_value(field: str, value: Value, *, text: str, near: int) -> Record:
    """Return the part of a record that sets ``field`` to ``value``, spans included.

    Copied words are sought in the article's text, nearest to ``near`` where they stand several times.
    Raises UsageError for an unknown field or a value the codebook does not allow.
    """
    if field not in FIELDS:
        raise UsageError(
            f"{field!r} is no field that can be corrected; these can: {', '.join(sorted(FIELDS))}"
        )
    if field in THREAT_SPANS:
        return copied(field, value, text=text, near=near)
    if field == "evidence":
        spans = [place_of(word, text, near=near, field=field) for word in listed(value)]
        if not spans:
            raise UsageError("evidence: a threat needs at least one sentence; to drop it, reject it")
        return {"evidence": [text[s:e] for s, e in spans], "evidence_span": [list(pair) for pair in spans]}
    if field in ACTOR_FIELDS:
        return {field: [actor_code(code, field) for code in listed(value, split=True)]}
    if field == "via":
        return {field: listed(value)}
    if field == "quoted":
        return {field: truth(value)}
    return {field: chosen(field, value)}


def copied(field: str, value: Value, *, text: str, near: int) -> Record:
    """Return a copied field and its span."""
    if value is None or value == "":
        if field == "response":
            raise UsageError("response: a threat needs one; to drop the threat, reject it")
        return {field: None, f"{field}_span": None}
    if not isinstance(value, str):
        raise UsageError(f"{field}: {value!r} is not text; give words that stand in the article")
    start, end = place_of(value, text, near=near, field=field)
    return {field: value, f"{field}_span": [start, end]}


def place_of(words: str, text: str, *, near: int, field: str) -> tuple[int, int]:
    """Return where ``words`` stand in the text, nearest to ``near``; UsageError where they do not."""
    after = text.find(words, near) if words else -1
    before = text.rfind(words, 0, near + len(words)) if words else -1
    places = [place for place in (before, after) if place >= 0]
    if not places:
        raise UsageError(f"{field}: {words!r} does not stand in the article; copy the words exactly")
    start = min(places, key=lambda place: abs(place - near))
    return start, start + len(words)


def listed(value: Value, *, split: bool = False) -> list[str]:
    """Return a list value; one string is one item, or several between commas where ``split``."""
    if value is None or value is True or value is False:
        return []
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()] if split else [value]
    return list(value)


def actor_code(code: str, field: str) -> str:
    """Return an actor code in capitals; UsageError for what cannot be one.

    >>> actor_code("rus", "sender")
    'RUS'
    """
    if not ACTOR_CODE.fullmatch(code.upper()):
        raise UsageError(f"{field}: {code!r} is no actor code; give codes such as RUS, JPN or NATO")
    return code.upper()


def truth(value: Value) -> bool:
    """Return a yes or no; UsageError for anything else."""
    if value in (True, "true"):
        return True
    if value in (False, "false"):
        return False
    raise UsageError(f"quoted: {value!r} is neither true nor false")


def chosen(field: str, value: Value) -> str | None:
    """Return a value of a closed list, or a date; UsageError naming what there is."""
    if field == "said_on":
        if value is None or value == "":
            return None
        if isinstance(value, str) and ISO_TIME.fullmatch(value) and is_in_calendar(value):
            return value
        raise UsageError(f"said_on: {value!r} is no date; give 2024-07-25, 2024-07 or 2024")
    if value not in CHOICES[field]:
        raise UsageError(f"{field}: {value!r} is not one of {', '.join(CHOICES[field])}")
    return str(value)


def is_in_calendar(value: str) -> bool:
    """Return whether there is such a day, or a first day of such a month or year.

    >>> is_in_calendar("2024-02-29"), is_in_calendar("2023-02-29"), is_in_calendar("2024-02"), is_in_calendar("0000")
    (True, False, True, False)
    """
    try:
        Date.fromisoformat(f"{value}-01-01"[:10])
    except ValueError:
        return False
    return True


def standing(connection: Connection, record_id: str) -> list[RowMapping]:
    """Return the revisions of a threat that are not undone, oldest first."""
    table = schema.revisions
    query = select(table).where(table.c.record == record_id, table.c.undone_at.is_(None)).order_by(table.c.id)
    return list(connection.execute(query).mappings())


def applied(record: Record, revisions: Iterable[RowMapping]) -> tuple[Record, tuple[str, ...], bool]:
    """Return the record as it stands, the fields a person set, and whether it is rejected."""
    result, fields, rejected = dict(record), list[str](), False
    for revision in revisions:
        new: Any = json.loads(revision["new"])
        if revision["field"] == REJECTED:
            rejected = bool(new)
        else:
            result |= new
            fields.append(revision["field"])
    return result, tuple(dict.fromkeys(fields)), rejected


def part_of(record: Record, field: str) -> Record:
    """Return one field of a record with its span."""
    return {name: record[name] for name in (field, f"{field}_span") if name in record}


def is_said(connection: Connection, record_id: str, field: str, new: object, *, author: str) -> bool:
    """Return whether what stands of a field is this author's word already, or nobody's.

    Another's word is not the author's: each is kept, so that undoing one leaves the other.
    """
    own = [row for row in standing(connection, record_id) if row["field"] == field]
    agreed = takewhile(lambda row: json.loads(row["new"]) == new, reversed(own))
    return not own or any(row["author"] == author for row in agreed)


def revise(
    connection: Connection, record_id: str, field: str, *, old: object, new: object, author: str, at: str
) -> None:
    """Keep one change."""
    values = {
        "record": record_id,
        "field": field,
        "old": json.dumps(old, ensure_ascii=False),
        "new": json.dumps(new, ensure_ascii=False),
        "author": author,
        "at": at,
    }
    connection.execute(insert(schema.revisions).values(values))


def undo(connection: Connection, revision: RowMapping, *, author: str, at: str) -> tuple[str, ...]:
    """Undo a revision, and with it those it was carried from and to: they are one decision.

    Return the ids of the threats that they were made on, which are to be brought in step.
    """
    table = schema.revisions
    family, grown = {int(revision["id"])}, True
    while grown:
        query = select(table.c.id, table.c.carried_from).where(
            table.c.id.in_(family) | table.c.carried_from.in_(family)
        )
        found = {int(k) for row in connection.execute(query) for k in row if k is not None}
        grown, family = not found <= family, family | found
    connection.execute(
        update(table)
        .where(table.c.id.in_(family), table.c.undone_at.is_(None))
        .values(undone_at=at, undone_by=author)
    )
    records = select(table.c.record).where(table.c.id.in_(family)).distinct().order_by(table.c.record)
    return tuple(connection.execute(records).scalars())


def refresh(connection: Connection, key: int, record_id: str, machine: Record, day: str) -> Threat:
    """Bring a threat's columns and actors in step with its standing revisions; return it as it stands."""
    revisions = standing(connection, record_id)
    record, _, rejected = applied(machine, revisions)
    threat = threat_from(record)
    table, actors = schema.threats, schema.threat_actors
    connection.execute(
        update(table)
        .where(table.c.key == key)
        .values(corrected=bool(revisions), rejected=rejected, **threat_columns(threat))
    )
    connection.execute(delete(actors).where(actors.c.threat == key))
    if rows := threat_actor_rows(threat, key=key, day=day):
        connection.execute(insert(actors), rows)
    return threat


def carry(connection: Connection, old_id: str, new_id: str) -> None:
    """Carry the standing revisions of a superseded threat to the one that takes its place."""
    table = schema.revisions
    if old_id == new_id:
        return
    for revision in standing(connection, old_id):
        if root_record(connection, revision) == new_id:
            continue  # it was carried from there: the original still stands
        values = {name: revision[name] for name in ("field", "old", "new", "author", "at")}
        connection.execute(insert(table).values(record=new_id, carried_from=revision["id"], **values))


def root_record(connection: Connection, revision: RowMapping) -> str:
    """Return the id of the threat that a revision was first made on."""
    table, record, came_from = schema.revisions, str(revision["record"]), revision["carried_from"]
    while came_from is not None:
        record, came_from = connection.execute(
            select(table.c.record, table.c.carried_from).where(table.c.id == came_from)
        ).one()
    return record
