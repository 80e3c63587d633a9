"""Context: the words that the tagger reads before a sentence."""

from __future__ import annotations

from demarche.language import Sentence
from demarche.language.document import Document

HEADLINE = 120  # characters of the headline
BEFORE = 200  # characters of the sentence before, its end


def context_of(document: Document, sentence: Sentence) -> str:
    """Return the headline and the end of the sentence before, nothing for the headline itself."""
    if sentence.in_title:
        return ""
    headline = document.text[: document.title_end].strip()[:HEADLINE]
    before = document.sentences[sentence.index - 1] if sentence.index else None
    if before is None or before.in_title:
        return headline
    return f"{headline} . {before.span.text[-BEFORE:]}"
