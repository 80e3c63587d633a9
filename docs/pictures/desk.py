"""Make the desk's pictures: ``python docs/pictures/desk.py`` shows its main screens on the demonstration.

Needs Playwright and Chromium. Run it in the checkout; the pictures lie beside this file.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import sync_playwright

from demarche.coding import code_article
from demarche.demo import demo_articles
from demarche.register import Filter, open_register
from demarche.web.desk import Desk

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
NOW = datetime(2025, 10, 1, tzinfo=UTC)


def main() -> None:
    """Serve the demonstration and take its pictures."""
    from tests.web.browsing import ARGUMENTS, chromium, served

    with (
        tempfile.TemporaryDirectory() as folder,
        open_register(Path(folder) / "demo.db", now=lambda: NOW) as register,
        served(Desk(register=register, now=lambda: NOW, author="Ada Analyst")) as address,
        sync_playwright() as tool,
    ):
        register.add((code_article(article) for article in demo_articles()), source="demonstration")
        thread = next(register.threads(Filter(sender=("RUS",), target=("JPN",))))
        shots = (
            ("desk-threads", "/threads", 1180, 760, "light"),
            ("desk-thread", f"/threads/{thread.id}", 1180, 900, "light"),
            ("desk-review", "/review", 900, 560, "light"),
            ("desk-matrix", "/matrix", 900, 560, "dark"),
            ("desk-phone", f"/threads/{thread.id}", 390, 760, "dark"),
        )
        browser = tool.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for name, path, width, height, scheme in shots:
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
            page.goto(f"{address}{path}")
            page.screenshot(path=HERE / f"{name}.png", animations="disabled")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
