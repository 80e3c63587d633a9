"""Whether a text may hold a threat or an event between political actors: a quick test over bytes.

A threat needs, in one sentence, the letters of a cue and of a hostile measure, with an actor named in it or
near it, and then a candidate that passes the first look of the rules' own weights; an event between actors
needs a deed's letters and two actors, and then a weight by the rules that comes near their bound.
The same test is made on what stands between a page's tags and, later, on its main text. What it drops is
measured (docs/scan.md), not proven.

Pages of one site repeat their menus and headlines, so what was found of a sentence is kept for a while.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from demarche.articles import Article
from demarche.events.candidates import candidates_in as event_candidates_in
from demarche.events.candidates import promises, words_present
from demarche.events.confidence import scores_of
from demarche.events.confidence import weights as event_weights
from demarche.events.parties import parties_of
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
EVENT_SLACK = 0.8  # log-odds that an event may lack to its coder's own bound: its article may add them
MOST_TRIED = 500  # sentences; a long page has 30 with the letters
MIDDLE = 20  # a sentence's number where the features that tell of its place say nothing
KEPT = 10_000  # sentences whose verdict is kept: some 10 MB

# Text between tags with the beginning of the tag behind it.
BETWEEN_TAGS = re.compile(rb">([^<>]{%d,})<(/?[a-zA-Z]{0,3})" % LEAST_LETTERS)


def cases(tag: bytes) -> Iterator[bytes]:
    """Yield a tag in every mixture of small and capital letters.

    >>> sorted(cases(b"/em"))
    [b'/EM', b'/Em', b'/eM', b'/em']
    """
    yield from {bytes(letters) for letters in product(*zip(tag, tag.upper(), strict=True))}


# What stands for a tag behind a text: within a line of text a blank; the text of a script or style goes with it.
INLINE = [slash + tag for tag in b"a b i u em str spa mar abb q sup sub fon".split() for slash in (b"", b"/")]
CODE = (b"/scr", b"/sty")
STANDS_FOR = {written: b" " for tag in INLINE for written in cases(tag)}
STANDS_FOR |= {written: b"" for tag in CODE for written in cases(tag)}
# Its first letters are one set, so that searching it is quick.
SENTENCE_END = re.compile(rb"[.!?\n](?:(?<=\n)\s*|(?<!\n)[\"')\xe2\x80\x9d\x99]{0,5}\s+|(?<=\.)(?=[\"\xe2]))")
BLANKS = ((b"&nbsp;", b" "), (b"&#160;", b" "), (b"\xc2\xa0", b" "))
QUOTES = ((b"&quot;", b'"'), (b"&#8217;", b"'"), (b"&rsquo;", b"'"), (b"&#39;", b"'"), (b"&#x27;", b"'"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A sentence that has the letters: which words stand in it, and what they may be part of there."""

    written: bytes
    roles: int
    hits: frozenset[int]
    lone: bool  # the whole text names one actor only


def prose_of(page: bytes) -> bytes:
    """Return what stands between a page's tags, scripts and styles left out.

    >>> prose_of(b"<p>Arvania warned <b>Belmora</b>.</p><script>if (a) {b}</script>")
    b'Arvania warned  Belmora '
    """
    get = STANDS_FOR.get
    pieces = BETWEEN_TAGS.findall(page)
    prose = b"".join([text + mark for text, tag in pieces if (mark := get(tag, b"\n"))])
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
    return any(tried == MOST_TRIED or place_tells(place) for tried, place in enumerate(places(text)))


@lru_cache(maxsize=KEPT)
def place_tells(place: Place) -> bool:
    """Return whether a rule's pattern fits a sentence that has the letters."""
    return tells_event(place) or tells_threat(place)


def places(text: bytes) -> Iterator[Place]:
    """Yield the sentences that have the letters, in reading order."""
    named = actors_in(text)
    if not named:
        return
    at = [start for start, _ in named]
    lone = len({code for _, code in named}) == 1
    ends = [match.end() for match in SENTENCE_END.finditer(text)]
    ends.append(len(text))
    for first, last in stretches(at, ends):
        for index, (roles, hits) in letters_by_sentence(text, ends, first, last).items():
            start, end = ends[index - 1] if index else 0, ends[index]
            own = named[bisect_left(at, start) : bisect_left(at, end)]
            threat = roles & HOSTILE and roles & CUE
            event = roles & DEED and len({code for _, code in own}) > 1
            if (threat or event) and end - start <= LONGEST_SENTENCE:
                kept = (HOSTILE | CUE if threat else 0) | (DEED if event else 0)
                yield Place(written=text[start:end], roles=kept, hits=frozenset(hits), lone=lone)


def stretches(at: list[int], ends: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last number of the sentences, given where they end, that lie near an actor.

    >>> list(stretches([5000, 5100], [4000, 4590, 4700, 5400, 5600, 9000]))
    [(2, 4)]
    """
    last_sentence = len(ends) - 1
    first = last = -1
    for place in at:
        begin = min(bisect_right(ends, place - NEAR), last_sentence)
        end = min(bisect_right(ends, place + NEAR), last_sentence)
        if begin > last:
            if last >= 0:
                yield first, last
            first = begin
        last = max(last, end)
    yield first, last


def actors_in(text: bytes) -> list[tuple[int, ActorCode]]:
    """Return where actors are named, in reading order."""
    known = names()
    return [
        (start, code)
        for name, start, end in known.automaton.find_matches_as_indexes(text)
        if (code := known.codes[name]) is not None and stands_alone(text, start, end)
    ]


def letters_by_sentence(
    text: bytes, ends: list[int], first: int, last: int
) -> dict[int, tuple[int, set[int]]]:
    """Return, for the sentences from the first to the last, the roles of the words that begin in each, and the words."""
    known = words()
    roles_of = known.roles
    begin = ends[first - 1] if first else 0
    stretch = spaced(text[begin : ends[last]])
    roles, hits = [0] * (last - first + 1), defaultdict[int, set[int]](set)
    index, end = 0, ends[first] - begin
    for word, start, _ in known.automaton.find_matches_as_indexes(stretch, overlapping=True):
        while start >= end and first + index < last:
            index += 1
            end = ends[first + index] - begin
        roles[index] |= roles_of[word]
        hits[index].add(word)
    return {first + index: (roles[index], hits[index]) for index in sorted(hits)}


def tells_threat(place: Place) -> bool:
    """Return whether a cue's pattern fits, and what it announces passes the rules' first look by a margin."""
    if not place.roles & CUE:
        return False
    document, sentence = sentence_alone(place)
    known, model = words(), weights()
    fitting: dict[str, Cue] = {cue.name: cue for hit in place.hits for cue in known.cues[hit]}
    fitting |= {cue.name: cue for cue in known.always}
    least = model.first_least + MARGIN + ALONE * place.lone
    return any(
        first_score(first_features(document, candidate), model) >= least
        for candidate in candidates_in(document.text, sentence, fitting.values())
    )


def tells_event(place: Place) -> bool:
    """Return whether the sentence by itself tells a deed between actors, or nearly so."""
    if not place.roles & DEED:
        return False
    document, sentence = sentence_alone(place)
    present = words_present(document.lowered)
    if not promises(present):
        return False
    candidates = tuple(event_candidates_in(document.text, sentence, present))
    model = event_weights()
    least = model.least - EVENT_SLACK
    scores = scores_of(document, candidates, model)
    return any(
        score >= least and all(parties_of(document, candidate))
        for candidate, score in zip(candidates, scores, strict=True)
    )


def sentence_alone(place: Place) -> tuple[Document, Sentence]:
    """Return a document of nothing but the sentence, and the sentence in it, as from the middle of a text."""
    written = place.written.decode("utf-8", errors="replace")
    document = Document(Article(title="", text=" ".join(written.split())))
    sentence = Sentence(span=Span.of(document.text, 1, len(document.text)), index=MIDDLE)
    document.sentences = (sentence,)  # it need not be looked for
    return document, sentence
