"""The ledger's proposals: deeds that come near a statement's trigger, and deeds that carry out its response.

A deed is proposed for a trigger if somebody whose conduct the trigger names does, or plans, something with
the thing it names; for a response if the sender does something of its kind to the target or over the same
matter. Each proposal says why in words. The score orders proposals and is no probability: nothing was
fitted, and a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from demarche.events import EventKind
from demarche.language import ActorCode
from demarche.language.actor_names import names_of
from demarche.threads import Deed, Proposal, Side, State, Telling
from demarche.threads.grouping import order
from demarche.threads.matters import lexicon
from demarche.threads.words import likeness, stem
from demarche.threats import ResponseKind, TriggerForm

HORIZON = 1095  # days after an utterance in which deeds are looked for
SOON = 365  # days in which nearness in time counts for something
VAGUE = 365  # the same for a response of which no measure was named
BEFORE = 60  # days before it, for what it answers
LEAST = 0.55  # score of a proposal
AT_MOST = 4  # proposals a side
SOME, MUCH = 0.15, 0.25  # likeness of words that makes sharing a broad thing tell, or a response carried out
SAME_DEED = 10  # days between two tellings of one deed

# What the words of a trigger do, as kinds of event.
ACTS: dict[EventKind, str] = {
    "deployment": "deploy station place appear put host send move arrive base",
    "arms-transfer": "buy purchase sell supply deliver transfer acquire arm provide",
    "weapons-test": "test launch fire shoot detonate",
    "exercise": "exercise drill rehearse manoeuvre",
    "attack": "attack strike invade bomb shell assault kill aggression hit offensive retreat",
    "incursion": "cross enter violate intrude overfly incursion approach seize",
    "sanction": "sanction tariff duty impose levy tax embargo ban restrict freeze blacklist",
    "alliance": "join accede membership enter pact integrate",
    "diplomatic-break": "expel expulsion recall withdraw leave quit close",
    "doctrine": "abandon renounce give drop status revise adopt pass law enrich nuclear",
    "talks": "talk negotiate meet summit",
    "unrest": "referendum protest vote secede independence",
}
ACT_STEMS = {kind: frozenset(map(stem, words.split())) for kind, words in ACTS.items()}

# A trigger that something ends is not met by the thing going on.
ENDS = frozenset(
    map(
        stem,
        "suspend halt stop end cease cancel lift scrap abandon renounce give drop freeze denuclearize".split(),
    )
)

# Which deeds carry out which kind of response.
CARRIES_OUT: dict[ResponseKind, frozenset[EventKind]] = {
    "military": frozenset(
        ("exercise", "deployment", "weapons-test", "force-posture", "attack", "incursion", "arms-transfer")
    ),
    "nuclear": frozenset(("weapons-test", "doctrine", "deployment", "attack")),
    "economic": frozenset(("sanction",)),
    "diplomatic": frozenset(("diplomatic-break",)),
    "legal": frozenset(("sanction", "doctrine")),
    "internal": frozenset(("unrest", "attack")),
    "other": frozenset(("sanction", "diplomatic-break", "incursion")),
    "unspecified": frozenset(
        (
            "sanction",
            "diplomatic-break",
            "deployment",
            "exercise",
            "weapons-test",
            "attack",
            "incursion",
            "force-posture",
        )
    ),
}


AGAINST = frozenset(("attack", "incursion", "sanction", "diplomatic-break"))  # deeds that somebody bears
YIELDS = frozenset(("concession", "talks", "alliance"))  # deeds by which a target may do what was demanded
ENDING = YIELDS | {"doctrine", "diplomatic-break"}  # deeds by which a thing may end


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a statement asks of deeds, all its tellings together."""

    articles: frozenset[str]
    said: int | None
    form: TriggerForm
    sender: frozenset[ActorCode]
    target: frozenset[ActorCode]
    conduct: frozenset[ActorCode]
    kinds: frozenset[ResponseKind]
    trigger: frozenset[str]
    response: frozenset[str]
    things: frozenset[str]
    answers: frozenset[str]
    deadline: int | None


def question_of(tellings: Sequence[Telling]) -> Question:
    """Return what a statement's tellings together ask, in whatever order they are given."""
    first, *_ = ordered = sorted(tellings, key=order)
    with_trigger = next((t for t in ordered if t.trigger), first)
    named = {t.kind for t in tellings} - {"unspecified"}
    return Question(
        articles=frozenset(t.article for t in tellings),
        said=first.uttered,
        form=with_trigger.form,
        sender=frozenset(code for t in tellings for code in t.sender),
        target=frozenset(code for t in tellings for code in t.target),
        conduct=frozenset(code for t in tellings for code in t.conduct),
        kinds=frozenset(named) or frozenset(("unspecified",)),
        trigger=with_trigger.trigger,
        response=frozenset(word for t in tellings for word in t.response),
        things=frozenset(name for t in tellings for name in t.things),
        answers=frozenset(name for t in tellings for name in t.answers),
        deadline=min((t.deadline for t in tellings if t.deadline is not None), default=None),
    )


def deed_lines(deed: Deed) -> list[str]:
    """Return the lines on which a deed is found: who and with what thing, who to whom and what kind."""
    with_things = [f"{code}:{name}" for code in deed.actor for name in deed.things]
    to_partners = [f"{code}>{other}:{deed.kind}" for code in deed.actor for other in deed.partner]
    return sorted({*with_things, *to_partners})


def lines_asked(question: Question) -> list[str]:
    """Return the lines on which a statement's proposals may stand."""
    near = {f"{code}:{name}" for code in question.conduct for name in question.things}
    meant = {kind for name in question.things for kind in lexicon().things[name].deeds}
    near |= {
        f"{code}>{other}:{kind}"
        for code in question.conduct
        for other in question.conduct - {code}
        for kind in meant
    }
    kinds = {kind for response in question.kinds for kind in CARRIES_OUT[response]}
    answers = {
        f"{code}>{other}:{kind}" for code in question.sender for other in question.target for kind in kinds
    }
    return sorted(near | answers)


def proposals_for(question: Question, deeds: Iterable[Deed]) -> tuple[Proposal, ...]:
    """Return what is proposed for a statement, the likeliest first on each side, each deed once."""
    usable = [d for d in deeds if d.status != "denied" and d.day is not None and question.said is not None]
    near = folded([p for d in usable if (p := for_trigger(question, d))])
    since = min((p.days or 0 for p in near), default=None)
    answers = folded([p for d in usable if (p := for_response(question, d, near_since=since))])
    return (*near, *answers)


def for_trigger(question: Question, deed: Deed) -> Proposal | None:
    """Return the deed as one that comes near the trigger, None where it does not."""
    doers = question.conduct.intersection(deed.actor)
    if not question.trigger or not doers or not question.sender.isdisjoint(deed.actor):
        return None
    if is_elsewhere(question, deed, doers):
        return None
    days = days_after(question, deed)
    early, late = (-BEFORE, 3) if question.form == "because" else (0, HORIZON)
    if not early <= days <= late or (question.form == "unless" and deed.kind not in YIELDS):
        return None
    if deed.kind not in ENDING and question.trigger & ENDS:
        return None
    strange = question.sender.isdisjoint(deed.partner) and question.conduct.isdisjoint(deed.partner)
    if strange and deed.kind in AGAINST:
        return None
    shared = sorted(question.things.intersection(deed.things))
    both = question.conduct.intersection((*deed.actor, *deed.partner))
    together = [name for name in sorted(question.things) if deed.kind in lexicon().things[name].deeds]
    words = likeness(question.trigger, deed.words)
    jointly = bool(together) and len(both) > 1
    if not telling(shared, words) and not jointly:
        return None
    acts = acts_of(question.trigger)
    does = deed.kind in acts if acts else any(deed.kind in lexicon().things[name].deeds for name in shared)
    carried = deed.status in ("done", "ongoing")
    met = bool(shared) and does and carried and question.form != "unless"
    reasons = [f"same actor {names_of(sorted(doers))}"]
    if len(both) > 1:
        reasons.append(f"with {names_of(sorted(both - doers))}" if both - doers else "both parties named")
    reasons += (
        [f"same thing: {', '.join(shared)}"] if shared else [f"{deed.kind} is what {together[0]} means"]
    )
    if question.form == "unless":
        reasons.append("bears on what was demanded")
    elif does:
        reasons.append("does what the trigger says")
    reasons.append(timing(deed, days))
    score = 0.3 + 0.25 * bool(shared) + 0.2 * jointly + 0.15 * does + 0.3 * words + 0.1 * soon(days)
    return proposal(deed, "trigger", "met" if met else "approached", score, reasons, days)


def is_elsewhere(question: Question, deed: Deed, doers: frozenset[ActorCode]) -> bool:
    """Return whether a deed is done with others than a trigger that names more than its doer speaks of.

    American missiles in one country do not meet a trigger of American missiles in another.
    """
    spoken_of = question.conduct | question.sender | question.target
    return bool(deed.partner and question.conduct - doers) and spoken_of.isdisjoint(deed.partner)


def for_response(question: Question, deed: Deed, *, near_since: int | None) -> Proposal | None:
    """Return the deed as one that carries out the response, None where it does not.

    A response of which no measure was named, tied to a condition, counts only from the day on which a deed
    came near the condition (``near_since``, days after the utterance).
    """
    days = days_after(question, deed)
    doers = question.sender.intersection(deed.actor)
    concrete = "unspecified" not in question.kinds
    if not doers or not 0 <= days <= (HORIZON if concrete else VAGUE) or told_with_it(question, deed):
        return None
    if not concrete and question.form in ("if", "unless") and (near_since is None or days < near_since):
        return None
    fits = sorted(kind for kind in question.kinds if deed.kind in CARRIES_OUT[kind])
    bearers = question.target.intersection(deed.partner)
    if not fits or not bearers:
        return None
    shared = sorted((question.things | question.answers).intersection(deed.things))
    words = likeness(question.response, deed.words)
    if concrete and not telling(shared, words):
        return None
    done = deed.status in ("done", "ongoing")
    reasons = [f"by {names_of(sorted(doers))}", f"towards {names_of(sorted(bearers))}"]
    reasons += [f"same thing: {', '.join(shared)}"] if shared else []
    reasons.append(
        f"{deed.kind}, as {fits[0]} response" if concrete else f"{deed.kind}; no measure was named"
    )
    reasons.append(timing(deed, days))
    score = 0.45 + 0.2 * bool(shared) + 0.15 * concrete + 0.3 * words + 0.15 * soon(days)
    state: State = "yes" if done and concrete and words >= MUCH else "partly"
    return proposal(deed, "response", state, score, reasons, days)


def telling(shared: Iterable[str], words: float) -> bool:
    """Return whether shared things say something: a broad one only with like words."""
    return any(not lexicon().things[name].broad or words >= SOME for name in shared)


def proposal(
    deed: Deed, side: Side, state: State, score: float, reasons: list[str], days: int
) -> Proposal | None:
    """Return a proposal whose score is high enough."""
    if score < LEAST:
        return None
    return Proposal(
        deed=deed, side=side, state=state, score=round(min(score, 1.0), 2), reasons=tuple(reasons), days=days
    )


def folded(proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """Return the best of each deed that several articles tell, best first, at most ``AT_MOST``."""
    kept: list[tuple[Proposal, dict[str, None]]] = []
    for one in sorted(proposals, key=lambda p: (-p.score, p.days or 0, p.deed.id)):
        also = next((also for best, also in kept if same_deed(one.deed, best.deed)), None)
        if also is not None:
            also[one.deed.id] = None
        elif len(kept) < AT_MOST:
            kept.append((one, {}))
    return tuple(replace(best, also=tuple(also)) if also else best for best, also in kept)


def same_deed(one: Deed, other: Deed) -> bool:
    """Return whether two events are one deed.

    Kind, actor and thing agree and the days are near; or one article tells both of the same parties and day.
    """
    if not set(one.actor) & set(other.actor):
        return False
    if one.article == other.article and one.day == other.day and set(one.partner) & set(other.partner):
        return True
    return (
        one.kind == other.kind
        and abs((one.day or 0) - (other.day or 0)) <= SAME_DEED
        and bool(set(one.things) & set(other.things) or one.words & other.words)
    )


@lru_cache(maxsize=1024)
def acts_of(trigger: frozenset[str]) -> frozenset[EventKind]:
    """Return the kinds of event that a trigger's words describe.

    >>> from demarche.threads.words import stems
    >>> sorted(acts_of(stems("missiles are deployed on the islands")))
    ['deployment']
    """
    return frozenset(kind for kind, words in ACT_STEMS.items() if words & trigger)


def told_with_it(question: Question, deed: Deed) -> bool:
    """Return whether the deed is told in the same article and not as something that came later.

    An announcement is an event of its own there, and what has no day of its own was done before.
    """
    if deed.article not in question.articles:
        return False
    return deed.status in ("planned", "proposed") or deed.day == deed.known


def days_after(question: Question, deed: Deed) -> int:
    """Return the days from the utterance to the deed."""
    return (deed.day or 0) - (question.said or 0)


def soon(days: int) -> float:
    """Return 1 for a deed of the same day, falling to 0 within a year."""
    return max(0.0, 1 - abs(days) / SOON)


def timing(deed: Deed, days: int) -> str:
    """Return how far a deed has come and when, in words.

    >>> timing(Deed(id="", article="", known=0, day=0, actor=(), partner=(), kind="talks", status="planned",
    ...             things=(), words=frozenset()), 21)
    'planned, 3 weeks later'
    """
    size = abs(days)
    if size == 0:
        return f"{deed.status}, the same day"
    for unit, length, least in (("year", 365, 730), ("month", 30, 60), ("week", 7, 14), ("day", 1, 1)):
        if size >= least:
            count = round(size / length)
            return f"{deed.status}, {count} {unit}{'s' if count > 1 else ''} {'later' if days > 0 else 'earlier'}"
    return deed.status
