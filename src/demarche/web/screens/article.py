"""One article: its text with every coded span marked, furniture greyed, its copies and where it had it from."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from demarche.articles.furniture import find_furniture
from demarche.register import EventFilter, Filter
from demarche.web.desk import TheDesk
from demarche.web.paper import shown
from demarche.web.people import Reader
from demarche.web.refusals import found
from demarche.web.spans import lines_of, marks_of

router = APIRouter(include_in_schema=False)


@router.get("/articles/{article_id}")
def article(request: Request, desk: TheDesk, person: Reader, article_id: str) -> Response:
    """Show an article."""
    with found():
        stored = desk.register.article(article_id)
    threats = list(desk.register.threats(Filter(article=stored.id, rejected=True)))
    events = list(desk.register.events(EventFilter(article=stored.id)))
    text, title_end = stored.article.full_text, len(stored.article.title)
    standing = [threat for threat in threats if not threat.rejected]
    marks = marks_of(standing, events, find_furniture(text, title_end=title_end))
    return shown(
        request,
        "article.html",
        stored=stored,
        address=stored.article.url
        if (stored.article.url or "").startswith(("https://", "http://"))
        else None,
        lines=lines_of(text, marks, title_end=title_end),
        threats=threats,
        events=events,
        copies=desk.register.copies(stored.id),
    )
