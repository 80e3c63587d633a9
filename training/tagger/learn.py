"""Fine-tune the encoder on labelled sentences."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor
from torch.nn import functional as F

from .encoder import Tagger, pretrained
from .sentences import Labelled

BATCH = 16
EPOCHS = 4
RATE = 1e-4
HEAD_RATE = 5e-4
WARM = 0.1
DECAY = 0.01
LONGEST = 160  # word pieces, context and sentence
KIND_WEIGHT, SPAN_WEIGHT = 0.3, 1.0


@dataclass(frozen=True)
class Example:
    """A sentence as the encoder reads it, with the labels of its pieces (-1: none)."""

    ids: list[int]
    segments: list[int]
    label: float
    kind: int
    spans: list[tuple[int, int]]


def encoded(tokenizer: Tokenizer, sentences: list[Labelled]) -> list[Example]:
    """Return the sentences as examples."""
    pairs = [(s.context, s.text) for s in sentences]
    return [
        example_of(encoding, sentence)
        for encoding, sentence in zip(tokenizer.encode_batch(pairs), sentences, strict=True)
    ]


def example_of(encoding: Encoding, sentence: Labelled) -> Example:
    """Return one sentence as an example; pieces outside it bear no span label."""
    known = [bool(sentence.responses), bool(sentence.responses)]
    spans = []
    for segment, (start, end) in zip(encoding.type_ids, encoding.offsets, strict=True):
        if segment != 1 or start == end:
            spans.append((-1, -1))
            continue
        marks = (sentence.responses, sentence.triggers)
        inside = [any(b <= start and end <= e for b, e in places) for places in marks]
        spans.append(tuple(int(i) if k else -1 for i, k in zip(inside, known, strict=True)))
    return Example(encoding.ids, encoding.type_ids, float(bool(sentence.threats)), sentence.kind, spans)


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
        score, kind, spans = model(ids, segments)
    score, kind, spans = score.float(), kind.float(), spans.float()
    loss = F.binary_cross_entropy_with_logits(score, torch.tensor([e.label for e in batch]))
    kinds = torch.tensor([e.kind for e in batch])
    if (kinds >= 0).any():
        loss = loss + KIND_WEIGHT * F.cross_entropy(kind, kinds, ignore_index=-1, reduction="sum") / len(batch)
    wanted = torch.stack([padded([[s[n] for s in e.spans] for e in batch], -1) for n in (0, 1)], -1)
    known = wanted >= 0
    if known.any():
        loss = loss + SPAN_WEIGHT * F.binary_cross_entropy_with_logits(
            spans[known], wanted[known].float()
        ) * (kinds >= 0).float().mean()
    return loss


def fine_tuned(folder: Path, pieces: list[int], examples: list[Example], *, seed: int, epochs: int = EPOCHS,
               layers: tuple[int, ...] = tuple(range(6))) -> Tagger:
    """Return a tagger learned from the examples."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    model = pretrained(folder, pieces, layers)
    model.train()
    heads = [p for n, p in model.named_parameters() if n.startswith(("sentence", "kind", "spans"))]
    model.words.weight.requires_grad_(False)  # too few examples to move words; a third of the time saved
    body = [
        p
        for n, p in model.named_parameters()
        if p.requires_grad and not n.startswith(("sentence", "kind", "spans"))
    ]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": RATE}, {"params": heads, "lr": HEAD_RATE}], weight_decay=DECAY, fused=True
    )
    steps = epochs * math.ceil(len(examples) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / (WARM * steps), max(0.0, (steps - s) / (steps * (1 - WARM))))
    )
    begun, total, step = time.time(), 0.0, 0
    for _ in range(epochs):
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


def predicted(model: Tagger, examples: list[Example]) -> list[tuple[float, list[float], list[list[float]]]]:
    """Return for each example its log-odds, its kind scores and its pieces' span log-odds."""
    found: list[tuple[float, list[float], list[list[float]]]] = [(0.0, [], [])] * len(examples)
    with torch.inference_mode():
        for places in batches(examples, 32, None):
            batch = [examples[i] for i in places]
            with torch.autocast("cpu", dtype=torch.bfloat16):
                outputs = model(padded([e.ids for e in batch]), padded([e.segments for e in batch]))
            score, kind, spans = (o.float() for o in outputs)
            for row, place in enumerate(places):
                length = len(examples[place].ids)
                found[place] = (float(score[row]), kind[row].tolist(), spans[row, :length].tolist())
    return found
