"""Speech: what the text attributes to whom.

Each sentence is looked through for words of saying (``data/reporting.toml``). The party that says is its
subject ("X said"), stands behind it ("said X", "according to X"), or owns it ("X's threat to …"). What is
said is the rest of the sentence on the other side. A quotation without words of saying is the last
speaker's. Pronouns and "the ministry" stand for whoever was last called so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from demarche.language import ActorCode, Mention, Person, Quote, Sentence, Speaker, Speech
from demarche.language.actor_names import leader_actor
from demarche.language.places import FAR, beginning_in, last_before
from demarche.language.reporting import past_addressee, reporting
from demarche.language.speakers import Party, Voices, find_parties, same_body
from demarche.span import Span

SUBJECT_GAP = re.compile(
    r"""(?:['’]s?)?[\s,"“”]*(?:(?:who|which|has|have|had|also|again|later|earlier|repeatedly|recently|then|now|is|was|were|are|been|and|would|will|reportedly|immediately|consistently
    |on|in|last|this|\w+day|\w+ly|week|month|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\.?|\d+|morning|evening|once|previously|spokes\w+|further|even|all|both|did|not|only)[\s,]+)*""",
    re.VERBOSE | re.IGNORECASE,
)
AFTER_CUE = re.compile(
    r"""\s*(?:[A-Z][a-z]+day\s)?
    (?:(?:on|in|at|after|during|late|early|by|via|earlier|yesterday|today|again|through|from)\ [^,"“.;:]{1,60}?(?=\s*(?:,|that\b|["“:])))?[\s,:]*(?:that\b)?[\s,:]*""",
    re.VERBOSE,
)
TRAIL = re.compile(r"""[^"“”]{0,160}[.!?]?["”]?\s*\Z""")
INVERTED = re.compile(r"\s(?:the\s|an?\s)?\Z")
FOR_BODY = re.compile(r"\s(?:for|of|from|at|with)\s(?:the\s|its\s)?\Z")
PLURAL = frozenset(("they", "we"))


@dataclass(slots=True)
class Memory:
    """Who spoke and was named last, for pronouns and continued quotations."""

    last: Speaker | None = None
    person: Speaker | None = None
    body: Speaker | None = None


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
    parties = voices.between(begin, end)
    depth = 0
    for cue in reporting().cue.finditer(text, begin, end):
        if any(quote.span.start <= cue.start() < quote.span.end for quote in quotes):
            continue
        party = party_of(text, begin, end, cue, parties)
        if party is None:
            continue
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


def party_of(text: str, begin: int, end: int, cue: re.Match[str], parties: Sequence[Party]) -> Party | None:
    """Return the party whose saying the cue is, None if the sentence names none beside it."""
    behind = next((p for p in parties if p.span.start >= cue.end()), None)
    before = [p for p in parties if p.span.end <= cue.start() + 1 and p.span.start < cue.start()]
    if cue["noun"]:
        if before and re.fullmatch(r"['’]s?\s(?:[\w-]+\s){0,2}", text[before[-1].span.end : cue.start()]):
            return before[-1]
        if behind and re.fullmatch(
            r"\s(?:by|from|of)\s(?:the\s|an?\s)?", text[cue.end() : behind.span.start]
        ):
            return behind
        return None
    inverted = (
        behind is not None
        and INVERTED.search(text[cue.end() : behind.span.start])
        and len(text[cue.end() : behind.span.start]) <= 5
    )
    opened = text[begin : cue.start()].rstrip().endswith((",", "”", '"', "’", "“"))
    if (
        inverted
        and opened
        and not (
            before
            and SUBJECT_GAP.fullmatch(text, before[-1].span.end, cue.start())
            and before[-1].kind != "actor"
        )
    ):
        return with_apposition(text, behind, parties) if behind else None
    if before:
        chosen = appositive(text, cue.start(), before)
        if chosen is None and SUBJECT_GAP.fullmatch(text, before[-1].span.end, cue.start()):
            chosen = before[-1]
        if chosen is None:
            chosen = loose_subject(text, cue, before)
        if chosen:
            return chosen
    return with_apposition(text, behind, parties) if inverted and behind else None


def loose_subject(text: str, cue: re.Match[str], before: Sequence[Party]) -> Party | None:
    """Return the sentence's subject where other words stand between it and the cue.

    The subject is the first party that no preposition governs, after the last full stop or semicolon.
    """
    clause = max(
        text.rfind(mark, max(0, cue.start() - FAR), cue.start()) for mark in (". ", "; ", "” ", '" ', "—")
    )
    near = [p for p in before if p.span.start > clause]
    free = [p for p in near if not GOVERNED.search(text, max(0, p.span.start - 12), p.span.start)]
    free = [p for p in free if p.kind != "pronoun"] or free
    return free[0] if free else (near[-1] if near else None)


GOVERNED = re.compile(
    r"\b(?:of|in|on|to|for|against|with|by|from|into|at|after|over|near|between|as|if|than|about|under|toward|towards)\s(?:the\s|an?\s|its\s|his\s)?\Z",
    re.IGNORECASE,
)


def appositive(text: str, cue_start: int, before: Sequence[Party]) -> Party | None:
    """Return X of "X, a spokesman for Y, said": the party before the apposition that ends at the cue."""
    begin = max(0, cue_start - 160)
    lead = text[begin:cue_start].rstrip()
    if not lead.endswith(","):
        return None
    opening = text.rfind(",", begin, begin + len(lead) - 1)
    if opening < 0:
        return None
    for party in reversed(before):
        if party.span.end <= opening + 1:
            gap = text[party.span.end : opening]
            return party if len(gap) <= 3 or re.fullmatch(r"['’]?s?(?:\s\w+){0,2}", gap) else None
    return None


def with_apposition(text: str, party: Party, parties: Sequence[Party]) -> Party:
    """Return the party, or the person or body behind it ("said a spokesman for the Commerce Ministry")."""
    follow = next((p for p in parties if p.span.start >= party.span.end), None)
    if follow is None:
        return party
    gap = text[party.span.end : follow.span.start]
    if party.kind == "role" and follow.kind in ("person",) and re.fullmatch(r",?\s(?:the\s)?", gap):
        return follow
    if party.kind == "role" and follow.kind == "body" and FOR_BODY.search(gap) and len(gap) < 14:
        speaker = replace(follow.speaker, role=party.speaker.role)
        return replace(follow, speaker=speaker)
    return party


def contents(
    text: str, begin: int, end: int, cue: re.Match[str], party: Party, quotes: Sequence[Quote]
) -> list[tuple[int, int]]:
    """Return where in the sentence the said words stand: behind the cue, before its subject, or both."""
    first, last = min(party.span.start, cue.start()), max(party.span.end, cue.end())
    if cue["noun"]:
        return [(last, end)] if end - last > 8 else []
    ahead = text[begin:first]
    ahead_ends = re.search(r"""[,"”?!’][\s"”]*(?:(?:the|an?|and|but|as)\s)?\Z""", ahead)
    said_before = (
        len(ahead.strip()) > 12
        and bool(ahead_ends)
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
    head = re.match(r"(?P<who>[^:—–]{2,50}):\s", text[begin:end])
    if head:
        who = [p for p in parties if p.span.end <= begin + head.end("who")]
        content = Span.trimmed(text, begin + head.end(), end)
        if who and content:
            return content, who[-1]
    return None


def resolved(text: str, party: Party, voices: Voices, mentions: Sequence[Mention], memory: Memory) -> Speaker:
    """Return the party's speaker, with pronouns and "the ministry" traced back, and actors filled in."""
    speaker = party.speaker
    if party.kind == "pronoun":
        word = party.span.text.lower()
        if word in ("he", "she", "i"):
            return memory.person or nearest_person(party, voices) or memory.last or speaker
        return (memory.last if word in PLURAL else None) or memory.body or memory.last or speaker
    if party.kind == "role" and not speaker.name:
        head = party.span.text.split()[-1].lower()
        bare = len(party.span.text.split()) == 1
        plural = head.endswith("s") and head != "press"
        if bare and not plural and (known := called(head, party, voices)):
            return known
        if speaker.actors:
            return speaker
        led = next(
            (c for word in party.span.text.split() if word[0].isupper() and (c := leader_actor(word))), None
        )
        if led:
            return replace(speaker, actors=(led,))
        the = DEFINITE.search(text, max(0, party.span.start - 5), party.span.start)
        if bare and the and memory.last and memory.last.actors:
            return replace(speaker, name=memory.last.name if not plural else None, actors=memory.last.actors)
        return replace(speaker, actors=owner(text, party, mentions))
    if party.kind == "body":
        if len(party.span.text.split()) == 1 and (known := same_body_before(text, party, voices, mentions)):
            return known
        if not speaker.actors:
            actors = owner(text, party, mentions, far=False) or body_elsewhere(party, voices)
            speaker = replace(speaker, actors=actors)
        return speaker
    if party.kind == "person" and not speaker.actors:
        return replace(speaker, actors=owner(text, party, mentions, far=False))
    return speaker


DEFINITE = re.compile(r"\b[Tt]he\s\Z")


def nearest_person(party: Party, voices: Voices) -> Speaker | None:
    """Return the last person named before the place."""
    before = beginning_in(voices.persons, party.span.start - FAR, party.span.start)
    return before[-1].speaker if before else None


def called(head: str, party: Party, voices: Voices) -> Speaker | None:
    """Return the person or body last called by a word of office ("the spokesman")."""
    for earlier in voices.before(party.span.start):
        role = earlier.speaker.role
        if earlier.speaker.name and role and head in role.text.lower().split():
            return earlier.speaker
    return None


def body_elsewhere(party: Party, voices: Voices) -> tuple[ActorCode, ...]:
    """Return whose body it is by another place that names it with its nation ("the Arvanian Trade Ministry")."""
    for other in voices.between(party.span.start - FAR, party.span.start + FAR):
        if other.kind == "body" and other.speaker.actors and same_body(party.span.text, other.span.text):
            return other.speaker.actors
    return ()


def same_body_before(text: str, party: Party, voices: Voices, mentions: Sequence[Mention]) -> Speaker | None:
    """Return the body named in full before "the ministry"."""
    for earlier in voices.before(party.span.start):
        name = earlier.speaker.name if earlier.kind == "body" and " " in earlier.span.text else None
        if name and same_body(party.span.text, name.text):
            actors = earlier.speaker.actors or owner(text, earlier, mentions, far=False)
            return replace(earlier.speaker, actors=actors)
    return None


def owner(text: str, party: Party, mentions: Sequence[Mention], *, far: bool = True) -> tuple[ActorCode, ...]:
    """Return whose official or body it is: an actor in its words or owning it, else the last one named."""
    start, end = party.span.start, party.span.end
    inside = [m for m in beginning_in(mentions, start, end) if m.span.end <= end]
    if inside:
        return (inside[0].code,)
    for behind in beginning_in(mentions, end, end + 13):
        if re.fullmatch(r"\s(?:of|for|from|in)\s(?:the\s)?", text[end : behind.span.start]):
            return (behind.code,)
    before = last_before(mentions, start)
    if before and re.fullmatch(r"(?:['’]s?)?\s(?:\w+\s){0,2}", text[before.span.end : start]):
        return (before.code,)
    if not far:
        return ()
    if before is None:
        return (mentions[0].code,) if mentions else ()
    return (before.code,) if start - before.span.end < 250 else ()


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
