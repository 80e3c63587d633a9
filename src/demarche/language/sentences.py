"""Sentences: where they begin and end in a title and a body.

The base is ``sentencex``. It takes a quotation for one unit; the codebook's evidence does not, so it
sees the text with its quotation marks blanked. Its breaks are then corrected by
``data/sentences.toml``: titles, numbered things, "U.S." before a spoiled capital, lower case.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import sentencex

from demarche.articles import Furniture
from demarche.language import Sentence
from demarche.span import Span

MARKS = "\"“”„‟«»‘’'"
BLANKED = str.maketrans(dict.fromkeys('"“”„‟«»‘', " "))  # not ’ and ', which are apostrophes too
CLOSERS = "”»’'\")]"
LAST_TOKEN = re.compile(r"([^\s(\[\"“”„«»‘]+?)\.[\"”’»')\]]*\s*\Z")
FIRST_WORD = re.compile(r"[\s\"“„«‘'(\[/]*([^\W_]+)")
MARK_RUN = re.compile(rf"[{re.escape(MARKS)})\]\s]*\Z")
# Scraped text loses the blank between paragraphs: "was over.The minister", "to us.”He left".
GLUED = re.compile(r"(?<=[a-z\d][.!?])(?=[A-Z][a-z]+\s)|(?<=[a-z][.!?][”\"])(?=[“A-Z][A-Za-z])")
WRAPPED_SHARE = 0.3  # of newlines before a lower-case letter, above which a text is hard-wrapped


@dataclass(frozen=True, slots=True, kw_only=True)
class Abbreviations:
    """Words after whose full stop a sentence goes on, by how sure that is."""

    never_last: frozenset[str]
    before_number: frozenset[str]
    sometimes_last: frozenset[str]
    starters: frozenset[str]


@cache
def abbreviations() -> Abbreviations:
    """Return the abbreviations of ``data/sentences.toml``."""
    data = tomllib.loads(files("demarche.language").joinpath("data/sentences.toml").read_text("utf-8"))
    groups = {
        name: frozenset(word for entry in data[name] for word in entry["words"])
        for name in ("never_last", "before_number", "sometimes_last")
    }
    return Abbreviations(**groups, starters=frozenset(data["starters"]["words"]))


def split_sentences(
    text: str, *, title_end: int, furniture: Sequence[Furniture] = ()
) -> tuple[Sentence, ...]:
    """Return the sentences of a title and a body in reading order, furniture cut out.

    The title is one sentence. A body that repeats the title word for word is left out, so that a
    headline-only item is one sentence.

    >>> [s.span.text for s in split_sentences("Talks fail\\nThe U.S. Envoy left. He will return.", title_end=10)]
    ['Talks fail', 'The U.S. Envoy left.', 'He will return.']
    """
    title = Span.trimmed(text, 0, title_end, " \t\r\n")
    spans = [] if title is None else [title]
    if title is None or text[title_end:].strip() != title.text:
        for start, end in blocks(text, title_end, furniture):
            spans.extend(split_block(text, start, end))
    return tuple(Sentence(index=index, span=span, in_title=span is title) for index, span in enumerate(spans))


def blocks(text: str, title_end: int, furniture: Sequence[Furniture]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of body text between paragraph breaks and furniture."""
    cuts = sorted((item.span.start, item.span.end) for item in furniture if item.span.end > title_end)
    breaks = ((m.start(), m.end()) for m in paragraph_break(text).finditer(text, title_end))
    start = title_end
    for cut_start, cut_end in sorted([*cuts, *breaks]):
        if cut_start > start:
            yield start, cut_start
        start = max(start, cut_end)
    if start < len(text):
        yield start, len(text)


def paragraph_break(text: str) -> re.Pattern[str]:
    """Return what ends a paragraph: a newline, or only a blank line where lines are hard-wrapped."""
    newlines, wrapped = text.count("\n"), len(re.findall(r"(?<=[^\s.!?])\n(?=[a-z])", text))
    blank_line = re.compile(r"\n[ \t\r]*\n\s*|\r\n?[ \t]*\r\n?\s*")
    return (
        blank_line
        if wrapped > 2 and wrapped > WRAPPED_SHARE * newlines
        else re.compile(r"\s*[\n\r\u2028\u2029]\s*")
    )


def split_block(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the sentences of one paragraph."""
    block = text[start:end]
    begin = 0
    for cut in cuts_of(block):
        cut = before_opening_marks(block, begin, cut)
        if goes_on(block, begin, cut):
            continue
        span = Span.trimmed(text, start + begin, start + cut, " \t\r\n\xa0\u200b\ufeff")
        if span is not None:
            yield span
        begin = cut


def cuts_of(block: str) -> Iterable[int]:
    """Return where sentencex, and a full stop glued to the next sentence, break the paragraph."""
    blanked = block.translate(BLANKED).replace("\n", " ")
    cuts = {found["end_index"] for found in sentencex.get_sentence_boundaries("en", blanked)}
    cuts.update(match.start() for match in GLUED.finditer(block))
    cuts.add(len(block))
    return sorted(cuts)


def before_opening_marks(block: str, begin: int, cut: int) -> int:
    """Return the break moved so that closing marks stay with the left sentence, opening ones go right."""
    run = MARK_RUN.search(block, max(begin, cut - 8), cut)
    if run is None or cut == len(block):
        return cut
    marks = run.group()
    closing = max(marks.rfind("”"), marks.rfind("»")) + 1
    rest = marks[closing:]
    blank = next((i for i, mark in enumerate(rest) if mark.isspace()), len(rest))
    return run.start() + closing + blank


def goes_on(block: str, begin: int, cut: int) -> bool:
    """Return whether the sentence goes on after this break, which then is none."""
    following = FIRST_WORD.match(block, cut)
    if following is None:
        return cut < len(block) and not block[cut:].strip(" " + MARKS)
    word = following.group(1)
    if word[0].islower():
        return True
    last = LAST_TOKEN.search(block, max(begin, cut - 40), cut)
    if last is None:
        return False
    known, token = abbreviations(), last.group(1)
    if token in known.never_last:
        return True
    if token in known.before_number:
        return word[0].isdigit()
    initial = len(token) == 1 and token.isupper() and token != "I"
    if initial or token in known.sometimes_last:
        return word not in known.starters
    return token[0].isdigit() and block[following.start() : following.end()].lstrip().startswith("/")
