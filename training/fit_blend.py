"""Fit the blend: ``python training/fit_blend.py GOLD.jsonl [MORE.jsonl …] --work FOLDER``.

Reads coded articles and what the tagger said of their sentences out of fold (``fit_tagger.py`` left it in the work
folder), finds the candidates of rules and tagger, and fits two layers: the rules' features, as ``fit_rules.py``
does, then a sum of a few figures (``demarche.threats.blending``). Writes ``data/blend.json``: weights only, no text.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from fit_rules import RARE, best_f1, is_threat, kept, out_of_fold, rows_of
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import DictVectorizer
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from tagger.sentences import labelled
from tagger.words import fit_words

from demarche.articles import Article, Columns
from demarche.articles.fields import article_from
from demarche.language.document import Document
from demarche.span import Span
from demarche.threats import Threat
from demarche.threats.blend import weigh, with_tagged
from demarche.threats.blending import inputs_of, with_ranks
from demarche.threats.candidates import Candidate, find_candidates
from demarche.threats.features import first_features
from demarche.threats.rules import speaks_for_actor, threat_at
from demarche.threats.tagger.reading import EDGES, LEAST_GUESS, Read, Reading, likely_in
from demarche.threats.tagger.words import WordWeights

OUT = Path(__file__).resolve().parents[1] / "src/demarche/threats/data/blend.json"
FOLDS = 6
PENALTY = 0.1
FIRST_RECALL = 0.99  # of the threats that would be kept after the last look
SURE = -0.4  # log-odds from which they would be
THRESHOLD = 0.38

Row = dict[str, Any]
Place = tuple[str, int]


@dataclass(frozen=True, kw_only=True)
class Example:
    """A candidate with its features, its label and the threat it would make."""

    article: str
    candidate: Candidate
    known: Read
    first: dict[str, int]
    all: dict[str, int]
    label: bool
    threat: Threat | None  # None: nobody sends it, or an outsider speaks


def readings_in(work: Path) -> dict[str, dict[int, Row]]:
    """Return the out-of-fold readings by article and sentence."""
    found: dict[str, dict[int, Row]] = defaultdict(dict)
    for path in sorted(work.glob("fold-*.jsonl")):
        for row in rows_of([path]):
            found[row["article"]][row["index"]] = row
    return found


def read_as(document: Document, rows: dict[int, Row], likely: list[int], words: dict[int, float]) -> Read:
    """Return what the tagger would say of the document, had it not learned from it."""
    readings = {}
    for index in likely:
        row = rows.get(index)
        if row is None or row["first"] + words[index] < LEAST_GUESS:
            continue
        response = None
        if row["response"]:
            start = document.sentences[index].span.start
            begin, end = row["response"]
            response = Span.trimmed(document.text, start + begin, start + end, strip=EDGES)
        readings[index] = Reading(score=row["score"], kind=row["kind"], response=response)
    return Read(words=words, readings=readings)


def examples(paths: list[Path], work: Path) -> list[Example]:
    """Return all candidates of the articles, all folds of which have been read."""
    sentences = labelled(paths)
    data, scores = fit_words(sentences)
    known = WordWeights(0.0, {}, data["least"], data["least_alone"])
    words: dict[str, dict[int, float]] = defaultdict(dict)
    for sentence, score in zip(sentences, scores, strict=True):
        words[sentence.article][sentence.index] = float(score)
    readings = readings_in(work)
    found: list[Example] = []
    for row in rows_of(paths):
        name = str(row["id"])
        found += examples_of(row, readings.get(name, {}), words[name], known)
    return found


def examples_of(
    row: Row, rows: dict[int, Row], words: dict[int, float], bounds: WordWeights
) -> Iterator[Example]:
    """Yield one article's candidates."""
    article = article_from(row, columns=Columns(), where=str(row["id"]))
    if not isinstance(article, Article):
        raise SystemExit(f"{article.where}: {article.why}")
    document = Document(article)
    by_cue = find_candidates(document)
    near = {candidate.sentence.index for candidate in by_cue}
    known = read_as(document, rows, likely_in(words, near, bounds), words)
    for candidate in with_tagged(document, by_cue, known):
        first = first_features(document, candidate)
        w = weigh(document, candidate, first)
        sent = w.parties.sender and speaks_for_actor(w.parties.speaker)
        yield Example(
            article=str(row["id"]),
            candidate=candidate,
            known=known,
            first=dict.fromkeys(first, 1),
            all=dict.fromkeys(w.features, 1),
            label=is_threat(candidate, row["threats"]),
            threat=threat_at(
                document, candidate, w.trigger, w.parties, coder="blend", confidence=0.0, features=w.features
            )
            if sent
            else None,
        )


def matrix_of(rows: list[dict[str, int]]) -> tuple[csr_matrix, np.ndarray]:
    """Return the feature matrix without rare features, and the names of its columns."""
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(rows)
    common = np.asarray((matrix > 0).sum(axis=0)).ravel() >= RARE
    return matrix[:, common], np.array(vectorizer.get_feature_names_out())[common]


def figures_of(found: list[Example], scores: np.ndarray, *, ranks: bool) -> list[dict[str, float]]:
    """Return the figures of each candidate, for the first look or, with ranks, for the last."""
    rows = [inputs_of(e.candidate, float(s), e.known) for e, s in zip(found, scores, strict=True)]
    if not ranks:
        return rows
    ranked: list[dict[str, float]] = []
    start = 0
    for end in range(1, len(found) + 1):
        if end == len(found) or found[end].article != found[start].article:
            part = range(start, end)
            ranked += with_ranks((found[i].candidate.sentence.index, rows[i]) for i in part)
            start = end
    return ranked


def fit_sum(figures: list[dict[str, float]], labels: np.ndarray, groups: list[str]) -> tuple[Row, np.ndarray]:
    """Return a fitted sum, and the candidates' log-odds out of fold."""
    vectorizer = DictVectorizer(sparse=False)
    matrix = vectorizer.fit_transform(figures)
    spread = matrix.std(axis=0) + 1e-6
    scores = np.zeros(len(labels))
    for fit, held in GroupKFold(FOLDS).split(matrix, labels, groups):
        model = LogisticRegression(max_iter=3000).fit(matrix[fit] / spread, labels[fit])
        scores[held] = model.decision_function(matrix[held] / spread)
    model = LogisticRegression(max_iter=3000).fit(matrix / spread, labels)
    weights = zip(vectorizer.get_feature_names_out(), model.coef_[0] / spread, strict=True)
    data = {
        "bias": round(float(model.intercept_[0]), 4),
        "weights": {str(name): round(float(weight), 4) for name, weight in weights},
    }
    return data, scores


def layer(rows: list[dict[str, int]], labels: np.ndarray, groups: list[str]) -> tuple[Row, np.ndarray]:
    """Return the weights of a layer of features, and the candidates' log-odds out of fold."""
    matrix, names = matrix_of(rows)
    scores = out_of_fold(matrix, labels, groups, PENALTY)
    model = LogisticRegression(C=PENALTY, max_iter=3000).fit(matrix, labels)
    return {"bias": round(float(model.intercept_[0]), 4), "features": kept(names, model)}, scores


@dataclass(frozen=True)
class Fitted:
    """The blend's data, and each candidate's confidence out of fold (nought where the first look drops it)."""

    data: Row
    confidences: np.ndarray


def fit(found: list[Example]) -> Fitted:
    """Return the fitted blend."""
    labels = np.array([e.label for e in found], dtype=int)
    groups = [e.article for e in found]
    first, first_scores = layer([e.first for e in found], labels, groups)
    first_sum, scores = fit_sum(figures_of(found, first_scores, ranks=False), labels, groups)
    rules, rules_scores = layer([e.all for e in found], labels, groups)
    _, all_scores = fit_sum(figures_of(found, rules_scores, ranks=True), labels, groups)
    sure = (labels == 1) & (all_scores >= SURE)
    least = float(np.quantile(scores[sure], 1 - FIRST_RECALL))
    passed = scores >= least
    print(f"{len(labels)} candidates, {labels.sum()} threats; first look passes {passed.mean():.0%}")
    some = [e for e, good in zip(found, passed, strict=True) if good]
    figures = figures_of(some, rules_scores[passed], ranks=True)
    last_sum, last = fit_sum(figures, labels[passed], [e.article for e in some])
    print(
        f"F1 of candidates {best_f1(last, labels[passed]):.3f}, by the rules' features alone "
        f"{best_f1(rules_scores[passed], labels[passed]):.3f}; {last_sum['weights']}"
    )
    curve = IsotonicRegression(out_of_bounds="clip", y_min=0.01, y_max=0.99).fit(last, labels[passed])
    at = np.quantile(last, np.linspace(0, 1, 41))
    data = {
        "made_by": "training/fit_blend.py",
        "threshold": THRESHOLD,
        "first_sum": {**first_sum, "least": round(least, 3)},
        "last_sum": last_sum,
        "curve": {
            "at": [round(float(a), 3) for a in at],
            "share": [round(float(share), 3) for share in curve.predict(at)],
        },
        "first": {**first, "least": 0.0},
        **rules,
    }
    confidence = np.zeros(len(labels))
    confidence[passed] = np.interp(last, at, curve.predict(at))
    return Fitted(data, confidence)


def main() -> None:
    """Fit, report, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="folder of the out-of-fold readings")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    fitted = fit(examples(options.gold, options.work))
    options.out.write_text(json.dumps(fitted.data, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
