"""Watches: feeds kept, what is new coded and added, and changes turned into alerts, each once.

    feeds → items → articles → changes → alerts → deliveries

Every step's outcome is kept before the next begins, so a run can be killed at any moment and the next one
goes on where it stood. ``changes`` and ``standing`` are pure and say what is worth an alert; ``looking``
compares the register without and with each new article, in the order in which they came; ``feeds``,
``watches``, ``alerts`` and ``hooks`` are the tables' verbs; ``running`` is one run. See docs/watch.md.
"""

from __future__ import annotations

from demarche.watch.values import Alert, AlertKind, Change, Feed, Former, Hook, Named, Note, Watch

__all__ = ["Alert", "AlertKind", "Change", "Feed", "Former", "Hook", "Named", "Note", "Watch"]
