"""Fit the weights of the rules coder of events: ``python training/fit_events.py CODED.jsonl [MORE.jsonl …]``.

Reads articles whose events are coded by the codebook, finds every candidate of the coder in them, labels
each by whether a coded event stands there, and fits a logistic model with L2 penalty. Penalty and threshold
are those with the best F1 in cross-validation over whole articles, measured on all articles that are coded in
full; the calibration curve comes from predictions for articles that a fold did not see. A row with a list
``wrong``, of places judged to be no event, is not coded in full: it helps to fit, and what is in neither of
its lists is left out. Writes ``src/demarche/events/data/weights.json``: feature weights only, no text. Needs
scikit-learn. Seeds are fixed.

The weights that ship were fitted on 537 articles with 1,409 events, all coded in full: 65 by people, 472 by us,
article by article. Two of the five who coded those agree at F1 0.77 to 0.87 on 12 common articles (18 events).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
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
from demarche.events.candidates import Candidate, find_candidates
from demarche.events.features import features_of
from demarche.events.selection import selected
from demarche.language.document import Document

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "src/demarche/events/data/weights.json"
FOLDS = 8
SEEDS = (0, 1, 2)  # orders of the articles in the folds
PENALTIES = (0.03, 0.05, 0.08)
LEASTS = tuple(round(float(least), 2) for least in np.arange(-2.6, 0.3, 0.05))
SAME_OBJECT = 0.5  # token F1
RARE = 6  # features seen in fewer articles are left out


@dataclass(frozen=True, kw_only=True)
class Coded:
    """An article with its candidates, their features, labels (1 right, 0 wrong, -1 neither) and events fitted."""

    events: list[dict[str, Any]]
    candidates: tuple[Candidate, ...]
    features: list[tuple[str, ...]]
    labels: list[int]
    hits: list[frozenset[int]]
    full: bool  # coded in full, so that what is not coded is no event


def coded_articles(path: Path, _: float = 1.0) -> Iterator[Coded]:
    """Yield the coded articles of a file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            article = article_from(row, columns=Columns(), where=str(row["id"]))
            if not isinstance(article, Article):
                raise SystemExit(f"{article.where}: {article.why}")
            document = Document(article)
            candidates = find_candidates(document)
            yield Coded(
                events=row["events"],
                candidates=candidates,
                features=features_of(document, candidates),
                labels=labels_of(candidates, row["events"], row.get("wrong")),
                hits=[hits_of(candidate, row["events"]) for candidate in candidates],
                full="wrong" not in row,
            )


def match(candidate: Candidate, event: dict[str, Any]) -> float:
    """Return how well a candidate fits a coded event, 0 if it does not: sentence, kind, object."""
    evidence = event["evidence"]
    sentences = [evidence] if isinstance(evidence, str) else evidence
    if candidate.deed.kind != event["kind"]:
        return 0.0
    if evidence_likeness(sentences, [candidate.sentence.span.text]) is None:
        return 0.0
    likeness = token_f1(event["what"], candidate.what.text)
    return likeness if likeness >= SAME_OBJECT else 0.0


def hits_of(candidate: Candidate, events: list[dict[str, Any]]) -> frozenset[int]:
    """Return the numbers of the coded events that a candidate fits."""
    return frozenset(j for j, event in enumerate(events) if match(candidate, event))


def labels_of(
    candidates: tuple[Candidate, ...], events: list[dict[str, Any]], wrong: list[dict[str, Any]] | None = None
) -> list[int]:
    """Return each candidate's label; a second one for an event is neither right nor wrong.

    Where the wrong places are listed, one that is in neither list is neither right nor wrong.
    """
    labels = [0 if wrong is None or any(match(c, place) for place in wrong) else -1 for c in candidates]
    taken: set[int] = set()
    pairs = [(match(c, event), i, j) for i, c in enumerate(candidates) for j, event in enumerate(events)]
    for likeness, i, j in sorted(pairs, reverse=True):
        if likeness and labels[i] != 1:
            labels[i] = -1 if j in taken else 1
            taken.add(j)
    return labels


def out_of_fold(matrix: csr_matrix, labels: np.ndarray, groups: np.ndarray, penalty: float) -> np.ndarray:
    """Return each candidate's log-odds from a model that has not seen its article."""
    scores = np.zeros(len(labels))
    for fit, held in GroupKFold(FOLDS).split(matrix, labels, groups):
        model = fitted(matrix[fit], labels[fit], penalty)
        scores[held] = model.decision_function(matrix[held])
    return scores


def fitted(matrix: csr_matrix, labels: np.ndarray, penalty: float) -> LogisticRegression:
    """Return the model of all candidates that are right or wrong."""
    sure = labels >= 0
    return LogisticRegression(C=penalty, max_iter=3000).fit(matrix[sure], labels[sure])


def detections(articles: list[Coded], scores: list[np.ndarray]) -> list[float]:
    """Return for each threshold the F1 of the events kept: sentence, kind and object right."""
    kept: list[tuple[float, bool]] = []
    for article, own in zip(articles, scores, strict=True):
        told: set[int] = set()
        for i in selected(article.candidates, list(own), LEASTS[0]):  # the surest first
            new = article.hits[i] - told
            told |= {min(new)} if new else set()
            kept.append((float(own[i]), bool(new)))
    coded = sum(len(article.events) for article in articles)
    found = [[right for score, right in kept if score >= least] for least in LEASTS]
    return [2 * sum(these) / (len(these) + coded) for these in found]


def main() -> None:
    """Fit, report, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("coded", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    articles = [article for path in options.coded for article in coded_articles(path)]
    measured = [article for article in articles if article.full]
    sizes = [len(a.candidates) for a in articles]
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(dict.fromkeys(f, 1) for a in articles for f in a.features)
    seen_in = Counter(f for a in articles for f in {f for own in a.features for f in own})
    names = np.array(vectorizer.get_feature_names_out())
    common = np.array([seen_in[name] >= RARE for name in names])
    matrix, names = matrix[:, common], names[common]
    labels = np.array([label for a in articles for label in a.labels])
    print(f"{len(articles)} articles, {sum(len(a.events) for a in measured)} events coded in full")
    print(f"{len(labels)} candidates, {(labels == 1).sum()} events, {matrix.shape[1]} features")
    best = (0.0, 0.0, 0.0)
    kept_scores = np.zeros(len(labels))
    for penalty in PENALTIES:
        runs, tried = [], []
        for seed in SEEDS:
            order = np.random.RandomState(seed).permutation(len(articles))
            scores = out_of_fold(matrix, labels, np.repeat(order, sizes), penalty)
            by_article = zip(articles, np.split(scores, np.cumsum(sizes)[:-1]), strict=True)
            tried.append(detections(measured, [own for article, own in by_article if article.full]))
            runs.append(scores)
        by_least = np.mean(tried, axis=0)
        f1, least = float(by_least.max()), LEASTS[int(by_least.argmax())]
        print(f"C={penalty}: out-of-fold F1 {f1:.3f} at {least}")
        if f1 > best[0]:
            best, kept_scores = (f1, least, penalty), np.mean(runs, axis=0)
    _, least, penalty = best
    sure = labels >= 0
    curve = IsotonicRegression(out_of_bounds="clip", y_min=0.02, y_max=0.98)
    curve.fit(kept_scores[sure], labels[sure])
    at = np.quantile(kept_scores[sure], np.linspace(0, 1, 25))
    model = fitted(matrix, labels, penalty)
    pairs = zip(names, model.coef_[0], strict=True)
    data = {
        "made_by": "training/fit_events.py",
        "bias": round(float(model.intercept_[0]), 4),
        "least": least,
        "curve": {
            "at": [round(float(a), 3) for a in at],
            "share": [round(float(share), 3) for share in curve.predict(at)],
        },
        "features": dict(sorted((str(n), round(float(w), 3)) for n, w in pairs if abs(w) >= 0.004)),
    }
    options.out.write_text(json.dumps(data, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"C={penalty}, least {least} -> {options.out.name}")


if __name__ == "__main__":
    main()
