"""Triggers: on what condition, or because of what, a cost is announced (codebook ``trigger``).

``find_trigger`` looks through one sentence for the condition or provocation that goes with a response
in it. The patterns are ordered by how plainly they mark a condition; the first that fits wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from demarche.span import Span
from demarche.threats import TriggerForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A condition or provocation and its form."""

    span: Span
    form: TriggerForm
    marker: str  # the word that opened it: "if", "over", "subject"


# Compellence by function: the condition is that something is not done, or goes on (codebook 1.2).
COMPELS = re.compile(
    r"\b(?:(?:do|does|did|has|have|had|is|are|was|were|will|would|can|could)(?:\s+not|n['’]t)\b(?!\s+\w+\s+any)"
    r"|fail(?:s|ed|ure|ing)?\b|refus\w+|continu\w+|persist\w*|keeps?\b|ignor\w+|no\s+(?:deal|agreement|progress)"
    r"|declin\w+|reject\w*|remains?\b|not\s+\w+ed\b|resist\w*)",
    re.IGNORECASE,
)
POSSIBLE = re.compile(
    r"\b(?:any|any\w+|further|future|potential|possible|another|whoever|every|if|such)\b", re.IGNORECASE
)

CLAUSE_END = re.compile(
    r"""[;!?]|\.(?=["”’]|\s*$)|["”](?=[\s,.]|$)|,(?=["”]|\s)|\s(?:—|–|--)\s|:\s
    |\s(?:then|which|who|while|although|but|as\ part\ of|according\ to|he\ said|she\ said|they\ said|it\ said
        |(?:and|so)\ (?:we|they|he|it)\ (?:will|would|may))\b""",
    re.VERBOSE | re.IGNORECASE,
)
# A reporting clause that follows without a comma: "… if it does, X said".
MODAL_AFTER = re.compile(r"\s(?:will|would|shall|may|might|could|can|must)\s", re.IGNORECASE)

MARKERS: tuple[tuple[str, TriggerForm, re.Pattern[str]], ...] = tuple(
    (name, cast("TriggerForm", form), re.compile(pattern, re.IGNORECASE))
    for name, form, pattern in (
        ("unless", "unless", r"\b(?:unless(?:\s+and\s+until)?|until(?:\s+such\s+time\s+as)?|till)\s+(?=\w)"),
        ("absence", "unless", r"\bin\s+the\s+absence\s+of\s+(?=\w)"),
        ("as-long-as", "unless", r"\b(?:as|so)\s+long\s+as\s+(?=\w)"),
        (
            "if",
            "if",
            r"(?<!as )(?<!even )(?<!asked )(?<!wonder )\b(?:if|provided(?:\s+that)?|in\s+case|in\s+(?:the\s+)?event(?:\s+that)?(?:\s+of)?"
            r"|in\s+case\s+of|the\s+(?:moment|minute|day)|once)\s+(?!necessary\b|needed\b|required\b|possible\b|so\b|not\b|any,)(?=[\w“\"'‘\[])",
        ),
        (
            "should",
            "if",
            r"(?:^|[,;“\"]\s?|\s)(?:should|were)\s+(?=(?:the\s|an?\s|any\s|[A-Z])[^,.;]{3,120})",
        ),
        (
            "whenever",
            "if",
            r"\b(?:whenever|when(?!\s(?:necessary|needed|asked))|every\s+time|whoever|anyone\s+who|any\s+country\s+that|those\s+who)\s+(?=\w)",
        ),
        (
            "response-to",
            "because",
            r"\b(?:in\s+(?:response|reply|reaction|answer)\s+to|in\s+(?:retaliation|revenge|reprisal)\s+(?:for|to|against)"
            r"|in\s+return\s+for|as\s+(?:punishment|a\s+punishment|payback|retribution|revenge)\s+for"
            r"|to\s+(?:punish|penali[sz]e)\s+\w+\s+for|because\s+of|because|due\s+to|on\s+account\s+of|in\s+protest\s+(?:at|over|against))\s+(?=\S)",
        ),
        (
            "answer-to",
            "because",
            r"\b(?:respon(?:d|ds|ding|se|ses)|react(?:s|ing|ion)?|retaliat(?:e|es|ing|ion)|repl(?:y|ies|ying)|answer(?:s|ing)?|fight(?:ing)?\s+back"
            r"|hit(?:ting)?\s+back|strike\s+back|countermeasures?|measures?|revenge|reprisals?|retribution|counter(?:s|ing)?|tariffs?|sanctions?|avenge|avenging|punish\w*)"
            r"\s+(?:\w+ly\s+)?(?:to|against|for|over|at)\s+(?=(?:[\w“\"'‘’-]+\s+){0,4}[\w“\"'‘’-]*(?:ing|ion|ions|attacks?|tariffs?|dut(?:y|ies)|sanctions?|moves?|acts?|actions?|steps?|threats?"
            r"|aggression|strikes?|measures?|tests?|launch(?:es)?|deaths?|killings?|raids?|violations?|expansion|pract\w+|polic(?:y|ies)|failure|decisions?|laws?|bills?|exercises?|drills?|terrorism|war|murder|assassination|incursions?|provocations?|support|behavio\w+|refusal|ban|restrictions|curbs|crackdown|abuses|theft|trade|programs?|programmes?)\b)",
        ),
        (
            "respond-to",
            "because",
            r"\b(?:respond|react|repl(?:y|ies)|retaliat|answer|meet|fight|resist)\w*\s+(?:[\w“”\"'‘’-]+\s+){0,3}?(?:to|against)\s+(?=[\w“\"'‘’])",
        ),
        ("since", "because", r"(?:^|[\s“\"])since\s+(?=(?:the\s|its\s)?[\w.]+\s\w+)(?!then)"),
        (
            "revenge-for",
            "because",
            r"\b(?:revenge|retaliation|retaliate|retaliating|reprisals?|retribution|vengeance|punish\w*|severe\s+punishment|price|penalt(?:y|ies))\s+(?:\w+\s+){0,2}?(?:for|against|over|of)\s+(?=\S)",
        ),
        (
            "avenge",
            "because",
            r"\b(?:aveng(?:e|es|ing)|counter(?:ing)?|punish(?:ing|es)?)\s+(?=(?:the|a|an|any|its|their|his|such|\w+['’]s)\s)",
        ),
        (
            "over",
            "because",
            r"\bover\s+(?!the\s+(?:next|coming|past|last|weekend)|\d|time\b|and\b)(?=[\w“\"'‘])",
        ),
        (
            "for-doing",
            "because",
            r"\b(?:for|alleging|accusing|citing|blaming|objecting\s+to)\s+(?:that\s+)?(?=(?:its|their|his|what|\w+['’]s|\w{3,}ing\b|alleged|unfair|violations?\b)\s)",
        ),
        (
            "following",
            "because",
            r"\b(?:following|after|amid)\s+(?!all\b|talks\b|meeting\b|that\b|(?:speaking|saying|arriving)\b)(?=[\w“\"'‘])",
        ),
        (
            "as-doing",
            "because",
            r"(?<!well )(?<!such )\bas\s+(?!well\b|early\b|soon\b|much\b|part\b|many\b|a\b)(?=(?:the\s|its\s|their\s)?[A-Z“\"'‘][\w.’']+(?:\s[\w.’']+){0,3}\s(?:\w+s|\w+ed|is|are|was|were|has|have)\b)",
        ),
    )
)

# "Withdraw or face …": the demand before "or" is what would avert the cost.
DEMAND = re.compile(
    r"""(?:^|[,;:“"]\s*|\b(?:must|should|to|has\ to|have\ to|had\ to|needs?\ to|either|can\ either|could\ either)\s)
    (?P<demand>(?!face|be\b)[A-Za-z][^,;:“”"]{2,160}?)[,;]?\s(?:or\s(?:else\s)?(?:it\s|they\s|he\s|we\s|\w+\s)?(?:will\s|would\s|'ll\s|could\s|risk\s|face|facing|suffer|be\s)|otherwise|failing\ that)""",
    re.VERBOSE | re.IGNORECASE,
)
TO_AVOID = re.compile(
    r"(?:^|\s)(?:must|should|to|has to|have to|needs? to)\s(?P<demand>[a-z][^,;:“”\"]{2,120}?)\s(?:to\s(?:avoid|avert|escape|prevent)\b)",
    re.IGNORECASE,
)
SUBJECT = re.compile(
    r"""(?P<subject>(?:any|every|each|all|an?|the|such|further|another|those|moving|\w*ing|attempts?|efforts?|[A-Z][\w.]+(?:['’]s)?)
    [^,;:“”"]{2,140}?)\s(?:will|would|shall|must|could|may|might|can|['’]ll|to)\s(?:\w+ly\s|also\s|not\s|never\s|inevitably\s|only\s)*(?:be|get|go|have|lead|result|mean|come|bring|trigger|invite|provoke|face|draw|prompt|spark|cause|receive|remain|constitute|entail|elicit)\b""",
    re.VERBOSE,
)
# Subjects that are the target or the sender themselves, not a deed.
DEED = re.compile(
    r"\b(?:any|attack\w*|aggress\w+|strike|strikes|invasion|intervention|provocation\w*|interference|move|moves|action|actions|attempt\w*|violation\w*"
    r"|threats?|incursion\w*|use|launch\w*|test|tests|deployment|withdrawal|pullout|tariffs?|sanctions?|ship|ships|vessel\w*|aircraft|act|acts|step|steps"
    r"|escalation|intrusion|encroachment|expansion|hostil\w+|protectionism|(?-i:[a-z]{4,}ing)|failure|refusal|decision|supply|supplies|delivery|deliveries|breach\w*|killing|death|murder|crime|crimes|blood|raid|raids)\b",
    re.IGNORECASE,
)


def find_trigger(text: str, start: int, end: int, response: Span, *, cue: str = "") -> Trigger | None:
    """Return the trigger of the response within ``text[start:end]`` (one sentence), None if it states none."""
    found = demand_before(text, start, end, response)
    if found is None and cue in SUBJECT_CUES:
        found = subject_before(text, start, response)
    for name, form, pattern in MARKERS:
        if found:
            break
        found = next(triggers_by(text, start, end, response, name=name, form=form, pattern=pattern), None)
    return found


SUBJECT_CUES = frozenset(
    (
        "met-with",
        "future-passive",
        "not-unanswered",
        "would-face",
        "act-of-war",
        "pay-price",
        "measure-follows",
        "future",
    )
)


def triggers_by(
    text: str, start: int, end: int, response: Span, *, name: str, form: TriggerForm, pattern: re.Pattern[str]
) -> Iterator[Trigger]:
    """Yield what stands behind each marker of one kind, nearest after the response first."""
    places = list(pattern.finditer(text, start, end))
    if name in WEAK:
        places = [match for match in places if match.start() >= response.start]
    places.sort(key=lambda match: (match.end() < response.start, abs(match.start() - response.end)))
    for match in places:
        limit = end
        if match.end() <= response.start:
            limit = response.start
        span = clause(text, match.end(), limit, before_response=match.end() <= response.start)
        if span is None or (len(span.text) < 4 and name not in ("if",)):
            continue
        if (
            name != "answer-to"
            and span.start in response
            and span.end == response.end
            and span.start == response.start
        ):
            continue
        yield Trigger(span=span, form=actual_form(form, name, span.text), marker=name)


WEAK = frozenset(
    (
        "respond-to",
        "revenge-for",
        "over",
        "for-doing",
        "following",
        "as-doing",
        "whenever",
        "answer-to",
        "avenge",
    )
)


def actual_form(form: TriggerForm, marker: str, words: str) -> TriggerForm:
    """Return the form by function: a demand unmet is ``unless``, a possible provocation ``if``."""
    if form == "if" and marker in ("if", "should") and COMPELS.search(words[:90]):
        return "unless"
    if (
        form == "because"
        and marker in ("response-to", "answer-to", "avenge", "for-doing", "revenge-for", "respond-to")
        and POSSIBLE.match(words)
    ):
        return "if"
    return form


def clause(text: str, start: int, limit: int, *, before_response: bool) -> Span | None:
    """Return the clause that starts at ``start``: up to its comma, stop or closing quotation mark."""
    position, stop = start, limit
    while match := CLAUSE_END.search(text, position, limit):
        if match.start() - start < 6 or (match.group() in '"”' and text.count("“", start, match.start()) > 0):
            position = match.end()
            continue
        stop = match.start()
        break
    if before_response and stop == limit:
        # no comma: "if Belmora tests again we will …" ends before the main clause's subject
        modal = MODAL_AFTER.search(text, start, limit)
        if modal:
            stop = text.rfind(" ", start, modal.start())
            stop = stop if stop > start else modal.start()
    return Span.trimmed(text, start, stop, strip=' \t\n\r,;:."“”')


def demand_before(text: str, start: int, end: int, response: Span) -> Trigger | None:
    """Return the demand of "do this or face that"."""
    for pattern in (DEMAND, TO_AVOID):
        for match in pattern.finditer(text, start, min(end, response.end)):
            if match.end("demand") <= response.start and match.end() <= response.start + 8:
                first, last = match.span("demand")
                imperative = re.search(r".*\b(?:must|should|to|either)\s", text[first:last], re.IGNORECASE)
                first += imperative.end() if imperative else 0
                span = Span.trimmed(text, first, last, strip=' \t\n\r,;:"“”')
                if span:
                    return Trigger(span=span, form="unless", marker="or")
    return None


def subject_before(text: str, start: int, response: Span) -> Trigger | None:
    """Return a deed that is the subject of the response's verb: "Any attack will be met with …"."""
    for match in SUBJECT.finditer(text, start, response.end):
        if match.end("subject") > response.start:
            break
        if response.start - match.end() > 40:
            continue
        first, last = match.span("subject")
        said = re.search(r".*\b(?:said|says|that|warned|warns|stressed|added)\s(?:that\s)?", text[first:last])
        first += said.end() if said else 0
        words = text[first:last]
        if DEED.search(words[:80]) and not re.match(r"(?:we|they|he|she|it|i|you)\b", words, re.IGNORECASE):
            span = Span.trimmed(text, first, last)
            if span:
                form: TriggerForm = (
                    "if"
                    if POSSIBLE.search(words[:30])
                    or re.match(r"[A-Z]?[a-z]{3,}ing\b(?! (?:will|would|has|had|is|was))", words)
                    else "because"
                )
                return Trigger(span=span, form=form, marker="subject")
    return None


REACTIVE = re.compile(
    r"\b(?:retaliat\w*|respon[ds]\w*|counter-?measures?|counter\b|reveng\w*|aveng\w*|react\w*|repl(?:y|ies)|answer\w*|(?:fight|hit|strike)\s+back|reprisals?|punish\w*|price|consequences)\b",
    re.IGNORECASE,
)
ACT = re.compile(
    r"(?:['’]s?)?\s(?:[\w“”\"'’-]+\s){0,4}?(?:tariffs?|duties|sanctions|attacks?|strikes?|killing|assassination|decision|moves?|raids?|announcement|tests?|launch|actions?|measures|threats?|airstrikes?|exercises?|drills?|expulsions?|bans?|restrictions|resolution|withdrawal|policies|practices|programs?|aggression|provocations?|invasion)\b"
    r"(?:\s(?:on|of|against|to|in|by|from)\s[^,;.“”\"]{2,70}?)?(?=[,;.“”\"]|\s(?:and|but|as|while|which|that|will|would|after|when|is|are|was|were|has|have|had)\b|$)",
    re.IGNORECASE,
)


def provocation_near(text: str, places: Iterator[int], response: Span, end: int) -> Trigger | None:
    """Return the deed of the target that a bare "will retaliate" answers, from the sentences around.

    ``places`` are where names of the target end, nearest sentence first; None where no deed follows one.
    """
    if not REACTIVE.search(response.text):
        return None
    for place in places:
        match = ACT.match(text, place, min(end, place + 200))
        if match and not response.overlaps(place, match.end()):
            start = place
            while start > 0 and not text[start - 1].isspace():
                start -= 1
            stop = match.end() - (3 if match.group().endswith(" to") else 0)
            span = Span.trimmed(text, start, stop, strip=" \t\n\r,;:.\"“”'‘(")
            if span:
                return Trigger(span=span, form="because", marker="near")
    return None


def without_trigger(text: str, response: Span, trigger: Trigger | None) -> Span:
    """Return the response cut before a trigger that stands in it ("respond" of "respond to any attack")."""
    if trigger is None or not response.start < trigger.span.start < response.end:
        return response
    preposition = text.rfind(" ", response.start, trigger.span.start - 1)
    cut = Span.trimmed(text, response.start, preposition, strip=' \t\n\r,;:."“”') if preposition > 0 else None
    return cut or response
