"""How near two wordings are in meaning, word by word: "loans" is near "borrow", "vacant" near "vacancies".

The table (``data/nearness.npz``) holds a small vector for each of some ten thousand stems of the news, made
once by ``benchmarks.train_nearness``. Nothing but numbers is in it; nothing is computed but sums of products.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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
    one, other = _wording(tuple(a.items())), _wording(tuple(b.items()))
    likeness = one.vectors @ other.across
    for stem in a.keys() & b.keys():  # a word the table does not know is like itself only
        likeness[one.at[stem], other.at[stem]] = 1.0
    shared = min(_met(likeness.max(axis=1), one), _met(likeness.max(axis=0), other))
    return shared / one.whole, shared / other.whole


Near = Callable[[Mapping[str, float], Mapping[str, float]], tuple[float, float]]
"""`near`, or the same for wordings already compared."""

MOST = 2500
"""Words compared at once, each with each; bounds memory to some tens of megabytes."""


def among(wordings: Sequence[Mapping[str, float]]) -> Near:
    """`near` for pairs of these very wordings, all worked out in one go; for others, one by one."""
    known = {id(words): words for words in wordings if words}
    if not known or sum(map(len, known.values())) > MOST:
        return near
    met = _all_met(list(known.values()))
    number = {key: at for at, key in enumerate(known)}

    def looked_up(a: Mapping[str, float], b: Mapping[str, float]) -> tuple[float, float]:
        at, to = number.get(id(a), -1), number.get(id(b), -1)
        return (met[at][to], met[to][at]) if at >= 0 and to >= 0 else near(a, b)

    return looked_up


def _all_met(wordings: Sequence[Mapping[str, float]]) -> list[list[float]]:
    """How much of each wording stands in each, as `near` has it."""
    parts = [_wording(tuple(words.items())) for words in wordings]
    stems = [stem for words in wordings for stem in words]
    number = {stem: at for at, stem in enumerate(dict.fromkeys(stems))}
    which = np.array([number[stem] for stem in stems])
    vectors = np.concatenate([part.vectors for part in parts])
    likeness = vectors @ vectors.T
    likeness[which[:, None] == which] = 1.0
    starts = np.cumsum([0, *(len(words) for words in wordings)])[:-1]
    share = _share(np.maximum.reduceat(likeness, starts, axis=1))
    met = np.add.reduceat(share * np.concatenate([part.rarity for part in parts])[:, None], starts, axis=0)
    shared: list[list[float]] = (np.minimum(met, met.T) / [[part.whole] for part in parts]).tolist()
    return shared


def _met(likeness: Any, words: Wording) -> float:
    """The rarity of ``words`` of which the other wording has as much as ``likeness`` tells."""
    return float(_share(likeness) @ words.rarity)


def _share(likeness: Any) -> Any:
    """From the likeness of words to how much of the one the other says, 0 to 1."""
    return np.minimum(np.maximum((likeness - LEAST) / (1 - LEAST), 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Wording:
    """Words as they are compared, each with its place in the arrays."""

    at: Mapping[str, int]
    vectors: Any  # (word, dimension)
    across: Any  # the same, turned
    rarity: Any
    whole: float  # all rarity, and what a short wording lacks


@lru_cache(maxsize=4096)
def _wording(words: tuple[tuple[str, float], ...]) -> Wording:
    rows, vectors = table()
    found = np.zeros((len(words), vectors.shape[1]), dtype=np.float32)
    at = {stem: place for place, (stem, _) in enumerate(words)}
    for stem, place in at.items():
        if (row := rows.get(stem)) is not None:
            found[place] = vectors[row]
    rarity = np.array([value for _, value in words])
    return Wording(at, found, np.ascontiguousarray(found.T), rarity, float(rarity.sum()) + FULL / 2)


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
