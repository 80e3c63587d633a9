"""The document: an article with what the language pass sees in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from typing import TypeVar

from ahocorasick_rs import AhoCorasick

from demarche.articles import Article, Furniture
from demarche.articles.characters import small, without_surrogates
from demarche.articles.furniture import find_furniture
from demarche.language import (
    ActorCode,
    Mention,
    Person,
    Quote,
    Sentence,
    Speaker,
    Speech,
    TimeMention,
)
from demarche.language.actors import find_actors
from demarche.language.dates import find_dates
from demarche.language.persons import find_persons
from demarche.language.places import Covering, Innermost, beginning_in
from demarche.language.quotes import find_quotes
from demarche.language.sentences import split_sentences
from demarche.language.speech import find_speech
from demarche.span import Span

T = TypeVar("T")

HELPED = re.compile(r"\bcontribut|\badditional reporting", re.IGNORECASE)  # and is no source


class Document:
    """An article read for coding. Every part is computed on first use and kept.

    ``text`` is title, newline, text of the article as given; all spans count in it.
    """

    def __init__(self, article: Article) -> None:
        self.article = article
        self.text = without_surrogates(article.full_text)
        self.title_end = len(article.title)

    @cached_property
    def furniture(self) -> tuple[Furniture, ...]:
        """Datelines, credits, "Read more" lines: not coded."""
        return find_furniture(self.text, title_end=self.title_end)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The headline's and the body's sentences in reading order."""
        return split_sentences(self.text, title_end=self.title_end, furniture=self.furniture)

    @cached_property
    def sentence_starts(self) -> list[int]:
        """Where each sentence begins."""
        return [sentence.span.start for sentence in self.sentences]

    @cached_property
    def lowered(self) -> str:
        """The text in small letters, each at its place."""
        return small(self.text)

    @cached_property
    def quotes(self) -> tuple[Quote, ...]:
        """Quotations in reading order."""
        return find_quotes(self.text)

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Names that stand for political actors, in reading order, none overlapping."""
        return find_actors(self.text)

    @cached_property
    def persons(self) -> tuple[Person, ...]:
        """Persons, spelling variants and surnames joined."""
        return find_persons(self.text, mentions=self.mentions)

    @cached_property
    def speeches(self) -> tuple[Speech, ...]:
        """Direct and reported speech with its speaker, in reading order."""
        return find_speech(
            self.text,
            sentences=self.sentences,
            quotes=self.quotes,
            mentions=self.mentions,
            persons=self.persons,
        )

    @cached_property
    def times(self) -> tuple[TimeMention, ...]:
        """Dates in words, resolved against the article's date."""
        return find_dates(self.text, today=self.article.date)

    def sentence_at(self, offset: int) -> Sentence | None:
        """Return the sentence that holds the character, None in furniture and gaps."""
        index = bisect_right(self.sentence_starts, offset) - 1
        if index >= 0 and offset < self.sentences[index].span.end:
            return self.sentences[index]
        return None

    def words_by_sentence(self, words: AhoCorasick) -> dict[int, set[int]]:
        """Return which of the automaton's words, lower case, begin in which sentence, in reading order."""
        found: dict[int, set[int]] = {}
        for word, place, _ in words.find_matches_as_indexes(self.lowered, overlapping=True):
            sentence = self.sentence_at(place)
            if sentence:
                found.setdefault(sentence.index, set()).add(word)
        return dict(sorted(found.items()))

    def mentions_in(self, start: int, end: int) -> tuple[Mention, ...]:
        """Return the actor mentions that lie between two offsets."""
        return tuple(m for m in beginning_in(self.mentions, start, end) if m.span.end <= end)

    def persons_in(self, start: int, end: int) -> tuple[Person, ...]:
        """Return the persons named between two offsets, in the order of their first name there."""
        found = [
            (place.start, person)
            for place, person in self.person_places.over(start, end)
            if start <= place.start and place.end <= end
        ]
        return unique(person for _, person in sorted(found, key=lambda pair: pair[0]))

    @cached_property
    def person_places(self) -> Covering[tuple[Span, Person]]:
        """Where persons are named."""
        return Covering(
            (place.start, place.end, (place, person)) for person in self.persons for place in person.mentions
        )

    @cached_property
    def actor_codes(self) -> frozenset[ActorCode]:
        """The actors that the article names."""
        return frozenset(mention.code for mention in self.mentions)

    @cached_property
    def credits(self) -> tuple[Furniture, ...]:
        """Datelines and credit lines that name agencies as the source, one for each that name the same."""
        named = (
            piece
            for piece in self.furniture
            if piece.agencies and piece.kind in ("dateline", "credit") and not HELPED.search(piece.span.text)
        )
        return tuple({piece.agencies: piece for piece in named}.values())

    @cached_property
    def quote_places(self) -> Covering[Span]:
        """Where quotations stand."""
        return Covering((quote.span.start, quote.span.end, quote.span) for quote in self.quotes)

    @cached_property
    def speech_places(self) -> Covering[Speech]:
        """Where somebody's words stand."""
        return Covering((speech.content.start, speech.content.end, speech) for speech in self.speeches)

    @cached_property
    def innermost_speeches(self) -> Innermost[Speech]:
        """Whose words each character is."""
        return Innermost([(speech.content.start, speech.content.end, speech) for speech in self.speeches])

    def quoted(self, span: Span) -> bool:
        """Return whether the span stands inside quotation marks, in whole or in its main part."""
        inside = sum(
            min(span.end, quote.end) - max(span.start, quote.start)
            for quote in self.quote_places.over(span.start, span.end)
        )
        return inside * 2 > span.end - span.start

    def speech_at(self, offset: int) -> Speech | None:
        """Return the innermost speech that holds the character."""
        return self.innermost_speeches.at(offset)

    def speaker_at(self, offset: int) -> Speaker | None:
        """Return who says the character's words, None in the outlet's own voice."""
        speech = self.speech_at(offset)
        return speech.speaker if speech else None


def unique(items: Iterable[T]) -> tuple[T, ...]:
    """Return the items without repeats, first occurrence kept."""
    return tuple(dict.fromkeys(items))


def codes_of(mentions: Iterable[Mention]) -> tuple[ActorCode, ...]:
    """Return the mentions' codes without repeats, in reading order."""
    return unique(mention.code for mention in mentions)
