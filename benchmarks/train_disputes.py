"""Make ``digest/data/disputes.json``: when do two claims meet? Learned from the open part of our gold set.

A small logistic regression for each kind of meeting, by Newton's steps with a ridge; the least probability at
which a pair is shown is the lowest that keeps the precision in cross-validation by event.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from digest.disputes.across import NEIGHBORS
from digest.disputes.features import counts, features, rows
from digest.disputes.judge import KINDS
from digest.disputes.pairs import answerable, countable, may_oppose
from digest.disputes.spoken import Spoken, spoken
from digest.model import Article, ClaimRef, Read
from digest.nearness import nearest
from digest.nlp.analyzer import Analyzer

from .disputes import OPEN, GoldStory, found_in, stories
from .report import HERE, shared

RIDGE = 0.5
NEWS = 150  # articles of the shared news, three an event: their claims meet so rarely that none is taken to
NEWS_WEIGHT = {"denies": 0.5, "concedes": 0.5, "against": 1.0, "differs": 1.0}
"""Of all their pairs together, by kind, against those of the gold set that do not meet."""
SPARED = 5  # of the many pairs of plain statements there, one in so many is kept
FOLDS = 8
PRECISION = {"denies": 0.80, "concedes": 0.75, "against": 0.80, "differs": 0.80}
"""To be kept in cross-validation, over the claims given and those found in the texts."""
ROUNDS = 4  # cross-validations that are averaged, so that no one cut of the events decides
LIKELY = 0.5  # but never less: a pair that is shown is more likely to meet than not
MEANT = {"denies": "denies", "concedes": "concedes", "against": "denies", "differs": "differs"}
"""As the gold set calls it."""
TARGET = HERE.parent / "digest" / "data" / "disputes.json"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims of a story that could meet: their features, and whether they do."""

    story: str
    row: Mapping[str, float]
    meets: bool
    gold: bool = True  # False: of unlabelled news


def pairs(folders: Sequence[str]) -> dict[str, list[Pair]]:
    """All that could meet in these parts of the gold set, by kind: of claims given, and of those found."""
    found: dict[str, list[Pair]] = {kind: [] for kind in KINDS}
    for story in (story for folder in folders for story in stories(folder)):
        given = {
            ClaimRef(read.article.id, one.id): ClaimRef(read.article.id, one.id)
            for read in story.reads
            for one in read.analysis.claims
        }
        for reads, names in ((story.reads, given), found_in(story)):
            for kind, pair in _of(story, _said(reads), names):
                found[kind].append(pair)
    return found


def _said(reads: Sequence[Read]) -> list[Spoken]:
    """All claims of a story, its articles in the order in which they were published."""
    ordered = sorted(reads, key=lambda read: (str(read.article.published), read.article.id))
    return [
        one
        for order, read in enumerate(ordered)
        for one in spoken(read.analysis.claims, read.article.text, read.article.id, order)
    ]


def _of(
    story: GoldStory, said: Sequence[Spoken], names: Mapping[ClaimRef, ClaimRef]
) -> Iterator[tuple[str, Pair]]:
    """Each pair that could meet, and whether the gold claims that its claims cover do."""
    gold = {frozenset((a, b)): kind for a, kind, b in story.pairs}
    for kind, row, a, b in candidates(said):
        covered = [names[ClaimRef(one.article, one.claim.id)] for one in (a, b)]
        met = gold.get(frozenset(covered), "")
        if {met, kind} == {"differs", "against"}:
            continue  # two figures do stand against one another: no case of two claims that do not
        yield kind, Pair(story.name, row, met == MEANT[kind])


def candidates(said: Sequence[Spoken]) -> Iterator[tuple[str, Mapping[str, float], Spoken, Spoken]]:
    """All pairs of claims that could meet, by kind, with their features; the first answers the second."""
    near = nearest([one.of.words for one in said], NEIGHBORS)
    for at, one in enumerate(said):
        others = [said[other] for other in near[at]]
        if one.answers:
            targets = answerable(one, others)
            for other, row in zip(targets, rows(one, targets), strict=True):
                yield one.answers, row, one, other
        for earlier in (said[other] for other in near[at] if other < at):
            if may_oppose(earlier, one):
                yield "against", features(one, earlier), one, earlier
            if found := countable(earlier, one):
                yield "differs", counts(earlier, one, *found), one, earlier


def unlabelled() -> dict[str, list[Pair]]:
    """Pairs of claims in news of several outlets on one event: nearly none of them meet, as in a store."""
    found: dict[str, list[Pair]] = {kind: [] for kind in KINDS}
    folder = shared()
    if folder is None:
        return found
    lines = Path(folder, "eval", "stories", "basil.jsonl").read_text("utf-8").splitlines()[:NEWS]
    items = [json.loads(line) for line in lines]
    articles = [Article(item["doc"], item["text"]) for item in items]
    by_event: dict[str, list[Spoken]] = defaultdict(list)
    analyses = Analyzer(places=lambda doc, article: ()).many(articles)
    for item, article, analysis in zip(items, articles, analyses, strict=True):
        said = by_event[item["label"]]
        said += spoken(analysis.claims, article.text, article.id, len({one.article for one in said}))
    for event, said in by_event.items():
        for kind, row, _, _ in candidates(said):
            found[kind].append(Pair(event, row, meets=False, gold=False))
    return {**found, "against": found["against"][::SPARED]}


def learned(found: Sequence[Pair], kind: str) -> dict[str, float]:
    """The weights that fit these pairs."""
    names = list(found[0].row)
    return dict(zip(names, _fit(*_table(found, names), _weights(found, kind)).round(3).tolist(), strict=True))


def _weights(found: Sequence[Pair], kind: str) -> Any:
    """How much each pair counts: the many of the unlabelled news together as much as NEWS_WEIGHT says."""
    gold = sum(pair.gold and not pair.meets for pair in found)
    each = NEWS_WEIGHT[kind] * gold / max(1, sum(not pair.gold for pair in found))
    return np.array([1.0 if pair.gold else each for pair in found])


def _table(found: Sequence[Pair], names: Sequence[str]) -> tuple[Any, Any]:
    table = np.array([[pair.row[name] for name in names] for pair in found])
    return table, np.array([float(pair.meets) for pair in found])


def _fit(table: Any, meets: Any, weights_of: Any) -> Any:
    weights = np.zeros(table.shape[1])
    ridge = np.eye(table.shape[1]) * RIDGE
    ridge[0, 0] = 1e-3  # "one": the base rate is not drawn to a half
    for _ in range(15):
        likely = _likely(table, weights)
        slope = table.T @ (weights_of * (meets - likely)) - ridge @ weights
        curve = (table.T * (weights_of * likely * (1 - likely))) @ table + ridge
        weights = weights + np.linalg.solve(curve, slope)
    return weights


def _likely(table: Any, weights: Any) -> Any:
    return 1 / (1 + np.exp(-table @ weights))


def unseen(found: Sequence[Pair], kind: str, seed: int) -> Any:
    """The probability of each pair by weights learned from other events."""
    table, meets = _table(found, list(found[0].row))
    counts = _weights(found, kind)
    events = sorted({pair.story for pair in found})
    random.Random(seed).shuffle(events)
    fold = {event: at % FOLDS for at, event in enumerate(events)}
    of = np.array([fold[pair.story] for pair in found])
    likely = np.zeros(len(found))
    for at in range(FOLDS):
        if (of == at).any():
            seen = of != at
            likely[of == at] = _likely(table[of == at], _fit(table[seen], meets[seen], counts[seen]))
    return likely


def least(found: Sequence[Pair], kind: str) -> tuple[float, float, float]:
    """The least probability that keeps PRECISION on unseen events, and precision and recall there."""
    likely = np.concatenate([unseen(found, kind, seed) for seed in range(ROUNDS)])
    gold = np.tile([pair.gold for pair in found], ROUNDS)
    likely, meets = likely[gold], np.tile([pair.meets for pair in found], ROUNDS)[gold]
    order = np.argsort(-likely)
    right = np.cumsum(meets[order])
    precision = right / np.arange(1, len(order) + 1)
    good = np.flatnonzero(precision >= PRECISION[kind])
    last = int(good[-1]) if len(good) else 0
    return float(likely[order][last]), float(precision[last]), float(right[last] / meets.sum())


def main() -> int:
    kept: dict[str, object] = {}
    news = unlabelled()
    for kind, labelled in pairs(OPEN).items():
        found = labelled + news[kind]
        lowest, precision, recall = least(found, kind)
        kept[kind] = {"least": round(max(lowest, LIKELY), 3), "weights": learned(found, kind)}
        print(
            f"{kind}: {len(labelled)} pairs, {sum(pair.meets for pair in labelled)} meet; on unseen events "
            f"from {lowest:.2f} up: precision {precision:.2f}, recall {recall:.2f}"
        )
    TARGET.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
