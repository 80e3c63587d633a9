"""Looking: the register without and with each new article, in the order in which they came.

What is compared is read from the register as it stands, cut off at an article; so the outcome depends on
the articles and their order alone, and a run that was killed is made good by looking again. A threat or
deed that a person corrects, or a newer coder codes anew, is no news.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta

from sqlalchemy import Connection, func, select, union

from demarche.register import schema
from demarche.register.engines import json_number
from demarche.register.joined import reports_of, stored_thread, threads_in
from demarche.register.judging import events_of, judgements_of, ledger_of_statement
from demarche.threads import Deed, Proposal, Side, Telling
from demarche.threads.grouping import order, threads_of
from demarche.threads.judging import together
from demarche.threads.ledger import BEFORE, HORIZON, Question, deed_lines, lines_asked, question_of, same_deed
from demarche.threads.packing import deed_from, telling_from
from demarche.threads.statements import statement_of
from demarche.watch.changes import (
    RANK,
    Asked,
    deadline_change,
    deed_change,
    new_deeds,
    proposals,
    thread_changes,
)
from demarche.watch.known import Known, may_concern
from demarche.watch.standing import proposed, standing_change
from demarche.watch.values import Change, StandingTrigger, Watch

LINKS, LINES = schema.threat_links, schema.threat_lines


@dataclass(frozen=True, slots=True)
class Member:
    """One threat of a thread: its key, its article's key, what is compared of it."""

    key: int
    article: int
    statement: int
    telling: Telling


def next_article(connection: Connection, after: int) -> int | None:
    """Return the key of the next article that holds a threat or an event that stands."""
    held = (
        select(func.min(table.c.article).label("article")).where(
            table.c.article > after, table.c.superseded_by.is_(None)
        )
        for table in (schema.threats, schema.events)
    )
    found = connection.execute(select(func.min(union(*held).subquery().c.article))).scalar()
    return None if found is None else int(found)


def last_article(connection: Connection) -> int:
    """Return the key of the newest article."""
    return int(connection.execute(select(func.coalesce(func.max(schema.articles.c.key), 0))).scalar_one())


def changes_by(connection: Connection, article: int, watches: Sequence[Watch]) -> list[Change]:
    """Return everything that an article changes in threads, ledgers and for standing triggers."""
    deeds = deeds_of(connection, article)
    told = threads_told(connection, article)
    asked = statements_asked(connection, deeds, article)
    known = Known(connection=connection, article=article)
    found: list[Change] = []
    for label in sorted({*told, *asked}):
        members = members_of(connection, label, article)
        if label in told:
            found += told_changes(connection, label, members, article)
        found += ledger_changes(known, label, members, asked.get(label, set()), deeds)
    for watch in watches:
        if isinstance(watch.wants, StandingTrigger):
            found += standing_changes(known, watch, watch.wants, deeds)
    return found


def threads_told(connection: Connection, article: int) -> set[int]:
    """Return the threads in which an article has a report."""
    table = schema.threats
    query = select(LINKS.c.thread).join(table, table.c.key == LINKS.c.threat)
    return {int(label) for label in connection.execute(query.where(table.c.article == article)).scalars()}


def members_of(connection: Connection, label: int, article: int) -> list[Member]:
    """Return the threats of a thread up to an article."""
    table = schema.threats
    query = (
        select(LINKS.c.threat, table.c.article, LINKS.c.statement, LINKS.c.telling)
        .join(table, table.c.key == LINKS.c.threat)
        .where(LINKS.c.thread == label, table.c.article <= article)
    )
    return [
        Member(int(key), int(text), int(statement), telling_from(telling))
        for key, text, statement, telling in connection.execute(query)
    ]


def told_changes(connection: Connection, label: int, members: Sequence[Member], article: int) -> list[Change]:
    """Return what an article's reports change in a thread."""
    by_id = {member.telling.id: member for member in members}
    before = frozenset(m.telling.id for m in members if m.article < article)
    found: list[Change] = []
    for thread in threads_of(member.telling for member in members):
        ids = {telling.id for telling in thread.tellings}
        if all(by_id[one].article < article for one in ids):
            continue
        reports = reports_of(connection, {one: by_id[one].key for one in ids})
        groups = [list(statement) for statement in thread.statements]
        statements = [statement_of([reports[telling.id] for telling in group]) for group in groups]
        stored = stored_thread(statements, groups, label)
        source = next(reports[one].article for one in ids if by_id[one].article == article)
        found += thread_changes(stored, before=before, article=source)
    return found


def deeds_of(connection: Connection, article: int) -> list[Deed]:
    """Return the deeds that an article tells."""
    table, deeds = schema.events, schema.event_deeds
    query = (
        select(deeds.c.deed)
        .join(table, table.c.key == deeds.c.event)
        .where(table.c.article == article, table.c.superseded_by.is_(None))
        .order_by(table.c.key)
    )
    return [deed_from(text) for text in connection.execute(query).scalars()]


def statements_asked(connection: Connection, deeds: Sequence[Deed], article: int) -> dict[int, set[int]]:
    """Return the statements whose ledger the deeds may touch, by thread."""
    table = schema.threats
    found: defaultdict[int, set[int]] = defaultdict(set)
    seen: dict[int, tuple[set[str], int, int]] = {}
    for deed in deeds:
        if deed.day is None:
            continue
        lines = [f"{role} {code}" for code in deed.actor for role in "au"]
        query = (
            select(LINKS.c.threat, LINKS.c.telling, LINKS.c.thread, LINKS.c.statement)
            .join(LINES, LINES.c.threat == LINKS.c.threat)
            .join(table, table.c.key == LINKS.c.threat)
            .where(
                LINES.c.line.in_(lines),
                LINES.c.day.between(deed.day - HORIZON, deed.day + BEFORE),
                table.c.article <= article,
            )
            .distinct()
        )
        stands_on = set(deed_lines(deed))
        for key, text, thread, statement in connection.execute(query):
            if key not in seen:
                asks = set(lines_asked(question_of([telling_from(text)])))
                seen[key] = (asks, int(thread), int(statement))
            if seen[key][0] & stands_on:
                found[seen[key][1]].add(seen[key][2])
    return dict(found)


def ledger_changes(
    known: Known, label: int, members: Sequence[Member], asked: set[int], deeds: Sequence[Deed]
) -> list[Change]:
    """Return the deeds that an article makes known for a thread's statements, or its reports for known deeds.

    ``asked`` are the statements that its ``deeds`` may touch. Of what it does not touch only that is read by
    which a deed is no news.
    """
    connection, article = known.connection, known.article
    groups: defaultdict[int, list[Member]] = defaultdict(list)
    for member in sorted(members, key=lambda m: order(m.telling)):
        groups[member.statement].append(member)
    touched = {m.statement for m in members if m.article == article}
    touched |= {s for s in asked & set(groups) if may_concern(asked_by(groups[s]), deeds)}
    before: list[Proposal] = []
    after: list[Asked] = []
    for statement in sorted(touched):
        group = groups[statement]
        before += proposals_at(known, group, article - 1)
        found = proposals_at(known, group, article)
        sides = settled_sides(connection, group) if found else set()
        after += [
            Asked(statement=group[0].telling.id, said=group[0].telling.uttered or 0, proposal=one)
            for one in found
            if one.side not in sides
        ]
    fresh = new_deeds(before, after)
    if any(known.same(asked.proposal.deed, article - 1) for asked in fresh):
        for statement in sorted(set(groups) - touched):  # what the thread knew is no news of one statement
            before += proposals_at(known, groups[statement], article - 1)
        fresh = new_deeds(before, fresh)
    return told_deeds(connection, label, groups.values(), fresh)


def asked_by(group: Sequence[Member]) -> Question:
    """Return what a statement's reports together ask."""
    return question_of([member.telling for member in group])


def proposals_at(known: Known, group: Sequence[Member], article: int) -> list[Proposal]:
    """Return what is proposed for a statement up to an article."""
    told = [member for member in group if member.article <= article]
    if not told:
        return []
    question = asked_by(told)
    return proposals(question, known.near(question, article))


def settled_sides(connection: Connection, group: Sequence[Member]) -> set[Side]:
    """Return the sides of a statement on which people have said that it came about."""
    said = [
        j
        for j in judgements_of(connection, [member.telling.id for member in group])
        if j.event is None and j.undone_at is None
    ]
    sides: tuple[Side, Side] = ("trigger", "response")
    return {side for side in sides if together(j for j in said if j.side == side) in ("met", "yes")}


def told_deeds(
    connection: Connection, label: int, groups: Iterable[Sequence[Member]], fresh: Sequence[Asked]
) -> list[Change]:
    """Return new deeds of a thread as changes."""
    if not fresh:
        return []
    events = events_of(connection, (asked.proposal.deed.id for asked in fresh), as_of=None)
    by_first = {group[0].telling.id: group for group in groups}
    title = threads_in(connection, label)[0].title
    found = []
    for asked in fresh:
        group = by_first[asked.statement]
        reports = reports_of(connection, {member.telling.id: member.key for member in group})
        statement = statement_of([reports[member.telling.id] for member in group])
        found.append(
            deed_change(
                asked.proposal,
                title=title,
                statement=statement,
                thread=statement.id,
                event=events[asked.proposal.deed.id],
            )
        )
    return found


def standing_changes(
    known: Known, watch: Watch, trigger: StandingTrigger, deeds: Sequence[Deed]
) -> list[Change]:
    """Return the deeds of an article that come near a standing trigger and that no article before told."""
    events = events_of(known.connection, (deed.id for deed in deeds), as_of=None)
    found: list[Change] = []
    told: list[Proposal] = []
    for deed in deeds:
        one = proposed(trigger, deed, events[deed.id]) if deed.id in events else None
        if one is None:
            continue
        older = known.same(deed, known.article - 1)
        stored = events_of(known.connection, (d.id for d in older), as_of=None)
        before = [p for d in older if d.id in stored and (p := proposed(trigger, d, stored[d.id]))]
        same = before + [p for p in told if same_deed(p.deed, deed)]
        if all(RANK[one.state] > RANK[p.state] for p in same):
            found.append(standing_change(watch, trigger, one, events[deed.id]))
            told.append(one)
    return found


def deadlines_near(connection: Connection, *, today: Date, within: int) -> list[Change]:
    """Return the deadlines of the next days that nothing is known to have met."""
    table = schema.statements
    due = json_number(LINKS.c.telling, "deadline")
    query = (
        select(LINKS.c.statement, LINKS.c.thread)
        .join(table, table.c.key == LINKS.c.statement)
        .where(
            table.c.uttered.between(today.toordinal() - HORIZON, today.toordinal() + 1),
            due.between(today.toordinal(), today.toordinal() + within),
        )
        .distinct()
        .order_by(LINKS.c.statement)
    )
    found = []
    for key, label in connection.execute(query).all():
        ledger = ledger_of_statement(connection, int(key), today=today)
        open_ = ledger.trigger.state == ledger.response.state == "no"
        if open_ and ledger.deadline and today <= ledger.deadline <= today + timedelta(days=within):
            title = threads_in(connection, int(label))[0].title
            found.append(deadline_change(ledger.statement, title=title, due=ledger.deadline, today=today))
    return found
