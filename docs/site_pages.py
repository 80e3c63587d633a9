"""MkDocs' hook: the pages beside docs/ become pages of the site, and links to them lead there."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OUTSIDE = {"README.md": "readme.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}
LINK = re.compile(r"(?<=\]\()(?P<target>[^)\s#]+)(?P<anchor>#[^)\s]*)?(?=\))")


def on_files(files: Any, config: Any) -> Any:
    """Add the pages that lie beside docs/."""
    from mkdocs.structure.files import File

    for name, place in OUTSIDE.items():
        files.append(File.generated(config, place, content=(ROOT / name).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, *, page: Any, config: Any, files: Any) -> str:
    """Return a page with its links as the site has them."""
    return relinked(markdown, page.file.src_uri)


def relinked(markdown: str, place: str) -> str:
    """Return Markdown whose links are relative to a page of the site.

    >>> relinked("[a](../README.md) [b](web.md#api)", "index.md"), relinked("[c](docs/web.md)", "readme.md")
    ('[a](readme.md) [b](web.md#api)', '[c](web.md)')
    """
    beside = {site: name for name, site in OUTSIDE.items()}
    own = beside.get(place, f"docs/{place}")  # where the page lies in the project

    def moved(match: re.Match[str]) -> str:
        target = match["target"]
        if "://" in target:
            return match[0]
        lies = posixpath.normpath(posixpath.join(posixpath.dirname(own), target))
        site = OUTSIDE.get(lies) or (lies.removeprefix("docs/") if lies.startswith("docs/") else "readme.md")
        return posixpath.relpath(site, posixpath.dirname(place) or ".") + (match["anchor"] or "")

    return LINK.sub(moved, markdown)
