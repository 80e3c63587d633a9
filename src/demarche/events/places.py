"""Places: whether a word that calls for a deed tells one, and where its object begins and ends."""

from __future__ import annotations

from typing import Literal

from demarche.events.deeds import Call, Deed, both
from demarche.events.phrases import (
    infinitive_end,
    noun_phrase_end,
    object_end,
    phrase_end,
    phrase_start,
)
from demarche.events.words import Words

Voice = Literal["noun", "active", "passive", "bare"]  # bare: a participle without object or "was"


def place_of_call(words: Words, at: int, call: Call) -> tuple[Voice, int, int] | None:
    """Return the voice and the object's place for a word that calls, None where the rule does not fit."""
    if call.form == "noun":
        return noun_place(words, at, call.deed)
    behind = at + 1 + len(call.particles)
    if words.lower[at + 1 : behind] != call.particles or not reads_as_verb(words, at, call):
        return None
    deed = call.deed
    if deed.form == "object":
        return object_place(words, at, behind, deed, call)
    if deed.form == "subject":
        return subject_place(words, at, deed)
    if deed.form == "crowd" and not heads_before(words, at, deed.heads, 12):
        return None
    return act_place(words, at, behind, call)


def noun_place(words: Words, at: int, deed: Deed) -> tuple[Voice, int, int] | None:
    """Return the place of a noun phrase that is a deed."""
    if not ends_phrase(words, at, deed) or not reads_as_noun(words, at):
        return None
    start, end = phrase_start(words, at), phrase_end(words, at, deed.reach)
    if deed.beside and not deed.beside.intersection(words.lower[start:at]):
        return None
    if deed.within and not deed.within.intersection(words.lower[at + 1 : end]):
        return None
    if deed.number and "N" not in words.tags[start:at]:
        return None
    if deed.without and deed.without.intersection(words.lower[max(0, start - 2) : end]):
        return None
    return "noun", start, end


def ends_phrase(words: Words, at: int, deed: Deed) -> bool:
    """Return whether a noun is the last of its phrase: not "tariff war"."""
    if words.tags[at + 1 : at + 2] not in ("W", "-"):
        return True
    if words.capital[at + 1] and not words.capital[at]:  # its name: "the exercise Northern Tide"
        return True
    word = words.lower[at + 1]
    plural = words.lower[at].endswith("s") and words.lower[at] != "sanctions" and words.tags[at + 1] != "-"
    return plural or word in deed.reach or word in PLACE_WORDS or words.lower[at + 2 : at + 3] == ("of",)


PLACE_WORDS = frozenset(
    "aims targets covers applies affects includes means allows forces calls took takes has requires seeks close near far late early soon before tore rocked struck came went east west north south here alone worth back".split()
)


def reads_as_noun(words: Words, at: int) -> bool:
    """Return whether a word that may be noun or verb is a noun here."""
    before = words.tags[at - 1] if at else "."
    after = words.tags[at + 1 : at + 2]
    if words.lower[at] not in both() or words.tags[at + 2 : at + 3] == "Y":
        return True
    if before == "T" and words.lower[at].endswith("s"):
        return True
    if before in "TMR" or (before == "B" and after == "D"):
        return False
    return before in "DSNPEGV" or after not in ("D", "N", "R")


def reads_as_verb(words: Words, at: int, call: Call) -> bool:
    """Return whether a word that may be noun, adjective or verb is a verb here."""
    before = words.tags[at - 1] if at else "."
    after = words.tags[at + 1 : at + 2]
    if call.form in ("base", "s"):
        if before in "DSPNA":
            return False
        if before in "TMR":
            return True
        if call.form == "base":
            return (
                after in ("D", "N")
                or before in "BQC"
                or (before == "W" and after not in ("P", "A", "C", ",", ".", ""))
            )
        return words.lower[at] not in both() or after in ("D", "N", "W", "S")
    if call.form == "past":
        return not (before in "DSN" and after in ("W", "-", "N"))
    return not (before in "D" and after != "D")


def act_place(words: Words, at: int, behind: int, call: Call) -> tuple[Voice, int, int] | None:
    """Return the place of verb and object."""
    deed, needed = call.deed, call.deed.heads if call.deed.form == "act" else frozenset()
    if deed.doer and not has_doer(words, at):
        return None
    if call.particles[-1:] == ("to",) and "to+verb" in deed.reach:
        end = infinitive_end(words, behind - 1)
        return ("active", at, end) if end > behind else None
    end = object_end(words, behind, deed.reach)
    if (
        call.form == "past"
        and auxiliary_before(words, at) is not None
        and words.tags[behind : behind + 1] not in ("D", "N")
    ):
        end = phrase_end(words, behind - 1, PASSIVE_REACH)
        if needed and not needed.intersection(words.lower[max(0, at - 9) : end]):
            return None
        return None if deed.actor or deed.place else ("passive", at, end)
    if end <= behind:
        if deed.alone:
            return "active", at, behind
        bare = call.form == "past" and not (needed or deed.actor or deed.place)
        return ("bare", at, phrase_end(words, behind - 1, PASSIVE_REACH)) if bare else None
    core = max(noun_phrase_end(words, behind), behind)
    if needed and not needed.intersection(words.lower[behind:end]):
        return None
    if deed.within and not deed.within.intersection(words.lower[behind:end]):
        return None
    if deed.without and deed.without.intersection(words.lower[behind : end + 2]):  # "a deal to buy"
        return None
    if deed.actor and not (named(words, behind, end) or PEOPLE.intersection(words.lower[behind:end])):
        return None
    if deed.place and not named(words, behind, max(core, behind + 2)):
        return None
    return "active", at, end


PASSIVE_REACH = frozenset({"from", "to", "of", "as"})
PEOPLE = frozenset(
    "president minister premier chancellor king queen emperor pope leader leaders officials official ministers counterpart counterparts envoy envoys ambassador secretary delegation presidents royal prince".split()
)


def has_doer(words: Words, at: int) -> bool:
    """Return whether a name, an office or a pronoun stands ahead of a verb in its clause."""
    for index in range(at - 1, max(-1, at - 12), -1):
        if words.tags[index] in ";.Q" and index < at - 1:
            return False
        if words.lower[index] in OFFICES or words.tags[index] == "R":
            return True
        if words.capital[index] and words.tags[index] in "WSN":
            return True
    return False


OFFICES = frozenset(
    "government president parliament ministry minister ministers council court army troops forces police military congress senate administration authorities officials state cabinet commission kremlin party rebels group leader leaders lawmakers assembly country countries nations allies sides king queen prosecutors".split()
)


def named(words: Words, start: int, end: int) -> bool:
    """Return whether a word between two indices is written as a name."""
    return any(words.capital[start:end])


def auxiliary_before(words: Words, at: int) -> int | None:
    """Return the index of the "was" or "been" of a passive, None if there is none."""
    for index in range(at - 1, max(-1, at - 4), -1):
        if words.tags[index] == "A":
            return index if words.lower[index] not in HAVE else None
        if words.tags[index] not in "BE":
            return None
    return None


HAVE = frozenset({"have", "has", "had", "having", "do", "does", "did"})


def object_place(words: Words, at: int, behind: int, deed: Deed, call: Call) -> tuple[Voice, int, int] | None:
    """Return the place of a verb's object, which is the subject of a passive."""
    if call.form == "past":
        auxiliary = auxiliary_before(words, at)
        reduced = (
            auxiliary is None
            and words.tags[at - 1 : at] == "W"
            and words.tags[behind : behind + 1] in ("P", "T")
        )
        if auxiliary is not None or reduced:
            limit = at if auxiliary is None else first_auxiliary(words, auxiliary)
            head = last_head(words, limit, deed.heads, 8 if auxiliary is not None else 1)
            if head is None:
                return None
            return "passive", phrase_start(words, head), min(phrase_end(words, head, deed.reach), limit)
    start = behind
    while start < len(words.lower) and words.tags[start] == "B":
        start += 1
    end = object_end(words, start, deed.reach)
    return ("active", start, end) if deed.heads.intersection(words.lower[start:end]) else None


def first_auxiliary(words: Words, at: int) -> int:
    """Return the index of the first word of "will have been"."""
    while at > 0 and words.tags[at - 1] in "AMB":
        at -= 1
    return at


def last_head(words: Words, before: int, heads: frozenset[str], reach: int) -> int | None:
    """Return the index of the last of these nouns ahead of a verb, in its clause."""
    for index in range(before - 1, max(-1, before - 1 - reach), -1):
        if words.lower[index] in heads:
            return index
        if words.tags[index] in ",.VMAQR":
            return None
    return None


def subject_place(words: Words, at: int, deed: Deed) -> tuple[Voice, int, int] | None:
    """Return the place of a verb's subject."""
    before = at
    while before > 0 and words.tags[before - 1] in "BMAT":
        before -= 1
    head = last_head(words, before, deed.heads, 1)
    if head is None:
        return None
    return "active", phrase_start(words, head), head + 1


def heads_before(words: Words, at: int, heads: frozenset[str], reach: int) -> bool:
    """Return whether one of these nouns stands among the words ahead."""
    return any(word.rpartition("-")[2] in heads for word in words.lower[max(0, at - reach) : at])
