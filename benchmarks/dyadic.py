#!/usr/bin/env python3
"""What a dyadic event record keeps of coded threats, and how far verbs of threatening go: both on a gold file.

    python benchmarks/dyadic.py GOLD.jsonl
    python benchmarks/dyadic.py GOLD.jsonl --coder rules:v1

GOLD is a file of articles with their text and the threats that people coded in them. First it reduces each threat to the
record of a dyadic event coder: who, to whom, class, day, each once a day, and counts what then falls together, what
cannot be recorded, and what the record has no place for. Then it scores a stand-in for a coder by dictionary
beside ours, by the scorer of `demarche evaluate`: a sentence with one of the verbs below is a threat by the actor
named last before the verb, against the one named first behind it, actors found by our own dictionaries.

The stand-in is ours. It is neither PETRARCH nor TABARI nor GDELT: those have dictionaries of thousands of patterns, and
PETRARCH reads parses.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path

from demarche.articles import Article, Skipped
from demarche.articles.reading import read_articles
from demarche.cli.evaluate import run_coder
from demarche.evaluate.coded import Coded, ThreatLabels, read_coded
from demarche.evaluate.figures import Figure, Rates, rates, rates_of
from demarche.evaluate.pairing import pair_threats
from demarche.evaluate.scores import Score, score_of, tallies
from demarche.evaluate.tally import Tally, tally_threats
from demarche.language.document import Document

VERBS = re.compile(  # CAMEO's root 13 in ordinary English words, of our choice
    r"\b(?:threat(?:s|en(?:s|ed|ing)?)?|warn(?:s|ed|ing|ings)?|vow(?:s|ed|ing)?|caution(?:s|ed|ing)|swear(?:s|ing)?|swore|"
    r"menac(?:e[sd]?|ing)|ultimatums?|pledg(?:e[sd]?|ing)\sto\s(?:retaliate|respond))\b",
    re.IGNORECASE,
)
NOBODY = frozenset({"ANY"})  # an unnamed set of states: no dyad
BOTH, EITHER = "verb, two actors", "verb"
Dyad = tuple[str, str, str, str]  # who, to whom, class, day


def actors(found: frozenset[str]) -> list[str]:
    """Return those that a dyad can name."""
    return sorted(found - NOBODY)


def dyads(threat: ThreatLabels, day: str | None, *, by_kind: bool) -> list[Dyad]:
    """Return the records of a threat, none where a side or the day is missing."""
    if day is None:
        return []
    kind = (threat.response_kind or "unspecified") if by_kind else "threaten"
    return [(one, other, kind, day) for one, other in product(actors(threat.sender), actors(threat.target))]


def kept(gold: Sequence[Coded], days: Mapping[str, str | None]) -> Iterator[tuple[str, int, int]]:
    """Yield what becomes of the threats: what, how many, of how many."""
    threats = [(article.id, threat) for article in gold for threat in article.threats]
    whole = len(threats)
    yield "has no sender that a dyad can name", sum(not actors(t.sender) for _, t in threats), whole
    yield "has no target that a dyad can name", sum(not actors(t.target) for _, t in threats), whole
    yield "its article has no day", sum(days.get(i) is None for i, _ in threats), whole
    for by_kind, called in ((False, "one class"), (True, "a class for each kind of response")):
        found = [(i, t, dyads(t, days.get(i), by_kind=by_kind)) for i, t in threats]
        recorded = [(i, t, keys) for i, t, keys in found if keys]
        told: defaultdict[Dyad, set[tuple[str | None, str | None]]] = defaultdict(set)
        inside: defaultdict[tuple[str, Dyad], set[tuple[str | None, str | None]]] = defaultdict(set)
        for i, t, keys in recorded:
            for key in keys:
                told[key].add((t.trigger, t.response))
                inside[i, key].add((t.trigger, t.response))
        if not by_kind:
            yield "can be recorded at all", len(recorded), whole
        one = sum(all(len(told[key]) > 1 for key in keys) for _, _, keys in recorded)
        same = sum(all(len(inside[i, key]) > 1 for key in keys) for i, _, keys in recorded)
        yield f"shares its record with another trigger or response, {called}", one, len(recorded)
        yield f"… told in the same article, {called}", same, len(recorded)
        yield f"records once a day, {called}", len(told), len(recorded)
    for name, has in (
        ("a condition (trigger)", lambda t: t.trigger),
        ("the words of the response", lambda t: t.response),
        ("a speaker by name or office", lambda t: t.speaker),
        ("where or how it was said (channel)", lambda t: t.channel),
        ("a day of saying", lambda t: t.said_on),
        ("who passed it on (via)", lambda t: t.via),
        ("a rule appealed to (basis)", lambda t: t.basis),
        ("more than one sender or target", lambda t: len(t.sender) > 1 or len(t.target) > 1),
    ):
        yield f"carries {name}", sum(bool(has(t)) for _, t in threats), whole


def stand_in(article: Article, *, both: bool) -> Iterator[ThreatLabels]:
    """Yield a record for each sentence with a verb of threatening; where ``both``, with an actor on each side of it."""
    document = Document(article)
    for sentence in document.sentences:
        start, end = sentence.span.start, sentence.span.end
        if (verb := VERBS.search(document.text, start, end)) is None:
            continue
        named = [m for m in document.mentions_in(start, end) if m.kind != "region"]
        ahead = [m.code for m in named if m.span.end <= verb.start()][-1:]
        behind = [m.code for m in named if m.span.start >= verb.end() and m.code not in ahead][:1]
        if both and not (ahead and behind):
            continue
        yield labels(sentence.span.text, frozenset(ahead), frozenset(behind))


def labels(sentence: str, sender: frozenset[str], target: frozenset[str]) -> ThreatLabels:
    """Return a threat of which nothing more is known."""
    return ThreatLabels(
        evidence=(sentence,), sender=sender, target=target, via=frozenset(), speaker=None, trigger=None, response=None,
        basis=None, channel=None, trigger_form=None, response_kind=None, commitment=None, said_on=None, quoted=None,
    )  # fmt: skip


def tally(gold: Coded, pred: Coded) -> Tally:
    """Return the counts of one article, pairs that name the same two sides among them."""
    counts = tally_threats(gold, pred)
    for i, j in pair_threats(gold.threats, pred.threats):
        one, other = gold.threats[i], pred.threats[j]
        counts["dyad"] += one.sender == other.sender and one.target == other.target
    return counts


def figures(totals: Mapping[str, float]) -> dict[str, Figure]:
    """Return detection, and detection with both sides right."""
    gold, pred = totals.get("gold", 0), totals.get("pred", 0)
    return {
        "article": rates_of(totals, "article"),
        "detect": rates(totals.get("paired", 0), gold, pred),
        "dyad": rates(totals.get("dyad", 0), gold, pred),
    }


def row(name: str, score: Score) -> str:
    """Return a row of the second table."""
    cells = []
    for figure in ("article", "detect", "dyad"):
        value, (low, high) = score.figures[figure], score.intervals[figure]
        assert isinstance(value, Rates)
        cells.append(
            f"{value.precision:.3f} / {value.recall:.3f} / **{value.f1:.3f}** ({low:.3f}–{high:.3f})"
        )
    return f"| {name} | {score.pred} | {' | '.join(cells)} |"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--coder", action="append", help="of ours; default: rules:v1 and blend:v1")
    arguments = parser.parse_args()
    gold = read_coded(arguments.gold)
    articles = [
        one for one in read_articles(str(arguments.gold), kind="jsonl") if not isinstance(one, Skipped)
    ]
    days = {str(one.given_id): one.date.isoformat() if one.date else None for one in articles}
    print(f"{len(gold)} articles, {sum(len(one.threats) for one in gold)} threats\n")
    print("| a coded threat | threats | share |\n|---|---|---|")
    for what, count, whole in kept(gold, days):
        print(f"| {what} | {count} of {whole} | {count / max(1, whole):.3f} |")
    hands = {
        f"stand-in: {name}": tuple(
            Coded(id=str(one.given_id), threats=tuple(stand_in(one, both=name == BOTH))) for one in articles
        )
        for name in (EITHER, BOTH)
    }
    for name in arguments.coder or ["rules:v1", "blend:v1"]:
        hands[name] = run_coder(arguments.gold, (name, "rules:v1"), 1)
    print(
        "\n| coder | records | article P / R / F1 | detect | same sender and target |\n|---|---|---|---|---|"
    )
    for name, pred in hands.items():
        print(row(name, score_of(tallies(gold, pred, tally), figures, intervals=True)), flush=True)


if __name__ == "__main__":
    main()
