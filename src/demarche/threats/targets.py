"""Targets: whom an announced cost would hit, or whose conduct it is to change."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence, Set

from demarche.language import ActorCode, Mention, Sentence
from demarche.language.document import Document, codes_of, unique
from demarche.language.places import FAR, beginning_in
from demarche.span import Span
from demarche.threats.triggers import Trigger

ANYONE = re.compile(
    r"\b(?:any(?:one|body)?\s(?:country|nation|state|party|side|one|aggressor|enemy|force|who)|anyone|whoever|aggressors?|(?:our|its|their)\senem(?:y|ies)"
    r"|(?:all|other|any|some|foreign|trading)\s(?:countries|nations|states|partners)|allies|those\swho|countries\s(?:that|which|who))\b",
    re.IGNORECASE,
)
AGAINST = re.compile(
    r"\b(?:against|on|at|from|with|of|into|in|toward|towards|to)\s+(?:the\s+|any\s+|all\s+)?$", re.IGNORECASE
)
NOT_PARTY = re.compile(r"\b(?:in|near|from|at|visit(?:ing)? to|capital of)\s+(?:the\s+)?$", re.IGNORECASE)


FORUMS = frozenset(
    "UN WTO GATT IMF IADB IAEA OSCE G7 G20 ICC ICJ WHO OPCW OECD APEC".split() + ["WORLD BANK", "RED CROSS"]
)  # where states meet and complain: named beside a threat, hardly ever its target
TERRITORIES = {
    "GUM": "USA", "PRI": "USA", "VIR": "USA", "FLK": "GBR", "GIB": "GBR", "BMU": "GBR", "NCL": "FRA", "PYF": "FRA",
}  # fmt: skip  # what hits them hits the state whose they are
UNNAMED = re.compile(
    r"\b(?:any|anyone|anybody|every|whoever|whatever|all|foreign|countries|nations|states|enem(?:y|ies)|foes?|aggressors?|invaders?|those|imports?|trading\spartners)\b",
    re.IGNORECASE,
)  # an unnamed set: ANY


def target_of(
    document: Document,
    sentence: Sentence,
    response: Span,
    trigger: Trigger | None,
    sender: Sequence[ActorCode],
) -> tuple[tuple[ActorCode, ...], str]:
    """Return whom the cost would hit, and where that was read.

    In this order: the response's own object, the trigger's actor, the likeliest other actor of the article.
    Nobody is guessed for a sender that is unknown.
    """
    others = FORUMS | set(sender)
    found, how = said_target(document, sentence, response, trigger, others)
    if not found and sender:
        found, how = likeliest(document, sentence, others)
    if not found and UNNAMED.search(f"{response.text} {trigger.span.text if trigger else ''}"):
        return ("ANY",), "anyone"
    return unique(code for one in found if (code := TERRITORIES.get(one, one)) not in others), how


def said_target(
    document: Document, sentence: Sentence, response: Span, trigger: Trigger | None, others: Set[ActorCode]
) -> tuple[tuple[ActorCode, ...], str]:
    """Return the object of the response, else the actor of the trigger, and which of them it is."""
    text = document.text

    def not_sender(start: int, end: int) -> tuple[ActorCode, ...]:
        return tuple(code for code in codes_of(document.mentions_in(start, end)) if code not in others)

    found = not_sender(response.start, response.end)
    if found:
        return objects(document, response, others) or found[:2], "response"
    after = min(sentence.span.end, response.end + 60)
    against = [
        m
        for m in document.mentions_in(response.end, after)
        if m.code not in others
        and AGAINST.search(text, max(0, m.span.start - 14), m.span.start)
        and "," not in text[response.end : m.span.start]
    ]
    if against:
        return conjoined(text, against), "response"
    if trigger:
        found = not_sender(trigger.span.start, trigger.span.end)
        if found:
            return first_group(document, trigger.span, others) or found[:2], "trigger"
    return (), "none"


# Weights of a logistic regression over 268 coded threats whose target no response and no trigger names, rounded.
# By ten folds over whole articles it chooses right in 194 of them; the nearest other actor is right in 179.
NEAR = {
    0: (1.1, 0.7),
    -1: (0.4, 0.6),
    1: (0.0, 0.7),
    -2: (0.1, 0.6),
}  # sentences off: named there, first there
SHARE, NAMED, IN_TITLE = 1.9, 0.9, 0.6


def likeliest(
    document: Document, sentence: Sentence, others: Set[ActorCode]
) -> tuple[tuple[ActorCode, ...], str]:
    """Return the actor that is likeliest the target for how often and how near it is named, and how near any is."""
    around = [
        m
        for m in beginning_in(document.mentions, sentence.span.start - FAR, sentence.span.end + FAR)
        if m.code not in others and not is_place(document.text, m)
    ]
    if not around:
        return (), "none"
    count = Counter(m.code for m in around)
    most = max(count.values())
    scores = {code: SHARE * times / most + NAMED * math.log(times + 1) for code, times in count.items()}
    for code in {m.code for m in around if m.span.start < document.title_end}:
        scores[code] += IN_TITLE
    nearest = "article"
    for step, (named, first) in NEAR.items():
        index = sentence.index + step
        if 0 <= index < len(document.sentences):
            near = document.sentences[index].span
            here = unique(m.code for m in around if near.start <= m.span.start < near.end)
            for code in here:
                scores[code] += named + first * (code == here[0])
            if here and nearest == "article":
                nearest = "near" if step else "sentence"
    return (max(scores, key=lambda code: scores[code]),), nearest


def objects(document: Document, response: Span, others: Set[ActorCode]) -> tuple[ActorCode, ...]:
    """Return the actors in a response that are its object, not a place: the first and what is joined to it."""
    mentions = [m for m in document.mentions_in(response.start, response.end) if m.code not in others]
    aimed = [m for m in mentions if not is_place(document.text, m)]
    return conjoined(document.text, aimed or mentions)


def first_group(document: Document, span: Span, others: Set[ActorCode]) -> tuple[ActorCode, ...]:
    """Return the first actor of a span with those joined to it, the sender left out."""
    mentions = [m for m in document.mentions_in(span.start, span.end) if m.code not in others]
    mentions = [m for m in mentions if not is_place(document.text, m)] or mentions
    return unique(conjoined(document.text, mentions)) if mentions else ()


def conjoined(text: str, mentions: Sequence[Mention]) -> tuple[ActorCode, ...]:
    """Return the first mention's code with those joined to it ("Canada and Mexico")."""
    chosen = [mentions[0]]
    for mention in mentions[1:]:
        between = text[chosen[-1].span.end : mention.span.start]
        if JOINED.fullmatch(between):
            chosen.append(mention)
        else:
            break
    return codes_of(chosen)


JOINED = re.compile(r"(?:,?\s+and\s+|,\s*|\s*/\s*|\s+&\s+|[-–])(?:the\s+)?")


def is_place(text: str, mention: Mention) -> bool:
    """Return whether the mention only says where something is ("in Geneva", "near Belmora")."""
    return mention.kind in ("capital", "state", "region") and bool(
        NOT_PARTY.search(text, max(0, mention.span.start - 14), mention.span.start)
    )
