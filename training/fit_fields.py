"""Fit how sure each field is: ``python training/fit_fields.py GOLD.jsonl [MORE.jsonl …]``.

Reads articles coded by the codebook, finds the candidates of the rules coder that are coded threats, and fits one
logistic model a field of whether the coder's value is right. Penalties are chosen by cross-validation over whole
articles (log loss). Prints for each field the share right, the expected calibration error out of fold (ten bins of
equal size), and its Brier score against that of the bare share. Writes ``src/demarche/threats/data/fields.json``:
feature weights only, no text. Needs scikit-learn (the ``train`` dependency group). Nothing is drawn at random.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple, get_args

import numpy as np
from fit_rules import rows_of
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, log_loss
from sklearn.model_selection import GroupKFold

from demarche.articles import Article, Columns
from demarche.articles.fields import article_from
from demarche.evaluate.coded import coded_from, threat_labels
from demarche.evaluate.pairing import threat_likeness
from demarche.evaluate.right import right_fields
from demarche.evaluate.words import token_f1
from demarche.language.document import Document
from demarche.records import threat_record
from demarche.threats import FieldConfidence
from demarche.threats.candidates import find_candidates
from demarche.threats.features import features_of, first_features
from demarche.threats.field_confidence import says_how
from demarche.threats.grievances import Where, grievance_near, with_grievance
from demarche.threats.rules import threat_at, weighed

OUT = Path(__file__).resolve().parents[1] / "src/demarche/threats/data/fields.json"
FOLDS = 10
PENALTIES = (0.01, 0.03, 0.1, 0.3)
SAME_RESPONSE = 0.25  # token F1 from which a candidate is the coded threat of its sentence
RARE = 5
BINS = 10

BY_GRIEVANCE = ("trigger", "trigger_form")  # fields whose share is counted where a grievance gave them


class Example(NamedTuple):
    """A candidate that is a coded threat."""

    article: str
    features: dict[str, int]
    right: dict[str, bool]  # by field
    grievance: Where | None  # where the trigger was found, if it is one


def examples(paths: list[Path]) -> Iterator[Example]:
    """Yield each candidate that is a coded threat."""
    for row in rows_of(paths):
        article = article_from(row, columns=Columns(), where=str(row["id"]))
        if not isinstance(article, Article):
            raise SystemExit(f"{article.where}: {article.why}")
        coded = coded_from(row, str(row["id"])).threats
        document = Document(article) if coded else None
        for candidate in find_candidates(document) if document else ():
            trigger, parties = weighed(document, candidate)
            first = first_features(document, candidate)
            features = features_of(first, document, candidate, trigger, parties)
            threat = threat_at(
                document, candidate, trigger, parties, coder="fit", confidence=0.0, features=features
            )
            grievance = grievance_near(document, threat) if threat.trigger is None else None
            labels = threat_labels(threat_record(with_grievance(document, threat) if grievance else threat))
            alike = [
                (likeness, i)
                for i, gold in enumerate(coded)
                if token_f1(gold.response, labels.response) >= SAME_RESPONSE
                and (likeness := threat_likeness(gold, labels)) is not None
            ]
            if alike and parties.sender:
                best = coded[max(alike)[1]]
                yield Example(
                    article=str(row["id"]),
                    features=dict.fromkeys(filter(says_how, features), 1),
                    right=right_fields(best, labels),
                    grievance=grievance[1] if grievance else None,
                )


def out_of_fold(matrix: Any, labels: np.ndarray, groups: list[str], penalty: float) -> np.ndarray:
    """Return each example's share from a model that has not seen its article."""
    shares = np.zeros(len(labels))
    for fit, held in GroupKFold(FOLDS).split(matrix, labels, groups):
        model = LogisticRegression(C=penalty, max_iter=3000).fit(matrix[fit], labels[fit])
        shares[held] = model.predict_proba(matrix[held])[:, 1]
    return shares


def calibration_error(shares: np.ndarray, labels: np.ndarray) -> float:
    """Return the expected calibration error over bins of equal size (Naeini et al. 2015)."""
    parts = np.array_split(np.argsort(shares, kind="stable"), BINS)
    return float(sum(len(p) * abs(shares[p].mean() - labels[p].mean()) for p in parts) / len(labels))


def by_grievance(found: Sequence[Example]) -> dict[str, dict[str, float]]:
    """Return the share of triggers and forms that are right, by where the grievance stood (rule of succession)."""
    shares: dict[str, dict[str, float]] = {}
    for where in get_args(Where):
        own = [example.right for example in found if example.grievance == where]
        shares[where] = {f: round((1 + sum(r[f] for r in own)) / (2 + len(own)), 3) for f in BY_GRIEVANCE}
        print(f"grievance in {where} sentence: {len(own)}, {shares[where]}")
    return shares


def main() -> None:
    """Fit, report, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    found = list(examples(options.gold))
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([example.features for example in found])
    common = np.asarray((matrix > 0).sum(axis=0)).ravel() >= RARE
    matrix, names = matrix[:, common], np.array(vectorizer.get_feature_names_out())[common]
    print(f"{len(found)} threats, {matrix.shape[1]} features")
    print(f"{'field':<14} right  error  Brier  of the bare share")
    data: dict[str, dict[str, float]] = {}
    for field in (one.name for one in fields(FieldConfidence)):
        counts = np.array([field not in BY_GRIEVANCE or not example.grievance for example in found])
        some, own = matrix[counts], [e for e, counted in zip(found, counts, strict=True) if counted]
        labels = np.array([example.right[field] for example in own], dtype=int)
        groups = [example.article for example in own]
        tried = {penalty: out_of_fold(some, labels, groups, penalty) for penalty in PENALTIES}
        penalty = min(tried, key=lambda p: log_loss(labels, tried[p]))
        shares = tried[penalty]
        bare = labels.mean() * (1 - labels.mean())
        print(
            f"{field:<14} {labels.mean():.3f}  {calibration_error(shares, labels):.3f}  "
            f"{brier_score_loss(labels, shares):.3f}  {bare:.3f}   (C={penalty})"
        )
        model = LogisticRegression(C=penalty, max_iter=3000).fit(some, labels)
        weights = zip(names, model.coef_[0], strict=True)
        data[field] = {
            "bias": round(float(model.intercept_[0]), 4),
            **dict(sorted((str(n), round(float(w), 3)) for n, w in weights if abs(w) >= 0.004)),
        }
    body = {"made_by": "training/fit_fields.py", "grievances": by_grievance(found), "fields": data}
    options.out.write_text(json.dumps(body, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
