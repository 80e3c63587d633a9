"""Characters: from bytes to the text that articles hold.

Text is kept as given, since spans count in it, but for three things that no tool downstream can carry:
``\\r\\n`` and lone ``\\r`` become ``\\n``, NUL goes, and a lone surrogate becomes U+FFFD.
"""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

SURROGATE = re.compile("[\ud800-\udfff]")
SAMPLE = 64_000  # bytes looked at to tell an encoding: more changes nothing and costs seconds


def clean_text(text: str) -> str:
    r"""Return the text as articles hold it.

    >>> clean_text("One\r\ntwo\x00")
    'One\ntwo'
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        text = text.replace("\x00", "")
    return without_surrogates(text)


def without_surrogates(text: str) -> str:
    """Return the text with U+FFFD for each lone surrogate, which is no character and no library takes.

    One for one, so that places in the text hold.
    """
    return text if text.isascii() else SURROGATE.sub("\ufffd", text)


def clean_title(title: str) -> str:
    r"""Return the title on one line, without blanks at its ends.

    >>> clean_title(" Talks\n open ")
    'Talks open'
    """
    title = clean_text(title)
    return re.sub(r"\s*[\n\v\f\x1c-\x1e\x85\u2028\u2029]\s*", " ", title).strip()


def decoded(data: bytes) -> str:
    """Return bytes of plain text as a string: by byte order mark, as UTF-8, else by detection.

    Bytes that fit no encoding become U+FFFD; nothing is raised.
    """
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(encoding_of(data), errors="replace")


def encoding_of(data: bytes) -> str:
    """Return the likeliest encoding of bytes that are not UTF-8; Windows-1252 where none is likely."""
    best = from_bytes(data[:SAMPLE]).best()
    found = best.encoding if best else "cp1252"
    return "utf-8" if found.startswith("utf_8") or found == "ascii" else found


def small(text: str) -> str:
    """Return the text in small letters, each at its place: letters that would become two stay as they are.

    >>> small("İzmir, ABC")
    'İzmir, abc'
    """
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
