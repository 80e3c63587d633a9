"""Provocations and demands that stand in another sentence than the threat."""

from __future__ import annotations

from datetime import date

import pytest

from demarche.articles import Article
from demarche.language.document import Document
from demarche.threats.candidates import find_candidates
from demarche.threats.rules import weighed


@pytest.mark.parametrize(
    ("text", "words", "form"),
    [
        (
            'France must return the ship at once. "Otherwise Iran will take countermeasures," the ministry said.',
            "return the ship at once",
            "unless",
        ),
        (
            "France's raid on the port was short. Iran will retaliate, a general said.",
            "France's raid on the port",
            "because",
        ),
        (
            "Rome mourned. The recent attack on the port was short. Iran will retaliate.",
            "The recent attack on the port",
            "because",
        ),
        ("Rome mourned. All were shaken. Iran will close the port.", None, "none"),
    ],
)
def test_trigger_of_another_sentence(text: str, words: str | None, form: str) -> None:
    document = Document(Article(title="", text=text, date=date(2024, 7, 25), outlet=None))
    trigger, _ = weighed(document, find_candidates(document)[-1])
    assert (trigger and trigger.span.text) == words
    assert (trigger.form if trigger else "none") == form
