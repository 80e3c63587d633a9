"""Word pieces: a text as the numbers that the encoder reads.

BERT's scheme for small letters, written out: it spares the package a tokenizer library that brings a
hub client with it. A word that is not in the vocabulary is cut into the longest pieces that are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

WORD = re.compile(r"[^\W_]+|[^\s\w]|_")
PADDING, UNKNOWN, FIRST, BREAK = range(4)  # the first lines of every vocabulary
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
LONGEST_WORD = 40  # characters; longer ones are addresses and the like
CONTEXT = 24  # pieces kept of the context, its last
SENTENCE = 100  # pieces kept of the sentence, its first
REMEMBERED = 50_000  # words whose pieces are kept, so that memory stays flat


@dataclass(frozen=True, slots=True)
class Pieces:
    """A sentence behind its context, as numbers."""

    ids: tuple[int, ...]
    begins: int  # where the sentence's own pieces begin
    places: tuple[tuple[int, int], ...]  # start and end, within the sentence, of the word of each own piece


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The pieces that the encoder knows, with the pieces of words seen lately."""

    numbers: dict[str, int]
    lately: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def pieces(self, context: str, sentence: str) -> Pieces:
        """Return a sentence behind its context as the encoder reads them."""
        before = [number for word in WORD.findall(context) for number in self.pieces_of(word)]
        own: list[int] = []
        places: list[tuple[int, int]] = []
        for match in WORD.finditer(sentence):
            numbers = self.pieces_of(match.group())
            own += numbers
            places += [match.span()] * len(numbers)
            if len(own) >= SENTENCE:
                break
        head = (FIRST, *before[-CONTEXT:], BREAK)
        return Pieces((*head, *own[:SENTENCE], BREAK), len(head), tuple(places[:SENTENCE]))

    def pieces_of(self, word: str) -> tuple[int, ...]:
        """Return the numbers of a word's pieces."""
        known = self.lately.get(word)
        if known is None:
            if len(self.lately) >= REMEMBERED:
                self.lately.clear()
            known = self.lately[word] = self.cut(plain(word))
        return known

    def cut(self, word: str) -> tuple[int, ...]:
        """Return the longest known pieces of a plain word, or the unknown piece for all of it."""
        if len(word) > LONGEST_WORD:
            return (UNKNOWN,)
        found = []
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            ends = range(len(word), start, -1)
            end = next((end for end in ends if mark + word[start:end] in self.numbers), None)
            if end is None:
                return (UNKNOWN,)
            found.append(self.numbers[mark + word[start:end]])
            start = end
        return tuple(found)


def vocabulary_from(lines: Iterable[str]) -> Vocabulary:
    """Return the vocabulary whose pieces stand one a line."""
    return Vocabulary({line: number for number, line in enumerate(clean(lines))})


def clean(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines without their ends, empty ones left out."""
    yield from (stripped for line in lines if (stripped := line.rstrip("\n")))


def plain(word: str) -> str:
    """Return the word in small letters without accents.

    >>> plain("Élysée")
    'elysee'
    """
    small = word.lower()
    if small.isascii():
        return small
    return "".join(c for c in unicodedata.normalize("NFD", small) if unicodedata.category(c) != "Mn")
