"""Plain text: one file, one article."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from demarche.articles import Article, Skipped
from demarche.articles.characters import clean_text, clean_title, decoded
from demarche.articles.opening import MB, whole

LARGEST = 10 * MB
LONGEST_TITLE = 200  # characters; a longer first line is a paragraph


def read_text_file(
    source: str, /, *, stream: BinaryIO | None = None, limit: int = LARGEST
) -> Iterator[Article | Skipped]:
    """Yield the one article of a plain text file, its encoding detected.

    A short first line with a blank line under it is the title. Such a file names no outlet and no date.
    Raises SourceError if it is empty or cannot be read, ArticleError beyond ``limit`` bytes.
    """
    title, text = titled(clean_text(decoded(whole(source, stream, limit=limit))))
    yield Article(title=title, text=text, date_reason="a plain text file names no date")


def titled(text: str) -> tuple[str, str]:
    r"""Return title and body of a text; no title where its first line is not one.

    >>> titled("Talks open\n\nThe ministers met.")
    ('Talks open', 'The ministers met.')
    """
    text = text.strip("\n")
    first, _, rest = text.partition("\n")
    blank, _, body = rest.partition("\n")
    if first.strip() and len(first) <= LONGEST_TITLE and not blank.strip() and body.strip():
        return clean_title(first), body.strip("\n")
    return "", text
