"""Families of reprints: articles with nearly the same text, found as they come in."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, exists, insert, or_, select, update

from demarche.register import schema
from demarche.threads.reprints import are_copies, bands

BANDS, REPRINTS, ARTICLES = schema.article_bands, schema.reprints, schema.articles
A_BAND = 50  # articles of one band that are compared, the first ones


def find_families(connection: Connection, articles: Sequence[int]) -> None:
    """Find the copies of these articles, those that hold a threat or an event and are not known yet."""
    coded = [exists().where(table.c.article == ARTICLES.c.key) for table in (schema.threats, schema.events)]
    known = exists().where(BANDS.c.article == ARTICLES.c.key)
    query = select(ARTICLES.c.key, ARTICLES.c.text).where(ARTICLES.c.key.in_(articles), or_(*coded), ~known)
    for row in connection.execute(query.order_by(ARTICLES.c.key)).mappings().all():
        add_to_family(connection, row)


def add_to_family(connection: Connection, article: RowMapping) -> None:
    """Keep an article's bands and join it with its copies."""
    values = bands(article["text"])
    if not values:
        return
    beside = select(BANDS.c.article).where(BANDS.c.band.in_(values)).distinct().limit(A_BAND)
    others = connection.execute(
        select(ARTICLES.c.key, ARTICLES.c.text).where(ARTICLES.c.key.in_(beside))
    ).all()
    connection.execute(insert(BANDS), [{"band": b, "article": article["key"]} for b in sorted(set(values))])
    for key, text in others:
        if are_copies(article["text"], text):
            join(connection, int(article["key"]), int(key))


def join(connection: Connection, one: int, other: int) -> None:
    """Let two articles, and what is copied with them, be one family."""
    families = {}
    for article in (one, other):
        family = connection.execute(select(REPRINTS.c.family).where(REPRINTS.c.article == article)).scalar()
        if family is None:
            connection.execute(insert(REPRINTS).values(article=article, family=article))
            family = article
        families[article] = int(family)
    kept, given_up = sorted(families.values())
    if kept != given_up:
        connection.execute(update(REPRINTS).where(REPRINTS.c.family == given_up).values(family=kept))


def first_of_families(
    connection: Connection, articles: Sequence[int], *, known_by: str | None = None
) -> dict[int, str]:
    """Return, for each of these articles that has copies, the id of the family's first: earliest day, then id.

    ``known_by`` is an ISO day after which nothing had appeared yet.
    """
    own, member = REPRINTS.alias(), REPRINTS.alias()
    query = (
        select(own.c.article, ARTICLES.c.id)
        .join(member, member.c.family == own.c.family)
        .join(ARTICLES, ARTICLES.c.key == member.c.article)
        .where(own.c.article.in_(articles))
        .order_by(own.c.article, ARTICLES.c.day == "", ARTICLES.c.day, ARTICLES.c.id)
    )
    if known_by is not None:
        query = query.where(ARTICLES.c.day <= known_by)
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
