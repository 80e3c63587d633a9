"""Triggers: on what condition, or because of what, a cost is announced (codebook ``trigger``).

``find_trigger`` looks through one sentence for the condition or provocation that goes with a response
in it. The patterns are ordered by how plainly they mark a condition; the first that fits wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
    r"|can(?:not|['’]t)\b|won['’]t\b|unable\b|fail(?:s|ed|ure|ing)?\b|refus\w+|continu\w+|persist\w*|keeps?\b|ignor\w+|no\s+(?:deal|agreement|progress)"
    r"|declin\w+|reject\w*|remains?\b|not\s+\w+ed\b|resist\w*)",
    re.IGNORECASE,
)
POSSIBLE = re.compile(
    r"\b(?:any|any\w+|whatever|further|future|potential|possible|another|whoever|every|if|such)\b",
    re.IGNORECASE,
)

CLAUSE_END = re.compile(
    r"""[;!?]|\.(?=["”’]|\s*$)|["”](?=[\s,.]|$)|,(?=["”]|\s)|\s(?:—|–|--)\s|:\s
    |\s(?:then|which|who|while|although|but|as\ part\ of|according\ to|he\ said|she\ said|they\ said|it\ said
        |and\ (?:said|added|warned|vowed|called|urged|told|accused|stressed|pledged|promised|demanded|threatened|reiterated)
        |(?:and|so)\ (?:we|they|he|it)\ (?:will|would|may))\b""",
    re.VERBOSE | re.IGNORECASE,
)
# A reporting clause that follows without a comma: "… if it does, X said".
MODAL_AFTER = re.compile(r"\s(?:will|would|shall|may|might|could|can|must)\s", re.IGNORECASE)

MARKERS: tuple[tuple[str, TriggerForm, re.Pattern[str]], ...] = tuple(
    (name, cast("TriggerForm", form), re.compile(pattern, re.IGNORECASE))
    for name, form, pattern in (
        (
            "unless",
            "unless",
            r"\b(?:unless(?:\s+and\s+until)?|until(?:\s+such\s+time\s+as)?|till)\s+(?!the\s(?:very\s|bitter\s)?end\b)(?=[\w“\"'‘])",
        ),
        ("absence", "unless", r"\bin\s+the\s+absence\s+of\s+(?=\w)"),
        ("as-long-as", "unless", r"\b(?:as|so)\s+long\s+as\s+(?=\w)"),
        (
            "if",
            "if",
            r"(?<!\bas )(?<!\beven )(?<!\basked )(?<!\bwonder )\b(?:if|provided(?:\s+that)?|in\s+case|in\s+(?:the\s+)?event(?:\s+that)?(?:\s+of)?"
            r"|in\s+case\s+of|(?<!to )the\s+(?:moment|minute|day)|once(?!\s(?:again|more)\b))\s+(?!necessary\b|needed\b|required\b|possible\b|so\b|not\b|any,)(?=[\w“\"'‘\[])",
        ),
        (
            "should",
            "if",
            r"(?<![\w’'-])(?:should\s+(?=(?:the|an?|any|such|another|there|it|they|he|she|we|you|its|their|his|our|this|that|these|those|(?-i:[A-Z][\w.’'-]*,?))\s)"
            r"|were\s+(?=(?:the|an?|any|it|they|he|she|we|(?-i:[A-Z][\w.’'-]*))\s(?:[\w.’'-]+\s){0,5}?to\s))",
        ),
        (
            "against-any",
            "if",
            r"\b(?:fight|repel|counter|confront|resist|defeat|answer|meet|rebuff|crush|thwart|block|foil|punish)\s+(?:off\s+|back\s+)?(?=(?:any|every|all|such|further|future|another)\s)",
        ),
        (
            "cost-for",
            "if",
            r"\b(?:consequences|repercussions|punishment|penalt(?:y|ies)|price|response|retaliation|retribution)\s+(?:for|to|of)\s+(?=(?:any|every|all|such|further|future|another)\s)",
        ),
        (
            "response-to",
            "because",
            r"\b(?:(?:in|as\s+an?)\s+(?:response|reply|reaction|answer)\s+to|in\s+(?:retaliation|revenge|reprisal)\s+(?:for|to|against)"
            r"|in\s+return\s+for|as\s+(?:punishment|a\s+punishment|payback|retribution|revenge)\s+for"
            r"|to\s+(?:punish|penali[sz]e)\s+\w+\s+for|because\s+of|because|due\s+to|on\s+account\s+of|as\s+an?\s+(?:result|consequence)\s+of|in\s+(?:light|view)\s+of|on\s+(?:the\s+)?grounds?\s+(?:of|that)|in\s+protest\s+(?:at|over|against))\s+(?=\S)",
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
            r"\b(?:respond|react|repl(?:y|ies)|retaliat|answer|meet|fight|resist)\w*\s+(?:[\w“”\"'‘’-]+\s+){0,3}?(?:(?<!\bup\s)to|against)\s+(?=[\w“\"'‘’])",
        ),
        (
            "whenever",
            "if",
            r"\b(?:whenever|when(?!\s(?:necessary|needed|asked))|every\s+time|whoever|anyone\s+who|any\s+country\s+that|those\s+who)\s+(?=\w)",
        ),
        ("depending", "if", r"\bdepending\s+on\s+(?=\w)"),
        ("since", "because", r"(?<![\w’'-])(?-i:Since)\s+(?=(?:the\s|its\s)?[\w.]+\s\w+)(?!then)"),
        (
            "revenge-for",
            "because",
            r"\b(?:revenge|retaliation|retaliate|retaliating|reprisals?|retribution|vengeance|punish\w*|severe\s+punishment|accountable|price|penalt(?:y|ies))\s+(?:\w+\s+){0,2}?(?:for|against|over|of)\s+(?=\S)",
        ),
        (
            "avenge",
            "because",
            r"\b(?:aveng(?:e|es|ing)|counter(?:ing)?|punish(?:ing|es)?)\s+(?=(?:the|a|an|any|its|their|his|such|\w+['’]s)\s)",
        ),
        (
            "anger",
            "because",
            r"\b(?:angry|angered|furious|outraged|enraged|infuriated)\s+(?:about|over|by|at|with)\s+(?=\w)",
        ),
        (
            "purpose",
            "because",
            r"\bto\s+(?:deal\s+with|combat|address|tackle|fight|counter|confront|help\s+end|put\s+an\s+end\s+to)\s+(?=(?:the|a|an|what|its|their|his|[a-z-]+(?:al|ed|ing)?)\s\w)",
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
            r"\b(?:following|after|amid)\s+(?!all\b|talks\b|meeting\b|that\b|\w+ing\b|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\.?\s\d|the\s\w+\s(?:holidays?|break|weekend)\b)(?=[\w“\"'‘])",
        ),
        (
            "as-doing",
            "because",
            r"(?<!well )(?<!such )\bas\s+(?!well\b|early\b|soon\b|much\b|part\b|many\b|a\b)(?=(?:the\s|its\s|their\s)?(?:(?:these|those)\s|(?-i:[A-Z“\"'‘]))[\w.’']+(?:\s[\w.’']+){0,3}\s(?:\w+s|\w+ed|is|are|was|were|has|have)\b)",
        ),
    )
)

# "It demanded that the ship leave and threatened to seize it."
DEMANDED = re.compile(
    r"\bdemand(?:s|ed|ing)?\s(?:that\s)?(?P<demand>[^,;:“”\"]{8,120}?),?\s(?:(?:and|or)\s(?:has\s|have\s|had\s)?)?(?:threaten|warn|vow)\w*\s",
    re.IGNORECASE,
)
# "Withdraw or face …": the demand before "or" is what would avert the cost.
DEMAND = re.compile(
    r"""(?:\A|[,;:“"]\s*|\b(?:must|should|to|has\ to|have\ to|had\ to|needs?\ to|either|can\ either|could\ either)\s)
    (?P<demand>(?!face|be\b)[A-Za-z][^,;:“”"]{2,160}?)[,;]?\s(?:or\s(?:else\s)?(?:it\s|they\s|he\s|we\s|\w+\s)?(?:will\s|would\s|'ll\s|could\s|risk\s|face|facing|suffer|be\s)|otherwise|failing\ that)""",
    re.VERBOSE | re.IGNORECASE,
)
TO_AVOID = re.compile(
    r"(?:\A|\s)(?:must|should|to|has to|have to|needs? to)\s(?P<demand>[a-z][^,;:“”\"]{2,120}?)\s(?:to\s(?:avoid|avert|escape|prevent)\b)",
    re.IGNORECASE,
)
SUBJECT = re.compile(
    r"""(?P<subject>(?:[Aa]ny|[Ee]very|[Ee]ach|[Ww]hatever|[Aa]ll|[Aa]n?|[Tt]he|such|further|another|those|moving|\w*ing|attempts?|efforts?|[A-Z][\w.]+(?:['’]s)?)
    [^,;:“”"]{2,140}?(?:,\s(?:or|and|including|such\sas)\s[^,;:“”"]{2,60}){0,2},?)\s(?:will|would|shall|must|could|may|might|can|['’]ll|to)\s(?:\w+ly\s|also\s|not\s|never\s|inevitably\s|only\s)*(?:be|get|go|have|lead|result|mean|come|bring|trigger|invite|provoke|face|draw|prompt|spark|cause|receive|remain|constitute|entail|elicit)\b""",
    re.VERBOSE,
)
# Subjects that are the target or the sender themselves, not a deed.
DEED = re.compile(
    r"\b(?:any|whatever|attack\w*|aggress\w+|strike|strikes|invasion|intervention|provocation\w*|interference|move|moves|action|actions|attempt\w*|violation\w*"
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
        "tagger",
    )
)


def triggers_by(
    text: str, start: int, end: int, response: Span, *, name: str, form: TriggerForm, pattern: re.Pattern[str]
) -> Iterator[Trigger]:
    """Yield what stands behind each marker of one kind, nearest after the response first."""
    places = list(pattern.finditer(text, start, end))
    if name in WEAK:
        anywhere = name in REASONS and IN_TURN.search(text, start, end)
        places = [
            match
            for match in places
            if anywhere or match.start() >= response.start or (name in OPENING and match.start() <= start + 1)
        ]
    places.sort(key=lambda match: (match.end() < response.start, abs(match.start() - response.end)))
    for match in places:
        limit = end
        if match.end() <= response.start:
            limit = response.start
        first = first_of_several(text, start, match, places) if name == "if" else match.end()
        span = clause(text, first, limit, before_response=match.end() <= response.start, least=match.end())
        means = (
            (MEANS if name != "against-any" else WITH).search(span.text)
            if span and name in ANSWERED
            else None
        )
        if span and means:
            span = Span.trimmed(text, span.start, span.start + means.start())
        if (
            span
            and AGAINST.search(match.group())
            and not (DEED.search(span.text[:80]) or POSSIBLE.match(span.text))
        ):
            continue
        if span is None or len(span.text) < 4 or EMPTY.fullmatch(span.text) or span.text.endswith(" to"):
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
        "purpose",
    )
)


EMPTY = re.compile(
    r"(?:he|she|we|they|it|I|you)(?:\s(?:wants?|wish(?:es)?|likes?|wanted|must|can|could))?", re.IGNORECASE
)
ANSWERED = frozenset(("against-any", "answer-to", "respond-to", "response-to", "revenge-for"))
OPENING = frozenset(("following",))  # "Following the raid, …" opens a sentence
REASONS = frozenset(("over", "following", "for-doing"))
IN_TURN = re.compile(
    r"\bin\s(?:retaliation|response|return|reply)\b(?!\s(?:to|for|against)\b)", re.IGNORECASE
)
MEANS = re.compile(
    r"\s(?:by\s\w+ing|with\s(?:(?:an?|the|its|our|their|full|all)\s)?[\w“”‘’'\"-]*\s?(?:force|blow|tariffs?|sanctions?|strikes?|(?:counter)?measures?|response|retaliation|weapons|action))\b"
)
AGAINST = re.compile(r"\bagainst\s+\Z", re.IGNORECASE)


def first_of_several(text: str, start: int, last: re.Match[str], places: Sequence[re.Match[str]]) -> int:
    """Return where the first of several conditions in a row begins: "If they fire, if they move, we will …"."""
    first = last
    for match in sorted(places, key=lambda m: -m.start()):
        if match.end() < first.start() and ONE_MORE.fullmatch(text, match.end(), first.start()):
            first = match
    return first.end()


ONE_MORE = re.compile(r"[^,;:.“”\"]{3,90},\s(?:(?:and|or)\s)?")


def actual_form(form: TriggerForm, marker: str, words: str) -> TriggerForm:
    """Return the form by function: a demand unmet is ``unless``, a possible provocation ``if``."""
    if form == "if" and marker in ("if", "should") and COMPELS.search(words[:90].split(", if ")[0]):
        return "unless"
    if (
        form == "because"
        and marker in ("response-to", "answer-to", "avenge", "for-doing", "revenge-for", "respond-to")
        and POSSIBLE.match(words)
    ):
        return "if"
    return form


def clause(text: str, start: int, limit: int, *, before_response: bool, least: int) -> Span | None:
    """Return the clause that starts at ``start``: up to its first comma, stop or closing mark behind ``least``."""
    position, stop = least, limit
    while match := CLAUSE_END.search(text, position, limit):
        if match.start() - least < 6 or (match.group() in '"”' and text.count("“", start, match.start()) > 0):
            position = match.end()
            continue
        stop = match.start()
        break
    if before_response and stop == limit:
        # no comma: "if Belmora tests again we will …" ends before the main clause's subject
        modal = MODAL_AFTER.search(text, least, limit)
        if modal:
            stop = text.rfind(" ", least, modal.start())
            stop = stop if stop > least else modal.start()
    if day := ON_DAY.search(text, start, stop):
        stop = day.start() if day.end() == stop else stop
    return Span.trimmed(text, start, stop, strip=' \t\n\r,;:."“”')


ON_DAY = re.compile(
    r"\s(?:on\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|yesterday|(?:last|this)\s(?:week|month|year))(?=[\s,.;”\"]|$)"
)
# What stands before the demand itself: "the North has demanded that", "he told Belmora to".
LEADS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r".*\b(?:must|should|either|demand(?:s|ed|ing)?\sthat)\s",
        r".*\b(?:told|asked|urged|ordered|warned|wants?|wanted|call(?:s|ed|ing)\son|ultimatum|deadline|has|have|had|needs?)\b.*?\bto\s",
        r".*?\bto\s",
    )
)


def demand_before(text: str, start: int, end: int, response: Span) -> Trigger | None:
    """Return the demand of "do this or face that"."""
    for pattern in (DEMAND, TO_AVOID, DEMANDED):
        for match in pattern.finditer(text[start : min(end, response.end)]):
            first, last = match.start("demand") + start, match.end("demand") + start
            if last <= response.start and match.end() + start <= response.start + 8:
                words = text[first:last]
                opening = next((found for lead in LEADS if (found := lead.match(words))), None)
                first += opening.end() if opening else 0
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
                    or (re.match(r"[A-Za-z][a-z]+s\b", words) and DEED.match(words))  # "Threats to …"
                    else "because"
                )
                return Trigger(span=span, form=form, marker="subject")
    return None


WITH = re.compile(r"\s+(?:with|by(?=\s+\w+ing\b))\s+(?:an?\s+)?")
PREPOSITION = re.compile(
    r"\s(?:to(?:\s(?:avenge|punish|counter|combat|tackle|address|fight|confront|deal\swith))?|against|for|over|at|of|on|with|if|unless|by|as|after|following|until|in\s(?:response|reply|reaction|return|retaliation|revenge|reprisal)\s(?:to|for))\s+\Z"
)


def without_trigger(text: str, response: Span, trigger: Trigger | None) -> Span:
    """Return the response cut before a trigger that stands in it ("respond" of "respond to any attack")."""
    if trigger is None or not response.start < trigger.span.start < response.end:
        return response
    if trigger.marker in ANSWERED and (measure := WITH.match(text, trigger.span.end, response.end)):
        return Span.trimmed(text, measure.end(), response.end, strip=' \t\n\r,;:."“”') or response
    preposition = PREPOSITION.search(text, response.start, trigger.span.start)
    stop = preposition.start() if preposition else trigger.span.start
    cut = Span.trimmed(text, response.start, stop, strip=' \t\n\r,;:."“”')
    return cut or response
