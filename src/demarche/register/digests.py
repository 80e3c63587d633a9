"""Digests of statements, kept in memory while what they were made of stays the same.

A long thread to which much is added is asked for again and again: only the statements that changed are read anew.
What a statement is made of is told by its threats, the families of copies their articles belong to, and people's
corrections of them; a threat's record never changes.
"""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import zip_longest
from operator import itemgetter

from sqlalchemy import Connection, func, select

from demarche.register import schema
from demarche.register.engines import among
from demarche.register.joined import grouped, reports_of
from demarche.threads.course import READ_FOR_TITLE
from demarche.threads.digest import Digest, ThreadSum, added_up, digest_of, packed, unpacked
from demarche.threads.packing import telling_from
from demarche.threads.statements import statement_of

LINKS, REVISIONS = schema.threat_links, schema.revisions
MOST = 200_000  # digests kept in all: more than a page of long threads asks for
BLOCK = 128  # digests packed together: each comes to a hundred bytes or so then, and alone to 700
AT_ONCE = 500  # statements read at once
THREATS_AT_ONCE = 3000  # whose threads are added up at once
LONG = 32  # statements of a thread whose digests are kept; those of a shorter one are soon made
Source = tuple[int, int | None, tuple[int, int] | None]  # a threat, its article's family, its corrections
MadeOf = dict[int, tuple[Source, ...]]  # of each statement, by key


@dataclass(frozen=True, slots=True)
class Block:
    """Digests of statements whose keys follow each other in their thread, packed together."""

    keys: array[int]  # in their order
    data: bytes  # of each digest, what it was made of and itself

    @classmethod
    def of(cls, keys: Sequence[int], made_of: MadeOf, digests: Mapping[int, Digest]) -> Block:
        """Return these digests packed."""
        return cls(array("q", keys), packed([(repr(made_of[key]), digests[key]) for key in keys]))


class Digests:
    """Digests of long threads' statements, those of the threads asked for last, packed."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.kept: dict[int, list[Block]] = {}  # by thread
        self.lock = threading.Lock()
        self.turn = threading.Lock()  # of who adds up a long thread: the next one finds its digests

    def those(self, thread: int, made_of: MadeOf) -> dict[int, Digest]:
        """Return the digests of a thread's statements that are still made of the same."""
        with self.lock:
            blocks = self.kept.get(thread, [])
        return {
            key: digest
            for block in blocks
            for key, (source, digest) in zip(block.keys, unpacked(block.data), strict=True)
            if key in made_of and source == repr(made_of[key])
        }

    def keep(self, thread: int, made_of: MadeOf, digests: dict[int, Digest], changed: Set[int]) -> None:
        """Keep a thread's digests; threads not asked for of late are forgotten where they are too many."""
        with self.lock:
            old = self.kept.pop(thread, [])
        if len(digests) < LONG:
            return
        own = list(blocks_of(old, made_of, digests, changed))
        with self.lock:
            self.kept[thread] = own
            while self.kept and len(self) > self.most:
                del self.kept[next(iter(self.kept))]

    def __len__(self) -> int:
        """Return how many digests are kept."""
        return sum(len(block.keys) for blocks in self.kept.values() for block in blocks)


def blocks_of(
    old: Sequence[Block], made_of: MadeOf, digests: Mapping[int, Digest], changed: Set[int]
) -> Iterator[Block]:
    """Yield a thread's digests in blocks, the old ones in which nothing changed as they are."""
    keys = sorted(digests)
    ends = [bisect_left(keys, block.keys[0]) for block in old[1:]]
    for block, begin, end in zip_longest(old, [0, *ends], [*ends, len(keys)]):
        own = keys[begin:end]
        if block and block.keys.tolist() == own and changed.isdisjoint(own):
            yield block
            continue
        pieces = max(1, len(own) // BLOCK)  # one takes in up to twice as many before it is halved
        for number in range(pieces):
            if part := own[number * len(own) // pieces : (number + 1) * len(own) // pieces]:
                yield Block.of(part, made_of, digests)


def sums_of(
    connection: Connection, labels: Sequence[int], digests: Digests
) -> dict[int, tuple[ThreadSum, list[int]]]:
    """Return what the statements of these threads add up to, and the statements' keys in their order."""
    found: dict[int, tuple[ThreadSum, list[int]]] = {}
    for some, long in portions(connection, labels):
        with digests.turn if long else nullcontext():
            found |= sums_at_once(connection, some, digests)
    return found


def portions(connection: Connection, labels: Sequence[int]) -> Iterator[tuple[list[int], bool]]:
    """Yield the threads a few at a time, and whether it is a long one, alone.

    So what is unpacked of a page of long threads is never held whole, nor that of two of them at once.
    """
    query = select(LINKS.c.thread, func.count()).where(among(LINKS.c.thread, labels)).group_by(LINKS.c.thread)
    some, total = list[int](), 0
    for label, threats in sorted(map(tuple, connection.execute(query)), key=itemgetter(1)):
        if some and total + threats > THREATS_AT_ONCE:
            yield some, total > THREATS_AT_ONCE
            some, total = [], 0
        some.append(int(label))
        total += threats
    if some:
        yield some, total > THREATS_AT_ONCE


def sums_at_once(
    connection: Connection, labels: Sequence[int], digests: Digests
) -> dict[int, tuple[ThreadSum, list[int]]]:
    """Return what ``sums_of`` does, all that it takes read at once."""
    threads = made_of(connection, labels)
    known = {label: digests.those(label, own) for label, own in threads.items()}
    missing = [own[key] for label, own in threads.items() for key in own.keys() - known[label].keys()]
    made = digested(connection, missing)
    found = {}
    for label, own in threads.items():
        changed = own.keys() - known[label].keys()
        whole = known[label] | {key: made[key] for key in changed if key in made}
        keys = sorted(whole, key=lambda key: whole[key].order)
        changed |= put_wording(connection, own, whole, keys)
        digests.keep(label, own, whole, changed)
        found[label] = (added_up([whole[key] for key in keys]), keys)
    return found


def put_wording(
    connection: Connection, made_of: MadeOf, whole: dict[int, Digest], keys: Sequence[int]
) -> set[int]:
    """Let a thread's last statements have their wording, of which its title is made, and no others.

    Return the keys of those that were changed for it.
    """
    worded = {key for key in keys[:-READ_FOR_TITLE] if whole[key].wording is not None}
    for key in worded:
        whole[key] = whole[key]._replace(wording=None)
    bare = {key for key in keys[-READ_FOR_TITLE:] if whole[key].wording is None}  # later ones are gone
    whole |= digested(connection, [made_of[key] for key in bare])
    return worded | bare


def made_of(connection: Connection, labels: Sequence[int]) -> dict[int, MadeOf]:
    """Return what each statement of these threads is made of, by the threads' labels."""
    threats, reprints = schema.threats, schema.reprints
    query = (
        select(LINKS.c.thread, LINKS.c.statement, LINKS.c.threat, reprints.c.family, threats.c.corrected)
        .join(threats, threats.c.key == LINKS.c.threat)
        .outerjoin(reprints, reprints.c.article == threats.c.article)
        .where(among(LINKS.c.thread, labels))
    )
    rows = connection.execute(query).all()
    revised = corrections_of(connection, [int(row.threat) for row in rows if row.corrected])
    found: defaultdict[int, defaultdict[int, list[Source]]] = defaultdict(lambda: defaultdict(list))
    for thread, statement, threat, family, _ in rows:
        found[thread][statement].append((threat, family, revised.get(threat)))
    return {
        thread: {statement: tuple(sorted(sources)) for statement, sources in own.items()}
        for thread, own in found.items()
    }


def corrections_of(connection: Connection, threats: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return, for corrected threats, their newest correction and how many were undone."""
    table = schema.threats
    query = (
        select(table.c.key, func.max(REVISIONS.c.id), func.count(REVISIONS.c.undone_at))
        .join(REVISIONS, REVISIONS.c.record == table.c.id)
        .where(among(table.c.key, threats))
        .group_by(table.c.key)
    )
    return {int(key): (int(newest), int(undone)) for key, newest, undone in connection.execute(query)}


def digested(connection: Connection, statements: Sequence[tuple[Source, ...]]) -> dict[int, Digest]:
    """Return the digests of the statements that these threats make up, by the statements' keys.

    Some at a time: what is read for a digest takes ten times its room.
    """
    found: dict[int, Digest] = {}
    for at in range(0, len(statements), AT_ONCE):
        found |= digested_at_once(connection, [s for own in statements[at : at + AT_ONCE] for s in own])
    return found


def digested_at_once(connection: Connection, sources: Sequence[Source]) -> dict[int, Digest]:
    """Return the digests of some statements, all that they are made of read at once."""
    families = {threat: f"family {family}" for threat, family, _ in sources}
    query = select(LINKS.c.statement, LINKS.c.threat, LINKS.c.telling)
    rows = connection.execute(query.where(among(LINKS.c.threat, sorted(families)))).all()
    told = [(int(home), int(threat), telling_from(text)) for home, threat, text in rows]
    reports = reports_of(connection, {telling.id: threat for _, threat, telling in told}, families=families)
    return {
        key: digest_of(statement_of([reports[telling.id] for telling in group]), group)
        for key, group in grouped((home, telling) for home, _, telling in told).items()
    }
