"""Reading invented sentences, for the tests of events."""

from __future__ import annotations

from datetime import date

from demarche.articles import Article
from demarche.events import Event, code_events
from demarche.events.candidates import Candidate, find_candidates
from demarche.events.rules import RulesEventCoder
from demarche.events.words import Words
from demarche.language.document import Document


def document(text: str, *, title: str = "") -> Document:
    return Document(Article(title=title, text=text, date=date(2024, 7, 25), outlet="Harbour Wire"))


def events(text: str, *, title: str = "") -> tuple[Event, ...]:
    return code_events(document(text, title=title), by=RulesEventCoder())


def candidates(text: str) -> tuple[Candidate, ...]:
    return find_candidates(document(text))


def words(text: str) -> Words:
    return Words(text, 0, len(text))
