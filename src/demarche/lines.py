"""A threat in one line, the same in lists, threads, alerts and the terminal.

25 Jul 2024 · Russia → Japan · if “Japan moves away …” · then “take adequate measures” · stated ·
Andrei Rudenko, Deputy Foreign Minister · Xinhua
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date

from demarche.articles import Article
from demarche.language.actor_names import names_of
from demarche.span import Span
from demarche.threats import Threat

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MARKS = {"open": "○", "reserved": "◔", "stated": "◑", "emphatic": "●"}  # shape beside the word, for print
ID_LENGTH = 8  # of an id's characters: enough to tell a hundred thousand records apart
MARKED = ("speaker", "speaker_role", "trigger", "response", "basis", "channel")

FORMS = {"if": "if", "unless": "unless", "because": "because of", "none": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreatParts:
    """What a line says, piece by piece; a piece that is unknown is empty."""

    when: str  # "25 Jul 2024", "date unknown"
    parties: str  # "Russia → Japan"
    condition: str  # "if “Japan moves away …”"
    response: str  # "then “take adequate measures”"
    commitment: str
    speaker: str  # "Andrei Rudenko, Deputy Foreign Minister"
    read_in: str  # "Xinhua, from Reuters"

    def __str__(self) -> str:
        pieces = (
            self.when, self.parties, self.condition, self.response, self.commitment, self.speaker, self.read_in,
        )  # fmt: skip
        return " · ".join(piece for piece in pieces if piece)


def threat_parts(threat: Threat, *, outlet: str | None, date: Date | None) -> ThreatParts:
    """Return the pieces of a threat's line; the day is the one of speaking, else of publication."""
    condition = ""
    if threat.trigger:
        condition = f"{FORMS[threat.trigger_form]} {in_marks(threat.trigger)}".strip()
    return ThreatParts(
        when=day_words(threat.said_on) if threat.said_on else day_words(date.isoformat() if date else None),
        parties=f"{names_of(threat.sender) or 'sender unknown'} → {names_of(threat.target) or 'nobody named'}",
        condition=condition,
        response=f"then {in_marks(threat.response)}",
        commitment=threat.commitment,
        speaker=speaker_words(threat),
        read_in=", from ".join((outlet or "outlet unknown", *threat.via)),
    )


def threat_line(threat: Threat, article: Article) -> str:
    """Return a threat in one line."""
    return str(threat_parts(threat, outlet=article.outlet, date=article.date))


def speaker_words(threat: Threat) -> str:
    """Return who said it: name and office, as far as the article says."""
    pieces = [span.text for span in (threat.speaker, threat.speaker_role) if span]
    return ", ".join(" ".join(piece.split()) for piece in pieces)


def in_marks(span: Span) -> str:
    """Return words in quotation marks, on one line, their own outer marks left out."""
    words = " ".join(span.text.split()).strip("\"“”‘’'")
    return f"“{words.replace('“', '‘').replace('”', '’')}”"


def day_words(value: str | None) -> str:
    """Return an ISO day, month or year in words.

    >>> day_words("2024-07-25"), day_words("2024-07"), day_words("2024"), day_words(None)
    ('25 Jul 2024', 'Jul 2024', '2024', 'date unknown')
    """
    if not value:
        return "date unknown"
    year, month, day = (value.split("-") + ["", ""])[:3]
    pieces = [str(int(day))] if day else []
    pieces += [MONTHS[int(month) - 1]] if month else []
    return " ".join([*pieces, year])


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence, and the field whose words it is."""

    text: str
    field: str | None = None


def pieces_of(sentence: Span, threat: Threat) -> tuple[Piece, ...]:
    """Return a sentence cut at the threat's fields that stand in it; of nested ones the outer wins."""
    inside = sorted(
        (
            (span.start, -span.end, name)
            for name in MARKED
            if (span := getattr(threat, name)) is not None and span in sentence
        ),
    )
    pieces, at = [], sentence.start
    for start, minus_end, name in inside:
        if start < at:
            continue
        pieces.append(Piece(cut(sentence, at, start)))
        pieces.append(Piece(cut(sentence, start, -minus_end), name))
        at = -minus_end
    pieces.append(Piece(cut(sentence, at, sentence.end)))
    return tuple(piece for piece in pieces if piece.text)


def cut(sentence: Span, start: int, end: int) -> str:
    """Return the sentence's words between two offsets of the article, line breaks as blanks."""
    return sentence.text[start - sentence.start : end - sentence.start].replace("\n", " ")
