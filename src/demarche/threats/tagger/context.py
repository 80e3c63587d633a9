"""Context: the words that the tagger reads before a sentence."""

from __future__ import annotations

from demarche.language import Sentence
from demarche.language.document import Document

BEFORE = 80  # characters of the sentence before, its end


def context_of(document: Document, sentence: Sentence) -> str:
    """Return the end of the sentence before, nothing for the headline and what comes after it."""
    before = document.sentences[sentence.index - 1] if sentence.index else None
    if before is None or before.in_title:
        return ""
    return before.span.text[-BEFORE:]
