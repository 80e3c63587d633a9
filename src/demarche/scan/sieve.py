"""Whether a text may hold a threat or an event between political actors: a quick test over bytes.

A threat needs, in one sentence, the letters of a cue and of a hostile measure, with an actor named in it or
near it, and then a candidate that passes the first look of the rules' own weights; an event between actors
needs a deed's letters and two actors, and then the rules' own finding. The same test is made on what stands
between a page's tags and, later, on its main text. What it drops is measured (docs/scan.md), not proven.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from demarche.articles import Article
from demarche.events.rules import RulesEventCoder
from demarche.language import ActorCode, Sentence
from demarche.language.document import Document
from demarche.scan.lexicon import CUE, DEED, HOSTILE, names, spaced, stands_alone, words
from demarche.span import Span
from demarche.threats.candidates import LONGEST_SENTENCE, candidates_in
from demarche.threats.confidence import first_score, weights
from demarche.threats.cues import Cue
from demarche.threats.features import first_features

NEAR = 400  # bytes around a sentence in which an actor of a threat is looked for
LEAST_LETTERS = 4  # of a piece of text between two tags
MARGIN = 1.0  # log-odds that a candidate needs beyond the coder's own bound for a second look
ALONE = 1.0  # further log-odds where the whole text names one actor only
MOST_TRIED = 500  # sentences; a long page has 30 with the letters
MIDDLE = 20  # a sentence's number where the features that tell of its place say nothing

# Text between tags with the beginning of the tag behind it.
BETWEEN_TAGS = re.compile(rb">([^<>]{%d,})<(/?[a-zA-Z]{0,3})" % LEAST_LETTERS)
CODE = (b"/scr", b"/sty")  # what ends a script or a style
# beginnings of tags within a line of text, which end no sentence
INLINE = frozenset(
    slash + tag for tag in b"a b i u em str spa mar abb q sup sub fon".split() for slash in (b"", b"/")
)
SENTENCE_END = re.compile(rb"[.!?][\"')\xe2\x80\x9d\x99]{0,5}\s+|\n\s*|\.(?=[\"\xe2])")
BLANKS = ((b"&nbsp;", b" "), (b"&#160;", b" "), (b"\xc2\xa0", b" "))
QUOTES = ((b"&quot;", b'"'), (b"&#8217;", b"'"), (b"&rsquo;", b"'"), (b"&#39;", b"'"), (b"&#x27;", b"'"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A sentence that has the letters: which words stand in it."""

    start: int
    end: int
    roles: int
    hits: frozenset[int]
    lone: bool  # the whole text names one actor only


def prose_of(page: bytes) -> bytes:
    """Return what stands between a page's tags, scripts and styles left out.

    >>> prose_of(b"<p>Arvania warned <b>Belmora</b>.</p><script>if (a) {b}</script>")
    b'Arvania warned  Belmora '
    """
    pieces = BETWEEN_TAGS.findall(page)
    prose = b"".join(
        [text + (b" " if tag.lower() in INLINE else b"\n") for text, tag in pieces if tag.lower() not in CODE]
    )
    if b"&" in prose or b"\xc2\xa0" in prose:
        for written, meant in (*BLANKS, *QUOTES):
            prose = prose.replace(written, meant)
    return prose


def page_may_tell(page: bytes) -> bool:
    """Return whether a page's bytes may hold a threat or an event; True where they are in no ASCII encoding."""
    return b"\x00" in page[:1000] or tells(prose_of(page))


def tells(text: bytes) -> bool:
    """Return whether a sentence of a text in UTF-8 has the letters, and a rule's pattern fits it.

    A text with so many such sentences that trying all would take long passes.
    """
    for tried, place in enumerate(places(text)):
        if tried == MOST_TRIED or tells_event(text, place) or tells_threat(text, place):
            return True
    return False


def places(text: bytes) -> Iterator[Place]:
    """Yield the sentences that have the letters, in reading order."""
    named = actors_in(text)
    if not named:
        return
    at = [start for start, _ in named]
    lone = len({code for _, code in named}) == 1
    ends = [match.end() for match in SENTENCE_END.finditer(text)]
    ends.append(len(text))
    for index, (roles, hits) in letters_by_sentence(text, ends).items():
        start, end = ends[index - 1] if index else 0, ends[index]
        own = named[bisect_left(at, start) : bisect_left(at, end)]
        threat = roles & HOSTILE and roles & CUE
        near = threat and (own or bisect_left(at, start - NEAR) < bisect_left(at, end + NEAR))
        event = roles & DEED and len({code for _, code in own}) > 1
        if near or event:
            kept = (HOSTILE | CUE if near else 0) | (DEED if event else 0)
            yield Place(start=start, end=end, roles=kept, hits=frozenset(hits), lone=lone)


def actors_in(text: bytes) -> list[tuple[int, ActorCode]]:
    """Return where actors are named, in reading order."""
    known = names()
    return [
        (start, code)
        for name, start, end in known.automaton.find_matches_as_indexes(text)
        if (code := known.codes[name]) is not None and stands_alone(text, start, end)
    ]


def letters_by_sentence(text: bytes, ends: list[int]) -> dict[int, tuple[int, set[int]]]:
    """Return, by sentence, the roles of the words that begin in it, and the words."""
    known = words()
    roles_of = known.roles
    roles, hits = [0] * len(ends), defaultdict[int, set[int]](set)
    index, end = 0, ends[0]
    for word, start, _ in known.automaton.find_matches_as_indexes(spaced(text), overlapping=True):
        while start >= end and index + 1 < len(ends):
            index += 1
            end = ends[index]
        roles[index] |= roles_of[word]
        hits[index].add(word)
    return {index: (roles[index], hits[index]) for index in sorted(hits)}


def tells_threat(text: bytes, place: Place) -> bool:
    """Return whether a cue's pattern fits, and what it announces passes the rules' first look by a margin."""
    if not place.roles & CUE or place.end - place.start > LONGEST_SENTENCE:
        return False
    document, sentence = sentence_alone(text, place)
    known, model = words(), weights()
    fitting: dict[str, Cue] = {cue.name: cue for hit in place.hits for cue in known.cues[hit]}
    fitting |= {cue.name: cue for cue in known.always}
    least = model.first_least + MARGIN + ALONE * place.lone
    return any(
        first_score(first_features(document, candidate), model) >= least
        for candidate in candidates_in(document.text, sentence, fitting.values())
    )


def tells_event(text: bytes, place: Place) -> bool:
    """Return whether the sentence by itself tells an event with a partner."""
    if not place.roles & DEED or place.end - place.start > LONGEST_SENTENCE:
        return False
    document, _ = sentence_alone(text, place)
    return any(event.partner for event in RulesEventCoder()(document))


def sentence_alone(text: bytes, place: Place) -> tuple[Document, Sentence]:
    """Return a document of nothing but the sentence, and the sentence in it, as from the middle of a text."""
    written = text[place.start : place.end].decode("utf-8", errors="replace")
    document = Document(Article(title="", text=" ".join(written.split())))
    return document, Sentence(span=Span.of(document.text, 1, len(document.text)), index=MIDDLE)
