"""Learn the decision of ``digest.stories`` from labelled stories; write ``digest/data/stories.json``.

Each collection is run online in its order. A first round sees the gold stories so far; two more rounds see
the stories that the learner itself made, labelled by their majority, so that it learns to live with its own
mistakes (DAgger; Ross, Gordon, Bagnell 2011). Trees are monotone in likeness. Cross-validation leaves one
collection out.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import lightgbm
import numpy as np

from digest.stories import FEATURES, Settings, StoryIndex, probability
from digest.stories.decision import RISING, Trees, features, trees_of
from digest.stories.recent import vectors

from .report import HERE
from .stories import COLLECTIONS, Labelled, bcubed, load

TARGET = HERE.parent / "digest" / "data" / "stories.json"
ROUNDS = 2
TREES = 150
SETTINGS = {
    "objective": "binary", "num_leaves": 6, "learning_rate": 0.06, "min_data_in_leaf": 30, "feature_fraction": 0.5,
    "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 10, "num_threads": 1, "verbose": -1, "seed": 1,
    "deterministic": True, "force_row_wise": True, "monotone_constraints": list(RISING),
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


def learn(collections: Iterable[Sequence[Labelled]]) -> dict[str, object]:
    """The table of trees."""
    collections = list(collections)
    data = [example for collection in collections for example in examples(collection, None)]
    table = fit(data)
    for _ in range(ROUNDS):
        data += [example for collection in collections for example in examples(collection, trees_of(table))]
        table = fit(data)
    return table


def fit(data: Sequence[Example]) -> dict[str, object]:
    """Boosted trees as plain rows: feature, threshold, left, right, value."""
    share = np.array([one[1] for one in data])
    made = lightgbm.Dataset(
        np.array([one[0] for one in data]), (share > 0.5).astype(int), weight=np.abs(share - 0.5) * 2
    )
    dumped = lightgbm.train(SETTINGS, made, TREES).dump_model()["tree_info"]
    trees = [_rows(tree["tree_structure"]) for tree in dumped]
    return {"features": list(FEATURES), "bias": 0.0, "depth": max(map(_depth, trees)), "trees": trees}


def _rows(root: dict[str, Any]) -> list[list[float]]:
    rows: list[list[float]] = []

    def walk(node: dict[str, Any]) -> int:
        at = len(rows)
        rows.append([0, 0.0, at, at, round(node.get("leaf_value", 0.0), 5)])
        if "left_child" in node:
            left, right = walk(node["left_child"]), walk(node["right_child"])
            rows[at] = [node["split_feature"], round(node["threshold"], 5), left, right, 0.0]
        return at

    walk(root)
    return rows


def _depth(rows: list[list[float]], at: int = 0) -> int:
    _, _, left, right, _ = rows[at]
    return 0 if left == at else 1 + max(_depth(rows, int(left)), _depth(rows, int(right)))


def main() -> int:
    loaded = {name: load(name) for name in COLLECTIONS}
    if not all(loaded.values()):
        print("no labelled data here: set DATELINE_SHARED to its folder")
        return 2
    for left_out in () if "--quick" in sys.argv else COLLECTIONS:
        trees = trees_of(learn(loaded[name] for name in COLLECTIONS if name != left_out))
        for join in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
            figures = bcubed(loaded[left_out], Settings(join=join), partial(probability, trees=trees))
            print(f"{left_out:16s} left out, join at {join}: precision %.3f recall %.3f F1 %.3f" % figures)
    TARGET.write_text(json.dumps(learn(loaded.values()), separators=(",", ":")) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
