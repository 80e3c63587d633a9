"""A thread as Markdown with numbered citations, for a briefing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date as Date

from demarche.export.wording import (
    CHANGES,
    answer_line,
    counted,
    day_text,
    event_day,
    flat,
    period,
    sentence,
)
from demarche.lines import day_words
from demarche.register import Source, StoredEvent, StoredLedger, StoredThread
from demarche.threads.statements import Report, chain

SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~])")
ADDRESS = re.compile(r"https?://[^\s<>()\"']+")


def thread_report(thread: StoredThread, ledger: Sequence[StoredLedger], *, as_of: Date) -> str:
    """Return a thread as Markdown: its statements in order, what came of them, the sources numbered."""
    notes = Notes()
    steps = {step.statement: step for step in thread.course}
    lines = [
        f"# {escaped(thread.title)}",
        "",
        f"{period(thread.first, thread.last)}; {counted(len(thread.statements), 'statement')} from "
        f"{counted(thread.sources, 'independent source')}; as of {day_words(as_of.isoformat())}.",
    ]
    for statement, entry in zip(thread.statements, ledger, strict=True):
        step = steps[statement.id]
        change = CHANGES[step.change]
        lines += [
            "",
            f"## {escaped(day_text(statement))}: {step.commitment}{f', {change}' if change else ''}",
        ]
        lines += ["", escaped(sentence(statement)) + "".join(notes.of(r) for r in statement.reports)]
        lines += ["", f"> {escaped(' '.join(statement.reports[0].threat.evidence[0].text.split()))}"]
        if who := ", ".join(str(v) for f in ("speaker", "speaker_role") if (v := statement.value(f))):
            lines += ["", f"Said by {escaped(who)}."]
        lines += ["", *answers(entry, notes)]
    return "\n".join([*lines, "", "## Sources", "", *notes.lines()]) + "\n"


def answers(entry: StoredLedger, notes: Notes) -> Iterator[str]:
    """Yield both answers of a ledger with the deeds that show them, those that were refused left out."""
    for answer in (entry.trigger, entry.response):
        yield f"- {escaped(answer_line(answer, entry))}"
        for deed in answer.entries:
            stored = entry.events.get(deed.event)
            if stored is not None and deed.verdict != "no":
                who = "judged" if deed.verdict else "proposed"
                state = deed.verdict or (deed.proposal.state if deed.proposal else "")
                words = (
                    f"{day_words(event_day(stored))}, {stored.event.kind}: “{flat(stored.event.what.text)}”"
                )
                yield f"  - {escaped(words)} ({who} {state}){notes.of_event(stored)}"


class Notes:
    """The articles that are cited, numbered in the order of their first citation."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.texts: list[str] = []

    def of(self, report: Report) -> str:
        """Return the mark that cites a report's article."""
        words = " ← ".join(chain(report))
        return self.mark(report.article, words, report.title, report.date, report.url)

    def of_event(self, stored: StoredEvent) -> str:
        """Return the mark that cites a deed's article."""
        source: Source = stored.source
        name = source.outlet or "unknown outlet"
        return self.mark(source.article_id, name, source.title, source.date, source.url)

    def mark(self, article: str, outlet: str, title: str, day: Date | None, url: str | None) -> str:
        """Return the mark that cites an article, and note it where it is new."""
        if article not in self.numbers:
            self.numbers[article] = len(self.numbers) + 1
            link = f", <{url}>" if url and ADDRESS.fullmatch(url) else ""
            when = day_words(day.isoformat() if day else None)
            self.texts.append(f"{escaped(outlet)}, “{escaped(title)}”, {when}{link} (article {article[:8]})")
        return f" [{self.numbers[article]}]"

    def lines(self) -> Iterator[str]:
        """Yield the list of sources."""
        for number, text in enumerate(self.texts, 1):
            yield f"{number}. {text}"


def escaped(words: str) -> str:
    r"""Return words on one line that Markdown shows as they are.

    >>> escaped("a *b*\n<script>")
    'a \\*b\\* \\<script\\>'
    """
    return SIGNS.sub(r"\\\1", " ".join(words.split()))
