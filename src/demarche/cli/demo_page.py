"""The register as one page to open: threads of who to whom, nothing loaded from elsewhere."""

from __future__ import annotations

from html import escape

from demarche.cli.thread_page import ledger_lines
from demarche.export.wording import summary
from demarche.lines import MARKS, Piece, pieces_of, threat_parts
from demarche.register import Register, StoredLedger, StoredThread, StoredThreat

STYLE = """\
:root { color-scheme: light dark; --paper: #fdfcf9; --ink: #1d1d1b; --quiet: #66645e; --line: #dcd9d0;
  --open: #6f9fc8; --reserved: #4682b4; --stated: #2a6496; --emphatic: #123f6b; }
@media (prefers-color-scheme: dark) { :root { --paper: #181816; --ink: #e8e6df; --quiet: #a09d94;
  --line: #3a3934; --open: #5d83a6; --reserved: #7aa7cf; --stated: #9cc4e8; --emphatic: #cfe6fb; } }
body { margin: 2rem auto; max-width: 44rem; padding: 0 1rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.75rem; margin: 0; } h2 { font-size: 1.25rem; margin: 2.5rem 0 0; }
.quiet { color: var(--quiet); font-size: .875rem; } .quiet a { color: inherit; }
nav ul { columns: 2; padding-left: 1rem; } nav a { color: inherit; }
article { border-top: 1px solid var(--line); padding: .75rem 0; break-inside: avoid; }
.ledger { list-style: none; padding-left: .75rem; margin: 0 0 .75rem; } .ledger li { margin: .125rem 0; }
article p { margin: .25rem 0; } time { font-variant-numeric: tabular-nums; }
blockquote { margin: .5rem 0; padding-left: .75rem; border-left: 3px solid var(--line);
  font: 1rem/1.55 Georgia, "Times New Roman", serif; }
.open { color: var(--open); } .reserved { color: var(--reserved); } .stated { color: var(--stated); }
.emphatic { color: var(--emphatic); font-weight: 700; }
mark { background: none; color: inherit; text-decoration: underline; text-underline-offset: .2em; }
mark.trigger { text-decoration-style: dashed; } mark.basis, mark.channel { text-decoration-style: dotted; }
mark.speaker, mark.speaker_role { text-decoration-style: double; }
@media print { nav { display: none; } body { margin: 0; } }
@media (max-width: 30rem) { nav ul { columns: 1; } }
"""


def page_of(register: Register) -> str:
    """Return the register as an HTML page: its threads, the longest first, each in order of time."""
    counts = register.counts()
    threads = sorted(register.threads(), key=lambda thread: -len(thread.statements))
    days = f", {counts.first} to {counts.last}" if counts.first else ""
    links = "".join(
        f'<li><a href="#t{number}">{escape(thread.title)}</a> ({len(thread.statements)})</li>'
        for number, thread in enumerate(threads)
    )
    sections = "".join(section(register, number, thread) for number, thread in enumerate(threads))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>demarche: the demonstration’s register</title><style>\n{STYLE}</style></head><body>\n"
        "<header><h1>Who has warned whom</h1>"
        f'<p class="quiet">{counts.threats} threats in {counts.articles} articles of {counts.outlets} outlets'
        f"{days}. The articles were written for this demonstration: the facts are public, the outlets invented."
        f"</p></header>\n<nav><ul>{links}</ul></nav>\n<main>{sections}</main>\n"
        '<footer class="quiet"><p>Marks: ○ open, ◔ reserved, ◑ stated, ● emphatic. Underlined in a sentence: '
        "the response solid, the trigger dashed, the speaker double, basis and channel dotted. What the program "
        "proposes for a ledger is marked so; a person decides.</p></footer>\n"
        "</body></html>\n"
    )


def section(register: Register, number: int, thread: StoredThread) -> str:
    """Return a thread as a section of the page: each statement's reports, then its ledger."""
    parts = []
    for ledger in register.ledger_of(thread):
        parts += [entry(register.threat(report.id)) for report in ledger.statement.reports]
        parts.append(deeds(ledger))
    head = f'<h2>{escape(thread.title)}</h2><p class="quiet">{escape(summary(thread))}</p>'
    return f'<section id="t{number}">{head}{"".join(parts)}</section>\n'


def deeds(ledger: StoredLedger) -> str:
    """Return a statement's ledger as a list, nothing where no deed is known."""
    if not (ledger.trigger.entries or ledger.response.entries):
        return ""
    lines = "".join(f"<li>{escape(line.strip())}</li>" for line in ledger_lines(ledger, {}))
    return f'<ul class="quiet ledger">{lines}</ul>'


def day_of(stored: StoredThreat) -> str:
    """Return the day by which a threat is put in order: said, else published."""
    return stored.threat.said_on or (stored.source.date.isoformat() if stored.source.date else "")


def entry(stored: StoredThreat) -> str:
    """Return a threat as it stands on the page: when, what if what, how firmly, the sentence, who, where."""
    parts = threat_parts(stored.threat, outlet=stored.source.outlet, date=stored.source.date)
    firm = stored.threat.commitment
    said = ", ".join(piece for piece in (parts.condition, parts.response) if piece)
    sentence = "".join(marked(piece) for piece in pieces_of(stored.threat.evidence[0], stored.threat))
    who = " · ".join(piece for piece in (parts.speaker, parts.read_in) if piece)
    title = escape(stored.source.title)
    return (
        f'<article><p><time datetime="{escape(day_of(stored))}">{escape(parts.when)}</time> · {escape(said)} · '
        f'<span class="{firm}">{MARKS[firm]} {firm}</span></p><blockquote>{sentence}</blockquote>'
        f'<p class="quiet">{escape(who)} · “{title}” · {escape(stored.threat.found_by)}, '
        f"confidence {stored.threat.confidence:.2f} · {escape(stored.id[:8])}</p></article>"
    )


def marked(piece: Piece) -> str:
    """Return a stretch of a sentence, a field's words marked with the field's name."""
    if piece.field is None:
        return escape(piece.text)
    label = piece.field.replace("_", " ")
    return f'<mark class="{piece.field}" title="{label}">{escape(piece.text)}</mark>'
