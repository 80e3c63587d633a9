"""Checking: a model's answers against the text; threats come out, and what was refused."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date as Date

from demarche.articles.characters import without_surrogates
from demarche.language import ActorCode
from demarche.language.actors import code_for_name
from demarche.language.document import Document, unique
from demarche.llm import Refusal
from demarche.llm.answer import AnswerError, ThreatAnswer, threat_answer
from demarche.llm.locate import find_words, fold
from demarche.span import Span
from demarche.threats import Threat, TriggerForm

UNMEASURED = 0.5  # a model's confidence is not calibrated: this says that nothing is known of it

NOT_IN_TEXT = "not in the text"
NO_SUCH_SENTENCE = "no such sentence"
NO_EVIDENCE = "no evidence"
NO_CODE = "no actor code"
NO_DAY = "no ISO day, month or year"
LATER = "later than the article"
OTHER_SHAPE = "another shape"

CODE = re.compile(r"[A-Z][A-Z0-9_-]{1,29}")
NUMBER = re.compile(r"\[?([0-9]{1,6})\]?")
DAY = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")


def check_answers(
    values: Iterable[object], document: Document, *, found_by: str
) -> tuple[tuple[Threat, ...], tuple[Refusal, ...]]:
    """Return the threats that the text bears out, and every part of the answers that it does not.

    A threat whose response or evidence is not in the text is refused whole; of others the field is.
    """
    check = Check(document)
    threats = [check.threat(value, found_by) for value in values]
    return unique(threat for threat in threats if threat), tuple(check.refusals)


class Check:
    """The checking of one document's answers; collects what is refused."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.folded = fold(document.text)
        self.refusals: list[Refusal] = []
        given = document.article.given_id
        self.article = str(document.article.id if given is None else given)

    def threat(self, value: object, found_by: str) -> Threat | None:
        """Return one answer as a threat, None if it is refused whole."""
        try:
            answer = threat_answer(value)
        except AnswerError as error:
            self.refuse(error.field, error.words, OTHER_SHAPE)
            return None
        sentences = self.sentences(answer.evidence)
        near = sentences[0].start if sentences else 0
        response = self.span("response", answer.response, near)
        if response is None:
            return None
        evidence = self.evidence(sentences, response)
        if not evidence:
            self.refuse("evidence", answer.response, NO_EVIDENCE)
            return None
        trigger = self.span("trigger", answer.trigger, response.start)
        return Threat(
            evidence=evidence,
            sender=self.codes("sender", answer.sender),
            target=self.codes("target", answer.target),
            speaker=self.span("speaker", answer.speaker, near),
            speaker_role=self.span("speaker_role", answer.speaker_role, near),
            trigger=trigger,
            trigger_form=form_of(answer, trigger),
            response=response,
            response_kind=answer.response_kind,
            commitment=answer.commitment,
            basis=self.span("basis", answer.basis, near),
            channel=self.span("channel", answer.channel, near),
            said_on=self.day(answer.said_on),
            via=self.outlets(answer.via),
            quoted=self.document.quoted(response),
            found_by=found_by,
            confidence=UNMEASURED,
        )

    def sentences(self, given: tuple[int | str, ...]) -> tuple[Span, ...]:
        """Return the sentences that an answer names, by number or by their words."""
        found = []
        for item in given:
            number = NUMBER.fullmatch(str(item))
            span = self.numbered(int(number[1])) if number else self.holding(str(item))
            if span is None:
                self.refuse("evidence", str(item), NO_SUCH_SENTENCE)
            else:
                found.append(span)
        return unique(found)

    def numbered(self, number: int) -> Span | None:
        """Return the sentence of a number."""
        sentences = self.document.sentences
        return sentences[number].span if number < len(sentences) else None

    def holding(self, words: str) -> Span | None:
        """Return the sentence that holds some words."""
        place = find_words(words, self.folded, near=0)
        sentence = self.document.sentence_at(place.start) if place else None
        return sentence.span if sentence else None

    def evidence(self, sentences: tuple[Span, ...], response: Span) -> tuple[Span, ...]:
        """Return the evidence: the sentences named, led by the response's own if none of them holds it."""
        if any(sentence.overlaps(response.start, response.end) for sentence in sentences):
            return sentences
        own = self.document.sentence_at(response.start)
        return (own.span, *sentences) if own else ()

    def span(self, field: str, words: str | None, near: int) -> Span | None:
        """Return where a copied field stands, None where it is empty or refused."""
        if not words or not words.strip():
            if field == "response":
                self.refuse(field, "", NOT_IN_TEXT)
            return None
        span = find_words(words, self.folded, near=near)
        if span is None:
            self.refuse(field, words, NOT_IN_TEXT)
        return span

    def codes(self, field: str, given: tuple[str, ...]) -> tuple[ActorCode, ...]:
        """Return actors' codes; a name that news uses is taken for its code."""
        found = []
        for words in given:
            code = code_for_name(words) or words.strip().upper()
            if CODE.fullmatch(code):
                found.append(code)
            else:
                self.refuse(field, words, NO_CODE)
        return unique(found)

    def day(self, words: str | None) -> str | None:
        """Return a day, month or year that the statement can be of."""
        if not words or not words.strip():
            return None
        value = words.strip()
        if not is_day(value):
            self.refuse("said_on", words, NO_DAY)
            return None
        today = self.document.article.date
        if today and value > today.isoformat()[: len(value)]:
            self.refuse("said_on", words, LATER)
            return None
        return value

    def outlets(self, given: tuple[str, ...]) -> tuple[str, ...]:
        """Return the credited outlets that the text names, the article's own left out."""
        own = (self.document.article.outlet or "").casefold()
        found = []
        for name in given:
            if not name.strip() or name.strip().casefold() == own:
                continue
            span = find_words(name, self.folded, near=0)
            if span:
                found.append(" ".join(span.text.split()))
            else:
                self.refuse("via", name, NOT_IN_TEXT)
        return unique(found)

    def refuse(self, field: str, words: str, why: str) -> None:
        """Keep one refusal."""
        refusal = Refusal(article=self.article, field=field, words=without_surrogates(words), why=why)
        self.refusals.append(refusal)


def form_of(answer: ThreatAnswer, trigger: Span | None) -> TriggerForm:
    """Return the trigger's form; there is none exactly where there is no trigger."""
    if trigger is None:
        return "none"
    return "if" if answer.trigger_form == "none" else answer.trigger_form


def is_day(value: str) -> bool:
    """Return whether words are an ISO day, month or year.

    >>> is_day("2031-05"), is_day("2031-02-30"), is_day("Monday")
    (True, False, False)
    """
    if not DAY.fullmatch(value):
        return False
    try:
        Date.fromisoformat(value + "0001-01-01"[len(value) :])
    except ValueError:
        return False
    return True
