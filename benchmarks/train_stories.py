"""Learn the decision of ``digest.stories`` from labelled stories; write ``digest/data/stories.json``.

Each collection is run online in its order, all of them once more as one shuffled stream, and their sentences
as items of their own, so that events of many short items are met with too. A first round sees the gold
stories so far; two more rounds see the stories that the learner itself made, labelled by their majority, so
that it learns to live with its own mistakes (DAgger; Ross, Gordon, Bagnell 2011). Trees are monotone in
likeness. Three forests of different chance are averaged: with so few stories one alone may err by luck.
Cross-validation leaves one collection out.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import lightgbm
import numpy as np

from digest.stories import FEATURES, Settings, StoryIndex, probability
from digest.stories.decision import RISING, Trees, features, trees_of
from digest.stories.recent import vectors

from .report import HERE
from .stories import COLLECTIONS, Labelled, bcubed, load, pieces, shuffled

TARGET = HERE.parent / "digest" / "data" / "stories.json"
ROUNDS = 2
TREES = 150
SEEDS = (1, 2, 3)
SETTINGS = {
    "objective": "binary", "num_leaves": 6, "learning_rate": 0.06, "min_data_in_leaf": 30,
    "feature_fraction": 0.5, "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 10,
    "num_threads": 1, "verbose": -1, "deterministic": True, "force_row_wise": True,
    "monotone_constraints": list(RISING),
}  # fmt: skip

Example = tuple[np.ndarray[Any, np.dtype[np.float64]], float]


def examples(collection: Sequence[Labelled], trees: Trees | None) -> list[Example]:
    """Rows of features with the share of the candidate story that has the article's label."""
    index = StoryIndex(judge=partial(probability, trees=trees))
    labels: dict[int, Counter[str]] = defaultdict(Counter)
    numbers: dict[str, int] = {}
    found: list[Example] = []
    for one in collection:
        at = (one.read.article.published.timestamp()) if one.read.article.published else 0.0
        stories, candidates = index.candidates(vectors(one.read), at)
        if stories:
            shares = [labels[number][one.label] / labels[number].total() for number in stories]
            found += zip(features(candidates), shares, strict=True)
        if trees is None:
            number = numbers.setdefault(one.label, len(numbers) + 1)
            index.restore([replace(one.read, story=number)])
        else:
            joined = index.join(one.read)
            number = joined.story
            for gone in joined.merged:
                labels[number] += labels.pop(gone)
        labels[number][one.label] += 1
    return found


def learn(names: Sequence[str]) -> dict[str, object]:
    """The table of trees, from the streams described above."""
    streams: list[Sequence[Labelled]] = [*map(load, names)]
    streams.append(shuffled([one for name in names for one in load(name)], seed=0))
    streams.append(shuffled([one for name in names for one in pieces(name)], seed=2))
    data = [example for stream in streams for example in examples(stream, None)]
    table = fit(data)
    for _ in range(ROUNDS):
        data += [example for stream in streams for example in examples(stream, trees_of(table))]
        table = fit(data)
    return table


def fit(data: Sequence[Example]) -> dict[str, object]:
    """The mean of boosted trees of each seed, as plain rows: feature, threshold, left, right, value."""
    share = np.array([one[1] for one in data])
    made = lightgbm.Dataset(
        np.array([one[0] for one in data]), (share > 0.5).astype(int), weight=np.abs(share - 0.5) * 2
    )
    forests = [lightgbm.train(SETTINGS | {"seed": seed}, made, TREES).dump_model() for seed in SEEDS]
    trees = [_rows(tree["tree_structure"]) for forest in forests for tree in forest["tree_info"]]
    return {"features": list(FEATURES), "bias": 0.0, "depth": max(map(_depth, trees)), "trees": trees}


def _rows(root: dict[str, Any]) -> list[list[float]]:
    rows: list[list[float]] = []

    def walk(node: dict[str, Any]) -> int:
        at = len(rows)
        rows.append([0, 0.0, at, at, round(node.get("leaf_value", 0.0) / len(SEEDS), 5)])
        if "left_child" in node:
            left, right = walk(node["left_child"]), walk(node["right_child"])
            rows[at] = [node["split_feature"], round(node["threshold"], 5), left, right, 0.0]
        return at

    walk(root)
    return rows


def _depth(rows: list[list[float]], at: int = 0) -> int:
    _, _, left, right, _ = rows[at]
    return 0 if left == at else 1 + max(_depth(rows, int(left)), _depth(rows, int(right)))


def left_out(name: str) -> None:
    """What a model that never saw a collection does on it: in order, shuffled, and sentence by sentence."""
    trees = trees_of(learn([other for other in COLLECTIONS if other != name]))
    orders = {"in order": load(name), "shuffled": shuffled(load(name), seed=77), "sentences": pieces(name)}
    for order, collection in orders.items():
        for join in (0.5, 0.6, 0.65, 0.7, 0.8):
            figures = bcubed(collection, Settings(join=join), partial(probability, trees=trees))
            print(f"without {name}, {order}, join at {join}: P %.3f R %.3f F1 %.3f" % figures, flush=True)


def main() -> int:
    if not all(map(load, COLLECTIONS)):
        print("no labelled data here: set DATELINE_SHARED to its folder")
        return 2
    for name in () if "--quick" in sys.argv else COLLECTIONS:
        left_out(name)
    TARGET.write_text(json.dumps(learn(COLLECTIONS), separators=(",", ":")) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
