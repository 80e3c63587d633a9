"""A threat or an event boiled down to what joining and the ledger compare."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import date as Date

from demarche.articles import Article
from demarche.events import Event
from demarche.language import ActorCode
from demarche.language.actors import find_actors
from demarche.language.dates import find_dates, resolve
from demarche.threads import Deed, Telling
from demarche.threads.matters import lexicon, names_in, things_in
from demarche.threads.words import mark, stems
from demarche.threats import Threat

LEAD = 1500  # characters of the text read for what it is about, where the threat leaves that open
NO_MATTER = "other"
VAGUE = ("unspecified", "other")  # responses whose words ("strike back") say nothing of the matter
LONGEST = 20_000  # characters of an undated text that are read for days
MIDDLE = {4: "-07-01", 7: "-15", 10: ""}  # what makes a year or a month a day
WHOLE_DAY = 10  # characters of an ISO day; shorter is a month or a year


def telling_of(threat_id: str, threat: Threat, article: Article) -> Telling:
    """Return what is compared of a threat, read from it and from its article."""
    trigger = threat.trigger.text if threat.trigger else ""
    evidence = " ".join(span.text for span in threat.evidence)
    named = find_actors(trigger)
    return Telling(
        id=threat_id,
        article=article.id,
        day=article.date.toordinal() if article.date else None,
        said=day_of(threat.said_on),
        about=None if article.date else about_when(article.text),
        sender=threat.sender,
        target=threat.target,
        towards=most_named(threat.target, f"{article.title}\n{article.text[:LEAD]}"),
        speaker=threat.speaker.text if threat.speaker else None,
        kind=threat.response_kind,
        form=threat.trigger_form,
        trigger=stems(trigger),
        response=stems(threat.response.text),
        told=stems(evidence),
        sentences=tuple(sorted({m for span in threat.evidence if (m := mark(span.text))})),
        matters=matters_of(threat, article, trigger=trigger, evidence=evidence),
        things=names_in(trigger),
        answers=names_in(threat.response.text),
        conduct=tuple(dict.fromkeys((*(m.code for m in named), *threat.target))),
        deadline=deadline_of(threat, article.date),
    )


def most_named(targets: tuple[ActorCode, ...], text: str) -> ActorCode | None:
    """Return the target that a text names most often, the first of equals; None of none."""
    if len(targets) < 2:
        return targets[0] if targets else None
    counts = Counter(mention.code for mention in find_actors(text))
    return max(targets, key=lambda code: (counts[code], -targets.index(code)))


def day_of(value: str | None) -> int | None:
    """Return the ordinal of an ISO day; None for a month, a year or none."""
    if value is None or len(value) != WHOLE_DAY:
        return None
    return Date.fromisoformat(value).toordinal()


def about_when(text: str) -> int | None:
    """Return the latest day that a text names, else the middle of the latest month or year; None without one.

    An undated article finds its thread by it; it is no date of the article.
    """
    values = [time.value for time in find_dates(text[:LONGEST], today=None) if time.value]
    finest = max(map(len, values), default=0)
    found = []
    for value in values:
        if len(value) == finest:
            with suppress(ValueError):
                found.append(Date.fromisoformat((value + MIDDLE[finest])[:WHOLE_DAY]).toordinal())
    return max(found, default=None)


def matters_of(threat: Threat, article: Article, *, trigger: str, evidence: str) -> tuple[str, ...]:
    """Return what a threat is about: as its trigger says, else its sentences, the headline, the lead.

    A trigger may name several matters; of the others the one named most often counts.
    """
    parties = {*threat.sender, *threat.target}
    if matters := filed(trigger, evidence, parties):
        return tuple(sorted(set(matters)))
    told = evidence.replace(threat.response.text, " ") if threat.response_kind in VAGUE else evidence
    for text in (told, article.title, article.text[:LEAD]):
        if matters := filed(text, evidence, parties):
            counts = Counter(matters)
            return (max(counts, key=lambda matter: (counts[matter], matter)),)
    return (NO_MATTER,)


def filed(text: str, around: str, parties: set[ActorCode]) -> list[str]:
    """Return the matter of each thing that a text names, with its place where the matter has one."""
    things, found = lexicon().things, []
    for name, _ in things_in(text):
        place = third_party(text, parties) or third_party(around, parties) if things[name].placed else None
        found.append(f"{things[name].matter} in {place}" if place else things[name].matter)
    return found


def third_party(text: str, parties: set[ActorCode]) -> ActorCode | None:
    """Return the first state or region that a text names in a place's position and that is no party."""
    for mention in find_actors(text):
        before = text[max(0, mention.span.start - 14) : mention.span.start].lower()
        if mention.code not in parties and before.rstrip().endswith(
            (" in", "northern", "southern", "eastern", "western")
        ):
            return mention.code
    return None


def deadline_of(threat: Threat, today: Date | None) -> int | None:
    """Return the day until which an ``unless`` gives time, None where none is named or it is past."""
    if threat.trigger_form != "unless" or today is None:
        return None
    said = day_of(threat.said_on) or today.toordinal()
    days = []
    for span in threat.evidence[:1]:
        for time in find_dates(span.text, today=today):
            value = day_of(resolve(time, today=today, forward=True))
            before = span.text[: time.span.start].lower().rstrip()
            if (
                value is not None
                and value > said
                and before.endswith(("by", "until", "before", "within", "deadline of"))
            ):
                days.append(value)
    return min(days, default=None)


def deed_of(event_id: str, event: Event, article: Article) -> Deed:
    """Return what is compared of an event, read from it and from its article."""
    known = article.date.toordinal() if article.date else None
    return Deed(
        id=event_id,
        article=article.id,
        known=known,
        day=day_of(event.when) if event.when else known,
        actor=event.actor,
        partner=event.partner,
        kind=event.kind,
        status=event.status,
        things=names_in(event.what.text) or names_in(event.evidence.text),
        words=stems(event.what.text),
    )
