"""Learnt rates: how often rows with the same key ("said" before a quote mark) have a class in training.

A rate is smoothed towards the class's overall share, so an unknown key says exactly nothing and the trees
fall back to syntax. Training rows get their rate from the other folds only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Floats = NDArray[np.float32]

SMOOTH = 8.0
"""Rows of the overall share added to each key's count."""
LEAST = 3
"""Keys seen less often are not kept."""


def mix(*columns: NDArray[np.generic] | int) -> Keys:
    """One 64-bit key a row from several columns."""
    shape = np.shape(columns[0])
    key = np.full(shape, 0x9E3779B97F4A7C15, np.uint64)
    with np.errstate(over="ignore"):
        for column in columns:
            key = (key ^ np.asarray(column).astype(np.uint64)) * np.uint64(0xFF51AFD7ED558CCD)
            key ^= key >> np.uint64(31)
    return key


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates of the classes for one kind of key; ``table`` has one row a key and one column a class."""

    keys: NDArray[np.uint32]  # sorted; the low half of the key is enough to tell a few hundred thousand apart
    table: Floats
    prior: Floats

    def __call__(self, keys: Keys) -> Floats:
        """One row a key, one column a class."""
        if not len(self.keys):
            return np.repeat(self.prior[None], len(keys), 0)
        short = shorten(keys)
        at = np.minimum(np.searchsorted(self.keys, short), len(self.keys) - 1)
        return np.where((self.keys[at] == short)[:, None], self.table[at], self.prior[None])


def shorten(keys: Keys) -> NDArray[np.uint32]:
    """The half of a key that is kept."""
    return (keys & np.uint64(0xFFFFFFFF)).astype(np.uint32)


def fit(
    keys: Keys, label: NDArray[np.int8], folds: NDArray[np.int64], classes: list[int]
) -> tuple[Rates, Floats]:
    """The rates of ``keys`` and, for the training rows themselves, what the other folds say."""
    distinct, row = np.unique(shorten(keys), return_inverse=True)
    size, width = len(distinct), int(folds.max()) + 1
    cell = row * width + folds
    seen = np.bincount(cell, minlength=size * width).reshape(size, width).astype(np.float64)
    total = seen.sum(1)
    table, own, prior = [], [], []
    for wanted in classes:
        hit = np.bincount(cell, weights=label == wanted, minlength=size * width).reshape(size, width)
        share = float((label == wanted).mean())
        pull = SMOOTH * share
        table.append((hit.sum(1) + pull) / (total + SMOOTH))
        own.append((hit.sum(1)[row] - hit[row, folds] + pull) / (total[row] - seen[row, folds] + SMOOTH))
        prior.append(share)
    kept = total >= LEAST
    rates = Rates(
        distinct[kept], np.stack(table, 1)[kept].astype(np.float32), np.array(prior, dtype=np.float32)
    )
    return rates, np.stack(own, 1).astype(np.float32)
