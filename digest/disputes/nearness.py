"""How near two wordings are in meaning, word by word: "loans" is near "borrow", "vacant" near "vacancies".

The table (``data/nearness.npz``) holds a small vector for each of some ten thousand stems of the news, made
once by ``benchmarks.train_nearness``. Nothing but numbers is in it; nothing is computed but sums of products.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np

LEAST = 0.3  # likeness of two words that tells nothing
FULL = 9.0  # rarity that two wordings must have in common to be surely about one thing


@lru_cache(maxsize=1)
def table() -> tuple[Mapping[str, int], Any]:
    """Stem -> its row, and the vectors, one of length 1 a row."""
    with resources.files("digest").joinpath("data/nearness.npz").open("rb") as file, np.load(file) as kept:
        stems = kept["stems"].tobytes().decode("ascii").split("\n")
        vectors = kept["vectors"].astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return {stem: row for row, stem in enumerate(stems)}, vectors


def near(a: Mapping[str, float], b: Mapping[str, float]) -> tuple[float, float]:
    """How much of ``a`` stands in ``b`` too, and of ``b`` in ``a``: 0 to 1 each. Both are stem -> rarity."""
    if not a or not b:
        return 0.0, 0.0
    likeness = np.clip((_between(tuple(a), tuple(b)) - LEAST) / (1 - LEAST), 0.0, 1.0)
    of_a, of_b = np.array(list(a.values())), np.array(list(b.values()))
    in_b, in_a = float((likeness.max(axis=1) * of_a).sum()), float((likeness.max(axis=0) * of_b).sum())
    shared = min(in_a, in_b)
    return shared / (float(of_a.sum()) + FULL / 2), shared / (float(of_b.sum()) + FULL / 2)


def _between(a: tuple[str, ...], b: tuple[str, ...]) -> Any:
    """Likeness of each word of ``a`` to each of ``b``: a word the table does not know is like itself only."""
    rows, vectors = table()
    likeness = _vectors(a, rows, vectors) @ _vectors(b, rows, vectors).T
    for at, stem in enumerate(a):
        if stem in b:
            likeness[at, b.index(stem)] = 1.0
    return likeness


def _vectors(stems: tuple[str, ...], rows: Mapping[str, int], vectors: Any) -> Any:
    found = np.zeros((len(stems), vectors.shape[1]), dtype=np.float32)
    for at, stem in enumerate(stems):
        if (row := rows.get(stem)) is not None:
            found[at] = vectors[row]
    return found


def nearest(wordings: Sequence[Mapping[str, float]], most: int) -> list[list[int]]:
    """For each wording those nearest to it, at most about ``most``, in their order; the relation is mutual.

    By the angle between the sums of their words' vectors, each word counting by its rarity.
    """
    if len(wordings) <= most + 1:
        return [[other for other in range(len(wordings)) if other != at] for at in range(len(wordings))]
    likeness = _likeness(wordings)
    chosen = np.argpartition(-likeness, most, axis=1)[:, :most]
    mutual: list[set[int]] = [set() for _ in wordings]
    for at, row in enumerate(chosen):
        for other in row:
            mutual[at].add(int(other))
            mutual[int(other)].add(at)
    return [sorted(found - {at}) for at, found in enumerate(mutual)]


def _likeness(wordings: Sequence[Mapping[str, float]]) -> Any:
    rows, vectors = table()
    means = np.zeros((len(wordings), vectors.shape[1]), dtype=np.float32)
    for at, words in enumerate(wordings):
        known = [(rows[word], weight) for word, weight in words.items() if word in rows]
        if known:
            places, weights = zip(*known, strict=True)
            means[at] = np.array(weights, dtype=np.float32) @ vectors[list(places)]
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-6)
    likeness = means @ means.T
    np.fill_diagonal(likeness, -1.0)
    return likeness
