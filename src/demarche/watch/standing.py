"""Standing triggers: something a person waits for, found in what others threaten over and in what is done."""

from __future__ import annotations

from dataclasses import replace

from demarche.errors import UsageError
from demarche.language.actor_names import names_of
from demarche.language.actors import find_actors
from demarche.register import StoredEvent
from demarche.threads import Deed, Proposal, Telling
from demarche.threads.ledger import Question, for_trigger
from demarche.threads.matters import names_in
from demarche.threads.words import stems
from demarche.watch.changes import day_of, event_words
from demarche.watch.values import AlertKind, Change, StandingTrigger, Watch

TIMING = 1  # reasons at the end of a proposal's that speak of an utterance


def trigger_of(words: str) -> StandingTrigger:
    """Return the standing trigger that words describe: whose doing, and with what thing.

    Raises UsageError where they name no actor or no thing that is known.

    >>> trigger_of("US missiles in Japan")
    StandingTrigger(words='US missiles in Japan', actors=('USA', 'JPN'), things=('missiles',))
    """
    line = " ".join(words.split())
    actors = tuple(dict.fromkeys(mention.code for mention in find_actors(line)))
    things = names_in(line)
    if not actors or not things:
        missing = "actor" if not actors else "thing"
        raise UsageError(
            f"trigger {line!r}: names no {missing} that is known; say whose doing and with what, "
            "as in 'US missiles in Japan', or save a search with --text"
        )
    return StandingTrigger(words=line, actors=actors, things=things)


def told_in(trigger: StandingTrigger, telling: Telling) -> bool:
    """Return whether a threat is made over it: its trigger, or what stands for one, names thing and actors."""
    parties = {*telling.conduct, *telling.sender, *telling.target}
    things = {*telling.things, *(telling.answers if not telling.trigger else ())}
    return bool(set(trigger.things) & things) and set(trigger.actors) <= parties


def proposed(trigger: StandingTrigger, deed: Deed, event: StoredEvent) -> Proposal | None:
    """Return the deed as one that comes near a standing trigger, None where it does not.

    Every actor that the trigger names must do it, bear it or stand in its sentence, and the thing stand there.
    """
    named = {
        *deed.actor,
        *deed.partner,
        *(mention.code for mention in find_actors(event.event.evidence.text)),
    }
    if deed.status == "denied" or deed.day is None or not set(trigger.actors) <= named:
        return None
    things = tuple(dict.fromkeys((*deed.things, *names_in(event.event.evidence.text))))
    return for_trigger(question_of(trigger, said=deed.day), replace(deed, things=things))


def question_of(trigger: StandingTrigger, *, said: int) -> Question:
    """Return what a standing trigger asks of deeds, as a statement of a day would."""
    return Question(
        articles=frozenset(),
        said=said,
        form="if",
        sender=frozenset(),
        target=frozenset(),
        conduct=frozenset(trigger.actors),
        kinds=frozenset(("unspecified",)),
        trigger=stems(trigger.words),
        response=frozenset(),
        things=frozenset(trigger.things),
        answers=frozenset(),
        deadline=None,
    )


def standing_change(watch: Watch, trigger: StandingTrigger, proposal: Proposal, event: StoredEvent) -> Change:
    """Return a deed that comes near a standing trigger, or meets it, as a change."""
    kind: AlertKind = "trigger-met" if proposal.state == "met" else "trigger-approached"
    who = names_of(trigger.actors)
    return Change(
        kind=kind,
        keys=(f"{kind} {event.id} watch {watch.id}",),
        title=trigger.words,
        why=f"{event_words(event)} — {', '.join(proposal.reasons[:-TIMING])}, {proposal.deed.status}; "
        f"you wait for {', '.join(trigger.things)} and {who}",
        day=day_of(event),
        event=event.id,
        article=event.source.article_id,
        outlet=event.source.outlet,
        url=event.source.url,
        watch=watch.id,
    )
