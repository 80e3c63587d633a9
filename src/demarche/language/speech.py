"""Speech: what the text attributes to whom.

Each sentence is looked through for words of saying (``data/reporting.toml``). The party that says is its
subject ("X said"), stands behind it ("said X", "according to X"), or owns it ("X's threat to …"). What is
said is the rest of the sentence on the other side. A quotation without words of saying is the last
speaker's. Pronouns and "the ministry" stand for whoever was last called so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from demarche.articles.outlets import folded_outlets
from demarche.language import Mention, Person, Quote, Sentence, Speaker, Speech
from demarche.language.reporting import past_addressee, reporting
from demarche.language.resolving import Memory, resolved
from demarche.language.speakers import Party, Voices, find_parties
from demarche.language.subjects import party_of
from demarche.span import Span

AFTER_CUE = re.compile(
    r"""\s*(?:[A-Z][a-z]+day\s)?
    (?:(?:on|in|at|after|during|late|early|by|via|earlier|yesterday|today|again|through|from)\ [^,"“.;:]{1,60}?(?=\s*(?:,|that\b|["“:])))?[\s,:]*(?:that\b)?[\s,:]*""",
    re.VERBOSE,
)
TRAIL = re.compile(r"""[^"“”]{0,160}[.!?]?["”]?\s*\Z""")


def find_speech(
    text: str,
    *,
    sentences: Sequence[Sentence],
    quotes: Sequence[Quote],
    mentions: Sequence[Mention],
    persons: Sequence[Person],
) -> tuple[Speech, ...]:
    """Return direct and reported speech in reading order; innermost last where one lies in another."""
    voices = find_parties(text, mentions=mentions, persons=persons)
    memory = Memory()
    found: list[Speech] = []
    quoted = 0
    for sentence in sentences:
        while quoted < len(quotes) and quotes[quoted].span.end <= sentence.span.start:
            quoted += 1
        inside = []
        index = quoted
        while index < len(quotes) and quotes[index].span.start < sentence.span.end:
            inside.append(quotes[index])
            index += 1
        here = list(speech_in(text, sentence, inside, voices, mentions, memory))
        found += here
        for speech in here:
            remember(memory, speech.speaker)
        if not here or not covers_quotes(here, inside):
            found += continued(text, sentence, inside, here, memory)
    return tuple(sorted(found, key=lambda s: (s.content.start, -s.content.end)))


def speech_in(
    text: str,
    sentence: Sentence,
    quotes: Sequence[Quote],
    voices: Voices,
    mentions: Sequence[Mention],
    memory: Memory,
) -> Iterator[Speech]:
    """Yield what one sentence attributes by its own words."""
    begin, end = sentence.span.start, sentence.span.end
    parties = [
        party
        for party in voices.between(begin, end)
        if not any(party.span in q.span and party.span.text != q.span.text for q in quotes)
    ]
    depth = 0
    saying: Party | None = None  # of the words of saying before
    for cue in reporting().cue.finditer(text, begin, end):
        if any(quote.span.start <= cue.start() < quote.span.end for quote in quotes) or is_act(text, cue):
            continue
        party = party_of(text, begin, end, cue, parties)
        if saying and is_aside(text, cue):
            party = saying
        if party is None:
            continue
        saying = party
        speaker = resolved(text, party, voices, mentions, memory)
        stretches = contents(text, begin, end, cue, party, quotes)
        if stretches:
            depth += 1
        for start, stop in stretches:
            content = Span.trimmed(text, start, stop, strip=" \t\n,;:")
            if content:
                yield Speech(
                    content=content,
                    speaker=speaker,
                    verb=Span.of(text, cue.start(), cue.end()),
                    direct=mostly_quoted(content, quotes),
                    depth=depth,
                )
    source = according_to(text, sentence, parties)
    if source:
        content, party = source
        depth += 1
        speaker = resolved(text, party, voices, mentions, memory)
        yield Speech(content=content, speaker=speaker, direct=mostly_quoted(content, quotes))
    colon = headline_colon(text, sentence, parties)
    if colon and not depth:
        yield Speech(content=colon[0], speaker=resolved(text, colon[1], voices, mentions, memory))


def is_aside(text: str, cue: re.Match[str]) -> bool:
    """Return whether a participle tells what else is said by who spoke: "…, X said, adding that"."""
    return cue.group().endswith("ing") and text.endswith((", ", ",” ", '," '), 0, cue.start())


def is_act(text: str, cue: re.Match[str]) -> bool:
    """Return whether the words of saying tell an act: "continued to fire", "if it goes on to threaten us"."""
    if cue.group().lower() == "continued":
        return text.startswith(" to ", cue.end())
    return (
        cue.group() in INFINITIVES
        and text.endswith("to ", 0, cue.start())
        and not COMMITS_TO.match(text, cue.end())
    )


COMMITS_TO = re.compile(r"\s(?:[\w.-]+\s){0,4}?(?:to|that)\s")
INFINITIVES = frozenset(("threaten", "warn", "vow", "pledge", "promise"))
ACCORDING = re.compile(r"\b[Aa]ccording\sto\s(?:the\s|an?\s)?")


def according_to(text: str, sentence: Sentence, parties: Sequence[Party]) -> tuple[Span, Party] | None:
    """Return the words and the speaker of "…, according to X" and "According to X, …"."""
    begin, end = sentence.span.start, sentence.span.end
    cue = ACCORDING.search(text, begin, end)
    party = next((p for p in parties if cue and p.span.start == cue.end()), None)
    if cue is None or party is None:
        return None
    before = Span.trimmed(text, begin, cue.start())
    comma = text.find(", ", party.span.end, end)
    after = Span.trimmed(text, comma, end) if comma > 0 else None
    content = before if before and len(before.text) > 12 else after
    return (content, party) if content else None


def contents(
    text: str, begin: int, end: int, cue: re.Match[str], party: Party, quotes: Sequence[Quote]
) -> list[tuple[int, int]]:
    """Return where in the sentence the said words stand: behind the cue, before its subject, or both."""
    first, last = min(party.span.start, cue.start()), max(party.span.end, cue.end())
    if cue["noun"]:
        return [(last, end)] if end - last > 8 else []
    ahead = text[begin:first]
    ahead_ends = re.search(r"""[,"”?!’][\s"”]*(?:(?:the|an?|and|but|as)\s)?\Z""", ahead)
    committed = bool(cue["commit"]) and text.startswith((" to ", " that "), last)
    said_before = (
        len(ahead.strip()) > 12
        and bool(ahead_ends)
        and not committed
        and not (SETTING.match(ahead) and not MODAL.search(ahead) and ACTS_LATER.match(text, last, end))
        and (
            cue.group().lower()
            not in ("adding", "saying", "warning", "threatening", "insisting", "arguing", "noting")
        )
    )
    after = AFTER_CUE.match(text, past_addressee(text, cue.group(), last, end), end)
    start = after.end() if after and cue["verb"] else last
    rest = text[start:end].strip(' .,”"')
    if said_before and (
        len(rest) < 3 or (TRAIL.match(text[last:end]) and not rest_is_speech(text, last, end, quotes))
    ):
        return [(begin, begin + (ahead_ends.start() if ahead_ends else len(ahead)))]
    stretches = [(start, end)] if len(rest) > 2 else []
    if (
        said_before
        and any(q.span.start < first and q.span.end > begin for q in quotes)
        and not stretches_overlap(stretches, begin, first)
    ):
        stretches.insert(0, (begin, begin + (ahead_ends.start() if ahead_ends else len(ahead))))
    return stretches


# "On trade, X said the ministry would …": what stands before is the setting, not what was said.
SETTING = re.compile(
    r"""(?:(?:but|and|yet|so|however|meanwhile|still|then|now)[,\s]\s?)*(?:in|on|at|as\ for|as\ to|as|after|before|during|following|since|by|with|for|amid|under|from|earlier|later|last|asked
    |speaking|addressing|responding|reacting|referring|replying|when|while|citing|noting)\s[^"“”]*\Z""",
    re.VERBOSE | re.IGNORECASE,
)
MODAL = re.compile(r"\b(?:will|would|shall|must|may|might|could|can)\b")
ACTS_LATER = re.compile(
    r"\s[^,;:]{0,80}?\b(?:will|would|shall|must|may|might|could|can|is|are|was|were|has|had|have|should)\b"
)


def stretches_overlap(stretches: Sequence[tuple[int, int]], begin: int, end: int) -> bool:
    """Return whether any stretch reaches into ``begin`` to ``end``."""
    return any(start < end and begin < stop for start, stop in stretches)


def rest_is_speech(text: str, start: int, end: int, quotes: Sequence[Quote]) -> bool:
    """Return whether what follows the words of saying is said too: a quotation, or a clause with "that"."""
    return any(start <= q.span.start < end for q in quotes) or bool(
        re.match(r"\s(?:that|it\s|he\s|they\s|we\s)", text[start:end])
    )


def mostly_quoted(content: Span, quotes: Sequence[Quote]) -> bool:
    """Return whether more than half of the words stand inside quotation marks."""
    inside = sum(max(0, min(content.end, q.span.end) - max(content.start, q.span.start)) for q in quotes)
    return inside * 2 > content.end - content.start


SURNAME = re.compile(r"[A-Z][a-z’'-]+(?:\s[A-Z][a-z’'-]+){0,2}")


def headline_colon(text: str, sentence: Sentence, parties: Sequence[Party]) -> tuple[Span, Party] | None:
    """Return the words and speaker of "X: …", "… – X" and "…: X" in a headline."""
    if not sentence.in_title:
        return None
    begin, end = sentence.span.start, sentence.span.end
    tail = re.search(r"\s?(?::|—|–|--|\s-)\s(?P<who>[^:—–]{2,60})\Z", text[begin:end])
    if tail:
        who = [p for p in parties if p.span.start >= begin + tail.start("who")]
        content = Span.trimmed(text, begin, begin + tail.start())
        if who and content:
            person = next((p for p in who if p.kind == "person"), who[0])
            return content, person
        name = SURNAME.fullmatch(text, begin + tail.start("who"), begin + tail.end("who"))
        if name and content and name.group().lower() not in folded_outlets():
            span = Span.of(text, name.start(), name.end())
            speaker = Speaker(name=span, is_person=True)
            return content, Party(span=span, head=span.start, kind="person", speaker=speaker)
    head = re.match(r"(?P<who>[^:—–]{2,50}):\s", text[begin:end])
    if head:
        who = [p for p in parties if p.span.end <= begin + head.end("who")]
        content = Span.trimmed(text, begin + head.end(), end)
        if who and content:
            return content, who[-1]
    return None


def remember(memory: Memory, speaker: Speaker) -> None:
    """Keep who spoke last."""
    memory.last = speaker
    if speaker.is_person:
        memory.person = speaker
    elif speaker.name or speaker.actors:
        memory.body = speaker


def covers_quotes(speeches: Sequence[Speech], quotes: Sequence[Quote]) -> bool:
    """Return whether every long quotation of the sentence lies in its speeches."""
    return all(
        len(q.span.text) < 25 or any(s.content.overlaps(q.span.start, q.span.end) for s in speeches)
        for q in quotes
    )


def continued(
    text: str, sentence: Sentence, quotes: Sequence[Quote], here: Sequence[Speech], memory: Memory
) -> Iterator[Speech]:
    """Yield the quotations of a sentence that nobody was found for, as the last speaker's."""
    if memory.last is None:
        return
    for quote in quotes:
        if any(s.content.overlaps(quote.span.start, quote.span.end) for s in here):
            continue
        start, end = max(quote.span.start, sentence.span.start), min(quote.span.end, sentence.span.end)
        if end - start < 25 and end - start < 0.6 * (sentence.span.end - sentence.span.start):
            continue  # a word or two in scare quotes
        yield Speech(content=Span.of(text, start, end), speaker=memory.last, direct=True)
