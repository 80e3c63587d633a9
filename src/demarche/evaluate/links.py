"""How well tellings are joined: B-cubed of statements and threads against a person's grouping.

B-cubed (Bagga and Baldwin 1998): for each item, the share of its group that belongs there (precision) and
of what belongs there that is in its group (recall), averaged over items. It is measured beside two plain
ways of joining: all of one sender, target and day together, and equal texts only.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demarche.articles import Article
from demarche.articles.reading import read_articles
from demarche.errors import SourceError
from demarche.evaluate.coded import read_coded
from demarche.evaluate.intervals import RESAMPLES, Interval, interval
from demarche.span import Span
from demarche.threads import Telling
from demarche.threads.grouping import threads_of
from demarche.threads.telling import telling_of
from demarche.threats import Threat

Grouping = Mapping[str, Hashable]  # item → what stands for its group


@dataclass(frozen=True, slots=True, kw_only=True)
class BCubed:
    """One way of joining against gold."""

    precision: float
    recall: float
    interval: Interval  # of F1, 95 %, by resampling gold's threads

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkScores:
    """Statements and threads by each way of joining; the first is ours."""

    threats: int
    statements: Mapping[str, BCubed]
    threads: Mapping[str, BCubed]


def score_links(gold: Path, links: Path) -> LinkScores:
    """Return how well the threats of ``gold`` are joined, by the groups of ``links``.

    Raises SourceError where a file cannot be read, or ``links`` names a threat that ``gold`` lacks.
    """
    read_coded(gold)  # says what is wrong with the file
    tellings = {telling.id: telling for telling in gold_tellings(gold)}
    statements, threads = read_links(links)
    if lacking := sorted(set(statements) - set(tellings)):
        raise SourceError(
            f"{links}: names {lacking[0]!r}, which {gold} lacks; give the gold file it was made for"
        )
    told = [tellings[key] for key in statements]
    ways: dict[str, tuple[Grouping, Grouping]] = {
        "demarche": joined(told),
        "dyad (and day)": (by(told, dyad_and_day), by(told, dyad)),
        "equal text": (by(told, equal_text), by(told, equal_text)),
    }
    return LinkScores(
        threats=len(told),
        statements={name: b_cubed(statements, ours, blocks=threads) for name, (ours, _) in ways.items()},
        threads={name: b_cubed(threads, ours, blocks=threads) for name, (_, ours) in ways.items()},
    )


def joined(tellings: Sequence[Telling]) -> tuple[Grouping, Grouping]:
    """Return the statement and the thread of each telling, as the register joins them."""
    statements: dict[str, Hashable] = {}
    threads: dict[str, Hashable] = {}
    for thread in threads_of(tellings):
        for statement in thread.statements:
            for telling in statement:
                statements[telling.id], threads[telling.id] = statement[0].id, thread.id
    return statements, threads


def by(tellings: Iterable[Telling], key: Callable[[Telling], Hashable]) -> Grouping:
    """Return a plain grouping: equal keys together."""
    return {telling.id: key(telling) for telling in tellings}


def dyad(telling: Telling) -> Hashable:
    """Return sender and target."""
    return telling.sender, telling.target


def dyad_and_day(telling: Telling) -> Hashable:
    """Return sender, target and day of utterance."""
    return telling.sender, telling.target, telling.uttered


def equal_text(telling: Telling) -> Hashable:
    """Return the copied sentences, or the threat itself where it has none long enough to tell."""
    return telling.sentences or telling.id


def b_cubed(gold: Grouping, ours: Grouping, *, blocks: Grouping) -> BCubed:
    """Return B-cubed of a grouping; its interval comes from drawing gold's ``blocks`` anew.

    >>> gold = {"a": 1, "b": 1, "c": 2}
    >>> scored = b_cubed(gold, {"a": 1, "b": 2, "c": 3}, blocks=gold)
    >>> round(scored.precision, 3), round(scored.recall, 3), round(scored.f1, 3)
    (1.0, 0.667, 0.8)
    """
    truth, found = groups_of(gold), groups_of({key: ours[key] for key in gold})
    shares = {}
    for key in gold:
        right, mine = truth[gold[key]], found[ours[key]]
        both = len(right & mine)
        shares[key] = (both / len(mine), both / len(right))
    drawn = []
    members, dice = list(groups_of(blocks).values()), random.Random(0)  # noqa: S311  statistics, not secrets
    for _ in range(RESAMPLES):
        keys = [key for block in dice.choices(members, k=len(members)) for key in block]
        drawn.append(f1_of([shares[key] for key in keys]))
    precision, recall = means(list(shares.values()))
    return BCubed(precision=precision, recall=recall, interval=interval(drawn))


def groups_of(grouping: Grouping) -> dict[Hashable, set[str]]:
    """Return the members of each group."""
    groups: defaultdict[Hashable, set[str]] = defaultdict(set)
    for key, group in grouping.items():
        groups[group].add(key)
    return dict(groups)


def means(shares: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the mean of each part; 0 of nothing."""
    count = len(shares) or 1
    return sum(p for p, _ in shares) / count, sum(r for _, r in shares) / count


def f1_of(shares: Sequence[tuple[float, float]]) -> float:
    """Return F1 of the means."""
    precision, recall = means(shares)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def read_links(path: Path) -> tuple[dict[str, Hashable], dict[str, Hashable]]:
    """Return the statement and the thread of each threat a links file names (``<article id>#<k>``).

    Raises SourceError for a file that cannot be read or has another shape.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        statements: dict[str, Hashable] = {
            key: n for n, keys in enumerate(value["statements"]) for key in keys
        }
        home: dict[Hashable, Hashable] = {
            s: n for n, thread in enumerate(value["threads"]) for s in thread["statements"]
        }
        return statements, {key: home[n] for key, n in statements.items()}
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror or error}; give a links file") from error
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError(
            f'{path}: no links file ({error!r}); expected {{"statements": [[...]], "threads": [{{"statements": [...]}}]}}'
        ) from error


def gold_tellings(path: Path) -> Iterable[Telling]:
    """Yield the tellings of a gold file's threats, each under ``<article id>#<k>``."""
    threats = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        threats[str(row["id"])] = row.get("threats") or ()
    for article in read_articles(str(path), kind="jsonl"):
        if isinstance(article, Article):
            for number, row in enumerate(threats[str(article.given_id)]):
                yield telling_of(f"{article.given_id}#{number}", gold_threat(row, article), article)


def gold_threat(row: Mapping[str, Any], article: Article) -> Threat:
    """Return a gold threat; its spans are where its words first stand."""

    def span(words: str | None) -> Span | None:
        return Span(max(0, at := article.full_text.find(words)), at + len(words), words) if words else None

    return Threat(
        evidence=tuple(s for words in row["evidence"] if (s := span(words))),
        sender=tuple(row["sender"]),
        target=tuple(row["target"]),
        speaker=span(row.get("speaker")),
        speaker_role=span(row.get("speaker_role")),
        trigger=span(row.get("trigger")),
        trigger_form=row["trigger_form"],
        response=span(row["response"]) or Span(0, 0, ""),
        response_kind=row["response_kind"],
        commitment=row["commitment"],
        basis=span(row.get("basis")),
        channel=span(row.get("channel")),
        said_on=row.get("said_on"),
        via=tuple(row.get("via") or ()),
        quoted=bool(row.get("quoted")),
        found_by="gold",
        confidence=1.0,
    )
