"""Features: what the coder knows of a candidate when it weighs whether it is an event.

Each is a string that is on or off; ``confidence`` adds up their weights. Words among them are lower-case
words of the language or of the files of deeds, or how they begin, never names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from demarche.events.candidates import Candidate
from demarche.events.context import Context
from demarche.events.phrases import noun_phrase_end
from demarche.events.words import Words
from demarche.language.document import Document

YEAR = re.compile(r"(?:1[89]|20)\d\d\Z")
OWN_VOICE = frozenset("we our us i my you your".split())
DEFINITE = frozenset({"the", "this", "that", "these", "those"})
INDEFINITE = frozenset({"a", "an", "another", "more"})
OWNED = frozenset({"its", "his", "her", "their", "our", "my", "your"})
LISTED = frozenset("VAMTPCQRBD")


def features_of(document: Document, candidates: Sequence[Candidate]) -> list[tuple[str, ...]]:
    """Return the features of each candidate, in the same order: its sentence's, its words', its own, its article's."""
    context = Context(document, candidates)
    return [
        tuple(
            dict.fromkeys(
                (
                    *sentence_features(document, candidate),
                    *(WORD + stem for stem in set(candidate.words.stems) - {""}),
                    *call_features(candidate),
                    *context.of_call(candidate),
                    *extent_features(candidate),
                    *context.of_extent(candidate),
                )
            )
        )
        for candidate in candidates
    ]


WORD = "word:"  # ahead of the beginning of a word that stands anywhere in the sentence


def sentence_features(document: Document, candidate: Candidate) -> tuple[str, ...]:
    """Return what the place and the make of the sentence say."""
    sentence, words = candidate.sentence, candidate.words
    last = document.sentences[-1].index
    return (
        "place=title" if sentence.in_title else f"place={min(3, (sentence.index + 1) // 3)}",
        f"headline-only={last == 0 or (document.title_end == 0 and last < 2)}",
        f"length={min(5, len(words.lower) // 10)}",
        f"article={min(4, last // 8)}",
        f"number={'N' in words.tags}",
        f"question={'?' in words.lower}",
        f"own-voice={not OWN_VOICE.isdisjoint(words.lower)}",
        f"year={'N' in words.tags and any(YEAR.match(word) for word in words.lower)}",
    )


def call_features(candidate: Candidate) -> Iterator[str]:
    """Yield what the word that calls says and those beside it, whatever the extent."""
    words, at, deed = candidate.words, candidate.anchor, candidate.deed
    word = candidate.call.verb or words.lower[at]
    head = head_word(candidate)
    yield f"kind={deed.kind}"
    yield f"rule={deed.name}"
    yield f"word={word}"
    yield f"form={deed.form}+{candidate.call.form}+{candidate.voice}"
    yield f"rule+form={deed.name}+{candidate.call.form}+{candidate.voice}"
    yield f"head={head}"
    yield f"head+kind={head}+{deed.kind}"
    yield f"word+head={candidate.call.verb}+{head}"
    yield f"word+kind={word}+{deed.kind}"
    yield from side_features(candidate)
    ahead = min(at, candidate.plain_start)
    for stem in words.stems[max(0, ahead - 5) : ahead]:
        if stem:
            yield f"ahead:{stem}"


def extent_features(candidate: Candidate) -> Iterator[str]:
    """Yield what the words of one extent of a candidate say, and those behind it."""
    words, at, deed = candidate.words, candidate.anchor, candidate.deed
    start, end, extent, kind = candidate.start, candidate.end, candidate.extent, deed.kind
    det, size = determiner(candidate), end - start
    yield f"det={det}"
    yield f"det+kind={det}+{kind}"
    yield f"size={min(5, size // 2)}"
    yield f"size+form={min(3, size // 2)}+{deed.form}"
    yield f"reach={end > at + 1}+{deed.form}"
    yield f"object-number={'N' in words.tags[start:end]}"
    yield f"object-name={any(words.capital[start + 1 : end])}"
    yield f"extent+kind={extent}+{kind}"
    yield f"extent+form={extent}+{deed.form}+{candidate.voice}"
    yield f"extent+size={extent}+{min(9, size)}"
    yield f"extent+det={extent}+{det}"
    yield f"extent+after={extent}+{shown(words, candidate.plain_end)}"
    yield f"word+extent={candidate.call.verb or words.lower[at]}+{extent}"
    yield f"after={shown(words, end)}"
    yield f"after-tag={tag_at(words, end)}"
    for stem in words.stems[start:end]:
        if stem:
            yield f"in:{stem}"
            yield f"in:{stem}+{kind}"
    for stem in words.stems[end : end + 4]:
        if stem:
            yield f"behind:{stem}"


def head_word(candidate: Candidate) -> str:
    """Return how the last noun of an object's first phrase begins, "" for a name or where there is none."""
    words, at = candidate.words, candidate.anchor
    if candidate.call.form == "noun":
        return words.stems[at]
    start = max(candidate.plain_start, at + 1 + len(candidate.call.particles))
    end = min(noun_phrase_end(words, start), candidate.plain_end)
    return words.stems[end - 1] if start < end else ""


def side_features(candidate: Candidate) -> Iterator[str]:
    """Yield what stands right before and behind the candidate."""
    words, deed = candidate.words, candidate.deed
    edge = candidate.plain_start if deed.form == "noun" else candidate.anchor
    before = edge - 1
    yield f"before={shown(words, before)}"
    yield f"before+form={tag_at(words, before)}+{deed.form}"
    governor = governing(words, edge)
    yield f"governor={governor}"
    yield f"governor+kind={governor}+{deed.kind}"
    if edge and not words.capital[edge - 1]:
        yield f"pair={words.lower[edge - 1]}+{words.lower[candidate.anchor]}"
        if edge > 1 and not words.capital[edge - 2]:
            yield f"two-before={words.lower[edge - 2]}+{words.lower[edge - 1]}"
    yield f"main={main_verb(words, edge)}+{deed.form}"
    yield f"modal={modal_before(words, candidate.anchor)}"
    near = words.lower[max(0, edge - 6) : edge]
    yield f"near-not={bool(NEGATIONS.intersection(near))}"
    yield f"near-condition={bool(CONDITIONS.intersection(words.lower[max(0, edge - 9) : edge]))}"
    yield f"quoted={words.tags[:edge].count(chr(8220)) % 2 == 1}"


NEGATIONS = frozenset("not no never without don’t won’t didn’t doesn’t isn’t".split())
CONDITIONS = frozenset("if unless whether should could would might may".split())


def determiner(candidate: Candidate) -> str:
    """Return the kind of determiner ahead of the object."""
    words, start = candidate.words, candidate.start
    if candidate.deed.form in ("act", "crowd"):
        start = min(candidate.anchor + 1 + len(candidate.call.particles), candidate.end)
    word = words.lower[start] if start < candidate.end else ""
    if word in DEFINITE:
        return "definite"
    if word in INDEFINITE:
        return "indefinite"
    if word in OWNED or (start and words.tags[start - 1] == "S"):
        return "owned"
    if words.tags[start] == "N":
        return "number"
    return "none" if word else "nothing"


def shown(words: Words, at: int) -> str:
    """Return a small word or listed verb as it is, else its tag."""
    if at < 0:
        return "start"
    return words.lower[at] if words.tags[at] in LISTED else words.tags[at]


def tag_at(words: Words, at: int) -> str:
    """Return the tag at an index, "start" ahead of the first."""
    return words.tags[at] if at >= 0 else "start"


def governing(words: Words, edge: int) -> str:
    """Return the listed verb or the preposition that a phrase hangs on."""
    for index in range(edge - 1, max(-1, edge - 6), -1):
        tag = words.tags[index]
        if tag == "V":
            return words.lower[index]
        if tag in "EG":
            return f"-{tag}"
        if tag in "PTQ,.":
            return words.lower[index]
    return "none"


def main_verb(words: Words, edge: int) -> str:
    """Return the nearest modal, auxiliary or reporting verb ahead, however far."""
    for index in range(edge - 1, -1, -1):
        if words.tags[index] in "MA" or words.lower[index] in REPORTS:
            return words.lower[index]
    return "none"


REPORTS = frozenset(
    "said says told announced warned added reported according after before when since".split()
)


def modal_before(words: Words, at: int) -> str:
    """Return the modal or auxiliary words of a verb: "will", "has", "to"."""
    for index in range(at - 1, max(-1, at - 5), -1):
        if words.tags[index] in "MAT":
            return words.lower[index]
        if words.tags[index] not in "BEV":
            break
    return "none"
