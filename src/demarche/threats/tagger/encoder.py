"""The encoder: an ONNX graph in two halves, run on one thread.

The lower half makes a first guess; the upper half reads only the sentences that it does not rule out.
Both are loaded when first used, once a process.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demarche.threats.tagger.pieces import Pieces, Vocabulary, vocabulary_from

BATCH = 8
DATA = files("demarche.threats").joinpath("data")
EXACT = ("session.x64quantprecision", "1")
Numbers = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Output:
    """What the upper half says of one sentence."""

    score: float  # log-odds that the sentence carries a threat
    kinds: tuple[float, ...]  # log-odds of each kind of response, not normed
    response: tuple[float, ...]  # log-odds, for each own piece, that it belongs to a response


@dataclass(frozen=True, slots=True)
class Encoder:
    """The two halves and the vocabulary, loaded."""

    vocabulary: Vocabulary
    lower: Any  # onnxruntime.InferenceSession, which has no types
    upper: Any

    def read(self, rows: Sequence[Pieces], needed: Sequence[float]) -> dict[int, Output]:
        """Return what is said of the rows, by place, whose first guess is at least what each needs."""
        found: dict[int, Output] = {}
        for places in batches(rows):
            ids, segments = inputs([rows[place] for place in places])
            guess, state = self.lower.run(None, {"ids": ids, "segments": segments})
            kept = np.flatnonzero(guess >= np.array([needed[place] for place in places]))
            if not kept.size:
                continue
            length = max(len(rows[places[row]].ids) for row in kept)
            score, kinds, spans = self.upper.run(
                None,
                {"ids": ids[kept, :length], "segments": segments[kept, :length], "x": state[kept, :length]},
            )
            for number, row in enumerate(kept):
                piece = rows[places[row]]
                own = slice(piece.begins, piece.begins + len(piece.places))
                found[places[row]] = Output(
                    float(score[number]),
                    tuple(kinds[number].tolist()),
                    tuple(spans[number, own, 0].tolist()),
                )
        return found


@cache
def encoder() -> Encoder:
    """Return the encoder that ships with the package; it says the same on every processor."""
    overflows = not is_exact()
    lower, upper = (session(f"tagger-{half}.onnx", exact=overflows) for half in ("lower", "upper"))
    pieces = DATA.joinpath("pieces.txt").read_text("utf-8").split("\n")
    return Encoder(vocabulary_from(pieces), lower, upper)


def is_exact() -> bool:
    """Return whether ONNX Runtime adds products of bytes here without losing any, unasked.

    x86 processors without instructions for it (VNNI) add two of them in sixteen bits, which overflow.
    """
    sums = session("tagger-probe.onnx", exact=False).run(None, {"rows": np.ones((4, 64), np.float32)})[0]
    return bool(np.all(np.abs(sums - 64) < 1))


def session(name: str, *, exact: bool) -> Any:
    """Return a session for a graph of the package; ``exact`` asks that no sum overflows, up to a third slower."""
    import onnxruntime  # slow to load, and only this coder needs it

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    if exact:
        options.add_session_config_entry(*EXACT)
    return onnxruntime.InferenceSession(
        DATA.joinpath(name).read_bytes(), options, providers=["CPUExecutionProvider"]
    )


def batches(rows: Sequence[Pieces]) -> Iterator[list[int]]:
    """Yield the rows' places in batches of like length."""
    order = sorted(range(len(rows)), key=lambda place: len(rows[place].ids))
    yield from (order[start : start + BATCH] for start in range(0, len(order), BATCH))


def inputs(rows: Sequence[Pieces]) -> tuple[Numbers, Numbers]:
    """Return numbers and segments of the rows, padded to the longest."""
    longest = max(len(row.ids) for row in rows)
    ids = np.zeros((len(rows), longest), np.int64)
    segments = np.zeros_like(ids)
    for number, row in enumerate(rows):
        ids[number, : len(row.ids)] = row.ids
        segments[number, row.begins : len(row.ids)] = 1
    return ids, segments
