#!/usr/bin/env python3
"""The rules coder against spaCy's tokeniser and rule matcher, on the same sentences, by processor time.

    python benchmarks/code_peers.py news.jsonl.gz [--articles 300] [--rounds 5] [--spacy PYTHON]

PYTHON is an interpreter with spaCy 3 (``pip install spacy``; no model is needed); left out, this one. Our coder reads
whole articles, both threats and events, and its own sentences of them are what spaCy gets, one after the other.
spaCy cuts them into words and matches patterns of those, one for each of our cues' and hostile words; it finds no
response, party or speaker. Printed are medians over the rounds, the two taken in turn, and the figures that others
published for their coders: BBC Citron 1.5 to 3 articles a second, PETRARCH 150 sentences a second, behind its parser.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path

from demarche.articles import Article
from demarche.coders import find_coders
from demarche.coding import Coders, code_article
from demarche.language.document import Document
from demarche.threats.cues import cues, hostile_words

CITRON = 3.0  # articles a second, the faster of what is published
PETRARCH = 150.0  # sentences a second, after the parse
SPACY = """
import json, sys, time
import spacy
from spacy.matcher import Matcher
given = json.load(sys.stdin)
words = spacy.blank("en").tokenizer
matcher = Matcher(words.vocab)
for name, phrases in given["patterns"].items():
    alone = [phrase for phrase in phrases if len(phrase.split()) == 1]
    patterns = [[{"LOWER": word} for word in phrase.split()] for phrase in phrases if phrase not in alone]
    matcher.add(name, [[{"LOWER": {"IN": alone}}]] * bool(alone) + patterns)
for sentence in given["sentences"][:200]:
    matcher(words(sentence))
began = time.process_time()
for sentence in given["sentences"]:
    words(sentence)
cut = time.process_time()
matches = sum(len(matcher(words(sentence))) for sentence in given["sentences"])
print(json.dumps([cut - began, time.process_time() - cut, matches]))
"""


def main() -> int:
    """Run the benchmark and return the process's exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path, help="JSON Lines, plain or gzip")
    parser.add_argument("--articles", type=int, default=300, metavar="N", help="of the corpus, evenly taken")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--coder", default="rules:v1", help="our coder of threats")
    parser.add_argument("--spacy", default=sys.executable, metavar="PYTHON")
    arguments = parser.parse_args()
    some = articles(arguments.corpus, arguments.articles)
    sentences = [sentence.span.text for one in some for sentence in Document(one).sentences]
    coders = find_coders(arguments.coder, "rules:v1")
    for one in some[:20]:  # its lexicons are loaded, as spaCy's are
        code_article(one, coders=coders)
    ours, cut, matched = [], [], []
    for _ in range(arguments.rounds):
        ours.append(coded(some, coders))
        tokeniser, matcher = matched_by_spacy(arguments.spacy, sentences)
        cut.append(tokeniser)
        matched.append(matcher)
    count, own = len(sentences), statistics.median(ours)
    print(f"{len(some)} articles, {count} sentences, processor time, medians of {arguments.rounds}")
    print(f"demarche {coders.name}:   {count / own:,.0f} sentences/s, {len(some) / own:,.1f} articles/s")
    for name, taken in (("spaCy's tokeniser alone", cut), ("spaCy's tokeniser and matcher", matched)):
        ratio = statistics.median(theirs / mine for theirs, mine in zip(taken, ours, strict=True))
        print(
            f"{name}: {count / statistics.median(taken):,.0f} sentences/s; ours has {ratio:.2f} of that rate"
        )
    print(
        f"BBC Citron, published: {CITRON:g} articles/s at most; ours has {len(some) / own / CITRON:.1f} times that"
    )
    print(f"PETRARCH, published: {PETRARCH:g} sentences/s; ours has {count / own / PETRARCH:.1f} times that")
    return 0


def articles(corpus: Path, most: int) -> list[Article]:
    """Return articles of the corpus, evenly taken."""
    with gzip.open(corpus) if corpus.suffix == ".gz" else corpus.open("rb") as file:
        lines = list(file)
    rows = (json.loads(line) for line in islice(lines, 0, None, max(1, len(lines) // most)))
    return [Article(title=row.get("title") or "", text=row["text"]) for row in islice(rows, most)]


def coded(some: list[Article], coders: Coders) -> float:
    """Return the seconds that coding the articles takes."""
    began = time.process_time()
    for one in some:
        code_article(one, coders=coders)
    return time.process_time() - began


def matched_by_spacy(python: str, sentences: list[str]) -> tuple[float, float]:
    """Return the seconds that spaCy takes for the words of the sentences alone, and for words and matches."""
    patterns = {cue.name: [stem for stem in cue.stems if stem.split()] for cue in cues() if cue.stems}
    patterns["hostile"] = sorted(hostile_words())
    given = json.dumps({"sentences": sentences, "patterns": patterns})
    done = subprocess.run([python, "-c", SPACY], input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"spaCy did not run by {python}; name an interpreter that has it: {done.stderr[-300:]}")
    tokeniser, matcher, _ = json.loads(done.stdout)
    return tokeniser, matcher


if __name__ == "__main__":
    sys.exit(main())
