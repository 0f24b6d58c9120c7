"""Make ``digest/data/disputes.json``: when do two claims meet? Learned from the open part of our gold set.

A small logistic regression for each kind of meeting, by Newton's steps with a ridge; the least probability at
which a pair is shown is the lowest that keeps the precision in cross-validation by event.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from digest.disputes.features import features, rows
from digest.disputes.judge import KINDS
from digest.disputes.pairs import may_answer, may_oppose
from digest.disputes.spoken import Spoken, spoken

from .disputes import OPEN, GoldStory, stories
from .report import HERE

RIDGE = 1.0
FOLDS = 12
PRECISION = 0.85  # to be kept in cross-validation, by kind
ROUNDS = 8  # cross-validations that are averaged, so that no one cut of the events decides
TARGET = HERE.parent / "digest" / "data" / "disputes.json"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims of a story that could meet: their features, and whether they do."""

    story: str
    row: Mapping[str, float]
    meets: bool


def pairs(folders: Sequence[str]) -> dict[str, list[Pair]]:
    """All that could meet in these parts of the gold set, by kind."""
    found: dict[str, list[Pair]] = {kind: [] for kind in KINDS}
    for folder in folders:
        for story in stories(folder):
            said = [
                one
                for read in story.reads
                for one in spoken(read.analysis.claims, read.article.text, read.article.id)
            ]
            for kind, pair in _of(story, said):
                found[kind].append(pair)
    return found


def _of(story: GoldStory, said: Sequence[Spoken]) -> Iterator[tuple[str, Pair]]:
    gold: dict[frozenset[tuple[str, str]], str] = {
        frozenset(((a.article, a.claim), (b.article, b.claim))): kind for a, kind, b in story.pairs
    }

    def kind_of(a: Spoken, b: Spoken) -> str:
        return gold.get(frozenset(((a.article, a.claim.id), (b.article, b.claim.id))), "")

    for at, one in enumerate(said):
        if one.answers:
            targets = [other for other in said if may_answer(one, other)]
            for other, row in zip(targets, rows(one, targets), strict=True):
                yield one.answers, Pair(story.name, row, kind_of(one, other) == one.answers)
        for earlier in said[:at]:
            if may_oppose(earlier, one):
                yield (
                    "against",
                    Pair(story.name, features(one, earlier), kind_of(one, earlier) == "denies"),
                )


def learned(found: Sequence[Pair]) -> dict[str, float]:
    """The weights that fit these pairs."""
    names = list(found[0].row)
    return dict(zip(names, _fit(*_table(found, names)).round(3).tolist(), strict=True))


def _table(found: Sequence[Pair], names: Sequence[str]) -> tuple[Any, Any]:
    table = np.array([[pair.row[name] for name in names] for pair in found])
    return table, np.array([float(pair.meets) for pair in found])


def _fit(table: Any, meets: Any) -> Any:
    weights = np.zeros(table.shape[1])
    ridge = np.eye(table.shape[1]) * RIDGE
    ridge[0, 0] = 1e-3  # "one": the base rate is not drawn to a half
    for _ in range(30):
        likely = _likely(table, weights)
        slope = table.T @ (meets - likely) - ridge @ weights
        curve = (table.T * (likely * (1 - likely))) @ table + ridge
        weights = weights + np.linalg.solve(curve, slope)
    return weights


def _likely(table: Any, weights: Any) -> Any:
    return 1 / (1 + np.exp(-table @ weights))


def unseen(found: Sequence[Pair], seed: int) -> Any:
    """The probability of each pair by weights learned from other events."""
    table, meets = _table(found, list(found[0].row))
    events = sorted({pair.story for pair in found})
    random.Random(seed).shuffle(events)
    fold = {event: at % FOLDS for at, event in enumerate(events)}
    of = np.array([fold[pair.story] for pair in found])
    likely = np.zeros(len(found))
    for at in range(FOLDS):
        if (of == at).any():
            likely[of == at] = _likely(table[of == at], _fit(table[of != at], meets[of != at]))
    return likely


def least(found: Sequence[Pair]) -> tuple[float, float, float]:
    """The least probability that keeps PRECISION on unseen events, and precision and recall there."""
    likely = np.concatenate([unseen(found, seed) for seed in range(ROUNDS)])
    meets = np.tile([pair.meets for pair in found], ROUNDS)
    order = np.argsort(-likely)
    right = np.cumsum(meets[order])
    precision = right / np.arange(1, len(order) + 1)
    good = np.flatnonzero(precision >= PRECISION)
    last = int(good[-1]) if len(good) else 0
    return float(likely[order][last]), float(precision[last]), float(right[last] / meets.sum())


def main() -> int:
    kept: dict[str, object] = {}
    for kind, found in pairs(OPEN).items():
        lowest, precision, recall = least(found)
        kept[kind] = {"least": round(max(lowest, 0.3), 3), "weights": learned(found)}
        print(
            f"{kind}: {len(found)} pairs, {sum(pair.meets for pair in found)} meet; on unseen events from "
            f"{lowest:.2f} up: precision {precision:.2f}, recall {recall:.2f}"
        )
    TARGET.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
