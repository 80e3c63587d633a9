"""Phrases: how far the words of a deed reach to the left and to the right of its head."""

from __future__ import annotations

import re

from demarche.events.words import END, Words, measures

# A noun phrase from its first word: determiner, participles, nouns and adjectives; "the newly built northern base".
NOUN_PHRASE = re.compile(
    r"“?(?:B*[DN])?(?:B*[EGB](?=[WNEGBD]))*(?:(?<=D)G(?![WNDG])|(?<=D)VW*|[WNDS]+)(?:(?<=S)[EGB]+(?=[WN])[WN]+|-[WNE]+|“[WNS]+“?|(?<=W)YN?W+)*"
)
LIST_REST = re.compile(r"(?:,[WNSD-]{1,4})*,?C")
NOMINAL = frozenset("WN-")
LONGEST = 26  # words of an object


def phrase_start(words: Words, head: int) -> int:
    """Return the index of the first word of the noun phrase whose head stands at ``head``."""
    tags, at = words.tags, head
    while at > 0:
        tag = tags[at - 1]
        if tag == "D":
            return with_measure(words, at - 1)
        if is_infinitive(words, at - 1):
            break
        if (
            tag in NOMINAL
            or (tag == "Y" and words.lower[at - 1] in NAMED_TIMES)
            or (tag in "EGB" and at > 1 and is_modifier(words, at - 1))
        ):
            at -= 1
        elif tag == "C" and at > 1 and joins_modifiers(words, at - 1, head):
            at -= 2
        else:
            break
    while at < head and tags[at] in "-Y" and tags[at] == "-":
        at += 1
    return with_measure(words, at)


def is_infinitive(words: Words, at: int) -> bool:
    """Return whether a word is the verb behind "to" or "will": not part of the phrase behind it."""
    if at < 1 or words.capital[at]:
        return False
    return words.tags[at - 1] in "MT" or words.lower[at - 1] in ("help", "helped", "let")


def joins_modifiers(words: Words, at: int, head: int) -> bool:
    """Return whether an "and" joins two words ahead of one head: "steel and aluminium tariffs"."""
    if words.lower[at] not in ("and", "or") or words.tags[at - 1] not in "W" or words.tags[at + 1] != "W":
        return False
    if looks_adjective(words.lower[at - 1]):
        return True
    return at + 2 == head and not words.lower[at - 1].endswith("s") and words.tags[at - 2] in "VEGDPTM."


NAMED_TIMES = frozenset(
    "january february march april may june july august september october november december week month year day days weeks months years".split()
)
ADJECTIVE = re.compile(r"(?:al|ic|ive|ary|ous|ful|able|ish|ent|ese|ian)\Z")


def looks_adjective(word: str) -> bool:
    """Return whether a word ends as adjectives do: "diplomatic", "military"."""
    return bool(ADJECTIVE.search(word))


def is_modifier(words: Words, at: int) -> bool:
    """Return whether a participle or adverb belongs to the noun behind it: determiner or owner stand ahead."""
    before = words.tags[at - 1]
    if before in "DS":
        return True
    if words.tags[at] == "B":
        return before == "D"
    return before in "BEG" and at > 1 and words.tags[at - 2] in "DS"


def with_measure(words: Words, start: int) -> int:
    """Return the start with a measure ahead: "a round of" sanctions, "300 mln dlrs in" tariffs."""
    if start > 1 and words.lower[start - 1] in ("of", "in") and words.tags[start - 2] in "WNY":
        noun = words.lower[start - 2]
        if noun in measures() or (words.lower[start - 1] == "in" and noun[0] in "$€£"):
            return phrase_start(words, start - 2)
    return start


def phrase_end(words: Words, head: int, prepositions: frozenset[str]) -> int:
    """Return the index behind the noun phrase at ``head`` and what hangs on it by these prepositions."""
    at = head + 1
    limit = min(len(words.lower), head + LONGEST)
    while at < limit:
        further = complement_end(words, at, prepositions)
        if further == at:
            break
        at = further
    return at


VERB_PREPOSITIONS = frozenset({"of", "from", "with", "on", "to", "in"})


def complement_end(words: Words, at: int, prepositions: frozenset[str]) -> int:
    """Return the index behind one complement that begins at ``at``, ``at`` if there is none."""
    word, tags = words.lower[at], words.tags
    if tags[at] == "T" and "to+verb" in prepositions:
        return infinitive_end(words, at)
    if word in prepositions and tags[at] in "PTWGQ":
        behind = at + 1
        if (
            is_time(words, behind)
            or words.lower[behind] in PURPOSES
            or (tags[at] == "T" and not takes_noun(words, behind))
        ):
            return at
        if tags[behind] == "G" and tags[behind + 1 : behind + 2] not in ("W", "N"):
            return object_end(words, behind + 1, VERB_PREPOSITIONS)
        end = listed_end(words, behind)
        return end if end > behind else at
    if tags[at] == "E" and words.lower[at + 1 : at + 2] in (("from",), ("against",)) and "of" in prepositions:
        end = listed_end(words, at + 2)
        return end if end > at + 2 else at
    return at


# What stands behind "in" and tells why, not where: "in retaliation for".
PURPOSES = frozenset(
    "protest response retaliation order return exchange violation accordance coordination line reply reprisal defiance solidarity support favor favour turn addition".split()
)
PARTICLES = frozenset("back out off up down away over in".split())


def takes_noun(words: Words, at: int) -> bool:
    """Return whether a noun, not an infinitive, stands behind "to"."""
    return words.tags[at] in "DNSG" or words.capital[at]


def infinitive_end(words: Words, at: int) -> int:
    """Return the index behind an infinitive with its object; ``at`` stands at its "to"."""
    verb = at + 1
    while words.tags[verb : verb + 1] == "B" or words.lower[verb : verb + 1] == ("further",):
        verb += 1
    if words.tags[verb : verb + 1] not in ("W", "V", "A", "G"):
        return at
    behind = verb + 1
    if words.lower[behind : behind + 1] and words.lower[behind] in PARTICLES:
        behind += 1
    return max(behind, object_end(words, behind, VERB_PREPOSITIONS))


def is_time(words: Words, at: int) -> bool:
    """Return whether the words from ``at`` are a time: "Monday", "early July", "1987"."""
    rest = words.tags[at : at + 3]
    if not rest:
        return True  # nothing follows
    if rest[0] == "Y" or (rest[0] in "WDNBG" and rest[1:2] == "Y"):
        return True
    return words.lower[at].isdigit() and len(words.lower[at]) == 4


def listed_end(words: Words, at: int) -> int:
    """Return the index behind a noun phrase and those joined to it: "China, Syria and Iraq"."""
    end = noun_phrase_end(words, at)
    in_list = False
    while at < end < len(words.lower):
        mark = words.tags[end]
        step = 2 if words.tags[end : end + 2] == ",C" else 1
        if mark not in ",C" or words.lower[end] == "but" or words.tags[end + step] in "GEBV":
            break
        further = noun_phrase_end(words, end + step)
        if further == end + step or is_time(words, end + step):
            break
        if not in_list and words.tags[further] in "AMVEDR":  # the subject of the next clause
            break
        if mark == "," and step == 1 and not list_goes_on(words, further):
            break
        end, in_list = further, mark == ","
    return end


def list_goes_on(words: Words, at: int) -> bool:
    """Return whether an "and" joins a last member to a list."""
    return bool(LIST_REST.match(words.tags, at))


def noun_phrase_end(words: Words, at: int) -> int:
    """Return the index behind the noun phrase that begins at ``at``; ``at`` if none does."""
    begin = at
    while begin < len(words.lower) and (words.lower[begin] in AMOUNT or words.tags[begin] == "T"):
        begin += 1
    if begin > at and words.tags[begin : begin + 1] not in ("N", "D", "W"):
        begin = at
    match = NOUN_PHRASE.match(words.tags, begin)
    if match is None:
        return at
    end = match.end()
    if words.lower[begin - 1 : begin] == ("between",) and words.lower[end : end + 1] == ("and",):
        further = NOUN_PHRASE.match(words.tags, end + 1)
        end = further.end() if further else end
    return end


# What stands ahead of a number: "up to", "as much as", "between".
AMOUNT = frozenset(
    "more fewer less up as much many than least at over nearly about around between some roughly".split()
)


def object_end(words: Words, at: int, prepositions: frozenset[str]) -> int:
    """Return the index behind a verb's object that begins at ``at``, with what hangs on it."""
    start = at
    while words.tags[start] == "B":
        start += 1
    if words.tags[start] == "R" and words.lower[start].endswith(("self", "selves")):
        start += 1
    end = listed_end(words, start)
    if end == start:
        if words.tags[start] in "PT" and words.lower[start] != "by" and not is_time(words, start + 1):
            end = listed_end(words, start + 1)
            return phrase_end(words, end - 1, prepositions) if end > start + 1 else at
        return at
    if "+np" in prepositions and words.tags[end : end + 1] in ("D", "“"):  # "declare it a crime"
        end = listed_end(words, end)
    return phrase_end(words, end - 1, prepositions)


WIDEST = 24  # words of a wide extent
SUBORDINATE = frozenset(
    "when where while because if unless although though until after before as than why once whereas so lest except amid despite since following says said".split()
)
RELATIVE = frozenset({"that", "which", "who", "whom", "whose"})


def wide_start(words: Words, start: int) -> int:
    """Return the start with the owner of a phrase ahead: "Arvania's first" visit."""
    return phrase_start(words, start - 1) if start and words.tags[start - 1] == "S" else start


def wide_end(words: Words, end: int, *, apposition: bool = False) -> int:
    """Return the index behind all that still hangs on a phrase: times, participles, relative clauses.

    It ends at a comma, a conjunction of another clause, or the verb of the clause it stands in. With
    ``apposition`` it goes on behind the first comma where a participle or "which" follows.
    """
    tags, at = words.tags, end
    inside = False  # a relative clause, an infinitive: what has a verb of its own
    limit = min(len(words.lower) - END, end + WIDEST)
    while at < limit:
        if apposition and starts_apposition(words, at):
            inside, apposition = inside or words.lower[at + 1] in RELATIVE, False
            at += 2
            continue
        if opens_clause(words, at, first=at == end):
            inside = True
        elif ends_wide(words, at, quoted=at > end) or (not inside and leaves_phrase(words, at)):
            break
        inside = inside or tags[at] == "T"
        at += 1
    while at > end and tags[at - 1] in "PTDCQBM":
        at -= 1
    return at


def ends_wide(words: Words, at: int, *, quoted: bool) -> bool:
    """Return whether a mark or a conjunction ends a wide extent; a quotation mark does behind its first word."""
    return words.tags[at] in ",." or (quoted and words.tags[at] == "“") or words.lower[at] in SUBORDINATE


def opens_clause(words: Words, at: int, *, first: bool) -> bool:
    """Return whether a relative clause begins: "that crossed", right behind the phrase also "it imposed"."""
    word, tag, behind = words.lower[at], words.tags[at], words.tags[at + 1]
    if word in RELATIVE:
        return tag == "Q" or first or behind in "AMVRE"
    return tag == "R" and first and behind in "AMVE"


def leaves_phrase(words: Words, at: int) -> bool:
    """Return whether the verb of the clause follows, or one joined to it: "and struck", "will", "they"."""
    tag, behind = words.tags[at], words.tags[at + 1]
    if tag == "V":
        return behind not in "PYTB"  # "tariffs introduced by"
    return tag in "AMR" or (tag == "C" and behind in "AMVREGB")


def starts_apposition(words: Words, comma: int) -> bool:
    """Return whether what a phrase is continues behind a comma: ", signed in May", ", which was struck"."""
    if words.tags[comma] != ",":
        return False
    tag, behind = words.tags[comma + 1], words.tags[comma + 2]
    if words.lower[comma + 1] in ("which", "including", "covering", "who"):
        return True
    return tag in "EV" and behind in "PYTB"


def core_end(words: Words, at: int) -> int:
    """Return the index behind a verb's bare object that begins at ``at``, without what hangs on it."""
    while words.tags[at] == "B":
        at += 1
    return noun_phrase_end(words, at)
