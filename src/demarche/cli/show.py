"""``demarche show``: one threat, its sentence with the words marked, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from demarche.cli import options
from demarche.lines import MARKED, Piece, pieces_of

if TYPE_CHECKING:
    from rich.text import Text

    from demarche.register import Revision, StoredArticle, StoredThreat

STYLES = {
    "trigger": "underline",
    "response": "bold underline",
    "basis": "italic underline",
    "channel": "italic",
    "speaker": "bold",
    "speaker_role": "italic",
}


def show(
    threat_id: Annotated[str, typer.Argument(metavar="ID", help="A threat's id, or how it begins.")],
    register: options.RegisterAt = None,
    as_json: options.AsJson = False,
) -> None:
    """Show one threat: the sentence with its words marked, each field, the source chain, the rule.

    Example:

        demarche show 3f2a9c1b
    """
    from demarche.cli.registers import register_at
    from demarche.cli.rows import print_json, threat_page_row

    with register_at(register) as opened:
        stored = opened.threat(threat_id)
        article = opened.article(stored.source.article_id)
        revisions = opened.revisions(stored.id)
    if as_json:
        print_json(threat_page_row(stored, article, revisions))
        return
    print_page(stored, article, revisions)


def print_page(stored: StoredThreat, article: StoredArticle, revisions: tuple[Revision, ...]) -> None:
    """Print the threat with all that is known of it."""
    from demarche.cli.paper import console, indented, ink, parts_of, print_fields

    paper = console()
    paper.print(ink(str(parts_of(stored)), "bold"))
    for sentence in stored.threat.evidence:
        paper.print()
        words = marked_text(pieces_of(sentence, stored.threat))
        paper.print(indented(words, by=2))
    paper.print()
    changes = (("correction", revision_words(revision)) for revision in revisions)
    print_fields(paper, (*field_rows(stored), *source_rows(stored, article), *changes))


def marked_text(pieces: tuple[Piece, ...]) -> Text:
    """Return a sentence with its fields' words in brackets and underlined, the field's name behind them."""
    from demarche.cli.paper import ink

    words = ink("")
    for piece in pieces:
        if piece.field is None:
            words.append(ink(piece.text))
            continue
        words.append("[", style="dim")
        words.append(ink(piece.text, STYLES[piece.field]))
        words.append(f" | {piece.field.replace('_', ' ')}]", style="dim")
    return words


def field_rows(stored: StoredThreat) -> Iterator[tuple[str, str]]:
    """Yield each field's name and value in the codebook's order."""
    from demarche.language.actor_names import actor_name

    threat = stored.threat
    for name in ("sender", "target"):
        codes = getattr(threat, name)
        yield name, ", ".join(f"{actor_name(code)} ({code})" for code in codes) or "–"
    for name in MARKED:
        span = getattr(threat, name)
        note = f" ({threat.trigger_form})" if name == "trigger" else ""
        note = f" ({threat.response_kind})" if name == "response" else note
        yield name.replace("_", " "), f"{' '.join(span.text.split())}{note}" if span else "–"
    yield "commitment", f"{threat.commitment}, {threat.aim}"
    yield "said on", threat.said_on or "–"
    yield "quoted", "yes" if threat.quoted else "no"
    if threat.field_confidence:
        shares = asdict(threat.field_confidence).items()
        yield "fields right", ", ".join(f"{name.replace('_', ' ')} {share:.2f}" for name, share in shares)


def source_rows(stored: StoredThreat, article: StoredArticle) -> Iterator[tuple[str, str]]:
    """Yield where the threat was read and what found it."""
    from demarche.export.stored import chain_of

    source = stored.source
    yield "source", " ← ".join(chain_of(stored))
    yield "article", f"{source.title or '(no title)'} [{source.article_id}]"
    yield "published", source.date.isoformat() if source.date else f"unknown: {source.date_reason}"
    yield "address", source.url or "–"
    yield "read from", article.added_from or "–"
    yield "found by", f"{stored.threat.found_by}, confidence {stored.threat.confidence:.2f}"
    yield (
        "coded by",
        f"{stored.coder}, codebook {stored.codebook}{', superseded' if stored.superseded else ''}",
    )
    yield "corrected", ", ".join(stored.corrected) or "nothing"
    if stored.rejected:
        yield "rejected", "a person says this is no threat"
    yield "id", stored.id


def revision_words(revision: Revision) -> str:
    """Return a correction in one line."""
    undone = f", undone by {revision.undone_by}" if revision.undone_at else ""
    day = revision.at.date().isoformat()
    return f"{revision.id}: {revision.field} from {revision.old!r} to {revision.new!r}, {revision.author}, {day}{undone}"
