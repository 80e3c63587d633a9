"""Quotations: the words between quotation marks, of every style that news uses.

One pass over the marks. A quotation that is still open where a paragraph ends runs on if the next
paragraph opens with a mark; else its end mark is missing and it is taken to end with its paragraph
(where paragraphs are lost, with its first sentence). Marks inside a quotation open no new one.
"""

from __future__ import annotations

import re

from demarche.language import Quote
from demarche.span import Span

TOKEN = re.compile(
    r"""
    (?P<paragraph>\n\s*)
  | (?P<open>[“„«‟]|(?<![^\s(\[—–-])"(?=[^\s]))
  | (?P<close>[”»]|"(?=[\s.,;:!?)\]—–-]|\Z))
  | (?P<either>")
  | (?P<single_open>(?<![^\s(\[“"—–-])(?:‘|['’](?=[^\W\d]|\.\.))(?=\S))
  | (?P<single_close>(?<=[^\s])['’](?!\w))
    """,
    re.VERBOSE,
)
SENTENCE_END = re.compile(r"[.!?…][”\"')]*(?=\s)")
LONGEST_SINGLE = 400  # a single mark not closed after so many characters is an apostrophe


def find_quotes(text: str) -> tuple[Quote, ...]:
    """Return the quotations in reading order, none inside another.

    >>> [q.span.text for q in find_quotes("“Stop,” he said. It was a ‘hard’ line: \\"We won't.\\"")]
    ['Stop,', 'hard', "We won't."]
    """
    found: list[Quote] = []
    opened: int | None = None  # where a double quotation began
    single: int | None = None  # where a single one may have begun
    for token in TOKEN.finditer(text):
        kind, start, end = token.lastgroup, token.start(), token.end()
        if kind == "either":
            kind = "open" if opened is None else "close"
        if kind == "single_open" and opened is None and single is None:
            single = end
        elif kind in ("single_close", "single_open") and single is not None and opened is None:
            if kind == "single_close" and start - single <= LONGEST_SINGLE:
                add(found, text, single, start, closed=True)
            single = end if kind == "single_open" else None
        elif kind == "open":
            if opened is not None:
                add(found, text, opened, healed_end(text, opened, start), closed=False)
            opened, single = end, None
        elif kind == "close" and opened is not None:
            add(found, text, opened, start, closed=True)
            opened = single = None
        elif kind == "paragraph":
            if opened is not None:
                add(found, text, opened, start, closed=False)
            opened = single = None
    if opened is not None:
        add(found, text, opened, healed_end(text, opened, len(text)), closed=False)
    return tuple(found)


def add(found: list[Quote], text: str, start: int, end: int, *, closed: bool) -> None:
    """Append the quotation without blanks at its ends, if any words are in it."""
    span = Span.trimmed(text, start, end, " \t\r\n\xa0")
    if span is not None:
        found.append(Quote(span=span, closed=closed))


def healed_end(text: str, opened: int, limit: int) -> int:
    """Return where a quotation without an end mark ends: a sentence end before ``limit``.

    Right before a mark that opens a paragraph of the same quotation, that is ``limit``; else the
    quotation's first sentence.
    """
    before = text[opened:limit].rstrip()
    if limit < len(text) and before and before[-1] in ".!?…":
        return opened + len(before)
    first = SENTENCE_END.search(text, opened, limit)
    return first.end() if first else limit
