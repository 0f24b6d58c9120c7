"""A boosted scorer: plain columns and learnt rates in, probabilities out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .rates import Rates
from .table import Table

if TYPE_CHECKING:
    from lightgbm import Booster

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Scorer:
    """Trees over a table's plain columns and the rates of its keys."""

    rates: dict[str, Rates]
    booster: Booster

    def features(self, table: Table) -> Floats:
        """The matrix the trees see: one row a table row."""
        looked_up = [self.rates[name](keys) for name, keys in table.keys.items()]
        return np.concatenate([table.matrix(), *looked_up], 1)

    def __call__(self, table: Table) -> Floats:
        """The probability of each row; one column a class where there are several."""
        return predict(self.booster, self.features(table))


def predict(booster: Booster, matrix: Floats) -> Floats:
    """One thread: articles are spread over processes, not rows over threads."""
    found: Any = booster.predict(matrix, num_threads=1)
    return np.asarray(found, dtype=np.float32)


def names(table: Table, classes: list[str]) -> list[str]:
    """The name of every column of `Scorer.features`, as the trees' file has it: no blanks, no punctuation."""
    columns = [*table.plain, *(f"rate of {name} {which}" for name in table.keys for which in classes)]
    return [re.sub(r"[^\w+-]+", "_", column) for column in columns]
