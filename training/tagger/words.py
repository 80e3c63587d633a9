"""Fit the word filter: which sentences are worth the encoder's time."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from demarche.threats.tagger.words import words_and_pairs

from .sentences import Labelled

PENALTY = 0.1
RARE = 4  # words seen in fewer sentences are left out
LEAST_WEIGHT = 0.02
RECALL = 0.99  # of the threats, out of fold, by the words that are asked for beside a cue
RECALL_ALONE = 0.895  # and without one
FOLDS = 5


def matrix_of(sentences: list[Labelled]) -> tuple[csr_matrix, np.ndarray]:
    """Return which words and pairs each sentence has, rare ones left out, and their names."""
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([dict.fromkeys(words_and_pairs(s.text), 1.0) for s in sentences])
    common = np.asarray((matrix > 0).sum(axis=0)).ravel() >= RARE
    return matrix[:, common], np.array(vectorizer.get_feature_names_out())[common]


def out_of_fold(matrix: csr_matrix, labels: np.ndarray, groups: list[str]) -> np.ndarray:
    """Return each sentence's log-odds from a model that has not seen its article."""
    scores = np.zeros(len(labels))
    for fit, held in GroupKFold(FOLDS).split(matrix, labels, groups):
        model = LogisticRegression(C=PENALTY, max_iter=3000).fit(matrix[fit], labels[fit])
        scores[held] = model.decision_function(matrix[held])
    return scores


def best_by_threat(sentences: list[Labelled], scores: np.ndarray) -> np.ndarray:
    """Return each coded threat's highest score: one of its sentences is enough to find it."""
    best: dict[tuple[str, int], float] = {}
    for sentence, score in zip(sentences, scores, strict=True):
        for threat in sentence.threats:
            key = (sentence.article, threat)
            best[key] = max(best.get(key, -99.0), float(score))
    return np.array(list(best.values()))


def fit_words(sentences: list[Labelled]) -> tuple[dict[str, Any], np.ndarray]:
    """Return the word model's data and the out-of-fold scores of the sentences."""
    matrix, names = matrix_of(sentences)
    labels = np.array([bool(s.threats) for s in sentences], dtype=int)
    scores = out_of_fold(matrix, labels, [s.article for s in sentences])
    best = best_by_threat(sentences, scores)
    model = LogisticRegression(C=PENALTY, max_iter=3000).fit(matrix, labels)
    weights = zip(names, model.coef_[0], strict=True)
    data = {
        "made_by": "training/tagger",
        "bias": round(float(model.intercept_[0]), 4),
        "least": round(float(np.quantile(best, 1 - RECALL)), 3),
        "least_alone": round(float(np.quantile(best, 1 - RECALL_ALONE)), 3),
        "words": dict(sorted((str(n), round(float(w), 3)) for n, w in weights if abs(w) >= LEAST_WEIGHT)),
    }
    return data, scores
