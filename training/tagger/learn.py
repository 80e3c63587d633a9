"""Fine-tune the encoder on labelled sentences."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from demarche.threats.tagger.pieces import Pieces, Vocabulary

from .encoder import Tagger, is_head, pretrained
from .sentences import Labelled

BATCH = 16
EPOCHS = 3
RATE = 1e-4
HEAD_RATE = 5e-4
WARM = 0.1
DECAY = 0.01
GUESS_WEIGHT, KIND_WEIGHT, SPAN_WEIGHT = 0.5, 0.3, 1.0


@dataclass(frozen=True)
class Example:
    """A sentence as the encoder reads it, with the labels of its pieces (-1: none)."""

    ids: list[int]
    segments: list[int]
    label: float
    kind: int
    spans: list[tuple[int, int]]
    begins: int = 0  # where the sentence's own pieces begin
    places: tuple[tuple[int, int], ...] = ()  # of their words in the sentence


def encoded(vocabulary: Vocabulary, sentences: list[Labelled]) -> list[Example]:
    """Return the sentences as examples."""
    return [example_of(vocabulary.pieces(s.context, s.text), s) for s in sentences]


def example_of(pieces: Pieces, sentence: Labelled) -> Example:
    """Return one sentence as an example; pieces outside it bear no span label."""
    before, length = pieces.begins, len(pieces.ids)
    spans = [(-1, -1)] * length
    if sentence.responses:
        for place, (start, end) in enumerate(pieces.places, before):
            spans[place] = (inside(start, end, sentence.responses), inside(start, end, sentence.triggers))
    return Example(
        ids=list(pieces.ids),
        segments=[0] * before + [1] * (length - before),
        label=float(bool(sentence.threats)),
        kind=sentence.kind,
        spans=spans,
        begins=before,
        places=pieces.places,
    )


def inside(start: int, end: int, places: tuple[tuple[int, int], ...]) -> int:
    """Return 1 for a word that lies in one of the places, else 0."""
    return int(any(begin <= start and end <= stop for begin, stop in places))


def batches(examples: list[Example], size: int, rng: random.Random | None) -> Iterator[list[int]]:
    """Yield places of examples of like length; mixed anew by ``rng``, in order of length without it."""
    order = list(range(len(examples)))
    if rng is None:
        order.sort(key=lambda i: len(examples[i].ids))
        yield from (order[i : i + size] for i in range(0, len(order), size))
        return
    rng.shuffle(order)
    chunks = []
    for start in range(0, len(order), size * 20):
        part = sorted(order[start : start + size * 20], key=lambda i: len(examples[i].ids))
        chunks += [part[i : i + size] for i in range(0, len(part), size)]
    rng.shuffle(chunks)
    yield from chunks


def padded(rows: list[list[int]], value: int = 0) -> Tensor:
    """Return rows of unlike length as one tensor."""
    longest = max(map(len, rows))
    return torch.tensor([row + [value] * (longest - len(row)) for row in rows])


def loss_of(model: Tagger, batch: list[Example]) -> Tensor:
    """Return the batch's loss: sentence, kind and spans added up."""
    ids, segments = padded([e.ids for e in batch]), padded([e.segments for e in batch])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        outputs = model(ids, segments)
    guess, score, kind, spans = (output.float() for output in outputs)
    labels = torch.tensor([e.label for e in batch])
    loss = F.binary_cross_entropy_with_logits(score, labels)
    loss = loss + GUESS_WEIGHT * F.binary_cross_entropy_with_logits(guess, labels)
    kinds = torch.tensor([e.kind for e in batch])
    if (kinds >= 0).any():
        loss = loss + KIND_WEIGHT * F.cross_entropy(kind, kinds, ignore_index=-1, reduction="sum") / len(
            batch
        )
    wanted = torch.stack([padded([[s[n] for s in e.spans] for e in batch], -1) for n in (0, 1)], -1)
    known = wanted >= 0
    if known.any():
        loss = (
            loss
            + SPAN_WEIGHT
            * F.binary_cross_entropy_with_logits(spans[known], wanted[known].float())
            * (kinds >= 0).float().mean()
        )
    return loss


def fine_tuned(folder: Path, pieces: list[int], examples: list[Example], *, seed: int) -> Tagger:
    """Return a tagger learned from the examples."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    model = pretrained(folder, pieces)
    model.train()
    model.lower.words.weight.requires_grad_(False)  # too few examples to move words, and a third faster
    named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    heads = [p for name, p in named if is_head(name)]
    body = [p for name, p in named if not is_head(name)]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": RATE}, {"params": heads, "lr": HEAD_RATE}], weight_decay=DECAY, fused=True
    )
    steps = EPOCHS * math.ceil(len(examples) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / (WARM * steps), max(0.0, (steps - s) / (steps * (1 - WARM))))
    )
    begun, total, step = time.time(), 0.0, 0
    for _ in range(EPOCHS):
        for places in batches(examples, BATCH, rng):
            loss = loss_of(model, [examples[i] for i in places])
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total, step = total + loss.item(), step + 1
            if step % 100 == 0:
                print(f"step {step}/{steps} loss {total / 100:.3f} {time.time() - begun:.0f}s", flush=True)
                total = 0.0
    return model.eval()


@dataclass(frozen=True)
class Guess:
    """What the tagger says of one sentence."""

    first: float
    score: float
    kind: list[float]
    spans: list[list[float]]


def predicted(model: Tagger, examples: list[Example]) -> list[Guess]:
    """Return what the model says of each example."""
    found: dict[int, Guess] = {}
    with torch.inference_mode():
        for places in batches(examples, 32, None):
            batch = [examples[i] for i in places]
            with torch.autocast("cpu", dtype=torch.bfloat16):
                outputs = model(padded([e.ids for e in batch]), padded([e.segments for e in batch]))
            first, score, kind, spans = (output.float() for output in outputs)
            for row, place in enumerate(places):
                length = len(examples[place].ids)
                found[place] = Guess(
                    float(first[row]), float(score[row]), kind[row].tolist(), spans[row, :length].tolist()
                )
    return [found[place] for place in range(len(examples))]
