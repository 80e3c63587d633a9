"""Train on folds of the articles, so that each sentence is read by a model that has not seen its article."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score
from sklearn.model_selection import GroupKFold

from demarche.threats.tagger.reading import best_run

from .learn import Example, Guess, fine_tuned, predicted
from .sentences import KINDS, Labelled
from .words import best_by_threat

FOLDS = 3
SHUFFLE = 7  # seed of the folds
READ = 0.985  # share of the threats that the sentences read in training and prediction hold
LIKELY = 0.97  # and the bound below which only two in five of the negatives are learned from


def worth_reading(sentences: list[Labelled], words: np.ndarray) -> np.ndarray:
    """Return which sentences the encoder reads."""
    return words >= np.quantile(best_by_threat(sentences, words), 1 - READ)


def worth_learning(sentences: list[Labelled], words: np.ndarray) -> np.ndarray:
    """Return which sentences the encoder learns from: those with a threat, and the likelier of the others."""
    labels = np.array([bool(s.threats) for s in sentences])
    likely = words >= np.quantile(best_by_threat(sentences, words), 1 - LIKELY)
    some = np.arange(len(sentences)) % 5 < 2
    return labels | (worth_reading(sentences, words) & (likely | some))


def run_fold(
    number: int,
    sentences: list[Labelled],
    examples: list[Example],
    words: np.ndarray,
    folder: Path,
    pieces: list[int],
    out: Path,
) -> None:
    """Train without one fold and write what the model says of it to ``out`` as JSON Lines."""
    groups = [s.article for s in sentences]
    folds = list(GroupKFold(FOLDS, shuffle=True, random_state=SHUFFLE).split(groups, groups=groups))
    fit, held = folds[number]
    learn, read = worth_learning(sentences, words), worth_reading(sentences, words)
    model = fine_tuned(folder, pieces, [examples[i] for i in fit if learn[i]], seed=number + 1)
    held = [i for i in held if read[i]]
    found = predicted(model, [examples[i] for i in held])
    labels = [bool(sentences[i].threats) for i in held]
    for name, scores in (
        ("words", words[held]),
        *((n, [getattr(g, n) for g in found]) for n in ("first", "score")),
    ):
        print(
            f"fold {number}: average precision by {name} {average_precision_score(labels, scores):.3f}",
            flush=True,
        )
    with out.open("w", encoding="utf-8") as lines:
        for i, guess in zip(held, found, strict=True):
            lines.write(json.dumps(row_of(sentences[i], examples[i], guess)) + "\n")


def row_of(sentence: Labelled, example: Example, guess: Guess) -> dict[str, Any]:
    """Return what is kept of one out-of-fold reading; ``response`` counts characters of the sentence."""
    run = best_run([guess.spans[example.begins + place][0] for place in range(len(example.places))])
    return {
        "article": sentence.article,
        "index": sentence.index,
        "first": round(guess.first, 3),
        "score": round(guess.score, 3),
        "kind": KINDS[int(np.argmax(guess.kind))],
        "response": [example.places[run[0]][0], example.places[run[1] - 1][1]] if run else None,
    }
