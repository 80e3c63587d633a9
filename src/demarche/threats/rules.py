"""The ``rules`` coder of threats (under construction)."""

from __future__ import annotations

from demarche.language.document import Document
from demarche.threats import Threat


class RulesThreatCoder:
    """Finds threats by cues and clause logic."""

    name = "rules:v1"

    def __call__(self, document: Document, /) -> tuple[Threat, ...]:
        return ()
