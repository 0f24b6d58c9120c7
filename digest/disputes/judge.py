"""How likely two claims meet: a small logistic regression for each kind of meeting.

``data/disputes.json`` holds its weights and the least probability at which a pair is shown, learned by
``benchmarks.train_disputes`` from the open part of our gold set.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import repeat
from operator import mul

KINDS = ("denies", "concedes", "against", "differs")
"""An answer that denies, one that concedes, two assertions that cannot both be true, two such figures."""


@dataclass(frozen=True, slots=True)
class Judge:
    """``least``: the probability from which a pair is shown."""

    least: float
    weights: Mapping[str, float]

    def __call__(self, row: Mapping[str, float]) -> float:
        """The probability that a pair with these features meets, 0 to 1."""
        total = sum(map(mul, self.weights.values(), map(row.get, self.weights, repeat(0.0))))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@lru_cache(maxsize=1)
def judges() -> Mapping[str, Judge]:
    """One for each of KINDS."""
    kept = json.loads(resources.files("digest").joinpath("data/disputes.json").read_text("utf-8"))
    return {kind: Judge(kept[kind]["least"], kept[kind]["weights"]) for kind in KINDS}
