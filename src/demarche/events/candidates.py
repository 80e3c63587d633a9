"""Candidates: every place where the words of a deed stand, with the reach of its object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Literal

from ahocorasick_rs import AhoCorasick, MatchKind

from demarche.events.deeds import Call, Deed, calls
from demarche.events.phrases import core_end, wide_end, wide_start
from demarche.events.places import Voice, place_of_call
from demarche.events.words import Words
from demarche.language import Sentence
from demarche.language.document import Document
from demarche.span import Span

Extent = Literal["narrow", "plain", "wide", "apposed"]

LONGEST_SENTENCE = 1500  # characters; longer ones are tables and lists


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Words that may tell a deed."""

    sentence: Sentence
    words: Words
    call: Call
    voice: Voice
    anchor: int  # index of the noun or verb that called
    start: int  # of the object, in words
    end: int
    plain_start: int
    plain_end: int  # of the plain extent, behind the word that calls
    extent: Extent = "plain"  # wide: with the times, participles and relative clauses that follow

    @property
    def deed(self) -> Deed:
        """The rule."""
        return self.call.deed

    @cached_property
    def what(self) -> Span:
        """The object as it stands in the text; most candidates are dropped unasked."""
        spans = self.words.spans
        start, end = spans[self.start][0], spans[self.end - 1][1]
        trimmed = Span.trimmed(self.words.text, start, end, strip=' \t\n\r,;:."“”‘-')
        return trimmed or Span.of(self.words.text, start, end)


def find_candidates(document: Document) -> tuple[Candidate, ...]:
    """Return all candidates of a document in reading order."""
    found: list[Candidate] = []
    for index, present in words_by_sentence(document).items():
        sentence = document.sentences[index]
        if len(sentence.span.text) <= LONGEST_SENTENCE and promises(present):
            found += candidates_in(document.text, sentence, present)
    return tuple(found)


def words_by_sentence(document: Document) -> dict[int, set[str]]:
    """Return the words of deeds, and those they need beside them, that each sentence has, in reading order."""
    found: dict[int, set[str]] = {}
    for word, start in words_at(document.lowered):
        sentence = document.sentence_at(start)
        if sentence:
            found.setdefault(sentence.index, set()).add(word)
    return found


def words_present(lowered: str) -> set[str]:
    """Return which of these words stand in a sentence in small letters."""
    return {word for word, _ in words_at(lowered)}


def words_at(lowered: str) -> Iterator[tuple[str, int]]:
    """Yield these words where they stand in a text in small letters, none within another word."""
    automaton, known = word_filter()
    text = lowered + " "
    for word, start, end in automaton.find_matches_as_indexes(text):
        if not text[end].isalnum() and not (start and text[start - 1].isalnum()):
            yield known[word], start


@cache
def word_filter() -> tuple[AhoCorasick, tuple[str, ...]]:
    """Return the automaton of all words of deeds and of those they need, and these words by number."""
    needed = (nouns or () for these in needs().values() for nouns in these)
    known = tuple(sorted({*needs(), *(word for nouns in needed for word in nouns)}))
    return AhoCorasick(known, matchkind=MatchKind.LeftmostLongest), known


def promises(present: set[str]) -> bool:
    """Return whether these words may tell a deed: a noun that calls for one, or a verb and its nouns."""
    needed = needs()
    return any(
        nouns is None or not nouns.isdisjoint(present)
        for word in needed.keys() & present
        for nouns in needed[word]
    )


@cache
def needs() -> Mapping[str, tuple[frozenset[str] | None, ...]]:
    """Return for each word that calls for deeds the words each needs in its sentence, None for no word."""
    return {word: tuple({(call.company or None) for call in these}) for word, these in calls().items()}


def is_supposed(words: Words, at: int, call: Call) -> bool:
    """Return whether a deed is a condition, or would only follow if one is met: that is a threat, no event."""
    if CONDITIONS.isdisjoint(words.lower):
        return False
    if not CONDITIONS.isdisjoint(words.lower[max(0, at - CONDITION_REACH) : at]):
        return True
    return any(words.tags[i] == "M" for i in range(max(0, at - MODAL_REACH), at))


CONDITIONS = frozenset({"if", "unless"})
CONDITION_REACH = 6  # words between "if" and the word that calls
MODAL_REACH = 5  # words between "will" and the word that calls for a deed


def candidates_in(text: str, sentence: Sentence, present: set[str]) -> Iterator[Candidate]:
    """Yield the candidates of a sentence with these words of deeds, one for each word and rule that fit."""
    words = Words(text, sentence.span.start, sentence.span.end)
    known = calls()
    for at, word in enumerate(words.lower):
        taken: set[str] = set()  # "meet with" before "meet"
        for call in known.get(word, ()):
            if call.deed.name in taken or (call.company and call.company.isdisjoint(present)):
                continue
            place = place_of_call(words, at, call)
            if place is None:
                continue
            taken.add(call.deed.name)
            voice, start, end = place
            if is_supposed(words, at, call):
                continue
            plain = Candidate(
                sentence=sentence,
                words=words,
                call=call,
                voice=voice,
                anchor=at,
                start=start,
                end=end,
                plain_start=start,
                plain_end=max(end, at + 1),
            )
            yield plain
            yield from other_extents(plain)


def other_extents(plain: Candidate) -> Iterator[Candidate]:
    """Yield a candidate once more with a far wider and with a far narrower extent, where there is one.

    An apposed extent goes on behind a comma: "the pact, signed in May".
    """
    words, start, end = plain.words, plain.start, plain.end
    earlier = wide_start(words, start) if plain.call.form == "noun" else start
    later = wide_end(words, plain.plain_end)
    if later - earlier >= WIDER * (end - start):
        yield replace(plain, start=earlier, end=later, extent="wide")
    if plain.call.form == "noun" and words.tags[later] == ",":
        apposed = wide_end(words, plain.plain_end, apposition=True)
        if apposed - earlier >= WIDER * (later - earlier):
            yield replace(plain, start=earlier, end=apposed, extent="apposed")
    if plain.voice == "active" and start == plain.anchor:
        behind = plain.anchor + 1 + len(plain.call.particles)
        core = core_end(words, behind)
        if behind < core and (core - start) * NARROWER <= end - start:
            yield replace(plain, end=core, extent="narrow")


WIDER = 1.5  # from this many times the words of the plain extent the wide one is another candidate
NARROWER = 1.8
