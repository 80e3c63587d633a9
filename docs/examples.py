"""Fill the examples of the pages with what the commands print: ``python docs/examples.py``.

A comment ``<!-- demo: COMMAND -->`` stands before a fenced block that holds the command's output on the
demonstration's register; ``thread --sender A --target B`` means the thread of A's longest to B. A test holds
the pages to it.
"""

from __future__ import annotations

import contextlib
import io
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from demarche.cli.running import run
from demarche.coding import code_article
from demarche.demo import demo_articles
from demarche.register import Filter, open_register

PAGES = Path(__file__).resolve().parent
EXAMPLE = re.compile(r"<!-- demo: (?P<command>[^>]+) -->\n```text\n(?P<output>.*?)```", re.DOTALL)


def filled(page: str) -> str:
    """Return a page with every example as the program prints it now."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "demo.db"
        with open_register(place, now=lambda: datetime(2026, 1, 1, tzinfo=UTC)) as register:
            register.add(code_article(article) for article in demo_articles())
        return EXAMPLE.sub(lambda match: example(match["command"], place), page)


def example(command: str, place: Path) -> str:
    """Return one example with its output."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        run([*words_of(command, place), "--register", str(place)])
    return f"<!-- demo: {command} -->\n```text\n{plain(printed.getvalue())}\n```"


def plain(output: str) -> str:
    """Return what was printed without blanks at the ends of lines."""
    return "\n".join(line.rstrip() for line in output.splitlines()).strip()


def words_of(command: str, place: Path) -> list[str]:
    """Return the words of a command, a thread named by its parties replaced by its id."""
    words = command.split()
    if words[0] != "thread":
        return words
    parties = dict(zip(words[1::2], words[2::2], strict=True))
    where = Filter(sender=(parties["--sender"],), target=(parties["--target"],))
    with open_register(place, now=lambda: datetime(2026, 1, 1, tzinfo=UTC)) as register:
        longest = max(register.threads(where), key=lambda thread: len(thread.statements))
    return ["thread", longest.id[:8]]


if __name__ == "__main__":
    for path in PAGES.rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        path.write_text(filled(text) if EXAMPLE.search(text) else text, encoding="utf-8")
