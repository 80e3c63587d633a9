"""Choose which of BERT's word pieces ship: those that news uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from demarche.threats.tagger.pieces import SPECIAL, WORD, plain, vocabulary_from

RARE = 4  # times seen, below which a piece is left out


def chosen(folder: Path, texts: Iterable[str]) -> tuple[list[str], list[int]]:
    """Return the pieces to keep, specials first, and their places in the model's own vocabulary."""
    own = (folder / "vocab.txt").read_text("utf-8").splitlines()
    place = {piece: number for number, piece in enumerate(own)}
    rest = [piece for piece in own if piece not in SPECIAL]
    whole = vocabulary_from((*SPECIAL, *rest))
    names = (*SPECIAL, *rest)
    words: Counter[str] = Counter()
    for text in texts:
        words.update(plain(word) for word in WORD.findall(text))
    seen: Counter[int] = Counter()
    for word, times in words.items():
        for number in whole.cut(word):
            seen[number] += times
    kept = [
        name
        for number, name in enumerate(names)
        if name in SPECIAL or seen[number] >= RARE or (len(name.removeprefix("##")) == 1 and name.isascii())
    ]
    return kept, [place[name] for name in kept]
