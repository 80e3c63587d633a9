"""Articles and answers that the tests share; all invented."""

from __future__ import annotations

from datetime import date
from typing import Any

from demarche.articles import Article
from demarche.language.document import Document

TITLE = "Chile warns Peru over trawlers"
TEXT = (
    "Chile will stop the ferries if the trawlers come back, Foreign Minister Inés Carrasco said on Tuesday.\n"
    "“We keep the right to answer any new raid,” she told the Andes Press Agency. Nobody was hurt."
)


def document(text: str = TEXT, *, title: str = TITLE, id: str = "ferry-1") -> Document:
    return Document(
        Article(title=title, text=text, outlet="Harbour Wire", date=date(2031, 5, 9), given_id=id)
    )


def answer(**fields: Any) -> dict[str, Any]:
    """Return the answer to the article, with other fields where given."""
    return {
        "evidence": [1, 0],
        "sender": ["CHL"],
        "target": ["PER"],
        "speaker": "Inés Carrasco",
        "speaker_role": "Foreign Minister",
        "trigger": "the trawlers come back",
        "trigger_form": "if",
        "response": "stop the ferries",
        "response_kind": "other",
        "commitment": "stated",
        "basis": None,
        "channel": None,
        "said_on": "2031-05-06",
        "via": [],
    } | fields
