"""Merging: when two tellings are one threat, and what the joined one holds."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from demarche.span import Span
from demarche.threats import Threat
from demarche.threats.field_confidence import field_confidence_of
from demarche.threats.merging import likeness, merge, same_threat

TEXT = (
    "Arvania will impose duties if Belmora bans its wine. Arvania may levy new duties. "
    "Arvania will expel the envoy if the talks fail. Belmora will impose duties."
)


def span(words: str) -> Span:
    at = TEXT.index(words)
    return Span.of(TEXT, at, at + len(words))


FULL = Threat(
    evidence=(span("Arvania will impose duties if Belmora bans its wine."),),
    sender=("ARV",),
    target=("BEL",),
    speaker=None,
    speaker_role=None,
    trigger=span("Belmora bans its wine"),
    trigger_form="if",
    response=span("impose duties"),
    response_kind="economic",
    commitment="stated",
    basis=None,
    channel=None,
    said_on=None,
    via=(),
    quoted=False,
    found_by="rules:v1/future",
    confidence=0.9,
)
SHORT = replace(
    FULL,
    evidence=(span("Arvania may levy new duties."),),
    trigger=None,
    trigger_form="none",
    response=span("levy new duties"),
    commitment="open",
    via=("Interfax",),
    confidence=0.5,
)
OTHER = replace(
    FULL,
    evidence=(span("Arvania will expel the envoy if the talks fail."),),
    trigger=span("the talks fail"),
    response=span("expel the envoy"),
    response_kind="diplomatic",
)
REPLY = replace(FULL, evidence=(span("Belmora will impose duties."),), sender=("BEL",), target=("ARV",))


def test_another_response_or_sender_is_another_threat() -> None:
    assert same_threat(FULL, SHORT)
    assert not same_threat(FULL, OTHER)
    assert not same_threat(FULL, REPLY)


def test_two_military_measures_with_no_word_in_common_are_two() -> None:
    raid = replace(FULL, response_kind="military", trigger=None, trigger_form="none")
    siege = replace(OTHER, response_kind="military", trigger=None, trigger_form="none")
    assert not same_threat(raid, siege)
    assert same_threat(raid, replace(siege, response=span("levy new duties")))


def test_the_fullest_leads_and_borrows_what_it_lacks() -> None:
    (one,) = merge([SHORT, FULL])
    assert one.evidence == (FULL.evidence[0], SHORT.evidence[0])
    assert (one.trigger, one.commitment, one.via) == (FULL.trigger, "stated", ("Interfax",))
    assert one.confidence == 0.9


def test_what_is_borrowed_brings_how_sure_it_is() -> None:
    sure = field_confidence_of(("sender=speech", "trigger=if/if"))
    doubtful = field_confidence_of(("sender=none", "trigger=none"))
    assert sure.speaker != doubtful.speaker
    bare = replace(
        FULL, speaker=span("Arvania"), trigger=None, trigger_form="none", field_confidence=doubtful
    )
    full = replace(SHORT, trigger=FULL.trigger, trigger_form="if", speaker=None, field_confidence=sure)
    (one,) = merge([bare, full])
    assert (one.speaker, one.trigger) == (bare.speaker, full.trigger)
    assert one.field_confidence == replace(sure, speaker=doubtful.speaker)


def test_the_order_of_tellings_does_not_matter() -> None:
    results = {frozenset(merge(order)) for order in permutations([FULL, SHORT, OTHER, REPLY])}
    assert len(results) == 1
    assert len(next(iter(results))) == 3


def test_likeness_is_a_share_of_the_shorter() -> None:
    assert likeness(span("impose duties"), span("levy new duties")) == 0.5
    assert likeness(None, span("impose duties")) == 0
