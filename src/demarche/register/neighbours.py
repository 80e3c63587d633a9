"""Joining new threats with what stands: a batch at a time, its neighbours read in two queries.

A threat stands on lines (``standing``) and asks them for neighbours near in time. What the batch and the register
hold together is found in memory by union-find, and written in one go; of two labels that become one that of the
most is kept, so that a threat is renamed at most log n times. The outcome is that of one threat after the other.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter

from sqlalchemy import Connection, TextClause, bindparam, delete, func, select, text, update

from demarche.register import schema
from demarche.register.engines import among, insert_rows
from demarche.register.growing import grown, keep_pairs, kept_pairs
from demarche.register.standing import ThreatPlace
from demarche.threads import Telling
from demarche.threads.grouping import Bonds, gap_of
from demarche.threads.packing import telling_from
from demarche.threads.sameness import RECALLED, same_utterance

UNKNOWN = 0  # a line's day where none is known
LINKS, LINES = schema.threat_links, schema.threat_lines
New = Mapping[int, tuple[ThreatPlace, int]]  # by key, with the day from which it is known
LINK = ("threat", "known", "uttered", "telling", "bond", "statement", "thread")
LINE = ("line", "day", "threat")
Asked = tuple[int, str, int, int, int]  # a threat's key, a line, the first, middle and last day
AT_ONCE = 2000  # lines asked by one query

# What is asked, as a table of the columns (key, line, first, middle, last).
IN_SQLITE = (
    "(SELECT json_extract(value, '$[0]') AS key, json_extract(value, '$[1]') AS line, "
    "json_extract(value, '$[2]') AS first, json_extract(value, '$[3]') AS middle, "
    "json_extract(value, '$[4]') AS last FROM json_each(:asked))"
)
IN_POSTGRES = (
    "(SELECT CAST(value ->> 0 AS int) AS key, value ->> 1 AS line, CAST(value ->> 2 AS int) AS first, "
    "CAST(value ->> 3 AS int) AS middle, CAST(value ->> 4 AS int) AS last "
    "FROM json_array_elements(CAST(:asked AS json)))"
)
NEAR = (  # CROSS JOIN: SQLite then goes from what is asked to the lines, by their key
    "SELECT a.key, k.threat, k.bond, k.thread, k.telling FROM {asked} a CROSS JOIN threat_lines l "
    "JOIN threat_links k ON k.threat = l.threat WHERE l.line = a.line AND l.day BETWEEN a.first AND a.last"
)
BEFORE = (
    "SELECT k.thread FROM threat_lines l JOIN threat_links k ON k.threat = l.threat "
    "WHERE l.line = a.line AND l.day BETWEEN a.first AND a.middle ORDER BY l.day DESC LIMIT 1"
)
AFTER = (
    "SELECT k.thread FROM threat_lines l JOIN threat_links k ON k.threat = l.threat "
    "WHERE l.line = a.line AND l.day BETWEEN a.middle AND a.last ORDER BY l.day LIMIT 1"
)
BESIDE = f"SELECT a.key, ({BEFORE}), ({AFTER}) FROM {{asked}} a"  # noqa: S608 - words of ours


def statements(query: str) -> dict[str, TextClause]:
    """Return a query over what is asked, by engine."""
    tables = {"sqlite": IN_SQLITE, "postgresql": IN_POSTGRES}
    return {name: text(query.format(asked=asked)) for name, asked in tables.items()}


NEAR_BY_ENGINE, BESIDE_BY_ENGINE = statements(NEAR), statements(BESIDE)


@dataclass(slots=True)
class Touched:
    """Which bonds must be divided into statements anew, and which threads counted anew; tellings read already."""

    bonds: set[int] = field(default_factory=set)
    threads: set[int] = field(default_factory=set)
    tellings: dict[int, Telling] = field(default_factory=dict)
    places: dict[int, ThreatPlace] = field(default_factory=dict)  # of what is new
    alone: dict[int, int] = field(
        default_factory=dict
    )  # the thread of each new threat that is a bond by itself
    threads_alone: dict[int, int] = field(
        default_factory=dict
    )  # a thread by itself, and from which day known

    def telling(self, key: int, text: str) -> Telling:
        """Return a threat's telling, read from its JSON once."""
        if key not in self.tellings:
            self.tellings[key] = telling_from(text)
        return self.tellings[key]


def put_in(connection: Connection, new: New, touched: Touched) -> None:
    """Put threats in and join each with its neighbours."""
    if not new:
        return
    touched.places |= {key: place for key, (place, _) in new.items()}
    bonds, threads = Bonds(), Bonds()
    old_bonds, old_threads = join_with_stored(connection, new, bonds, threads, touched)
    join_among(new, bonds, threads, touched)
    bond_of, _ = labelled(connection, "bond", bonds, old_bonds, new, touched.bonds)
    thread_of, merged = labelled(connection, "thread", threads, old_threads, new, touched.threads)
    alone = {key: thread_of[key] for key in ones(bond_of, old_bonds)}
    grow = set(thread_of.values()) - merged - {thread_of[key] for key in new if key not in alone}
    kept = kept_pairs(connection, grow)
    links = [
        (key, known, place.uttered, place.telling, bond_of[key], key, thread_of[key])
        for key, (place, known) in new.items()
    ]
    lines = [(line, place.placed or UNKNOWN, key) for key, (place, _) in new.items() for line in place.lines]
    insert_rows(connection, LINKS, LINK, links)
    insert_rows(connection, LINES, LINE, sorted(lines, key=itemgetter(0)))
    keep_pairs(connection, grown(kept, ((thread, new[key][0]) for key, thread in alone.items())))
    touched.alone |= alone
    touched.threads_alone |= {key: new[key][1] for key in ones(thread_of, old_threads)}
    touched.bonds |= set(bond_of.values()) - touched.alone.keys()
    touched.threads |= set(thread_of.values()) - touched.threads_alone.keys()


def ones(label_of: Mapping[int, int], old: set[int]) -> list[int]:
    """Return the threats that were joined with nothing: theirs alone is their label."""
    sizes = Counter(label_of.values())
    return [key for key, label in label_of.items() if key == label and sizes[label] == 1 and label not in old]


def join_with_stored(
    connection: Connection, new: New, bonds: Bonds, threads: Bonds, touched: Touched
) -> tuple[set[int], set[int]]:
    """Join new threats with what the register holds; return the labels of bonds and threads they were joined with."""
    old_bonds, old_threads = set[int](), set[int]()
    for key, threat, bond, thread, packed in rows_asked(connection, NEAR_BY_ENGINE, utterances_asked(new)):
        if bonds.root(bond) == bonds.root(key):
            continue
        own = touched.telling(key, new[key][0].telling)
        if same_utterance(own, touched.telling(threat, str(packed))):
            bonds.join(bond, key)
            threads.join(thread, key)
            old_bonds.add(bond)
            old_threads.add(thread)
    for key, *found in rows_asked(connection, BESIDE_BY_ENGINE, hubs_asked(new)):
        for thread in found:
            if thread is not None:
                threads.join(thread, key)
                old_threads.add(thread)
    return old_bonds, old_threads


def rows_asked(
    connection: Connection, by_engine: Mapping[str, TextClause], asked: Iterable[Asked]
) -> Iterator[tuple[int, ...]]:
    """Yield the rows of a query over what is asked."""
    query, rows = by_engine[connection.dialect.name], list(asked)
    for at in range(0, len(rows), AT_ONCE):
        part = json.dumps(rows[at : at + AT_ONCE], ensure_ascii=False)
        yield from (tuple(row) for row in connection.execute(query, {"asked": part}).all())


def utterances_asked(new: New) -> Iterator[Asked]:
    """Yield the lines on which reports of the same utterances may stand."""
    for key, (place, _) in new.items():
        if (day := place.uttered) is not None:
            for line in place.asked:
                yield key, line, day - RECALLED, day, day + RECALLED


def hubs_asked(new: New) -> Iterator[Asked]:
    """Yield the lines of threads with the days that are near enough; one beside all time asks for those beside it."""
    for key, (place, _) in new.items():
        day = place.placed
        for hub in place.hubs:
            if day is None:
                yield key, f"m {hub}", UNKNOWN, UNKNOWN, UNKNOWN
            else:
                yield key, f"m {hub}", max(day - gap_of(hub), UNKNOWN + 1), day, day + gap_of(hub)


def join_among(new: New, bonds: Bonds, threads: Bonds, touched: Touched) -> None:
    """Join new threats with each other."""
    by_line: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    by_hub: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for key, (place, _) in new.items():
        day = place.uttered
        if day is not None:
            for line in place.asked:
                for then, other in by_line.get(line, ()):
                    if abs(then - day) > RECALLED or bonds.root(other) == bonds.root(key):
                        continue
                    own = touched.telling(key, place.telling)
                    if same_utterance(own, touched.telling(other, new[other][0].telling)):
                        bonds.join(other, key)
                        threads.join(other, key)
            for line in place.beside:
                by_line[line].append((day, key))
        for hub in place.hubs:
            by_hub[hub].append((UNKNOWN if place.placed is None else place.placed, key))
    for hub, places in by_hub.items():
        gap = gap_of(hub)
        for (then, one), (day, other) in pairwise(sorted(places)):
            if (day == UNKNOWN) == (then == UNKNOWN) and day - then <= gap:
                threads.join(one, other)


def labelled(
    connection: Connection, column: str, joined: Bonds, old: set[int], new: New, touched: set[int]
) -> tuple[dict[int, int], set[int]]:
    """Let what hangs together bear one label, in the register too.

    Return that of each new threat, and those labels that took others' place.
    """
    groups: defaultdict[object, set[int]] = defaultdict(set)
    for label in old:
        groups[joined.root(label)].add(label)
    several = sorted(label for labels in groups.values() if len(labels) > 1 for label in labels)
    own, sizes = LINKS.c[column], dict[int, int]()
    if several:
        counted = select(own, func.count()).where(among(own, several)).group_by(own)
        sizes = {int(label): int(size) for label, size in connection.execute(counted)}
    kept = {
        root: max(labels, key=lambda label: (sizes.get(label, 0), -label)) for root, labels in groups.items()
    }
    renamed = {
        label: kept[root] for root, labels in groups.items() for label in labels if label != kept[root]
    }
    if renamed:
        rows = [{"former": former, "label": label} for former, label in renamed.items()]
        for table in (LINKS, schema.statements):
            query = update(table).where(table.c[column] == bindparam("former"))
            connection.execute(query.values({column: bindparam("label")}), rows)
        if column == "thread":
            connection.execute(delete(schema.threads).where(among(schema.threads.c.key, renamed)))
        touched.difference_update(renamed)
    for key in new:  # in their order: a group without a label takes that of its first
        kept.setdefault(joined.root(key), key)
    return {key: kept[joined.root(key)] for key in new}, set(renamed.values())
