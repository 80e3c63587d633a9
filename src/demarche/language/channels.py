"""Channels and chains: how words were delivered, and which outlets the report credits for them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from demarche.articles import Furniture
from demarche.articles.outlets import folded_outlets
from demarche.language import Sentence, Speech
from demarche.span import Span

CHANNEL = re.compile(
    r"""\b(?![Oo]n\s\w+day\b|(?:[Ii]n|[Oo]n)\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))(?:
      (?:[Ii]n|[Dd]uring|[Aa]t|[Tt]hrough|[Vv]ia|[Oo]n|from|with|speaking\s(?:at|to|in|on)|addressing|(?:told|tells?|telling))\s(?:(?:an?|the|his|her|its|their|this|that|another|one|several)\s)?
      (?:[\w.’'“”-]+\s){0,4}?
      (?:interviews?|news\sconference|press\sconference|news\sbriefing|press\sbriefing|daily\sbriefing|briefing|statements?|tweets?|twitter|speech|address|letter|telegram|note|article|op-ed|post|video|message|remarks|comments|testimony|hearing|meeting|rally|channels|broadcast|reporters|journalists|local\smedia|state\smedia|state\stelevision|state\stv|cabinet|parliament|congress|telephone|phone\scall|press\srelease|communique|facebook|televised\saddress|closed-door\ssession|summit|forum|lunch|dinner|ceremony)\b
      (?:\son\sthe\s[a-z]+\sof\s[^,.;"“]{3,60})?(?:\s(?:with|to|on|at|by|from|of|in)\s(?:the\s)?[A-Z][\w.’'-]*(?:\s(?:of\s|the\s|and\s)?[A-Z][\w.’'-]*){0,5})?
    | tweeted | (?:told|tells?)\s(?:the\s)?(?:[A-Z][\w.’'-]*\s?){1,4}(?=\s(?:on|in|that|he|she|it|the)\b|[,.:])
    | Speaking\s(?:at|to|in|on|before)\s[^,.;]{3,80}
    | A[\w\s]{2,30}statement\b
    )""",
    re.VERBOSE,
)
CREDIT = re.compile(
    r"""\b(?:told|tells|telling|[Aa]ccording\sto|interview(?:s|ed)?\s(?:with|by|on)|reported\sby|quoted\sby|cited\sby|carried\sby|broadcast\sby|published\s(?:by|in)|released\sby|on|to|in|by|from|via|citing|quoting|with)\s
    (?:(?:the|an?|its|[A-Z][\w]+['’]s|state-run|state|official|semi-official|semiofficial|local|news|agency|newspaper|daily|network|broadcaster|[A-Z]\w+ese|[A-Z]\w+an)\s){0,5}(?P<name>[A-Z][\w.’'&-]*(?:\s(?:of\s|the\s)?[A-Z][\w.’'&-]*){0,4})
    |(?P<subject>(?:The\s)?[A-Z][\w.’'&-]*(?:\s[A-Z][\w.’'&-]*){0,4})(?:\s(?:news\sagency|newspaper|radio|television))?\s(?:has\s)?(?:reports?|reported|said|quoted|cited|wrote|published)\b""",
    re.VERBOSE,
)

# Outlets told by what they are: "carried on Iranian state television", "Tehran Radio reported".
UNNAMED = re.compile(
    r"(?:\b(?:[Oo]n|[Bb]y|[Vv]ia|[Tt]o|[Ff]rom|[Tt]old|[Cc]iting|[Qq]uoting|[Aa]ccording\sto)\s(?P<by>{0})|\b(?P<itself>{0})\s(?:said|says|reports?|reported|quoted|cited))\b".format(
        r"(?:(?:[A-Z]\w+\s)?[Ss]tate(?:-run|-owned)?\s(?:television|TV|radio|media)|[A-Z]\w+\s(?:[Rr]adio|news\sagencies|[Nn]ewswires))"
    )
)


def find_channel(text: str, sentence: Sentence, speech: Speech | None) -> Span | None:
    """Return how or where the sentence's words were delivered ("in an interview with …"), None if it does not say.

    What was itself said is not looked through when it is a quotation.
    """
    for match in CHANNEL.finditer(text, sentence.span.start, sentence.span.end):
        if (
            speech
            and speech.direct
            and speech.content.start <= match.start()
            and match.end() <= speech.content.end
        ):
            continue
        return Span.trimmed(text, match.start(), match.end(), strip=" \t\n,;:.")
    return None


def find_via(
    text: str, *, sentence: Sentence, furniture: Sequence[Furniture], outlet: str | None
) -> tuple[str, ...]:
    """Return the outlets that the report credits for a sentence, nearest first, its own outlet left out.

    A credit in the sentence outranks the agencies of datelines and credit lines.
    """
    own = (outlet or "").lower().removeprefix("the ")
    known = folded_outlets()
    found: list[str] = []
    for match in CREDIT.finditer(text, sentence.span.start, sentence.span.end):
        words = match["name"] or match["subject"]
        name = outlet_in(words, known)
        if name and not same_outlet(name, own):
            found.append(name)
    for match in UNNAMED.finditer(text, sentence.span.start, sentence.span.end):
        name = match["by"] or match["itself"]
        if not any(one in name for one in found) and not same_outlet(name, own):
            found.append(name)
    if not found:
        for piece in furniture:
            found += [
                a for a in piece.agencies if piece.kind in ("dateline", "credit") and not same_outlet(a, own)
            ]
    return tuple(dict.fromkeys(found))


def outlet_in(words: str, known: Mapping[str, str]) -> str | None:
    """Return the outlet's name as written if the words name one, else None."""
    parts = words.removeprefix("The ").split()
    for length in range(len(parts), 0, -1):
        name = " ".join(parts[:length]).rstrip(".,")
        name = re.sub(r"['’]s$", "", name)
        if name.lower() in known:
            return name
    return None


def same_outlet(name: str, own: str) -> bool:
    """Return whether a credited name is the article's own outlet."""
    lowered = name.lower().removeprefix("the ")
    canonical = folded_outlets().get(lowered, name).lower()
    return bool(own) and (lowered in own or own in lowered or canonical in own)
