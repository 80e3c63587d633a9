"""The ``rules`` coder of events (under construction)."""

from __future__ import annotations

from demarche.events import Event
from demarche.language.document import Document


class RulesEventCoder:
    """Finds events by cues and clause logic."""

    name = "rules:v1"

    def __call__(self, document: Document, /) -> tuple[Event, ...]:
        """Return the document's events."""
        return ()
