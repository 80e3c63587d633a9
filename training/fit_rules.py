"""Fit the weights of the rules coder: ``python training/fit_rules.py GOLD.jsonl [MORE.jsonl …]``.

Reads articles coded by the codebook, finds every candidate of the rules coder in them, labels each by
whether a coded threat stands there, and fits a logistic model with L2 penalty. The penalty and the
threshold are chosen by cross-validation over whole articles; the calibration curve comes from the
predictions for articles that a fold did not see. Writes ``src/demarche/threats/data/weights.json``:
feature weights only, no text. Needs scikit-learn (the ``train`` dependency group). Seeds are fixed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import DictVectorizer
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from demarche.articles import Article, Columns
from demarche.articles.fields import article_from
from demarche.evaluate.pairing import evidence_likeness
from demarche.evaluate.words import token_f1
from demarche.language.document import Document
from demarche.threats.candidates import Candidate, find_candidates
from demarche.threats.features import features_of, first_features
from demarche.threats.rules import weighed

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "src/demarche/threats/data/weights.json"
FOLDS = 5
PENALTIES = (0.05, 0.1, 0.15)
# By cross-validation F1 is flat from 0.3 to 0.45.
THRESHOLD = 0.38
FIRST_PENALTY = 0.1
FIRST_RECALL = 0.97
RARE = 3  # features seen in fewer candidates are left out


def rows_of(paths: list[Path]) -> Iterator[dict[str, Any]]:
    """Yield the coded articles of the files."""
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.strip())


def is_threat(candidate: Candidate, coded: list[dict[str, Any]]) -> bool:
    """Return whether a coded threat stands at the candidate: same sentence, and like words or kind."""
    here = [candidate.sentence.span.text]
    for threat in coded:
        for index, sentence in enumerate(threat["evidence"]):
            if evidence_likeness([sentence], here) is None:
                continue
            likeness = token_f1(threat["response"], candidate.response.text)
            # a repeat may use other words; its first sentence holds the coded response itself
            if likeness >= 0.25 or (index and (likeness or threat["response_kind"] == candidate.kind)):
                return True
    return False


@dataclass(frozen=True, kw_only=True)
class Example:
    """A candidate with its features and label."""

    first: dict[str, int]
    all: dict[str, int]
    label: bool
    article: str


def examples(paths: list[Path]) -> list[Example]:
    """Return all candidates of the coded articles."""
    found = []
    for row in rows_of(paths):
        article = article_from(row, columns=Columns(), where=str(row["id"]))
        if not isinstance(article, Article):
            raise SystemExit(f"{article.where}: {article.why}")
        document = Document(article)
        for candidate in find_candidates(document):
            trigger, parties = weighed(document, candidate)
            first = first_features(document, candidate)
            found.append(
                Example(
                    first=dict.fromkeys(first, 1),
                    all=dict.fromkeys(features_of(first, document, candidate, trigger, parties), 1),
                    label=is_threat(candidate, row["threats"]),
                    article=str(row["id"]),
                )
            )
    return found


def matrix_of(rows: list[dict[str, int]]) -> tuple[csr_matrix, np.ndarray]:
    """Return the feature matrix without rare features, and the names of its columns."""
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(rows)
    common = np.asarray((matrix > 0).sum(axis=0)).ravel() >= RARE
    return matrix[:, common], np.array(vectorizer.get_feature_names_out())[common]


def kept(names: np.ndarray, model: LogisticRegression) -> dict[str, float]:
    """Return the weights that matter, by feature name."""
    pairs = zip(names, model.coef_[0], strict=True)
    return dict(sorted((str(n), round(float(w), 3)) for n, w in pairs if abs(w) >= 0.004))


def fit_first(found: list[Example]) -> tuple[dict[str, Any], np.ndarray]:
    """Return the first look's weights, and which examples pass it out of fold."""
    matrix, names = matrix_of([e.first for e in found])
    labels = np.array([e.label for e in found], dtype=int)
    scores = out_of_fold(matrix, labels, [e.article for e in found], FIRST_PENALTY)
    least = float(np.quantile(scores[labels == 1], 1 - FIRST_RECALL))
    model = LogisticRegression(C=FIRST_PENALTY, max_iter=3000).fit(matrix, labels)
    passed = scores >= least
    print(f"first look: {passed.mean():.0%} of the candidates pass, recall {FIRST_RECALL}")
    first = {
        "bias": round(float(model.intercept_[0]), 4),
        "least": round(least, 3),
        "features": kept(names, model),
    }
    return first, passed


def out_of_fold(matrix: csr_matrix, labels: np.ndarray, groups: list[str], penalty: float) -> np.ndarray:
    """Return each candidate's log-odds from a model that has not seen its article."""
    scores = np.zeros(len(labels))
    for fit, held in GroupKFold(FOLDS).split(matrix, labels, groups):
        model = LogisticRegression(C=penalty, max_iter=3000).fit(matrix[fit], labels[fit])
        scores[held] = model.decision_function(matrix[held])
    return scores


def best_f1(scores: np.ndarray, labels: np.ndarray) -> float:
    """Return the best F1 over all thresholds."""
    right = np.cumsum(labels[np.argsort(-scores)])
    f1 = 2 * right / (np.arange(1, len(labels) + 1) + labels.sum())
    return float(f1.max())


def main() -> None:
    """Fit, report, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    found = examples(options.gold)
    first, passed = fit_first(found)
    found = [example for example, good in zip(found, passed, strict=True) if good]
    labels = np.array([e.label for e in found], dtype=int)
    groups = [e.article for e in found]
    matrix, names = matrix_of([e.all for e in found])
    print(f"{len(labels)} candidates, {labels.sum()} threats, {matrix.shape[1]} features")
    tried = {}
    for penalty in PENALTIES:
        scores = out_of_fold(matrix, labels, groups, penalty)
        tried[penalty] = (best_f1(scores, labels), scores)
        print(f"C={penalty}: out-of-fold F1 {tried[penalty][0]:.3f}")
    penalty = max(tried, key=lambda p: tried[p][0])
    _, scores = tried[penalty]
    curve = IsotonicRegression(out_of_bounds="clip", y_min=0.01, y_max=0.99).fit(scores, labels)
    at = np.quantile(scores, np.linspace(0, 1, 41))
    model = LogisticRegression(C=penalty, max_iter=3000).fit(matrix, labels)
    data = {
        "made_by": "training/fit_rules.py",
        "bias": round(float(model.intercept_[0]), 4),
        "threshold": THRESHOLD,
        "curve": {
            "at": [round(float(a), 3) for a in at],
            "share": [round(float(share), 3) for share in curve.predict(at)],
        },
        "first": first,
        "features": kept(names, model),
    }
    options.out.write_text(json.dumps(data, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"C={penalty}, threshold {data['threshold']} -> {options.out.name}")


if __name__ == "__main__":
    main()
