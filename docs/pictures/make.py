"""Make the README's picture: ``python docs/pictures/make.py`` draws ``demarche list`` on the demonstration."""

from __future__ import annotations

import io
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from demarche.cli.paper import entry, heading_of
from demarche.coding import code_article
from demarche.demo import demo_articles
from demarche.register import Filter, open_register

HERE = Path(__file__).resolve().parent
SHOWN = Filter(sender=("RUS",), target=("JPN",), limit=5)


def main() -> None:
    """Code the bundled articles, print a part of the register, keep it as an SVG."""
    console = Console(record=True, width=92, highlight=False, file=io.StringIO())
    console.print("$ demarche list --sender RUS --target JPN", style="dim")
    with (
        tempfile.TemporaryDirectory() as folder,
        open_register(Path(folder) / "demo.db", now=lambda: datetime.now(UTC)) as register,
    ):
        register.add(code_article(article) for article in demo_articles())
        for stored in register.threats(SHOWN):
            console.print(f"\n{heading_of(stored.source, 'day')}", style="bold")
            for block in entry(stored):
                console.print(block)
    svg = console.export_svg(title="demarche", unique_id="demarche")
    # the drawing needs no font from elsewhere
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    (HERE / "list.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
