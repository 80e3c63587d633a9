"""Train the tagger: ``python training/fit_tagger.py GOLD.jsonl [MORE.jsonl …] --base FOLDER --work FOLDER``.

Reads articles coded by the codebook, fits the word filter, fine-tunes MiniLM-L6 on the sentences that pass it
(three folds for out-of-fold figures, then all), and writes to ``src/demarche/threats/data``: ``words.json``,
``pieces.txt``, ``tagger-lower.onnx``, ``tagger-upper.onnx``. The out-of-fold readings go to the work folder, where
``fit_blend.py`` finds them. Seeds are fixed. Needs the ``train`` dependency group; see ``training/README.md``.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import torch
from tagger.export import write_onnx
from tagger.folds import FOLDS, run_fold, worth_learning
from tagger.learn import encoded, fine_tuned
from tagger.sentences import labelled
from tagger.vocabulary import chosen
from tagger.words import fit_words

from demarche.threats.tagger.pieces import vocabulary_from

DATA = Path(__file__).resolve().parents[1] / "src/demarche/threats/data"
SEED = 9
TEXTS = 12_000  # of each corpus, by which the vocabulary is cut


def texts(paths: list[Path]) -> Iterator[str]:
    """Yield titles and texts of JSON Lines, plain or gzip."""
    for path in paths:
        with gzip.open(path, "rt") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            for _, line in zip(range(TEXTS), lines, strict=False):
                row = json.loads(line)
                yield f"{row.get('title') or ''}\n{row['text']}"


def main() -> None:
    """Fit, report, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument(
        "--base", type=Path, required=True, help="folder of MiniLM-L6: vocab.txt, model.safetensors"
    )
    parser.add_argument(
        "--corpus", nargs="*", type=Path, default=[], help="texts by which the vocabulary is cut"
    )
    parser.add_argument("--work", type=Path, required=True, help="folder for the out-of-fold readings")
    parser.add_argument("--only", choices=[*map(str, range(FOLDS)), "final"], help="one part of the work")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.work.mkdir(parents=True, exist_ok=True)
    sentences = labelled(options.gold)
    data, words = fit_words(sentences)
    names, pieces = chosen(options.base, texts(options.corpus or options.gold))
    vocabulary = vocabulary_from(names)
    examples = encoded(vocabulary, sentences)
    learn = worth_learning(sentences, words)
    print(f"{len(sentences)} sentences, {learn.sum()} to learn from, {len(names)} pieces", flush=True)
    for fold in range(FOLDS):
        if options.only in (None, str(fold)):
            out = options.work / f"fold-{fold}.jsonl"
            run_fold(fold, sentences, examples, words, options.base, pieces, out)
    if options.only in (None, "final"):
        model = fine_tuned(
            options.base, pieces, [e for e, good in zip(examples, learn, strict=True) if good], seed=SEED
        )
        torch.save(model.state_dict(), options.work / "final.pt")
        DATA.joinpath("words.json").write_text(json.dumps(data, indent=0) + "\n", encoding="utf-8")
        DATA.joinpath("pieces.txt").write_text("\n".join(names) + "\n", encoding="utf-8")
        write_onnx(model, DATA)


if __name__ == "__main__":
    main()
