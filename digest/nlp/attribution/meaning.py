"""Words near in meaning: what is known of a word is lent to its neighbours, rare ones above all.

A word's vector is that of its stem in the table of `digest.nearness` when the model is trained;
what is needed of it is kept with the model (8 directions, the rate of the neighbours), so that the one table
can be made anew without the other.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .rates import Floats, Keys, Rates, mix, shorten

DIRECTIONS = 8
"""Main directions of the vectors that the trees see."""
LEAST, SHARP = 0.35, 8.0
"""Likeness (cosine) from which on two words are neighbours, and how fast their weight grows above it. Log
loss of cues on a fifth of the training part: .0806 without neighbours, .0799 with their rate, .0794 with the
directions too, .0790 with the rates of subject, object, head and complement; neighbours of the same part of
speech only: .0802."""
HEARD = 50
"""Rows from which on a word is heard no louder."""
SMOOTH, FEW = 8.0, 2.0
"""Rows of the overall share added to each word's count; weight of the overall share among neighbours."""
NEAR, MEANING = "near", "meaning"
"""How the names of keys begin that are looked up here rather than counted."""


def near(stem: Keys) -> Keys:
    """The keys under which words are counted for their neighbours, given the ids of their stems."""
    return mix(stem, 20)


def known(stem: Keys) -> Keys:
    """The keys under which directions are kept."""
    return mix(stem, 21)


def directions(stems: Keys, vectors: Floats) -> Rates:
    """The first directions of each stem's vector; nothing for a word that is not known."""
    return _kept(known(stems), vectors[:, :DIRECTIONS], np.zeros(DIRECTIONS, np.float32))


def neighbours(
    stems: Keys, vectors: Floats, word: Keys, label: NDArray[np.int8], folds: NDArray[np.int64]
) -> tuple[Rates, Floats]:
    """The share of cues among the neighbours of every stem, and, for the training rows, that of other folds.

    ``stems`` and ``vectors`` (of length 1) are the table; ``word`` is each row's key.
    """
    key = near(stems)
    order = np.argsort(key)
    at = np.minimum(np.searchsorted(key[order], word), len(key) - 1)
    row, there = order[at], key[order[at]] == word
    width, share = int(folds.max()) + 1, float((label == 1).mean())
    cell = (row * width + folds)[there]
    seen = np.bincount(cell, minlength=len(stems) * width).reshape(-1, width).astype(np.float64)
    hit = np.bincount(cell, weights=label[there] == 1, minlength=len(stems) * width).reshape(-1, width)
    used = np.flatnonzero(seen.sum(1))
    weight = _likeness(vectors, vectors[used], used)
    table = _shares(weight, seen[used].sum(1)[:, None], hit[used].sum(1)[:, None], share)
    blind = _shares(
        weight, seen[used].sum(1)[:, None] - seen[used], hit[used].sum(1)[:, None] - hit[used], share
    )
    own = np.where(there, blind[row, folds], share)
    return _kept(key, table, np.array([share])), own[:, None].astype(np.float32)


def _likeness(vectors: Floats, used: Floats, at: NDArray[np.int64]) -> Floats:
    """How much each word (row) hears of each counted word (column); nothing of itself."""
    alike = vectors @ used.T
    alike[at, np.arange(len(at))] = 0
    weight: Floats = np.expm1(SHARP * np.maximum(alike - LEAST, 0))
    return weight


def _shares(weight: Floats, seen: NDArray[np.float64], hit: NDArray[np.float64], share: float) -> Floats:
    rate = (hit + SMOOTH * share) / (seen + SMOOTH)
    heard = np.minimum(seen, HEARD)
    found: Floats = (weight @ (heard * rate) + FEW * share) / (weight @ heard + FEW)
    return found


def _kept(keys: Keys, table: Floats, prior: Floats) -> Rates:
    order = np.argsort(shorten(keys))
    return Rates(shorten(keys)[order], table[order].astype(np.float32), prior.astype(np.float32))
