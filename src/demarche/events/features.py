"""Features: what the coder knows of a candidate when it weighs whether it is an event.

Each is a string that is on or off; ``confidence`` adds up their weights. Words among them are lower-case
words of the language or of ``data/deeds.toml``, never names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from demarche.events.candidates import Candidate
from demarche.events.context import context_features
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
    return [
        tuple(
            dict.fromkeys(
                (
                    *sentence_features(document, candidate),
                    *(WORD + word for word in plain_words(candidate.words)),
                    *own_features(candidate),
                    *around,
                )
            )
        )
        for candidate, around in zip(candidates, context_features(document, candidates), strict=True)
    ]


WORD = "word:"  # ahead of a word that stands anywhere in the sentence


def plain_words(words: Words) -> set[str]:
    """Return the words of a sentence in small letters, names, numbers and marks left out."""
    return {
        word
        for word, tag, capital in zip(words.lower, words.tags, words.capital, strict=True)
        if not capital and tag not in NO_WORDS
    }


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


def own_features(candidate: Candidate) -> Iterator[str]:
    """Yield what the words of the candidate and those beside it say."""
    words, at, deed = candidate.words, candidate.anchor, candidate.deed
    yield f"kind={deed.kind}"
    yield f"rule={deed.name}"
    yield f"word={candidate.call.verb or words.lower[at]}"
    yield f"form={deed.form}+{candidate.call.form}+{candidate.voice}"
    yield f"rule+form={deed.name}+{candidate.call.form}+{candidate.voice}"
    yield f"det={determiner(candidate)}"
    yield f"det+kind={determiner(candidate)}+{deed.kind}"
    yield f"size={min(5, (candidate.end - candidate.start) // 2)}"
    yield f"size+form={min(3, (candidate.end - candidate.start) // 2)}+{deed.form}"
    yield f"reach={candidate.end > at + 1}+{deed.form}"
    yield f"object-number={'N' in words.tags[candidate.start : candidate.end]}"
    yield f"object-name={any(words.capital[candidate.start + 1 : candidate.end])}"
    yield f"extent+kind={candidate.extent}+{deed.kind}"
    yield f"extent+form={candidate.extent}+{deed.form}+{candidate.voice}"
    yield f"extent+size={candidate.extent}+{min(9, candidate.end - candidate.start)}"
    yield f"extent+det={candidate.extent}+{determiner(candidate)}"
    yield f"extent+after={candidate.extent}+{shown(words, candidate.plain_end)}"
    head = head_word(candidate)
    yield f"head={head}"
    yield f"head+kind={head}+{deed.kind}"
    yield f"word+head={candidate.call.verb}+{head}"
    yield f"word+kind={candidate.call.verb or words.lower[at]}+{deed.kind}"
    yield f"word+extent={candidate.call.verb or words.lower[at]}+{candidate.extent}"
    yield from side_features(candidate)
    yield from word_features(candidate)


def head_word(candidate: Candidate) -> str:
    """Return the last noun of the first phrase in an object, "" for a name or where there is none."""
    words, at = candidate.words, candidate.anchor
    if candidate.call.form == "noun":
        return words.lower[at]
    start = candidate.start if candidate.start > at else at + 1 + len(candidate.call.particles)
    end = min(noun_phrase_end(words, start), candidate.end)
    return words.lower[end - 1] if start < end and not words.capital[end - 1] else ""


def word_features(candidate: Candidate) -> Iterator[str]:
    """Yield the small words and nouns of the object, ahead of it and behind it; no names."""
    words = candidate.words
    ahead = min(candidate.anchor, candidate.start)
    for place, start, end in (
        ("in", candidate.start, candidate.end),
        ("ahead", max(0, ahead - 5), ahead),
        ("behind", candidate.end, min(candidate.end + 4, len(words.lower))),
    ):
        for index in range(start, end):
            if not words.capital[index] and words.tags[index] not in NO_WORDS:
                yield f"{place}:{words.lower[index]}"
                if place == "in":
                    yield f"in:{words.lower[index]}+{candidate.deed.kind}"


NO_WORDS = frozenset("N,.“-")


def side_features(candidate: Candidate) -> Iterator[str]:
    """Yield what stands right before and behind the candidate."""
    words, deed = candidate.words, candidate.deed
    edge = candidate.start if deed.form == "noun" else candidate.anchor
    before, after = edge - 1, candidate.end
    yield f"before={shown(words, before)}"
    yield f"before+form={tag_at(words, before)}+{deed.form}"
    yield f"after={shown(words, after)}"
    yield f"after-tag={tag_at(words, after)}"
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


REPORTS = frozenset("said says told announced warned added reported according after before when since".split())


def modal_before(words: Words, at: int) -> str:
    """Return the modal or auxiliary words of a verb: "will", "has", "to"."""
    for index in range(at - 1, max(-1, at - 5), -1):
        if words.tags[index] in "MAT":
            return words.lower[index]
        if words.tags[index] not in "BEV":
            break
    return "none"
