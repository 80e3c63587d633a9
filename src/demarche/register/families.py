"""Families of reprints: articles with nearly the same text, found as they come in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, exists, insert, or_, select, update

from demarche.register import schema
from demarche.threads.reprints import are_copies, bands

BANDS, REPRINTS, ARTICLES = schema.article_bands, schema.reprints, schema.articles
BANDS_ASKED = 5000  # bands asked for at once
A_BAND = 50  # articles of one band that are compared, the first ones


def find_families(connection: Connection, articles: Sequence[int]) -> None:
    """Find the copies of these articles, those that hold a threat or an event and are not known yet.

    The bands of all are asked for at once: few articles have anything beside them, and only then are texts
    compared.
    """
    coded = [exists().where(table.c.article == ARTICLES.c.key) for table in (schema.threats, schema.events)]
    known = exists().where(BANDS.c.article == ARTICLES.c.key)
    query = select(ARTICLES.c.key, ARTICLES.c.text).where(ARTICLES.c.key.in_(articles), or_(*coded), ~known)
    new = {int(key): str(text) for key, text in connection.execute(query.order_by(ARTICLES.c.key))}
    own = {key: sorted(set(bands(text))) for key, text in new.items()}
    beside = articles_by_band(connection, {band for values in own.values() for band in values})
    rows = [{"band": band, "article": key} for key, values in own.items() for band in values]
    if rows:
        connection.execute(insert(BANDS), rows)
    for key, values in own.items():
        others = sorted({other for band in values for other in beside.get(band, ())})[:A_BAND]
        for other, text in texts_of(connection, others, new).items():
            if are_copies(new[key], text):
                join(connection, key, other)
        for band in values:
            beside.setdefault(band, set()).add(key)


def articles_by_band(connection: Connection, values: set[int]) -> dict[int, set[int]]:
    """Return the articles that are known to have these bands, by band."""
    found: dict[int, set[int]] = {}
    ordered = sorted(values)
    for at in range(0, len(ordered), BANDS_ASKED):
        some = ordered[at : at + BANDS_ASKED]
        for band, article in connection.execute(select(BANDS).where(BANDS.c.band.in_(some))):
            found.setdefault(int(band), set()).add(int(article))
    return found


def texts_of(connection: Connection, articles: Sequence[int], known: Mapping[int, str]) -> dict[int, str]:
    """Return the texts of articles, those that are known from memory."""
    missing = [key for key in articles if key not in known]
    found = {key: known[key] for key in articles if key in known}
    if missing:
        query = select(ARTICLES.c.key, ARTICLES.c.text).where(ARTICLES.c.key.in_(missing))
        found |= {int(key): str(text) for key, text in connection.execute(query)}
    return found


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
