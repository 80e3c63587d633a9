"""Families of reprints: articles with nearly the same text, found as they come in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date as Date
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, exists, func, or_, select, update

from demarche.register import schema
from demarche.register.engines import among, insert_rows
from demarche.register.finding import known_by
from demarche.threads.reprints import are_nearly_one, bands, shingled

BANDS, REPRINTS, ARTICLES = schema.article_bands, schema.reprints, schema.articles
A_BAND = 50  # articles of one band that are compared, the first ones
AT_ONCE = 5000  # values of one query
SEEN = 2000  # texts whose shingles are kept in memory meanwhile


def find_families(connection: Connection, articles: Sequence[int]) -> None:
    """Find the copies of these articles, those that hold a threat or an event and are not known yet.

    An article without copies is a family of its own.
    """
    coded = [exists().where(table.c.article == ARTICLES.c.key) for table in (schema.threats, schema.events)]
    known = exists().where(REPRINTS.c.article == ARTICLES.c.key)
    query = select(ARTICLES.c.key, ARTICLES.c.text).where(ARTICLES.c.key.in_(articles), or_(*coded), ~known)
    texts = {int(key): str(text) for key, text in connection.execute(query.order_by(ARTICLES.c.key))}
    join_families(connection, texts, {key: sorted(set(bands(text))) for key, text in texts.items()})


def join_families(
    connection: Connection, news: Mapping[int, str], values: Mapping[int, Sequence[int]]
) -> None:
    """Find the copies of articles of which no family is known yet, from their texts and bands by key."""
    texts = dict(news)
    beside = sharing(connection, {band for own in values.values() for band in own})
    old = {key for keys in beside.values() for key in keys}
    family = dict(rows_of(connection, REPRINTS.c.article, REPRINTS.c.family, old))
    texts |= dict(rows_of(connection, ARTICLES.c.key, ARTICLES.c.text, old))
    joined: dict[int, set[int]] = {}
    seen = lru_cache(maxsize=SEEN)(lambda key: shingled(texts[key]))
    for key, own in values.items():
        others = [other for band in own if band in beside for other in beside[band][:A_BAND]]
        copies = {family[o] for o in dict.fromkeys(others) if are_nearly_one(seen(key), seen(o))}
        kept = min({key, *copies})
        family[key] = kept
        for member in [m for m, f in family.items() if f in copies and f != kept] if copies else ():
            joined.setdefault(kept, set()).add(family[member])
            family[member] = kept
        for band in own:
            beside.setdefault(band, []).append(key)
    for kept, given_up in joined.items():
        connection.execute(update(REPRINTS).where(REPRINTS.c.family.in_(given_up)).values(family=kept))
    insert_rows(connection, REPRINTS, ("article", "family"), [(key, family[key]) for key in values])
    new = sorted(((band, key) for key, own in values.items() for band in own), key=itemgetter(0))
    insert_rows(connection, BANDS, ("band", "article"), new)


def sharing(connection: Connection, values: set[int]) -> dict[int, list[int]]:
    """Return the articles that have these bands, the first ``A_BAND`` of each."""
    found: dict[int, list[int]] = {}
    bands = sorted(values)
    number = func.row_number().over(partition_by=BANDS.c.band, order_by=BANDS.c.article).label("number")
    for at in range(0, len(bands), AT_ONCE):
        own = select(BANDS, number).where(among(BANDS.c.band, bands[at : at + AT_ONCE])).subquery()
        query = select(own.c.band, own.c.article).where(own.c.number <= A_BAND)
        for band, article in connection.execute(query.order_by(own.c.band, own.c.article)):
            found.setdefault(int(band), []).append(int(article))
    return found


def rows_of(
    connection: Connection, key: ColumnElement[Any], value: ColumnElement[Any], wanted: Iterable[int]
) -> Iterator[tuple[int, Any]]:
    """Yield key and value of the rows whose key is wanted, in the order of the keys."""
    keys = sorted(wanted)
    for at in range(0, len(keys), AT_ONCE):
        query = select(key, value).where(among(key, keys[at : at + AT_ONCE])).order_by(key, value)
        for one, other in connection.execute(query):
            yield int(one), other


def first_of_families(
    connection: Connection, articles: Sequence[int], *, as_of: Date | None = None
) -> dict[int, str]:
    """Return, for each of these articles that has copies, the id of the family's first: earliest day, then id.

    As of a day, of those that were known then.
    """
    own, member = REPRINTS.alias(), REPRINTS.alias()
    query = (
        select(own.c.article, ARTICLES.c.id)
        .join(member, member.c.family == own.c.family)
        .join(ARTICLES, ARTICLES.c.key == member.c.article)
        .where(own.c.article.in_(articles))
        .order_by(own.c.article, ARTICLES.c.day == "", ARTICLES.c.day, ARTICLES.c.id)
    )
    if as_of is not None:
        query = query.where(known_by(ARTICLES.c.day, as_of))
    first: dict[int, str] = {}
    for article, article_id in connection.execute(query):
        first.setdefault(int(article), str(article_id))
    return first


def copies_of(connection: Connection, article_id: str) -> list[RowMapping]:
    """Return the rows of the articles with nearly the same text as this one, the earliest first, without it."""
    own, member = REPRINTS.alias(), REPRINTS.alias()
    this = select(own.c.family).join(ARTICLES, ARTICLES.c.key == own.c.article)
    query = (
        select(ARTICLES, ARTICLES.c.id.label("article_id"))
        .join(member, member.c.article == ARTICLES.c.key)
        .where(
            member.c.family.in_(this.where(ARTICLES.c.id == article_id).correlate(None)),
            ARTICLES.c.id != article_id,
        )
        .order_by(ARTICLES.c.day == "", ARTICLES.c.day, ARTICLES.c.id)
    )
    return list(connection.execute(query).mappings())
