"""Places in a text: the one way demarche points at words."""

from __future__ import annotations

from dataclasses import dataclass, fields

from demarche.errors import CodingError


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters ``start`` to ``end`` (half open) of a text, and the words that stand there.

    >>> Span.of("Moscow will respond", 12, 19)
    Span(start=12, end=19, text='respond')
    """

    start: int
    end: int
    text: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        """Return the span of ``text`` from ``start`` to ``end``; ValueError if it is empty or outside."""
        if not 0 <= start < end <= len(text):
            raise ValueError(f"span {start}:{end} is empty or outside a text of {len(text)} characters")
        return cls(start, end, text[start:end])

    @classmethod
    def trimmed(cls, text: str, start: int, end: int, strip: str = " \t\n\r,;:") -> Span | None:
        """Return the span without ``strip`` characters at its ends, None if nothing is left.

        >>> Span.trimmed("if  it rains, then", 2, 13)
        Span(start=4, end=12, text='it rains')
        """
        while start < end and text[start] in strip:
            start += 1
        while end > start and text[end - 1] in strip:
            end -= 1
        return cls.of(text, start, end) if start < end else None

    def points_into(self, text: str) -> bool:
        """Return whether ``text`` holds these words at this place."""
        return text[self.start : self.end] == self.text and self.start < self.end

    def __contains__(self, other: object) -> bool:
        if isinstance(other, int):
            return self.start <= other < self.end
        if hasattr(other, "start") and hasattr(other, "end"):
            return bool(self.start <= other.start and other.end <= self.end)
        return False

    def overlaps(self, start: int, end: int) -> bool:
        """Return whether any character of ``start`` to ``end`` lies in this span."""
        return self.start < end and start < self.end

    def __str__(self) -> str:
        return self.text


def check_spans(record: object, text: str, *, coder: str) -> None:
    """Raise CodingError unless every span of a coded dataclass points at its words in the text."""
    for field in fields(record):  # type: ignore[arg-type]  # any coded dataclass
        value = getattr(record, field.name)
        for span in value if isinstance(value, tuple) else (value,):
            if isinstance(span, Span) and not span.points_into(text):
                raise CodingError(
                    f"{coder}: {field.name} {span.text!r} does not stand at {span.start}:{span.end}; "
                    "report this with the article"
                )
        if field.name == "evidence" and not value:
            raise CodingError(f"{coder}: a record without evidence; report this with the article")
